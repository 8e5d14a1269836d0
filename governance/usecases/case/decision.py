"""The owner's decision, after a question or without one. Members' silence never decides."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.poll.advice import Outcome
from governance.rules.poll.states import PollState
from governance.store import ledger, outbox, queries, repaints
from governance.store.models import Decision, Outgoing, Poll
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.case import checklist, decide_again
from governance.usecases.case.letter import letter as letters
from governance.usecases.people import members
from governance.usecases.poll import announcement, closing
from governance.usecases.poll.draft import VENDOR
from governance.usecases.poll.waiting.line import (
    refuse_beside_unsettled,
    refuse_beside_waiting,
    refuse_past_question,
    unsettled,
    waits_for_decision,
)

LONGEST_REASON = 1000
SENTENCE_WORDS, SENTENCE_LENGTH = 3, 12  # fewer of both is no sentence; some languages write no spaces
NO_REASON = N_("This differs from what the rule advises: please say why. Everyone who was asked reads it.")
A_WORD = N_("Please write a sentence: everyone who was asked reads why this differs from what the rule advises.")


class OwnerChoice(StrEnum):
    """What an owner can decide."""

    OPT_OUT = "opt_out"
    ALLOW = "allow"


TELL_OF_DECISIONS = (Kind.PROMPT, Kind.RESULT, Kind.LATE_DECISION)
ADVISED = {Outcome.OPT_OUT: OwnerChoice.OPT_OUT, Outcome.STAY: OwnerChoice.ALLOW}


def current(session: Session, workspace_id: str, poll: Poll | None) -> Decision | None:
    """The newest decision, with or without a question; None while a newer question is undecided."""
    of_vendor = Decision.vendor == (poll.vendor if poll else VENDOR)
    query = select(Decision).where(Decision.workspace_id == workspace_id, of_vendor)
    newest = session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id).limit(1)).first()
    if newest is None or poll is None or newest.poll_id == poll.id or newest.decided_at >= poll.created_at:
        return newest
    return None


def departs(poll: Poll, choice: OwnerChoice) -> bool:
    """Whether this choice differs from what the rule advises, so that it needs a reason."""
    return ADVISED[closing.advice_of(poll).recommendation] is not choice


def refuse_mere_word(reason: str) -> None:
    """Raises Refusal where this is no reason that others could follow: nothing, or a word or two such as "ok"."""
    if not reason:
        raise Refusal(NO_REASON)
    if len(reason.split()) < SENTENCE_WORDS and len(reason) < SENTENCE_LENGTH:
        raise Refusal(A_WORD)


def record_decision(
    session: Session,
    who: Person,
    poll_id: str | None,
    choice: OwnerChoice | str,
    reason: str,
    now: datetime,
    *,
    inbox: str | None = None,
    earlier: str | None = None,
) -> Decision:
    """Record what an owner decides.

    `inbox`: where copies of the letter come back to. `earlier`: the decision that this one replaces.

    1. Only an owner may decide, after closing, once per question or in place of the decision that counts. 2. A
    departure from the advice needs a reason. 3. A decision to opt out drafts the request. 4. Everyone who was asked is
    told. 5. The event is recorded.
    """
    members.allow(session, who, Act.DECIDE)
    members.one_at_a_time(session, who.workspace_id)
    members.note_owner(session, who, now)
    choice, reason = OwnerChoice(choice), reason.strip()
    poll = queries.poll_to_change(session, who.workspace_id, poll_id) if poll_id else None
    refuse_undecidable(session, who, poll, now, earlier)
    vendor = poll.vendor if poll else VENDOR
    by_letter = choice is OwnerChoice.OPT_OUT and checklist.goes_by_letter(vendor)
    if by_letter:
        letters.refuse_unwritable(session, who)
    if poll is not None and departs(poll, choice):
        refuse_mere_word(reason)
    if len(reason) > LONGEST_REASON:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_REASON)
    if earlier:
        decide_again.make_way(session, who, poll_id, earlier)
    decision = _write(session, who, poll, choice, reason, now)
    decision.replaces = earlier
    if by_letter:
        cases.open_case(session, who, decision, now, inbox)
    elif choice is OwnerChoice.OPT_OUT:
        checklist.begin(session, who, decision, now)
    if poll is not None:
        drop_decision_prompts(session, poll, now)
        repaints.of_poll(session, poll.workspace_id, poll.id, now, *TELL_OF_DECISIONS)
        announcement.announce_decision(session, poll, now, decision)
    _record(session, decision, now)
    return decision


def already_recorded(
    session: Session, who: Person, poll_id: str | None, choice: OwnerChoice, reason: str, earlier: str | None
) -> Decision | None:
    """This very decision by this very owner, whose first submission was answered too late for Slack; else None."""
    if poll_id is not None:
        found = queries.decision_on(session, poll_id)
    else:
        under_way = cases.unsettled_case(session, who.workspace_id, VENDOR)
        found = session.get(Decision, under_way.decision_id) if under_way else None
    submitted = (poll_id, who.user_id, choice.value, reason.strip(), earlier)
    if found and (found.poll_id, found.decided_by, found.choice, found.reason, found.replaces) == submitted:
        return found
    return None


def refuse_undecidable(
    session: Session, who: Person, poll: Poll | None, now: datetime, earlier: str | None = None
) -> None:
    """Raise Refusal when this cannot be decided now: still asked, decided, expired, or another matter comes first.

    Without a question, one about whichever vendor comes first, since Home speaks of one matter. `earlier`: the decision
    that the new one replaces; it must still count, and only a question about the same vendor comes first.
    """
    vendor = poll.vendor if poll else VENDOR
    if earlier:
        vendor = decide_again.to_change(session, who, earlier).vendor
        refuse_past_question(session, who.workspace_id, vendor, now)
    elif poll is None:
        refuse_beside_waiting(session, who.workspace_id, vendor)
        if (asked := unsettled(session, who.workspace_id, now)) is not None:
            refuse_beside_unsettled(asked)
    else:
        if poll.state != PollState.CLOSED:
            raise Refusal(N_("The question is still being asked. You can decide when it is closed."))
        decided = queries.decision_on(session, poll.id)
        if decided is not None:
            name = members.person(session, who.workspace_id, decided.decided_by).name
            raise Refusal(N_("{name} has already decided on this question."), name=name)
        if not waits_for_decision(session, poll, now):
            raise Refusal(N_("This question has expired. Ask again."))
    if cases.unsettled_case(session, who.workspace_id, vendor) is not None:
        raise Refusal(N_("Our request is under way already. Nothing was changed."))


def _write(
    session: Session, who: Person, poll: Poll | None, choice: OwnerChoice, reason: str, now: datetime
) -> Decision:
    decision = Decision(
        workspace_id=who.workspace_id,
        poll_id=poll and poll.id,
        vendor=poll.vendor if poll else VENDOR,
        choice=choice.value,
        advice=closing.advice_of(poll).recommendation.value if poll else None,
        reason=reason,
        decided_by=who.user_id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    return decision


def _record(session: Session, decision: Decision, now: datetime) -> None:
    """Record the event, with the fingerprint of the reason instead of its text."""
    ledger.append(
        session,
        decision.workspace_id,
        "decision:choice:recorded",
        decision.id,
        now,
        decision.decided_by,
        poll=decision.poll_id,
        choice=decision.choice,
        advice=decision.advice,
        replaces=decision.replaces,
        reason_digest=sha256(decision.reason.encode()).hexdigest(),
    )


def drop_decision_prompts(session: Session, poll: Poll, now: datetime, user_id: str | None = None) -> None:
    """Drop unsent prompts to decide, to one person or to all, because their reason has passed."""
    outbox.drop(
        session,
        poll.workspace_id,
        now,
        Outgoing.poll_id == poll.id,
        Outgoing.occasion.startswith(f"decide:{poll.id}:", autoescape=True),
        Outgoing.kind == Kind.PROMPT.value,
        *([Outgoing.user_id == user_id] if user_id else []),
    )
