"""What a receipt is painted from, in one look: it leaves with every press."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from governance.store.models import Elector, Member, Participation, Poll, Workspace
from governance.store.prepared import Prepared

_poll, _elector, _taken = Poll.__table__.c, Elector.__table__.c, Participation.__table__.c
_here, _reader = Workspace.__table__.c, Member.__table__.c
_author, _decider = Member.__table__.alias("author"), Member.__table__.alias("decider")
_USER_ID: BindParameter[str] = bindparam("user_id")

_FACTS = (
    select(
        _poll.state, _poll.frozen_at, _poll.kind, _poll.rule, _poll.electorate, _poll.closes_at, _poll.employer,
        _poll.author, _poll.decider, _poll.vendor, _poll.vendor_facts,
        _here.name.label("organisation"), _here.zone.label("usual_zone"),
        _elector.id.label("elector_id"), _taken.action_ts, _reader.locale, _reader.zone,
        _author.c.name.label("author_name"), _author.c.role.label("author_role"),
        _decider.c.name.label("decider_name"), _decider.c.role.label("decider_role"),
    )
    .select_from(Poll.__table__)
    .join(Workspace.__table__, (_here.id == _poll.workspace_id) & _here.removed_at.is_(None))
    .join(Elector.__table__, (_elector.poll_id == _poll.id) & (_elector.user_id == _USER_ID))
    .join(Participation.__table__, (_taken.poll_id == _poll.id) & (_taken.user_id == _USER_ID) & _taken.answered)
    .join(Member.__table__, (_reader.workspace_id == _poll.workspace_id) & (_reader.user_id == _USER_ID))
    .join(_author, (_author.c.workspace_id == _poll.workspace_id) & (_author.c.user_id == _poll.author))
    .join(_decider, (_decider.c.workspace_id == _poll.workspace_id) & (_decider.c.user_id == _poll.decider))
    .where(_poll.id == bindparam("poll_id"), _poll.workspace_id == bindparam("workspace_id"))
)  # fmt: skip
_LOOK = Prepared(lambda _: _FACTS)


def facts(session: Session, workspace_id: str, user_id: str, poll_id: str) -> Any:
    """Question, people and the press that counted; None where something is not as with most presses."""
    where = {"workspace_id": workspace_id, "user_id": user_id, "poll_id": poll_id}
    return _LOOK.first(session.connection(), where)
