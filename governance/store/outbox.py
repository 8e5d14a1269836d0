"""The outbox: queue a row with the fact it tells, claim it, settle it.

States: `held` (waits for the question to open), `queued -> sending -> sent | failed | unknown | dropped`. A row left in
`sending` by a process that died is queued again, or becomes `unknown` where the promise is "at most once".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, delete, literal_column, select, update
from sqlalchemy.orm import Session

from governance.store.models import Outgoing
from governance.store.upsert import dialect_of, insert_for, insert_into

LEASE = timedelta(seconds=30)
CLOCKS_APART = timedelta(hours=1)  # a lease that lies further ahead was written before a clock was set back


class Kind(StrEnum):
    """What a row sends. slack/painters.py names the painter of each; a letter goes through mail/sending."""

    BALLOT = "ballot"
    REMINDER = "reminder"
    RESULT = "result"
    LATE_DECISION = "late_decision"
    PREPARED = "prepared"
    PROMPT = "prompt"
    NEWS = "news"
    TRIAL = "trial"
    RECEIPT = "receipt"
    ANSWERED = "answered"
    HOME = "home"
    MODAL = "modal"
    FILE = "file"
    LETTER = "letter"


class Promise(StrEnum):
    """What may happen to a row in a crash or when an answer is lost."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"
    LATEST = "latest"


PROMISES: dict[Kind, Promise] = {
    **dict.fromkeys(Kind, Promise.AT_LEAST_ONCE),  # missing is worse than double; answering twice is harmless
    **dict.fromkeys((Kind.RECEIPT, Kind.ANSWERED, Kind.HOME, Kind.MODAL), Promise.LATEST),
    Kind.REMINDER: Promise.AT_MOST_ONCE,  # a lost nudge is harmless, a double one is not
    Kind.LETTER: Promise.AT_MOST_ONCE,  # an unclear send waits for the owner, never a second letter by itself
}
# To members, in bulk: these share the pace, wait for working hours and stop while deliveries are paused.
BULK = (Kind.BALLOT, Kind.REMINDER, Kind.RESULT, Kind.LATE_DECISION)


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
) -> None:
    """Write one row. A known occasion changes nothing, except that a screen becomes due again with the newest state."""
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
        "status": "held" if held else "queued",
        "interactive": interactive,
        "bulk": kind in BULK,
        "not_before": not_before or now,
        "attempts": 0,
        "created_at": now,
    }
    if interactive and PROMISES[kind] is Promise.AT_MOST_ONCE:
        raise ValueError(f"{kind}: what leaves with the screens may leave twice")
    session.flush()
    statement = _queueing(dialect_of(session), latest=PROMISES[kind] is Promise.LATEST)
    session.connection().execute(statement, row)
    session.info.setdefault("queued_in", set()).add(workspace_id)


@cache
def _queueing(dialect: str, *, latest: bool) -> Executable:
    """The statement behind `queue`, built once: building it costs more than running it."""
    insert, key = insert_into(dialect, Outgoing.__table__), ["workspace_id", "occasion"]
    if not latest:
        return insert.on_conflict_do_nothing(index_elements=key)
    newest = ("about", "response_url", "status", "interactive", "not_before", "created_at", "attempts")
    again: dict[str, Any] = {name: insert.excluded[name] for name in newest}
    again |= {"error": None, "settled_at": None, "lease_until": None}
    return insert.on_conflict_do_update(index_elements=key, set_=again)


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


def note(session: Session, row_id: int, about: dict[str, Any]) -> None:
    """Keep how far a row of several calls has come."""
    session.execute(update(Outgoing).where(Outgoing.id == row_id).values(about=about))


def put_back(session: Session, row_id: int, when: datetime, error: str | None = None, *, counts: bool = True) -> None:
    """Queue a claimed row again for `when`. `counts=False`: the row was not at fault (a rate limit, a pause)."""
    values: dict[str, Any] = {"status": "queued", "not_before": when, "error": error, "lease_until": None}
    if not counts:
        values["attempts"] = Outgoing.attempts - 1
    session.execute(update(Outgoing).where(Outgoing.id == row_id, Outgoing.status == "sending").values(**values))


def drop(session: Session, workspace_id: str, now: datetime, *where: Any) -> None:
    """Drop rows that have not left yet; they count as dropped, not as failed."""
    session.execute(
        update(Outgoing)
        .where(Outgoing.workspace_id == workspace_id, Outgoing.status.in_(("held", "queued")), *where)
        .values(status="dropped", settled_at=now, response_url=None)
    )
