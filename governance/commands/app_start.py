"""What a start does with the database before Slack is asked, and what it says on the terminal when the app is ready."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from governance.clock import Clock
from governance.commands.healthy import HEARTBEAT_SECONDS
from governance.measured import MEASURED
from governance.settings import DISTRIBUTED, Settings
from governance.store import queries
from governance.store.database import Database
from governance.store.files.database_file import sqlite_file
from governance.store.files.integrity import demand_whole
from governance.store.migrate import revisions, to_head
from governance.store.models import Workspace
from governance.store.poll import key_place
from governance.store.poll.app_key import Keys, load_keys
from governance.store.poll.key_store import KeyStore
from governance.usecases.poll.clearing import CLEANED

if TYPE_CHECKING:
    from governance.monitoring.server import Port


def bring_up_to_date(database: Database, key_folder: Path) -> tuple[str | None, str | None]:
    """The newest schema, and a key store; returns the schema before and now. Raises ValueError for a damaged file."""
    demand_whole(database.url)
    before, _ = revisions(database)
    keys = KeyStore(key_folder, b"")
    keys.prepare()
    if to_head(database, keep_keys=keys.take):
        database.clean_files(CLEANED)
    return before, revisions(database)[0]


def keys_of(settings: Settings, database: Database) -> tuple[Keys, KeyStore]:
    """The newest schema, the app's key, and the keys of questions; what lies in the wrong place is moved or removed.

    Raises ValueError where several processes share the work and this one keeps those keys in another directory.
    """
    bring_up_to_date(database, settings.key_folder)
    with database.reading() as session:
        keys = load_keys(settings.key_file, queries.keys_in_use(session))
    store = KeyStore(settings.key_folder, keys.answers)
    with database.writing() as session:
        if settings.engine == DISTRIBUTED:
            key_place.demand_shared(session, store)
        else:
            key_place.forget(session)
    return keys, store


def watched(settings: Settings, database: Database, clock: Clock, is_linked: Callable[[], bool]) -> Port | None:
    """The private port for whoever watches this process, where the settings name one. ValueError if it is taken."""
    if settings.metrics is None:
        return None
    # Imported here: it brings a library that is of no use without the port.
    from governance.monitoring.figures import Figures
    from governance.monitoring.server import Port

    return Port(
        settings.metrics,
        Figures(database, clock, MEASURED),
        alive={"sign of life": lambda: time.time() - settings.heartbeat_file.stat().st_mtime < HEARTBEAT_SECONDS},
        ready={"database": lambda: len(set(revisions(database))) == 1, "Slack": is_linked},
    )


def greeting(settings: Settings, workspace: Workspace, *, keys_made: bool) -> str:
    """Where it is connected to, where it keeps what, and what to do next. No password is shown."""
    made = " (made just now: copy it to a safe place, apart from the database)" if keys_made else ""
    return f"""
AI Consent is connected to {workspace.name}, {workspace.url}

  Database                {place(settings.database_url)}
  Key file                {settings.key_file.absolute()}{made}
  Keys of open questions  {settings.key_folder.absolute()} (never in a backup)

Next: in Slack, open AI Consent under Apps, and try the question on yourself.
Is everything in order? {sys.executable} -m governance check
{_missing(settings)}Stop with Ctrl-C or SIGTERM. What happens is told on standard error, one line each.
"""


def place(database_url: str) -> str:
    """Where the database is, without its password."""
    file = sqlite_file(database_url)
    return str(file.absolute()) if file else make_url(database_url).render_as_string(hide_password=True)


def unnamed(settings: Settings) -> list[str]:
    """The settings that members read before they answer, and that are empty."""
    named = {"OPERATOR": settings.operator, "PRIVACY_CONTACT": settings.privacy_contact}
    return [name for name, value in named.items() if not value.strip()]


def _missing(settings: Settings) -> str:
    empty = unnamed(settings)
    return f"Still empty: {' and '.join(empty)}. Members read it before they answer: write it first.\n" if empty else ""
