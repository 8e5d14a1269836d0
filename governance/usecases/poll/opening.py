"""A question from submitting to its opening: list the people, schedule, release the first messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import ACTIVE, GUESTS, Act, Person, may
from governance.rules.people.working_days import zone_of
from governance.rules.poll.opening import BallotKind, opening_faults
from governance.rules.poll.states import PollEvent, PollState, next_state
from governance.rules.poll.tally import Rule
from governance.store import ledger, outbox, queries, repaints
from governance.store.models import Member, Poll
from governance.store.outbox import Kind
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, electorate, release_time
from governance.usecases.poll.waiting import line

BATCH = 1_000
Lists: TypeAlias = dict[str, tuple[datetime | None, str]]  # when it was prepared, and its digest


def _move(poll: Poll, event: PollEvent) -> None:
    poll.state = next_state(PollState(poll.state), event).value


def submit(session: Session, who: Person, poll_id: str, now: datetime) -> Poll:
    """Submit a draft: it becomes `preparing`, and `fill` adds the people in batches.

    While another question is not settled it becomes `waiting`: see waiting/line.py.
    """
    members.one_at_a_time(session, who.workspace_id)
    poll = draft.draft_of(session, who, poll_id)
    start = line.begins_about(session, who.workspace_id, now, poll)
    draft.refuse_unready(session, poll, start, now)
    if not may(members.person(session, poll.workspace_id, poll.author), Act.PREPARE):
        poll.author = who.user_id  # whoever began it may not ask any more: from here on it is asked by this person
    asked, _ = draft.people_asked(session, poll)
    for fault in opening_faults(
        Rule.from_data(poll.rule),
        kind=BallotKind(poll.kind),
        employer=poll.employer,
        named_reason=poll.named_reason or "",
        electorate=asked,
    ):
        raise fault
    _give_up_others(session, poll, now)
    ahead, poll.keeps_turn = line.last_before(session, who.workspace_id, now, poll), False
    if ahead is None:
        poll.state = PollState.PREPARING.value
        begin_list(session, poll, now)
    else:
        _wait(session, poll, start, now)
    session.flush()
    told = {"waits_for": ahead.id} if ahead else {}
    line.paint_anew(session, who.workspace_id, now)
    ledger.append(session, who.workspace_id, "poll:question:prepared", poll.id, now, who.user_id, **told)
    return poll


def _give_up_others(session: Session, poll: Poll, now: datetime) -> None:
    """Of what was prepared about this vendor before, taken back and left there, nothing more comes."""
    earlier = (Poll.workspace_id == poll.workspace_id, Poll.vendor == poll.vendor, Poll.id != poll.id)
    for given_up in session.scalars(select(Poll).where(*earlier, Poll.state == draft.DRAFT, draft.was_prepared())):
        given_up.state = PollState.CANCELLED.value
        repaints.of_poll(session, poll.workspace_id, given_up.id, now, Kind.PREPARED, Kind.TRIAL)


def begin_list(session: Session, poll: Poll, now: datetime) -> None:
    """It is prepared from now on: nobody is on its list yet."""
    zone = zone_of(members.workspace(session, poll.workspace_id).zone)
    poll.after_member, poll.created_at = "", now
    poll.starts_from = release_time.first_day(now, zone, working_days_of(session, poll.workspace_id))


def _wait(session: Session, poll: Poll, start: datetime, now: datetime) -> None:
    """Behind those that wait already; every owner and the author are told for which."""
    zone = zone_of(members.workspace(session, poll.workspace_id).zone)
    poll.state, poll.created_at = PollState.WAITING.value, now
    poll.starts_from = release_time.first_day(start, zone, working_days_of(session, poll.workspace_id))
    repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PREPARED)
    tell_owners(session, poll, f"waits:{poll.id}:{now.timestamp()}", now)


def fill(session: Session, poll: Poll, now: datetime) -> bool:
    """Add the next batch of people with their held messages; True while there may be more. A restart continues here."""
    after = poll.after_member
    if poll.state != PollState.PREPARING or after is None:
        return False
    active = [role.value for role in ACTIVE]
    page = select(Member).where(
        Member.workspace_id == poll.workspace_id, Member.role.in_(active), Member.user_id > after
    )
    people = list(session.scalars(page.order_by(Member.user_id).limit(BATCH)))
    asked = [person for person in people if poll.include_guests or person.role not in GUESTS]
    electorate.add_electors(session, poll, asked, now)
    poll.eligible += len(people)
    poll.electorate += len(asked)
    poll.excluded_guests += len(people) - len(asked)
    poll.after_member = people[-1].user_id if len(people) == BATCH else None
    if poll.after_member is None:
        _schedule(session, poll, now)
    return poll.after_member is not None


def _schedule(session: Session, poll: Poll, now: datetime) -> None:
    """Everybody is on the list: fix when the first message leaves, and tell every owner and the author.

    Where the question would close before that, because listing took long, it goes back to its author.
    """
    session.flush()
    if not release_time.reaches_everyone(session, poll, now):
        _give_back(session, poll, now)
        return
    _move(poll, PollEvent.FILLED)
    poll.opens_at = release_time.first_moment(session, poll)
    occasion = f"prepared:{poll.id}:{poll.created_at.timestamp()}:{poll.starts_from.timestamp()}"
    tell_owners(session, poll, occasion, now)


def _give_back(session: Session, poll: Poll, now: datetime) -> None:
    next_state(PollState(poll.state), PollEvent.CHANGED)
    electorate.empty(session, poll)
    poll.state, poll.created_at, poll.keeps_turn = draft.DRAFT, now, True
    repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PREPARED)
    _tell(session, poll, {poll.author}, f"too_late:{poll.id}:{now.timestamp()}", now, "too_late")
    ledger.append(session, poll.workspace_id, "poll:question:taken_back", poll.id, now)


def tell_owners(
    session: Session, poll: Poll, occasion: str, now: datetime, but: str | None = None, *, what: str = ""
) -> None:
    """Tell every owner and the author what became of a prepared question, `but` not whoever did it.

    `what`: the clock did it, see `seen/organiser.py`.
    """
    told = {owner.user_id for owner in members.owners(session, poll.workspace_id)} | {poll.author}
    _tell(session, poll, told - {but or ""}, occasion, now, what)


def _tell(session: Session, poll: Poll, people: set[str], occasion: str, now: datetime, what: str) -> None:
    for user_id in sorted(people):
        outbox.queue(
            session,
            Kind.PREPARED,
            f"{occasion}:{user_id}",
            now,
            workspace_id=poll.workspace_id,
            user_id=user_id,
            poll_id=poll.id,
            about={"what": what} if what else None,
        )


def lists_of(session: Session, poll_ids: Sequence[str]) -> Lists:
    """The digests of these lists of people, which take long: read before anything is locked."""
    found = {poll_id: session.scalar(select(Poll.created_at).where(Poll.id == poll_id)) for poll_id in poll_ids}
    return {poll_id: (at, electorate.digest_of(session, poll_id)) for poll_id, at in found.items()}


def open_poll(session: Session, poll: Poll, now: datetime, key_fingerprint: str, lists: Lists | None = None) -> None:
    """Fix rule and people in one transaction, and release the first messages; the others follow with the next ticks.

    Its keys lie in the key store already. 1. Only a scheduled question opens, once, and only while somebody can still
    be asked. 2. Rule and people are fixed by digest in the record of events. 3. Each zone's messages are released for
    its working hours. `lists`: of `lists_of`; its digest counts unless the list has changed since.
    """
    changed = electorate.bring_up_to_date(session, poll, now)
    poll.zones = None
    is_late = not release_time.reaches_everyone(session, poll, now)
    if why := "lapsed" if is_late else line.why_not(session, poll):
        _lapse(session, poll, now, why)
        return
    _move(poll, PollEvent.OPENED)
    poll.opened_at = now
    repaints.of_poll(session, poll.workspace_id, poll.id, now, Kind.PREPARED)
    poll.key_fingerprint = key_fingerprint
    prepared_at, digest = (lists or {}).get(poll.id, (None, ""))
    is_known = prepared_at == poll.created_at and not changed
    poll.electorate_digest = digest if is_known else electorate.digest_of(session, poll.id)
    poll.rule_digest = rules_digest(poll)
    poll.zones = queries.elector_zones(session, poll)
    release_time.release(session, poll, now)
    ledger.append(
        session,
        poll.workspace_id,
        "poll:question:opened",
        poll.id,
        now,
        rule=poll.rule_digest,
        electorate=poll.electorate,
        electorate_digest=poll.electorate_digest,
        vendor=poll.vendor,
        **{f"notice_{language}": digest for language, digest in sorted(poll.notice_digests.items())},
    )


def _lapse(session: Session, poll: Poll, now: datetime, why: str) -> None:
    """Do not ask a question that would close at once, or may not be asked any more; owners and author are told why."""
    _move(poll, PollEvent.STOPPED)
    electorate.empty(session, poll)
    repaints.of_poll(session, poll.workspace_id, poll.id, now)
    tell_owners(session, poll, f"stopped:{poll.id}", now, what=why)
    told = {"too_late": True} if why == "lapsed" else {"why": why}
    ledger.append(session, poll.workspace_id, "poll:question:stopped", poll.id, now, **told)


def rules_digest(poll: Poll) -> str:
    """SHA-256 over the canonical form of all that is fixed at opening, except the people; kept from then on."""
    if poll.rule_digest is not None:
        return poll.rule_digest
    return ledger.event_hash(
        {**poll.rule, "kind": poll.kind, "employer": poll.employer, "rule_kind": poll.rule["kind"],
         "closes_at": poll.closes_at.isoformat(), "reminders": poll.reminders, "guests": poll.include_guests,
         "decision_due": poll.decision_due.isoformat(), "operator": poll.operator, "contact": poll.contact,
         "paragraph": poll.paragraph, "named_reason": poll.named_reason},
        "",
    )  # fmt: skip


def follow_calendar(session: Session, workspace_id: str, now: datetime) -> None:
    """After the working days changed: when a prepared question goes out; where it would be too late, it goes back."""
    scheduled = select(Poll).where(Poll.workspace_id == workspace_id, Poll.state == PollState.SCHEDULED.value)
    for poll in session.scalars(scheduled.with_for_update().execution_options(populate_existing=True)).all():
        if release_time.reaches_everyone(session, poll, now):
            poll.opens_at = release_time.first_moment(session, poll)
        else:
            _give_back(session, poll, now)


def due_to_fill(session: Session, _now: datetime) -> list[str]:
    """Questions whose people are still being added."""
    preparing = Poll.state == PollState.PREPARING.value
    return list(session.scalars(select(Poll.id).where(preparing, queries.installed(Poll.workspace_id))))


def due_to_open(session: Session, now: datetime) -> list[str]:
    """Scheduled questions whose first working hour has come."""
    due = (Poll.state == PollState.SCHEDULED.value, Poll.opens_at <= now)
    return list(session.scalars(select(Poll.id).where(*due, queries.installed(Poll.workspace_id))))
