"""The outbox: queue a row with the fact it tells, claim it, settle it.

States: `held` (waits for the question to open), `queued -> sending -> sent | failed | unknown | dropped`. A row left in
`sending` by a process that died is queued again, or becomes `unknown` where the promise is "at most once".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, literal_column, select, update
from sqlalchemy.orm import Session

from governance.store.models import Outgoing
from governance.store.outbox_kinds import BULK as BULK
from governance.store.outbox_kinds import PROMISES as PROMISES
from governance.store.outbox_kinds import Kind as Kind
from governance.store.outbox_kinds import Promise as Promise
from governance.store.prepared import Prepared
from governance.store.upsert import Insert, changed, insert_for, insert_into

LEASE = timedelta(seconds=30)
CLOCKS_APART = timedelta(hours=1)  # a lease that lies further ahead was written before a clock was set back


def queue(
    session: Session,
    kind: Kind,
    occasion: str,
    now: datetime,
    *,
    workspace_id: str,
    user_id: str | None = None,
    poll_id: str | None = None,
    case_id: str | None = None,
    about: dict[str, Any] | None = None,
    response_url: str | None = None,
    not_before: datetime | None = None,
    zone: str | None = None,
    held: bool = False,
    interactive: bool = False,
    claimed: bool = False,
) -> int | None:
    """Write one row. A known occasion changes nothing, except that a screen becomes due again with the newest state.

    `claimed`: a screen that whoever commits this sends at once; returns its number.
    """
    row = {
        "workspace_id": workspace_id,
        "kind": kind.value,
        "occasion": occasion,
        "user_id": user_id,
        "poll_id": poll_id,
        "case_id": case_id,
        "zone": zone,
        "about": about or {},
        "response_url": response_url,
        "status": "sending" if claimed else "held" if held else "queued",
        "interactive": interactive,
        "bulk": kind in BULK,
        "not_before": not_before or now,
        "lease_until": now + LEASE if claimed else None,
        "attempts": int(claimed),
        "created_at": now,
    }
    if interactive and PROMISES[kind] is Promise.AT_MOST_ONCE:
        raise ValueError(f"{kind}: what leaves with the screens may leave twice")
    session.flush()
    if claimed:
        return int(_QUEUE_CLAIMED.first(session.connection(), row).id)
    (_QUEUE_SCREEN if PROMISES[kind] is Promise.LATEST else _QUEUE).count(session.connection(), row)
    session.info.setdefault("queued_in", set()).add(workspace_id)
    return None


_ROW = ("workspace_id", "kind", "occasion", "user_id", "poll_id", "case_id", "zone", "about", "response_url", "status",
        "interactive", "bulk", "not_before", "lease_until", "attempts", "created_at")  # fmt: skip
_KEY = ["workspace_id", "occasion"]


def _queueing_latest(dialect: str) -> Insert:
    insert = insert_into(dialect, Outgoing.__table__)
    newest = ("about", "response_url", "status", "interactive", "not_before", "created_at", "attempts", "lease_until")
    again: dict[str, Any] = {name: insert.excluded[name] for name in newest}
    return insert.on_conflict_do_update(index_elements=_KEY, set_={**again, "error": None, "settled_at": None})


_QUEUE = Prepared(
    lambda dialect: insert_into(dialect, Outgoing.__table__).on_conflict_do_nothing(index_elements=_KEY), _ROW
)
_QUEUE_SCREEN = Prepared(_queueing_latest, _ROW)
_QUEUE_CLAIMED = Prepared(lambda dialect: _queueing_latest(dialect).returning(Outgoing.__table__.c.id), _ROW)


def queue_many(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write many rows of bulk messages at once; rows whose occasion is known are left as they are."""
    if rows:
        rows = [{**row, "bulk": True} for row in rows]
        statement = insert_for(session, Outgoing).on_conflict_do_nothing(index_elements=["workspace_id", "occasion"])
        session.execute(statement, rows)
        session.info.setdefault("queued_in", set()).add(rows[0]["workspace_id"])


_outbox = cast(Table, Outgoing.__table__)
_IS_DUE = (
    Outgoing.workspace_id == bindparam("workspace_id"),
    Outgoing.status == "queued",
    Outgoing.interactive == bindparam("screens"),
    Outgoing.not_before <= bindparam("now"),
)
_EITHER = (False, True)  # named, so that the index leads to what is due past a hundred thousand rows that are not
_ANY_DUE = select(_outbox.c.id).where(*_IS_DUE, Outgoing.bulk.in_(_EITHER)).limit(1)
_DUE = (  # locked: a row that another process is claiming is not looked at
    select(Outgoing)
    .where(*_IS_DUE, Outgoing.bulk == bindparam("bulk"))
    .order_by(Outgoing.not_before, Outgoing.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
# First messages go before everything else that goes to many. The words of an index's condition stand in the statement.
_FIRST_DUE = (
    select(Outgoing)
    .where(
        Outgoing.workspace_id == bindparam("workspace_id"), Outgoing.status == literal_column("'queued'"),
        Outgoing.kind == Kind.BALLOT.value, Outgoing.not_before <= bindparam("now"),
    )
    .order_by(Outgoing.not_before, Outgoing.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)  # fmt: skip
_LETTER = Outgoing.kind == Kind.LETTER.value
_row = _outbox.c
_CLAIM = (
    update(_outbox)
    .where(_row.id == bindparam("row_id"), _row.status == "queued")
    .values(status="sending", lease_until=bindparam("until"), attempts=_row.attempts + 1)
)
# A screen is nobody's message: once it is painted its row goes, since it would show who did something.
_SETTLE_SCREEN = delete(_outbox).where(
    _row.id == bindparam("row_id"), _row.status == "sending", _row.interactive.is_(True)
)
_SETTLE = (
    update(_outbox)
    .where(_row.id == bindparam("row_id"), _row.status == "sending")
    .values(
        status=bindparam("ended"), settled_at=bindparam("now"), error=bindparam("fault"), lease_until=None,
        response_url=None, channel=bindparam("place"), message_ts=bindparam("ts"), painted=bindparam("digest"),
    )
)  # fmt: skip


def due(
    session: Session, workspace_id: str, now: datetime, limit: int, *, screens: bool, letters_only: bool = False
) -> list[Outgoing]:
    """Rows to send now, in the order in which they became due: screens that somebody waits for, or everything else.

    An owner's letter does not wait for hours behind a hundred thousand results, nor a question behind reminders.
    """
    found: list[Outgoing] = []
    where = {"workspace_id": workspace_id, "screens": screens, "now": now}
    statement = _DUE.where(_LETTER) if letters_only else _DUE
    found += session.scalars(statement, {**where, "bulk": False, "most": limit})
    if not screens and not letters_only and len(found) < limit:
        here = {"workspace_id": workspace_id, "now": now}
        found += session.scalars(_FIRST_DUE, {**here, "most": limit - len(found)})
    if not screens and len(found) < limit:
        others = session.scalars(statement, {**where, "bulk": True, "most": limit}).all()
        found += [row for row in others if row not in found][: limit - len(found)]
    return found


def is_any_due(
    session: Session, workspace_id: str, now: datetime, *, screens: bool, letters_only: bool = False
) -> bool:
    """Whether `due` would find a row: asked first, since it keeps no writer waiting."""
    where = {"workspace_id": workspace_id, "screens": screens, "now": now}
    statement = _ANY_DUE.where(_LETTER) if letters_only else _ANY_DUE
    return session.connection().execute(statement, where).first() is not None


def claim(session: Session, row: Outgoing, now: datetime) -> bool:
    """Claim the row for this process; False when another was quicker. Commit before the call goes out."""
    session.flush()
    return session.connection().execute(_CLAIM, {"row_id": row.id, "until": now + LEASE}).rowcount == 1


def settle(
    session: Session,
    row_id: int,
    status: str,
    now: datetime,
    error: str | None = None,
    *,
    place: tuple[str, str] = ("", ""),
    painted: str = "",
) -> None:
    """Write how the call ended: sent, failed, unknown or dropped. A row made due again meanwhile stays due.

    `place`: channel and time of the message; `painted`: digest of what it shows.
    """
    session.flush()
    session.connection().execute(_SETTLE_SCREEN, {"row_id": row_id})
    channel, ts = (part or None for part in place)
    told = {"ended": status, "fault": error, "place": channel, "ts": ts, "digest": painted or None}
    session.connection().execute(_SETTLE, {"row_id": row_id, "now": now, **told})


_SETTLE_CLAIMED = delete(_outbox).where(
    _row.id == bindparam("row_id"), _row.status == "sending", _row.lease_until == bindparam("until")
)


def settle_claimed(session: Session, claims: Sequence[tuple[int, datetime]]) -> None:
    """Screens that were claimed as they were queued, each with that moment, are painted; one pressed again stays."""
    session.flush()
    ended = [{"row_id": row_id, "until": at + LEASE} for row_id, at in claims]
    session.connection().execute(_SETTLE_CLAIMED, ended)


def note(session: Session, row_id: int, about: dict[str, Any]) -> None:
    """Keep how far a row of several calls has come."""
    session.execute(update(Outgoing).where(Outgoing.id == row_id).values(about=about))


def put_back(session: Session, row_id: int, when: datetime, error: str | None = None, *, counts: bool = True) -> None:
    """Queue a claimed row again for `when`. `counts=False`: the row was not at fault (a rate limit, a pause)."""
    values: dict[str, Any] = {"status": "queued", "not_before": when, "error": error, "lease_until": None}
    if not counts:
        values["attempts"] = Outgoing.attempts - 1
    session.execute(update(Outgoing).where(Outgoing.id == row_id, Outgoing.status == "sending").values(**values))


def drop(session: Session, workspace_id: str, now: datetime, *where: Any) -> int:
    """Drop rows that have not left yet; they count as dropped, not as failed. Returns their number."""
    unsent = (Outgoing.workspace_id == workspace_id, Outgoing.status.in_(("held", "queued")), *where)
    return changed(session, update(Outgoing).where(*unsent).values(status="dropped", settled_at=now, response_url=None))
