"""One request to a vendor: found, opened, and moved between its states by one function."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.coverage import title_of
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import CaseState, Event, RequestGrade, fold, next_state
from governance.rules.people.permissions import Person
from governance.rules.poll.answer import CODE_LETTERS
from governance.store import outbox, queries, repaints
from governance.store.database import WRITES
from governance.store.models import Case, CaseEvent, Decision, Letter, Outgoing
from governance.store.outbox import Kind
from governance.store.register.entry import Mechanism

REFERENCE_LETTERS = 6
T = TypeVar("T")
OWN_WORDS = "own words"  # of an event: the owner wrote freely, there is no letter to date it by
HANDED_OVER = "handed over"  # of an event: another owner has the request from then on
UNAPPROVED = "approval taken back"  # of an event: the owner who had approved does not any more
OWNER_GONE = "approved by no owner any more"  # of an event: the approval lapsed
MOVED = "approved for another address"  # of an event: the approval lapsed, because the workspace's address changed
LAPSED = {OWNER_GONE: "owner", MOVED: "address"}
UNREADABLE = (CaseState.DRAFTED, CaseState.WITHDRAWN)  # members cannot read its letter
ANSWERED = (CaseState.CONFIRMED, CaseState.REFUSED)  # which the result says, to everyone who was asked
SETTLED = (CaseState.CONFIRMED, CaseState.WITHDRAWN)
# The prompts of a request have one reason at a time; one that has gone takes its queued prompts with it.
UNSENT = (CaseState.DRAFTED, CaseState.APPROVED)
NOT_LEFT = (*UNSENT, CaseState.BOUNCED, CaseState.UNCLEAR)  # as far as is known
WAITING = (CaseState.SENT, CaseState.ACKNOWLEDGED)


def case_of(session: Session, workspace_id: str, case_id: str) -> Case:
    """The request by letter with this id in this workspace. Raises Refusal when there is none.

    In a transaction that may write, its row is locked: a second change at the same moment waits and sees the first.
    """
    found = locked(session, Case, case_id)
    if found is None or found.workspace_id != workspace_id:
        raise Refusal(N_("This request no longer exists."))
    if found.mechanism != Mechanism.EMAIL:
        raise Refusal(N_("This vendor takes no request by mail."))
    return found


def locked(session: Session, kind: type[T], key: str) -> T | None:
    """The row with this key; in a transaction that may write, nobody else can change it until the end."""
    if not session.info.get(WRITES):
        return session.get(kind, key)
    session.flush()
    return session.get(kind, key, with_for_update=True, populate_existing=True)


def unsettled_case(session: Session, workspace_id: str, vendor: str) -> Case | None:
    """The request by letter to this vendor that is neither confirmed nor withdrawn."""
    here = (Case.workspace_id == workspace_id, Case.vendor == vendor, queries.BY_LETTER)
    query = select(Case).where(*here, Case.state.not_in([state.value for state in SETTLED]))
    return session.scalars(query.order_by(Case.opened_at.desc()).limit(1)).first()


def copy_address(inbox: str | None, reference: str) -> str | None:
    """The inbox's address with this request's reference: `name+ac-7f3k@host`; None without an inbox."""
    if not inbox:
        return None
    name, _, host = inbox.partition("@")
    return f"{name}+{reference.lower()}@{host}"


def new_reference() -> str:
    """A random reference such as AC-7F3KQ2, which nobody can guess from another one."""
    return "AC-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(REFERENCE_LETTERS))


def _free_reference(session: Session) -> str:
    while True:
        reference = new_reference()
        if session.scalar(select(Case.id).where(Case.reference == reference)) is None:
            return reference


def open_case(session: Session, who: Person, decision: Decision, now: datetime, inbox: str | None) -> Case:
    """Draft the request that follows from a decision to opt out, in the name of the owner who decided."""
    reference = _free_reference(session)
    case = Case(
        workspace_id=decision.workspace_id,
        decision_id=decision.id,
        poll_id=decision.poll_id,
        vendor=decision.vendor,
        reference=reference,
        state=CaseState.DRAFTED.value,
        copy_address=copy_address(inbox, reference),
        opened_at=now,
        request_grade=RequestGrade.DRAFTED.value,
        owner="",
        owner_title="",
        address_attested=False,
    )
    take_over(case, who)
    session.add(case)
    session.flush()
    return case


def take_over(case: Case, owner: Person) -> None:
    """Put the letter in this owner's name, with their title and, where Slack tells it, their address."""
    case.owner, case.owner_title = owner.user_id, title_of(owner, case.owner_title)
    case.from_address, case.address_attested = owner.email, False


def events_of(session: Session, case_id: str) -> Sequence[CaseEvent]:
    """What happened to the request, in order."""
    return session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()


def state_of(session: Session, case_id: str) -> CaseState:
    """The state of the request, folded from its events."""
    return fold(Event(row.event) for row in events_of(session, case_id))


def state_since(session: Session, case_id: str) -> datetime | None:
    """When the request came into its present state; None where nothing has happened to it."""
    state, since = CaseState.DRAFTED, None
    for row in events_of(session, case_id):
        after = next_state(state, Event(row.event))
        state, since = after, row.at if after is not state or since is None else since
    return since


def record_event(
    session: Session,
    case: Case,
    event: Event,
    now: datetime,
    actor: str | None = None,
    note: str = "",
    mail_id: str | None = None,
) -> CaseState:
    """Add one event and move the request; nothing else writes its state. Raises Refusal where the table forbids it.

    If two events come at once, the one that read an outdated state is refused. `mail_id`: the mail it follows from.
    """
    before = state_of(session, case.id)
    after = next_state(before, event)
    moved = session.execute(
        update(Case)
        .where(Case.id == case.id, Case.state == before.value)
        .values(state=after.value)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, which execute() does not promise
        raise Refusal(N_("Our request has moved on in the meantime. Nothing was changed."))
    session.add(CaseEvent(case_id=case.id, event=event.value, at=now, actor=actor, note=note, mail_id=mail_id))
    session.flush()
    session.refresh(case, ["state"])
    _paint_anew(session, case, before, after, now)
    if _reason_to_prompt(before) != _reason_to_prompt(after) or event is Event.FOLLOWED_UP:
        drop_prompts(session, case, now)
        case.remind_owner_at = None
    return after


def _paint_anew(session: Session, case: Case, before: CaseState, after: CaseState, now: datetime) -> None:
    """Messages about this request; to everyone asked when its letter can be read, it left, or it is answered, also once
    more."""
    repaints.of_case(session, case.workspace_id, case.id, now)
    moved = before is not after and {before, after} & {*UNREADABLE, *NOT_LEFT, *ANSWERED}
    if case.poll_id and (moved or after in ANSWERED):
        result = (Kind.RESULT, Kind.LATE_DECISION, Kind.PROMPT)
        repaints.of_poll(session, case.workspace_id, case.poll_id, now, *result)


def _reason_to_prompt(state: CaseState) -> str:
    return "unsent" if state in UNSENT else "waiting" if state in WAITING else state.value


def drop_prompts(session: Session, case: Case, now: datetime, user_id: str | None = None) -> None:
    """Drop unsent prompts about this request, to one person or to all, because their reason has passed."""
    where = [Outgoing.case_id == case.id, Outgoing.kind == Kind.PROMPT.value]
    where += [Outgoing.user_id == user_id] if user_id else []
    outbox.drop(session, case.workspace_id, now, *where)


def letters_of(session: Session, case_id: str) -> Sequence[Letter]:
    """The frozen letters of a request, oldest first, including those replaced by a newer approval."""
    query = select(Letter).where(Letter.case_id == case_id).order_by(Letter.approved_at, Letter.id)
    return session.scalars(query).all()


def newest_letter(session: Session, case_id: str, kind: str = LetterKind.REQUEST) -> Letter | None:
    """The valid letter of this kind: the one approved last."""
    return next((letter for letter in reversed(letters_of(session, case_id)) if letter.kind == kind), None)


def letter_of(session: Session, case: Case, letter_id: str | None) -> Letter | None:
    """The letter with this id; without an id, the request's first letter."""
    if letter_id is None:
        return newest_letter(session, case.id)
    return next((letter for letter in letters_of(session, case.id) if letter.id == letter_id), None)


def last_sent_at(session: Session, case: Case) -> datetime | None:
    """When we last wrote to the vendor about this request."""
    letters_sent = [letter.sent_at for letter in letters_of(session, case.id) if letter.sent_at]
    freely = [event.at for event in events_of(session, case.id) if event.note == OWN_WORDS]
    return max([*letters_sent, *freely], default=case.sent_at)
