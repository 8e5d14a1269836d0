"""The workspace's working days, for every date of a request and every message: set by an owner, else by the operator.

A change moves what has not been said yet; nothing is said twice because of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.people.holidays import Holidays, as_lines, within_reach
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import MONDAY_TO_FRIDAY, WEEK, WorkingDays, next_working_moment, zone_of
from governance.store import ledger, repaints
from governance.store.models import DaysOff, Outgoing
from governance.store.outbox import Kind
from governance.store.people import public_holidays
from governance.usecases.people import members

LONGEST_TEXT = 3000  # Slack's limit of a field
MOST_DAYS = 250  # as dates alone they fit into that field
BY_THE_CALENDAR = ("day_", "month_")  # prompts that come after so many working days, or months


def working_days_of(session: Session, workspace_id: str) -> WorkingDays:
    """The weekend and the holidays of this workspace."""
    kept = session.get(DaysOff, workspace_id)
    if kept is None:
        return MONDAY_TO_FRIDAY
    return WorkingDays(frozenset(kept.weekend), frozenset(_holidays_of(kept)))


def _holidays_of(kept: DaysOff) -> Holidays:
    """The chosen country's holidays with an owner's own; where no owner gave or chose any, the operator's."""
    found = {**kept.public, **kept.holidays} or kept.operators
    return _dated(found)


def choose_place(session: Session, who: Person, country: str, region: str, now: datetime, language: str = "en") -> None:
    """An owner chooses the country and region whose public holidays count; no country takes the choice back.

    Raises Refusal for an unknown place, and where the list of holidays is not installed.
    """
    members.allow(session, who, Act.SET_WORKING_DAYS)
    members.one_at_a_time(session, who.workspace_id)
    found = public_holidays.days(country, region, now.date(), language) if country else {}
    kept = session.get(DaysOff, who.workspace_id) or _new(session, who.workspace_id)
    chosen = (country, region if country else "", _stored(found))
    if (kept.country, kept.region, kept.public) == chosen:
        return  # nothing changes: submitted twice
    (kept.country, kept.region, kept.public), kept.set_at = chosen, now
    _look_again(session, who.workspace_id, now)
    ledger.append(
        session, who.workspace_id, "workspace:country:set", who.workspace_id, now, who.user_id, holidays=len(found)
    )


def place_of(session: Session, workspace_id: str) -> tuple[str, str]:
    """The chosen country and region; empty where none is."""
    kept = session.get(DaysOff, workspace_id)
    return (kept.country, kept.region) if kept else ("", "")


def look_up_again(session: Session, workspace_id: str, now: datetime) -> None:
    """At start, the chosen country's holidays as they are known now; what was known stays where nothing is."""
    kept = session.get(DaysOff, workspace_id)
    if kept is None or not kept.country or not public_holidays.is_installed():
        return
    with suppress(Refusal):  # a place that the library knows no more
        found = _stored(public_holidays.days(kept.country, kept.region, now.date()))
        if set(found) != set(kept.public):
            kept.public = found
            _look_again(session, workspace_id, now)


def take_operators_holidays(session: Session, workspace_id: str, holidays: Holidays, now: datetime) -> None:
    """At start, keep the holidays of the operator's file; an operator without a file gives none."""
    members.one_at_a_time(session, workspace_id)
    found = _stored(holidays)
    kept = session.get(DaysOff, workspace_id)
    if (kept.operators if kept else {}) == found:
        return
    kept = kept or _new(session, workspace_id)
    kept.operators = found
    _look_again(session, workspace_id, now)
    ledger.append(session, workspace_id, "workspace:holidays:read", workspace_id, now, holidays=len(found))


class NoWorkingDay(Refusal):
    """Refusal: every day of the week would be free."""


def set_working_days(
    session: Session, who: Person, weekend: Collection[str], holidays: Holidays, now: datetime
) -> None:
    """An owner sets the weekend (`0` is Monday) and the holidays; no holidays means those of the operator's file.

    1. Only an owner may. 2. At least one day of the week is worked on. 3. Names of days given before are kept. 4. What
    waits to be sent gets its moment again. 5. The event is recorded, with numbers only.
    """
    members.allow(session, who, Act.SET_WORKING_DAYS)
    members.one_at_a_time(session, who.workspace_id)
    days = {int(day) for day in weekend}
    if not days < set(range(WEEK)):
        raise NoWorkingDay(N_("At least one day of the week has to be a working day."))
    kept = session.get(DaysOff, who.workspace_id) or _new(session, who.workspace_id)
    named = _holidays_of(kept)
    chosen = (sorted(days), _stored({day: name or named.get(day, "") for day, name in holidays.items()}))
    if (kept.weekend, kept.holidays) == chosen:
        return  # nothing changes: submitted twice
    (kept.weekend, kept.holidays), kept.set_at = chosen, now
    _look_again(session, who.workspace_id, now)
    ledger.append(
        session,
        who.workspace_id,
        "workspace:days:set",
        who.workspace_id,
        now,
        who.user_id,
        weekend=len(days),
        holidays=len(holidays),
    )


def read_typed(text: str, now: datetime) -> Holidays:
    """The holidays that a person has written or pasted. Raises Refusal with the line and what to write."""
    # Imported here: a calendar's library takes a tenth of the start, and this comes once a year.
    from governance.store.people.holidays import read_holidays

    found = read_holidays(text, now.date(), typed=True)
    if len(found) > MOST_DAYS:
        raise Refusal(
            N_("These are {number} days. At most {most} can be kept here."), number=len(found), most=MOST_DAYS
        )
    return found


def days_off_page(session: Session, reader: Person, now: datetime) -> pages.DaysOffPage:
    """What is known of days off, as an owner may change it."""
    members.allow(session, reader, Act.SET_WORKING_DAYS)
    kept, today = session.get(DaysOff, reader.workspace_id), _today(session, reader.workspace_id, now)
    own = within_reach(_dated(kept.holidays), today) if kept else {}
    known = _holidays_of(kept) if kept else {}
    return pages.DaysOffPage(
        zone=str(zone_of(reader.zone, members.workspace(session, reader.workspace_id).zone)),
        weekend=tuple(sorted(working_days_of(session, reader.workspace_id).weekend)),
        text=as_lines(own, LONGEST_TEXT),
        ahead=sum(day >= today for day in known),
        last=max(known, default=None),
        run_out=bool(known) and max(known) < today,
        operators=bool(known) and not own and not (kept and kept.public),
        countries=public_holidays.countries() if public_holidays.is_installed() else (),
        country=kept.country if kept else "",
        region=kept.region if kept else "",
    )


def place_page(session: Session, reader: Person, country: str) -> pages.PlacePage:
    """The regions of a country, of which one may be chosen."""
    members.allow(session, reader, Act.SET_WORKING_DAYS)
    kept = session.get(DaysOff, reader.workspace_id)
    region = kept.region if kept and kept.country == country else ""
    return pages.PlacePage(country, tuple(public_holidays.regions(country).items()), region)


def _today(session: Session, workspace_id: str, now: datetime) -> date:
    return now.astimezone(zone_of(members.workspace(session, workspace_id).zone)).date()


def _dated(kept: Mapping[str, str]) -> Holidays:
    return {date.fromisoformat(day): name for day, name in kept.items()}


def _stored(holidays: Holidays) -> dict[str, str]:
    return {day.isoformat(): holidays[day] for day in sorted(holidays)}


def _new(session: Session, workspace_id: str) -> DaysOff:
    kept = DaysOff(
        workspace_id=workspace_id,
        weekend=sorted(MONDAY_TO_FRIDAY.weekend),
        holidays={},
        operators={},
        set_at=None,
        country="",
        region="",
        public={},
    )
    session.add(kept)
    return kept


def _look_again(session: Session, workspace_id: str, now: datetime) -> None:
    """Judge anew what waits for working hours, whoever it is for.

    A prompt that has not left to anybody is taken back: the clock queues it again on its day by the new calendar. All
    else is given its moment again, zone by zone, but for what waits because of a fault. Messages that name the day of a
    reminder are painted anew.
    """
    repaints.of_few(session, workspace_id, now)
    session.flush()
    waits = (Outgoing.workspace_id == workspace_id, Outgoing.status == "queued", Outgoing.zone.is_not(None))
    prompts = select(Outgoing).where(Outgoing.workspace_id == workspace_id, Outgoing.kind == Kind.PROMPT.value)
    by_occasion: dict[str, list[Outgoing]] = defaultdict(list)
    for row in session.scalars(prompts):
        by_occasion[row.occasion.rpartition(":")[0]].append(row)
    unsaid = [
        row.id
        for rows in by_occasion.values()
        for row in rows
        if any(mark in row.about["what"] for mark in BY_THE_CALENDAR)
        and all(other.status == "queued" and not other.attempts for other in rows)
    ]
    session.execute(delete(Outgoing).where(*waits, Outgoing.id.in_(unsaid)))
    days, at_fault = working_days_of(session, workspace_id), Outgoing.error.is_not(None)
    for zone in session.scalars(select(Outgoing.zone).where(*waits).distinct()).all():
        moment = next_working_moment(now, zone_of(zone), days)
        session.execute(update(Outgoing).where(*waits, Outgoing.zone == zone, ~at_fault).values(not_before=moment))
