"""Walks gestures through people: does each one to the real bot and says whether it was allowed, refused, or neither."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apscheduler.schedulers.base import STATE_PAUSED
from sqlalchemy import text

from governance.store.outbox import Kind
from governance.store.schema import Base
from sandbox.client import PATIENCE, until, words
from tests.bot import Bot

PEOPLE = {
    "owner": "U0OSCAR", "admin": "U0ADA", "organiser": "U0BOB", "observer": "U0CAROL", "member": "U0ALICE",
    "guest": "U0GUS", "external": "U0XENA", "deactivated": "U0DORA",
}  # fmt: skip
OLGA = "U0OLGA"
# What somebody reads who may not do a thing. Any other sentence is about the state of things, not about the person.
WHY_NOT = (
    "Only an owner of this workspace can do this.",
    "Only owners, admins and organisers can do this.",
    "Only an owner or the person who prepared this question can do this.",
    "This is not yours to do in this workspace.",
    "The letter can be read here once an owner has approved it.",
    "Only an owner may send this letter. You can prepare it;",
    "This account has been deactivated",
    "This app is for the people of this workspace.",
    "This question is for the members of this workspace.",
    "You were not asked, because",
    "You joined after the question opened, so you were not asked.",
)
# A person's own screens: painting them anew tells nobody anything and changes nothing.
SCREENS = ("home", "answered", "modal", "receipt")
APPEND_ONLY = ("ledger", "ledger_heads")
PASSING = {
    "seen_events": None, "members": ("seen_at",), "workspaces": ("synced_at",), "alembic_version": None, "fences": None,
    "next_looks": None,
    "outbox": ("repaint_at", "repaint_tries", "painted"),
}  # fmt: skip

Dump = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Seen:
    """What came of one gesture. `allowed`: True, False, or None where neither can be said, which is always wrong.

    `changes`: what was written, but for the people's own screens, which `leaves` names.
    """

    allowed: bool | None
    why: str
    leaves: frozenset[str] = frozenset()
    changes: str = ""


BESIDE = {"directory", "inbox", "judging"}  # threads that outlast their tick


@dataclass(frozen=True)
class Kept:
    """A state of the app, to be put back: rows by table, and the files of the key store."""

    rows: dict[str, list[Any]]
    keys: dict[Path, bytes]


class Walk:
    """The bot, and a look into its database beside it."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        file = bot.settings.database_url.removeprefix("sqlite:///")
        self._look = sqlite3.connect(file, timeout=5, isolation_level=None)
        self._look.execute("PRAGMA synchronous = OFF")  # nothing here has to survive
        self._left: list[str] = []
        delivery = bot.running.delivery
        delivery.transports = {kind: self._noting(kind, send) for kind, send in delivery.transports.items()}

    def _noting(self, kind: Kind, send: Callable[..., Any]) -> Callable[..., Any]:
        """The same transport; a screen's row goes when it was painted, so what left is noted here."""

        def noted(*given: Any) -> Any:
            self._left.append(kind.value)
            return send(*given)

        return noted

    def close(self) -> None:
        """Look no more."""
        self._look.close()

    def version(self) -> int:
        """Another number after every commit."""
        return int(self._look.execute("PRAGMA data_version").fetchone()[0])

    def one(self, query: str) -> Any:
        """The first value of a query, or None."""
        row = self._look.execute(query).fetchone()
        return row[0] if row else None

    def two(self, query: str) -> tuple[Any, Any]:
        """The first two values of a query that finds something."""
        first, second = self._look.execute(query).fetchone()
        return first, second

    def all(self, query: str) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        return self._look.execute(query).fetchall()

    def copy_row(self, table: str, **other: str) -> None:
        """The first row of this table once more, with other values in these columns."""
        columns = [column.name for column in Base.metadata.tables[table].columns]
        taken = ", ".join(f":{name}" if name in other else f'"{name}"' for name in columns)
        listed = ", ".join(f'"{name}"' for name in columns)
        self.write(f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} LIMIT 1", **other)

    def dump(self) -> Dump:
        """Everything that is kept, but for the people's own screens and what only says when we looked."""
        return {name: self._rows(name) for name in Base.metadata.tables if PASSING.get(name, ()) is not None}

    def _rows(self, name: str) -> list[tuple[Any, ...]]:
        left_out = PASSING.get(name) or ()
        columns = ", ".join(f'"{one.name}"' for one in Base.metadata.tables[name].columns if one.name not in left_out)
        where = f" WHERE kind NOT IN {SCREENS}" if name == "outbox" else ""
        return sorted(self._look.execute(f"SELECT {columns} FROM {name}{where}").fetchall(), key=repr)

    def outbox(self) -> set[tuple[Any, ...]]:
        """Every row of the outbox as (kind, occasion, when it was queued last)."""
        return set(self._look.execute("SELECT kind, occasion, created_at FROM outbox").fetchall())

    def rest(self) -> None:
        """Until nothing is being sent."""
        deadline = time.monotonic() + PATIENCE
        while self.bot.running.delivery.busy():
            assert time.monotonic() < deadline, "the delivery does not rest"
            time.sleep(0.002)

    def ticks(self) -> int:
        """When the last tick ended, in nanoseconds."""
        return self.bot.settings.heartbeat_file.stat().st_mtime_ns

    def hold(self) -> None:
        """No more ticks by themselves: only a gesture that wakes the timetable brings one. What is under way ends."""
        if self.bot.running.scheduler.state != STATE_PAUSED:
            self.bot.running.scheduler.pause()
            ended = -1
            while ended != self.ticks():  # one may be under way, or on its way
                ended = self.ticks()
                time.sleep(0.3)
        with self.bot.running.timetable._one_at_a_time:
            pass
        self.rest_beside()
        self.rest()

    def rest_beside(self) -> None:
        """Until nothing is being done beside the tick."""
        until(lambda: not BESIDE & {thread.name for thread in threading.enumerate()}, "what is done beside the tick")

    def keep(self) -> Kept:
        """All rows and the keys of questions, to be put back."""
        self.rest()
        rows = {
            table.name: self._look.execute(f"SELECT * FROM {table.name}").fetchall()
            for table in Base.metadata.sorted_tables
            if table.name not in APPEND_ONLY
        }
        keys = {file: file.read_bytes() for file in self.bot.settings.key_folder.iterdir() if file.is_file()}
        return Kept(rows, keys)

    def put_back(self, kept: Kept) -> None:
        """All as it was, except the record of events, which nobody can take back. The keys first: none is missed."""
        self.rest()
        for file, key in kept.keys.items():
            file.write_bytes(key)
        self._look.execute("BEGIN IMMEDIATE")
        for name, rows in kept.rows.items():
            self._look.execute(f"DELETE FROM {name}")
            if rows:
                self._look.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        self._look.execute("COMMIT")

    def write(self, statement: str, **values: Any) -> None:
        """Prepare a state that would take long to reach by gestures."""
        with self.bot.look().writing() as session:
            session.execute(text(statement), values)

    def press(self, user: str, action: str, value: str = "", **more: Any) -> dict[str, Any]:
        """A press on a button that was perhaps never painted for this person."""
        where = more or {"home": True}
        element = {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": "…"}}
        return self.bot.person(user).press(action, force=element, **where)

    def choose(self, user: str, entry: str, menu: str = "home:more") -> dict[str, Any]:
        """An entry of a menu: without its name, of the one at the foot of Home."""
        element = {"type": "overflow", "action_id": menu, "options": []}
        option = {"text": {"type": "plain_text", "text": "…"}, "value": entry}
        return self.bot.person(user).press(menu, home=True, force=element, selected_option=option)

    def press_each(self, user: str, element: dict[str, Any], **where: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """Press what is painted, of a menu every entry: the name of each press, and its answer."""
        action = element["action_id"]
        for option in element.get("options") or [None]:
            more = where | ({"selected_option": option} if option else {})
            name = f"{action} {option['value']}" if option else action
            if "url" not in (option or element):
                yield name, self.bot.person(user).press(action, force=element, **more)

    def top(self, user: str) -> dict[str, Any]:
        """The open modal on top, or an empty one."""
        return (self.bot.person(user).views() or [{}])[-1]

    def seen(self, user: str, act: Callable[[], dict[str, Any]], *, answers: bool = False) -> Seen:
        """Do it, and say what came of it. `answers`: words in the acknowledgement are what was asked for."""
        self.rest()
        before, queued, top = self.dump(), self.outbox(), self.top(user).get("id")
        version = self.version()
        self._left.clear()
        answer = act()
        shown, is_more = self._shown(user, answer, top, answers)
        self.rest()
        changes, leaves = "", frozenset(self._left)
        if self.version() != version:
            changes, leaves = difference(before, self.dump()), leaves | {kind for kind, *_ in self.outbox() - queued}
        if not answer.get("acked", True):
            return Seen(None, "no acknowledgement", leaves)
        if shown.startswith(WHY_NOT):
            return Seen(None, f"“{shown}”, but changed: {changes}") if changes else Seen(False, shown, leaves)
        if changes or is_more or leaves:
            return Seen(True, changes or shown, leaves, changes)
        return Seen(None, f"neither done nor refused: “{shown}”")

    def _shown(self, user: str, answer: dict[str, Any], top_before: str | None, answers: bool) -> tuple[str, bool]:
        """The words of the answer, and whether it is more than a sentence that says no."""
        ack = answer.get("ack") or {}
        if "errors" in ack:
            return " ".join(ack["errors"].values()), False
        if "response_action" in ack:
            return words(ack["view"]["blocks"]) if "view" in ack else "", _is_open(ack.get("view"))
        if "text" in ack:
            return words(ack.get("blocks") or []), answers
        view = self.top(user)
        return (words(view["blocks"]), _is_open(view)) if view.get("id") != top_before else ("", False)


def _is_open(view: dict[str, Any] | None) -> bool:
    return view is not None and view["title"]["text"] != "Not possible"


def difference(before: Dump, after: Dump) -> str:
    """What changed, table by table, in a line."""
    found = []
    for name, rows in after.items():
        now, then = set(map(repr, rows)), set(map(repr, before[name]))
        found += [f"{name} +{row}" for row in sorted(now - then)] + [f"{name} -{row}" for row in sorted(then - now)]
    return "; ".join(found)[:600]
