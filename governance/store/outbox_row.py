"""A claimed row of the outbox as plain values, for its painter, its sender and its settling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from governance.store import outbox
from governance.store.models import Outgoing
from governance.store.outbox import PROMISES, Kind, Promise

AT_ONCE, CLAIMED = "at once", "claimed"  # in a session's `info`: it sends the screens of presses; these are they
SET_ASIDE = 3  # of one message while others pass, and of one screen, with a code that may be its own fault
TRIES = 8  # minutes: for what somebody waits for
TRIES_OF_A_LETTER = 12  # most of an hour: servers that put a stranger off take him after five minutes or thirty
TRIES_OF_WHAT_MUST_ARRIVE = 400  # days; a question that closes meanwhile drops its messages


class Posted(NamedTuple):
    """The message that a row became: channel and time, empty where it became none; `painted`: digest of what it shows.

    `final`: it can become untrue no more.
    """

    channel: str = ""
    ts: str = ""
    painted: str = ""
    final: bool = False


@dataclass(frozen=True)
class Row:
    """Plain values only; `about` are small references."""

    id: int
    workspace_id: str
    kind: Kind
    user_id: str | None
    poll_id: str | None
    case_id: str | None
    about: dict[str, Any]
    response_url: str | None
    attempts: int
    created_at: datetime
    interactive: bool

    @classmethod
    def of(cls, row: Outgoing, attempts: int | None = None) -> Row:
        return cls(
            row.id, row.workspace_id, Kind(row.kind), row.user_id, row.poll_id, row.case_id, dict(row.about),
            row.response_url, attempts or row.attempts, row.created_at, row.interactive,
        )  # fmt: skip

    @classmethod
    def painted_again(cls, row: Outgoing) -> Row:
        """The row of a message that stands in a conversation; where, and what it shows, is among its references."""
        place = {"channel": row.channel, "ts": row.message_ts, "painted": row.painted}
        return replace(cls.of(row), about={**row.about, **place})

    @classmethod
    def queued(
        cls, session: Session, kind: Kind, occasion: str, now: datetime, *, workspace_id: str, user_id: str,
        poll_id: str, about: dict[str, Any], response_url: str | None,
    ) -> None:  # fmt: skip
        """Queue the screen of a press, claimed for whoever commits it, where that one has said to send it at once."""
        number = outbox.queue(
            session, kind, occasion, now, workspace_id=workspace_id, user_id=user_id, poll_id=poll_id, about=about,
            response_url=response_url, interactive=True, claimed=bool(session.info.get(AT_ONCE)),
        )  # fmt: skip
        if number is not None:
            mine = cls(number, workspace_id, kind, user_id, poll_id, None, about, response_url, 1, now, True)
            session.info.setdefault(CLAIMED, []).append(mine)

    @property
    def tries(self) -> int:
        """How often a call is tried that fails for passing reasons."""
        if self.kind is Kind.LETTER:
            return TRIES_OF_A_LETTER
        must_arrive = PROMISES[self.kind] is Promise.AT_LEAST_ONCE and not self.interactive
        return TRIES_OF_WHAT_MUST_ARRIVE if must_arrive else TRIES
