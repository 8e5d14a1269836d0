"""Taking a decision again: which one may be replaced, and how the earlier one makes way for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import HAS_LEFT, CaseState
from governance.rules.people.permissions import Person
from governance.store.models import Case, Decision

FIRST = N_("Our request is under way. If it has not left, withdraw it first; then an owner can decide anew.")
NOT_LEFT = [state.value for state in (CaseState.DRAFTED, CaseState.APPROVED, CaseState.UNCLEAR, CaseState.BOUNCED)]
MOVED_ON = N_("This decision does not count any more: another one was taken. Nothing was changed.")


def to_change(session: Session, who: Person, decision_id: str) -> Decision:
    """The decision that an owner may take again. Raises Refusal if another one counts by now, or its request has left.

    A decision to allow can be taken again at any time, one to opt out once its request was withdrawn.
    """
    found = session.get(Decision, decision_id)
    if found is None or found.workspace_id != who.workspace_id or _is_past(session, found):
        raise Refusal(MOVED_ON)
    state = session.scalar(select(Case.state).where(Case.decision_id == found.id))
    if found.choice != "allow" and state != CaseState.WITHDRAWN.value:
        raise Refusal(FIRST if state in NOT_LEFT else HAS_LEFT)
    return found


def _is_past(session: Session, found: Decision) -> bool:
    here = select(Decision.id).where(
        Decision.workspace_id == found.workspace_id, Decision.vendor == found.vendor, Decision.id != found.id
    )
    newer = here.where((Decision.replaces == found.id) | (Decision.decided_at > found.decided_at))
    return session.scalar(newer.limit(1)) is not None


def make_way(session: Session, who: Person, poll_id: str | None, earlier: str) -> None:
    """Keep the earlier decision on record and free its question for the one that replaces it."""
    found = to_change(session, who, earlier)
    if found.poll_id != (poll_id or None):
        raise Refusal(MOVED_ON)
    found.was_about, found.poll_id = found.poll_id, None
    session.flush()
