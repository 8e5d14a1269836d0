"""The SQL of one answer: what is read, and what is written.

Each statement is built once, on tables instead of models: building one costs more than running it, and sixteen people
may press at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import OWNERS
from governance.store.models import Elector, Member, OpenBallot, Participation, Poll
from governance.store.prepared import Prepared
from governance.store.upsert import Insert, insert_into

_poll, _elector, _member = Poll.__table__.c, Elector.__table__.c, Member.__table__.c
_taken, _ballot = Participation.__table__.c, OpenBallot.__table__.c
_decider = Member.__table__.alias("decider")
_POLL_ID: BindParameter[str] = bindparam("poll_id")
_USER_ID: BindParameter[str] = bindparam("user_id")

_FACTS = (
    select(
        _poll.state, _poll.kind, _poll.closes_at, _poll.frozen_at, _poll.include_guests,
        _poll.notice_digests, _decider.c.name.label("decider"), _elector.id.label("elector_id"),
        _elector.reminded, _member.role,
        _taken.action_ts.label("last_ts"),
    )
    .select_from(Poll.__table__)
    .outerjoin(Elector.__table__, (_elector.poll_id == _POLL_ID) & (_elector.user_id == _USER_ID))
    .outerjoin(Member.__table__, (_member.workspace_id == _poll.workspace_id) & (_member.user_id == _USER_ID))
    .outerjoin(Participation.__table__, (_taken.poll_id == _POLL_ID) & (_taken.user_id == _USER_ID))
    .outerjoin(
        _decider,
        (_decider.c.workspace_id == _poll.workspace_id) & (_decider.c.user_id == _poll.decider)
        & or_(*(_decider.c.role == role.value for role in OWNERS)),
    )
    .where(_poll.id == _POLL_ID, _poll.workspace_id == bindparam("workspace_id"))
)  # fmt: skip
_FACTS_TO_WRITE = _FACTS.with_for_update(read=True, of=Poll.__table__)


def facts(session: Session, workspace_id: str, user_id: str, poll_id: str, *, to_write: bool = False) -> Any:
    """Everything needed to judge one press, in one query; None when there is no such question here.

    `to_write`: lock it, so that the question cannot close before this transaction ends, and this waits while it closes.
    """
    session.flush()
    look = _LOOK_TO_WRITE if to_write else _LOOK
    return look.first(session.connection(), {"workspace_id": workspace_id, "user_id": user_id, "poll_id": poll_id})


def _taking_part(dialect: str) -> Insert:
    insert = insert_into(dialect, Participation.__table__)
    return insert.on_conflict_do_update(
        index_elements=["poll_id", "user_id"],
        set_={"action_ts": insert.excluded.action_ts, "answered": insert.excluded.answered},
        where=_taken.action_ts < insert.excluded.action_ts,
    )


def take_part(session: Session, poll_id: str, user_id: str, action_ts: str, *, answered: bool) -> bool:
    """Note the press unless a newer one was noted before."""
    row = {"poll_id": poll_id, "user_id": user_id, "action_ts": action_ts, "answered": answered}
    session.flush()
    return _TAKE_PART.count(session.connection(), row) == 1


def _keeping(dialect: str) -> Insert:
    insert = insert_into(dialect, OpenBallot.__table__)
    return insert.on_conflict_do_update(
        index_elements=["poll_id", "key"],
        set_={"sealed": insert.excluded.sealed},
    )


def keep_answer(session: Session, poll_id: str, key: str, sealed: bytes) -> None:
    """Write a secret answer, sealed. The same answer is written anew too, so that nothing shows a change."""
    session.flush()
    _KEEP.count(session.connection(), {"poll_id": poll_id, "key": key, "sealed": sealed})


_LOOK, _LOOK_TO_WRITE = Prepared(lambda _: _FACTS), Prepared(lambda _: _FACTS_TO_WRITE)
_TAKE_PART = Prepared(_taking_part, ("poll_id", "user_id", "action_ts", "answered"))
_KEEP = Prepared(_keeping, ("poll_id", "key", "sealed"))


def has_answered(session: Session, poll_id: str, user_id: str) -> bool:
    """Whether this person has an answer on record; for their own screens only."""
    return answered_at(session, poll_id, user_id) is not None


def answered_at(session: Session, poll_id: str, user_id: str) -> datetime | None:
    """When this person's last press that counted was made, by Slack's time; None without an answer on record."""
    taken = session.get(Participation, (poll_id, user_id))
    return moment_of(taken.action_ts) if taken is not None and taken.answered else None


def moment_of(action_ts: str) -> datetime:
    """Slack's time of a press."""
    return datetime.fromtimestamp(float(action_ts), UTC)
