"""One request to a vendor: found, opened, moved between its states by one function. Sends nothing, judges nothing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from governance.errors import N_, Refusal
from governance.rules.case import CaseState, Event, RequestGrade, better_request, fold, next_state
from governance.rules.consent import CODE_LETTERS
from governance.rules.coverage import title_of
from governance.rules.member import Person
from governance.store import ledger, outbox
from governance.store.models import Case, CaseEvent, Decision, Letter, Outgoing
from governance.store.outbox import Kind
from governance.usecases import news

REFERENCE_LETTERS = 6
OWN_WORDS = "own words"  # of an event: the owner wrote freely, there is no letter to date it by
SETTLED = (CaseState.CONFIRMED, CaseState.WITHDRAWN)
# The prompts of a request have one reason at a time; one that has gone takes its queued prompts with it.
UNSENT = (CaseState.DRAFTED, CaseState.APPROVED)
WAITING = (CaseState.SENT, CaseState.ACKNOWLEDGED)


def case_of(session: Session, workspace_id: str, case_id: str) -> Case:
    """The request with this id in this workspace; refuses when there is none."""
    found = session.get(Case, case_id)
    if found is None or found.workspace_id != workspace_id:
        raise Refusal(N_("This request no longer exists."))
    return found


def unsettled_case(session: Session, workspace_id: str, vendor: str) -> Case | None:
    """The request to this vendor that is neither confirmed nor withdrawn."""
    done = [state.value for state in SETTLED]
    query = select(Case).where(Case.workspace_id == workspace_id, Case.vendor == vendor, Case.state.not_in(done))
    return session.scalars(query.order_by(Case.opened_at.desc()).limit(1)).first()


def copy_address(inbox: str | None, reference: str) -> str | None:
    """The inbox's address in the variant of this request: `name+ac-7f3k@host`; None without an inbox."""
    if not inbox:
        return None
    name, _, host = inbox.partition("@")
    return f"{name}+{reference.lower()}@{host}"


def new_reference() -> str:
    """A random reference such as AC-7F3KQ2: not guessable from another one."""
    return "AC-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(REFERENCE_LETTERS))


def _free_reference(session: Session) -> str:
    while True:
        reference = new_reference()
        if session.scalar(select(Case.id).where(Case.reference == reference)) is None:
            return reference


def open_case(session: Session, who: Person, decision: Decision, now: datetime, inbox: str | None) -> Case:
    """Draft the request that a decision to opt out asks for, in the name of the owner who decided."""
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
    """Put the letter in this owner's name: title and, where Slack tells it, address are theirs."""
    case.owner, case.owner_title = owner.user_id, title_of(owner, case.owner_title)
    case.from_address, case.address_attested = owner.email, False


def events_of(session: Session, case_id: str) -> Sequence[CaseEvent]:
    """What happened to the request, in order."""
    return session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()


def state_of(session: Session, case_id: str) -> CaseState:
    """The fold of the request's events."""
    return fold(Event(row.event) for row in events_of(session, case_id))


def state_since(session: Session, case_id: str) -> datetime | None:
    """When the request came into its present state; None where nothing has happened to it."""
    state, since = CaseState.DRAFTED, None
    for row in events_of(session, case_id):
        after = next_state(state, Event(row.event))
        state, since = after, row.at if after is not state or since is None else since
    return since


def record_event(
    session: Session, case: Case, event: Event, now: datetime, actor: str | None = None, note: str = ""
) -> CaseState:
    """Add one event and move the request: the only place that writes its state. Refused where the table has no step.

    Two at once: the row moves only from the state that the events were read in, and the other one is refused.
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
    session.add(CaseEvent(case_id=case.id, event=event.value, at=now, actor=actor, note=note))
    session.flush()
    session.refresh(case, ["state"])
    if _reason_to_prompt(before) != _reason_to_prompt(after) or event is Event.FOLLOWED_UP:
        drop_prompts(session, case, now)
        case.remind_owner_at = None
    return after


def _reason_to_prompt(state: CaseState) -> str:
    return "unsent" if state in UNSENT else "waiting" if state in WAITING else state.value


def drop_prompts(session: Session, case: Case, now: datetime, user_id: str | None = None) -> None:
    """Prompts about this request (to one person, or to all) that have not left yet have lost their reason."""
    where = [Outgoing.case_id == case.id, Outgoing.kind == Kind.PROMPT.value]
    where += [Outgoing.user_id == user_id] if user_id else []
    outbox.drop(session, case.workspace_id, now, *where)


def letters_of(session: Session, case_id: str) -> Sequence[Letter]:
    """The frozen letters of a request, oldest first; one that was written anew is kept as well."""
    query = select(Letter).where(Letter.case_id == case_id).order_by(Letter.approved_at, Letter.id)
    return session.scalars(query).all()


def newest_letter(session: Session, case_id: str, kind: str = "request") -> Letter | None:
    """The letter that counts: the one approved last."""
    return next((letter for letter in reversed(letters_of(session, case_id)) if letter.kind == kind), None)


def _by_server(session: Session, case_id: str) -> Letter | None:
    """The letter given to the mail server whose fate is not known yet."""
    waiting = (letter for letter in letters_of(session, case_id) if letter.sent_via == "smtp" and not letter.sent_at)
    return next(waiting, None)


def letter_accepted(session: Session, workspace_id: str, case_id: str, now: datetime) -> None:
    """The mail server took the letter: it is sent, and known as well as can be."""
    case, letter = case_of(session, workspace_id, case_id), _by_server(session, case_id)
    if letter is None:
        return
    mark_sent(session, case, letter, now, RequestGrade.ACCEPTED)
    news.tell(session, case, "sent", news.answerable(session, case), now, key=letter.id, at_once=True)
    ledger.append(session, workspace_id, "case:letter:accepted", case.id, now, digest=letter.digest)


def letter_not_accepted(session: Session, workspace_id: str, case_id: str, status: str, now: datetime) -> None:
    """`failed`: the letter did not leave and can be sent again. `unknown`: only a person can tell whether it left."""
    case, letter = case_of(session, workspace_id, case_id), _by_server(session, case_id)
    if letter is None or CaseState(case.state) is not CaseState.APPROVED:
        return
    letter.sent_via = None
    lost = status == "unknown"
    if lost:
        record_event(session, case, Event.SENDING_UNCLEAR, now)
    what = "unclear" if lost else "not_sent"
    news.tell(session, case, what, news.answerable(session, case), now, key=now.isoformat())
    tag = "case:letter:unclear" if lost else "case:letter:refused_by_server"
    ledger.append(session, workspace_id, tag, case.id, now, digest=letter.digest)


def mark_sent(
    session: Session,
    case: Case,
    letter: Letter,
    now: datetime,
    grade: RequestGrade,
    *,
    sent_at: datetime | None = None,
    actor: str | None = None,
) -> None:
    """Write that this letter left (`sent_at`, else now), and how well that is known.

    Said or seen a second time, only what is known grows; sent again after the vendor's refusal or a failed delivery,
    the vendor has the word again.
    """
    event = _event_of_sending(session, case, letter, sent_at or now)
    if event is not None:
        letter.sent_at = sent_at or now
    letter.sent_at, letter.sent_via = letter.sent_at or sent_at or now, letter.sent_via or "mail_client"
    if letter.kind == "request":
        case.sent_at = letter.sent_at
        case.request_grade = better_request(RequestGrade(case.request_grade), grade).value
    if event is not None:
        record_event(session, case, event, now, actor)


def _event_of_sending(session: Session, case: Case, letter: Letter, when: datetime) -> Event | None:
    state, first = CaseState(case.state), letter.sent_at is None
    if letter.kind == "follow_up":
        return Event.FOLLOWED_UP if first else None
    if first or state is CaseState.UNCLEAR:
        return Event.SENT
    since = state_since(session, case.id)
    if state in (CaseState.REFUSED, CaseState.BOUNCED) and since is not None and when > since:
        return Event.FOLLOWED_UP if state is CaseState.REFUSED else Event.SENT
    return None


def settle_lost_letters(session: Session, now: datetime) -> None:
    """A letter whose process died while it left: nobody knows, so its request waits for a person."""
    other = aliased(Outgoing)
    under_way = select(other.id).where(
        other.case_id == Case.id, other.kind == Kind.LETTER.value, other.status.in_(("queued", "sending"))
    )
    lost = (
        select(Case.workspace_id, Case.id)
        .join(Outgoing, Outgoing.case_id == Case.id)
        .join(Letter, Letter.case_id == Case.id)
        .where(
            Case.state == CaseState.APPROVED.value,
            Outgoing.kind == Kind.LETTER.value,
            Outgoing.status == "unknown",
            Letter.sent_via == "smtp",
            Letter.sent_at.is_(None),
            ~under_way.exists(),
        )
    )
    for workspace_id, case_id in session.execute(lost.distinct()).all():
        letter_not_accepted(session, workspace_id, case_id, "unknown", now)
