"""Preparing a question: the stored draft and its checks, before anybody is told.

A draft is a question in the state `draft`: it holds no people and leaves nothing behind when it is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import Draft
from governance.rules.people.permissions import Act, Person, demand_own
from governance.rules.people.working_days import zone_of
from governance.rules.poll.opening import closing_at, decision_due, default_closing, opening_faults
from governance.rules.poll.states import PollState
from governance.rules.poll.tally import Base, Basis, Rule
from governance.store.models import Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.queries import has_tried, poll_of, poll_to_change
from governance.usecases.people import members as member
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import release_time
from governance.usecases.poll.release_time import first_day, first_morning
from governance.usecases.poll.waiting import line
from governance.usecases.register.vendor_facts import VENDOR as VENDOR
from governance.usecases.register.vendor_facts import (
    entry_meant,
    entry_of,
    reads_differently,
    refuse_pointless,
    take_facts,
    told_by,
)

DRAFT = "draft"
MESSAGES_PER_MINUTE = 200  # what Slack was seen to take; the real rate is found while sending
LONGEST = timedelta(days=366)
SUBMITTED = N_("This question has gone on meanwhile. Look at the Home tab.")
GUESTS = N_("Please choose whether guests are asked.")
NO_OPERATOR = N_("Please write who runs the server of this app: the notice names them first.")


@dataclass(frozen=True)
class House:
    """What the operator set for every question: who runs the server, and whom members can ask."""

    operator: str
    contact: str


def default_rule() -> Rule:
    """More than half of the people asked."""
    return Rule()


def new_draft(session: Session, who: Person, house: House, now: datetime, vendor: str = VENDOR) -> Poll:
    """Begin a question with the defaults. Raises Refusal while one about the same vendor goes on."""
    poll = blank_draft(session, who, house, now, vendor)
    member.note_owner(session, who, now)
    session.add(poll)
    session.flush()
    return poll


def blank_draft(session: Session, who: Person, house: House, now: datetime, vendor: str = VENDOR) -> Poll:
    """The same question, to be looked at: nothing is stored. Raises Refusal where there is nothing to ask about."""
    member.allow(session, who, Act.PREPARE)
    line.refuse_second_question(session, who.workspace_id, vendor, now)
    entry = entry_meant(vendor)
    refuse_pointless(entry)
    start = line.begins_about(session, who.workspace_id, now, vendor=vendor)
    zone, days = zone_of(member.workspace(session, who.workspace_id).zone), working_days_of(session, who.workspace_id)
    owners = member.owners(session, who.workspace_id)
    if not owners:
        raise Refusal(N_("No owner of this workspace is active. Only an owner can decide."))
    closes = default_closing(first_morning(start, zone, days), zone, days)
    return Poll(
        workspace_id=who.workspace_id,
        state=DRAFT,
        kind="secret",
        author=who.user_id,
        decider=who.user_id if who.is_owner else owners[0].user_id,
        employer=True,
        include_guests=None,
        operator=house.operator,
        contact=house.contact,
        paragraph="",
        rule=default_rule().to_data(),
        reminders=2,
        created_at=now,
        starts_from=first_day(start, zone, days),
        closes_at=closes,
        decision_due=decision_due(closes, zone, days),
        **told_by(entry, now.date()),
    )


def draft_of(session: Session, who: Person, poll_id: str) -> Poll:
    """The draft, for its author or an owner. Raises Refusal once it has been submitted."""
    poll = poll_to_change(session, who.workspace_id, poll_id)
    demand_own(who, Act.PREPARE, poll.author, member.owner_names(session, who.workspace_id))
    if poll.state != DRAFT:
        raise Refusal(SUBMITTED)
    return poll


def shown_to(session: Session, who: Person, act: Act, poll_id: str) -> Poll:
    """The question, for somebody who may see it; before submitting, only its author, owners and who tried it may."""
    member.allow(session, who, act)
    poll = poll_of(session, who.workspace_id, poll_id)
    if poll.state == DRAFT and not has_tried(session, poll, who.user_id):
        demand_own(who, act, poll.author, member.owner_names(session, who.workspace_id))
    return poll


def save_basics(
    session: Session,
    who: Person,
    poll_id: str,
    *,
    guests: bool | None,
    closes_on: date | None,
    owner_id: str,
    now: datetime,
    vendor: str = "",
) -> dict[str, Refusal]:
    """Save who is asked, until when and who decides. Returns what is wrong, by field; then nothing is saved."""
    poll = draft_of(session, who, poll_id)
    zone, days = zone_of(member.workspace(session, who.workspace_id).zone), working_days_of(session, who.workspace_id)
    start, faults = line.begins_about(session, who.workspace_id, now, poll), {}
    if guests is None:
        faults["guests"] = Refusal(GUESTS)
    if owner_id not in {owner.user_id for owner in member.owners(session, who.workspace_id)}:
        faults["owner"] = Refusal(N_("Please choose an active owner: only an owner can decide."))
    near = closes_on is not None and abs(closes_on - now.date()) <= LONGEST
    closes = closing_at(closes_on, zone) if closes_on and near else None
    if closes is None:
        faults["closes"] = Refusal(N_("Please choose a day within a year."))
    elif late := release_time.closing_refusal(session, who.workspace_id, closes, start, guests=guests):
        faults["closes"] = late
    if faults or closes is None:
        return faults
    _ask_about(session, poll, vendor or poll.vendor, now)
    poll.include_guests, poll.decider, poll.closes_at = guests, owner_id, closes
    poll.decision_due = decision_due(closes, zone, days)
    poll.starts_from = first_day(start, zone, days)
    return {}


def _ask_about(session: Session, poll: Poll, vendor: str, now: datetime) -> None:
    """Make this draft a question about this vendor, as is known today. Raises Refusal where there is nothing to ask."""
    if vendor != poll.vendor:
        line.refuse_second_question(session, poll.workspace_id, vendor, now)
    entry = entry_of(vendor)
    refuse_pointless(entry)
    take_facts(poll, entry, now.date())


def rule_from(draft: Draft) -> Rule:
    """The rule that the choices on the screen mean; raises Refusal for an impossible share."""
    if draft.rule_kind == "unanimous":
        return Rule(kind=Basis.UNANIMOUS)
    if draft.rule_kind == "majority":
        return default_rule()
    quorum = None if draft.minimum is None else Fraction(draft.minimum, 100)
    return Rule(share=Fraction(draft.share_percent, 100), base=Base(draft.base), quorum=quorum)


def save_defaults(session: Session, who: Person, poll_id: str, draft: Draft) -> dict[str, Refusal]:
    """Save everything else. Returns what is wrong, by field; then nothing is saved."""
    poll = draft_of(session, who, poll_id)
    if not draft.secret:
        raise Refusal(N_("Questions that are not secret are not offered yet."))
    faults: dict[str, Refusal] = {}
    if not 0 <= draft.reminders <= 2:
        faults["reminders"] = Refusal(N_("At most two reminders."))
    if len(draft.paragraph) > 2000:
        faults["paragraph"] = Refusal(N_("At most 2,000 characters, so that the notice stays readable."))
    if draft.minimum is not None and not 0 < draft.minimum <= 100:
        faults["minimum"] = Refusal(N_("A percentage from 1 to 100, of the people asked."))
    if not 0 <= draft.share_percent <= 100:
        faults["share"] = Refusal(N_("A percentage from 0 to 100."))
    if not draft.operator:
        faults["operator"] = Refusal(NO_OPERATOR)
    if faults:
        return faults
    rule = rule_from(draft)
    for fault in opening_faults(rule, electorate=1):
        faults["minimum"] = fault
    if faults:
        return faults
    poll.rule, poll.employer, poll.reminders = rule.to_data(), draft.employer, draft.reminders
    poll.operator, poll.contact, poll.paragraph = draft.operator, draft.privacy_contact, draft.paragraph
    return {}


def refuse_without_operator(poll: Poll) -> None:
    """Raise Refusal where the notice could not name who runs the server, who could find out an answer."""
    if not poll.operator.strip():
        raise Refusal(N_("Who runs the server of this app is not said yet: press *Change* and write it there."))


def refuse_unready(session: Session, poll: Poll, start: datetime, now: datetime) -> None:
    """Raise Refusal where this draft cannot be submitted: much may have happened since its windows were filled in."""
    if poll.include_guests is None:
        raise Refusal(GUESTS)
    refuse_without_operator(poll)
    late = release_time.closing_refusal(session, poll.workspace_id, poll.closes_at, start, guests=poll.include_guests)
    if late is not None:
        raise late
    line.refuse_second_question(session, poll.workspace_id, poll.vendor, now)
    refuse_pointless(entry_of(poll.vendor))
    if reads_differently(poll, now.date()):
        raise Refusal(N_("The notice reads differently by now. Please go back one window and look at it again."))


def was_prepared() -> ColumnElement[bool]:
    """The condition that owners have been told of a question."""
    told = Outgoing.kind == Kind.PREPARED.value
    return select(Outgoing.id).where(Outgoing.poll_id == Poll.id, told).exists()


def taken_back(session: Session, who: Person) -> Poll | None:
    """The prepared question that is being changed and waits for its author or an owner; first one whose turn it is."""
    mine = [] if who.is_owner else [Poll.author == who.user_id]
    query = select(Poll).where(Poll.workspace_id == who.workspace_id, Poll.state == DRAFT, was_prepared(), *mine)
    return session.scalars(query.order_by(Poll.keeps_turn.desc(), Poll.created_at.desc()).limit(1)).first()


def people_asked(session: Session, poll: Poll) -> tuple[int, int]:
    """How many people the question goes to, and how many guests are left out; estimated until they are listed."""
    if poll.state not in (DRAFT, PollState.WAITING, PollState.PREPARING):
        return poll.electorate, poll.excluded_guests
    members, guests = member.counts(session, poll.workspace_id)
    return (members + guests, 0) if poll.include_guests else (members, guests)


def minutes_for(people: int) -> int:
    """Estimated minutes that sending so many messages takes."""
    return ceil(people / MESSAGES_PER_MINUTE)
