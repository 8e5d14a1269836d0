"""People who leave the workspace or come back while a question runs. Nobody new joins a running question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.orm import Session

from governance.rules.poll.states import PollState
from governance.store.models import Elector, Outgoing, Poll
from governance.store.outbox import Kind

NOT_SENT = ("dropped", "failed")


def leave(session: Session, workspace_id: str, who: ColumnElement[bool]) -> None:
    """Mark people who left as `left`: they still count among those asked, but get no more messages."""
    running = select(Poll.id).where(Poll.workspace_id == workspace_id, Poll.closed_at.is_(None))
    session.execute(
        update(Elector)
        .where(Elector.poll_id.in_(running), who, Elector.state != "left")
        .values(state="left")
        .execution_options(synchronize_session=False)
    )


def come_back(session: Session, workspace_id: str, user_ids: Sequence[str], now: datetime) -> None:
    """Restore who had left to their earlier state; people whose open question was never delivered get it now."""
    running = select(Poll.id).where(Poll.workspace_id == workspace_id, Poll.closed_at.is_(None))
    gone = (Elector.poll_id.in_(running), Elector.user_id.in_(user_ids), Elector.state == "left")
    back = session.execute(select(Elector.id, Elector.poll_id, Elector.asked_at).where(*gone)).all()
    if not back:
        return
    state = case((Elector.asked_at.is_not(None), "asked"), else_="waiting")
    session.execute(update(Elector).where(*gone).values(state=state).execution_options(synchronize_session=False))
    for row in back:
        if row.asked_at is None:
            _send_again(session, workspace_id, row.id, row.poll_id, now)


def _send_again(session: Session, workspace_id: str, elector_id: str, poll_id: str, now: datetime) -> None:
    """Queue again the question that was not sent to somebody who was away, while it can still be answered."""
    poll = session.get_one(Poll, poll_id)
    if poll.state != PollState.OPEN or poll.closes_at <= now:
        return
    message = update(Outgoing).where(
        Outgoing.workspace_id == workspace_id,
        Outgoing.occasion == f"{Kind.BALLOT.value}:{poll_id}:{elector_id}",
        Outgoing.status.in_(NOT_SENT),
    )
    status = "held" if poll.paused_at else "queued"
    again = message.values(status=status, not_before=now, attempts=0, error=None, settled_at=None)
    session.execute(again.execution_options(synchronize_session=False))
    session.info.setdefault("queued_in", set()).add(workspace_id)
