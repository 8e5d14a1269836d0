"""The real bot beside a real sandbox, both over their real protocols, for tests of the Slack edge."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import Running, start
from governance.rate_limit import Learnt
from governance.settings import Settings
from governance.store.database import Database
from governance.store.lanes import Lane
from sandbox.client import Control, Hands, until
from sandbox.server import serve
from sandbox.workspace.state import Workspace
from tests.databases import newest_schema

PATIENT = 15.0  # seconds for an ack, where Slack gives three: an answer is not lost because a machine is busy


@contextmanager
def sandbox(data: Path, now: datetime, **more: Any) -> Iterator[dict[str, str]]:
    """A sandbox in a thread of its own; gives what `sandbox.json` says."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(serve(Workspace(start=now, **more), data), loop).result(20)
    try:
        yield json.loads((data / "sandbox.json").read_text())
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def settings_for(addresses: dict[str, str], folder: Path, database_url: str | None = None, **more: Any) -> Settings:
    """The bot's settings for a sandbox: only such as anybody could use."""
    wanted = ("SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SMTP_URL", "INBOX_URL", "DNS_SERVER", "CLOCK_URL")
    values: dict[str, Any] = {name.lower(): addresses[name] for name in wanted}
    values |= {
        "copy_address": addresses["COPY_ADDRESS"],
        "database_url": database_url or f"sqlite:///{folder}/bot.sqlite3",
        "key_file": folder / "app.key",
        "heartbeat_file": folder / "heartbeat",
        "operator": "Tom Keller, IT",
        "privacy_contact": "Karim Weber, privacy officer",
    }
    return Settings(**(values | more))


@dataclass
class Bot:
    """A running bot with its sandbox. `look` opens the database beside it."""

    control: Control
    settings: Settings
    running: Running

    def person(self, user: str) -> Hands:
        return self.control.person(user)

    def look(self) -> Database:
        return self.running.database


@contextmanager
def bot(
    folder: Path, now: datetime, database_url: str | None = None, scale: dict[str, Any] | None = None, **more: Any
) -> Iterator[Bot]:
    """Sandbox and bot, ready: the directory has been read."""
    with sandbox(folder, now, **(scale or {})) as addresses:
        control = Control(addresses)
        control.post("limits", method="*", per_second=1000, burst=1000)
        control.post("socket", ack_seconds=PATIENT)
        (folder / "bot.sqlite3").write_bytes(newest_schema())
        settings = settings_for(addresses, folder, database_url, **more)
        running = start(settings)
        try:
            until(lambda: _synced(running), "the directory")
            without_limits(running, addresses["team_id"])
            yield Bot(control, settings, running)
        finally:
            running.close()


def without_limits(running: Running, team_id: str) -> None:
    """Messages leave as fast as they can: what was learnt of a limit is forgotten, and a pause is over."""
    for lane in (Lane.MESSAGES, Lane.REPAINTS):
        running.delivery.pace(team_id, lane).resume(Learnt(1000.0))


def _synced(running: Running) -> bool:
    from sqlalchemy import select

    from governance.store.models import Workspace as Row

    with running.database.reading() as session:
        return session.scalar(select(Row.synced_at)) is not None
