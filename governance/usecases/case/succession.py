"""What somebody answers for who is no owner any more falls to another owner: a decision to take, a request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.rules.case.states import CaseState
from governance.rules.people.permissions import OWNERS, Person
from governance.rules.poll.states import PollState
from governance.store import ledger, queries
from governance.store.models import Case, Decision, Member, Poll, Workspace
from governance.store.timetable.next_looks import NEVER
from governance.usecases.case import handover, recheck
from governance.usecases.people import members
from governance.usecases.people.prompts import said

DECIDABLE = [
    state.value for state in (PollState.WAITING, PollState.PREPARING, PollState.SCHEDULED, PollState.OPEN,
                              PollState.CLOSING, PollState.CLOSED)
]  # fmt: skip


def pass_on(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Give each such matter to the primary owner, else to another one; without any owner it stays as it is.

    They are told where there is something to do. Each can hand it over. No moment makes this due of itself.
    """
    decided = select(Decision.id).where(Decision.poll_id == Poll.id).exists()
    undecided = (Poll.workspace_id == workspace_id, Poll.state.in_(DECIDABLE), ~decided)
    polls = select(Poll).where(*undecided, _without_owner(Poll.workspace_id, Poll.decider))
    for poll in session.scalars(polls).all():
        if heir := _heir(session, poll.workspace_id):
            told = bool(said(session, f"decide:{poll.id}:", poll))
            handover.give_decision(session, poll, heir, now, told=told)
            ledger.append(session, poll.workspace_id, "decision:duty:passed_on", poll.id, now)
    kept = (Case.workspace_id == workspace_id, Case.state != CaseState.WITHDRAWN.value, queries.BY_LETTER)
    requests = select(Case).where(*kept, _without_owner(Case.workspace_id, Case.owner))
    for case in session.scalars(requests).all():
        if heir := _heir(session, case.workspace_id):
            news = "" if _says_itself(session, case) else "passed_on"
            handover.give_request(session, case, heir, now, news)
            ledger.append(session, case.workspace_id, "case:duty:passed_on", case.id, now)
    return NEVER


def _without_owner(
    workspace_id: InstrumentedAttribute[str], user_id: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """The condition that this person is no active owner of this workspace, as far as its directory was read."""
    owns = select(Member.user_id).where(
        Member.workspace_id == workspace_id,
        Member.user_id == user_id,
        Member.role.in_([role.value for role in OWNERS]),
    )
    read = select(Workspace.id).where(Workspace.id == workspace_id, Workspace.synced_at.is_not(None))
    return ~owns.exists() & read.exists() & queries.installed(workspace_id)


def _heir(session: Session, workspace_id: str) -> Person | None:
    return next(iter(members.owners(session, workspace_id)), None)


def _says_itself(session: Session, case: Case) -> bool:
    """Whether nobody need be told: nothing is to do, or an approval lapses with it and that is told."""
    state = CaseState(case.state)
    quiet = state is CaseState.CONFIRMED and recheck.asked_at(session, case) is None
    return quiet or state in (CaseState.APPROVED, CaseState.BOUNCED)
