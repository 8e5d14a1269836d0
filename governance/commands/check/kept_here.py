"""What `check` says of everything that is kept on this machine: `.env`, key file, key store, database, sign of life."""

from __future__ import annotations

import os
import pwd
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from governance.clock import system_clock
from governance.commands.check.finding import Finding
from governance.commands.terminal import first_line
from governance.env_file import ENV_FILE
from governance.settings import DISTRIBUTED, Settings
from governance.store.database import Database
from governance.store.files.database_file import sqlite_file
from governance.store.files.integrity import RESTORE, damage_of
from governance.store.files.private_files import readable_by_others
from governance.store.migrate import revisions
from governance.store.poll import key_place
from governance.store.poll.app_key import load_keys
from governance.store.poll.key_store import KeyStore, Use
from governance.usecases.poll.clearing import due_to_clean, overdue_to_clean
from governance.usecases.poll.key_destruction import needs_key

RESTORE_KEYS = "restore the file from its backup; without it open secret answers are lost"
AS_USER = "run this command as the user whom the app runs as: runuser -u {} -- ..."
REACH = "check DATABASE_URL, and that the database runs and lets us in"
TRACES = "deleted rows of {waiting} ended questions still stand in the database's files"
SOON = "a question has just ended: the running app takes its deleted rows out of the database's files within minutes"
WAIT = "leave the app running; if this stays, end what reads the database for long, such as a backup or a query window"


def inspect(settings: Settings) -> list[Finding]:
    """Every place, in the order in which one mends them. Nothing is made by looking."""
    return [
        *_environment_file(),
        _keys(settings.key_file),
        _place("key store", settings.key_folder / "key", "KEY_STORE") or _key_store(settings),
        *_database(settings.database_url),
        *_sign_of_life(settings.heartbeat_file),
    ]


def _environment_file() -> list[Finding]:
    if os.path.exists(ENV_FILE) and readable_by_others(ENV_FILE):
        return [Finding("settings", f"{ENV_FILE} holds the tokens and can be read by others", f"chmod 600 {ENV_FILE}")]
    return []


def _place(name: str, file: Path, setting: str) -> Finding | None:
    """What keeps this user from writing a file and beside it, if anything does."""
    where = next(path for path in (file, *file.absolute().parents) if os.path.exists(path))
    folder = where.parent if where == file else where
    for path in dict.fromkeys((folder, where)):
        owner = path.stat().st_uid
        rights = os.W_OK | (os.X_OK if path.is_dir() else os.R_OK)
        if not os.access(path, rights, effective_ids=True):
            return Finding(name, f"{path} cannot be written by {_name(os.geteuid())}", _mend(path, setting))
        if os.geteuid() == 0 and owner != 0 and not _shared(path):
            return Finding(name, f"{path} belongs to {_name(owner)}, and this is root", AS_USER.format(_name(owner)))
    return None


def _keys(path: Path) -> Finding:
    if not os.path.exists(path):
        return _place("keys", path, "KEY_FILE") or Finding("keys", f"{path} is made at the first start")
    try:
        load_keys(path)
    except (OSError, ValueError) as error:
        return Finding("keys", str(error), RESTORE_KEYS)
    if readable_by_others(path):
        return Finding("keys", f"{path} can be read by others", f"chmod 600 {path}")
    return Finding("keys", f"{path}: keep a copy apart from the database")


def _key_store(settings: Settings) -> Finding:
    """Tried as a question would use it, but only where it is there already: the first start makes it."""
    store = KeyStore(settings.key_folder, b"")
    if not os.path.exists(store.folder):
        return Finding("key store", f"{store.folder} is made at the first start")
    try:
        store.try_out()
        lost = _without_key(settings.database_url, store)
    except (OSError, SQLAlchemyError, ValueError) as error:
        return Finding("key store", first_line(error), "mount KEY_STORE, and let the app's user write there")
    if lost:
        return Finding(
            "key store",
            f"{store.folder} lacks the key of an open question: at the next start it becomes void",
            "before you start, put the key store back as it was, or name the right KEY_STORE",
        )
    if settings.engine == DISTRIBUTED and not _is_shared(settings.database_url, store):
        return Finding(
            "key store", key_place.ELSEWHERE.format(folder=store.folder), "mount the same directory everywhere"
        )
    if readable_by_others(store.folder):
        return Finding("key store", f"{store.folder} can be read by others", f"chmod 700 {store.folder}")
    return Finding("key store", f"{store.folder}: keep it out of every backup")


def _is_shared(url: str, store: KeyStore) -> bool:
    """Whether this directory is that of the other processes; also where there are none yet."""
    with closing(Database(url)) as database:
        if len(set(revisions(database))) > 1:
            return True
        with database.reading() as session:
            return key_place.is_shared(session, store)


def _without_key(url: str, store: KeyStore) -> list[str]:
    """Open questions whose key is not in the key store; none where there is no database of this version yet."""
    if (file := sqlite_file(url)) and not os.path.exists(file):
        return []
    with closing(Database(url)) as database, database.reading() as session:
        if revisions(database)[0] != revisions(database)[1]:
            return []
        return [question for question in needs_key(session) if store.key(question, Use.ANSWERS) is None]


def _database(url: str) -> list[Finding]:
    """Whether it can be used, is whole and of this version; and what still stands in its files."""
    try:
        if file := sqlite_file(url):
            beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm", ".lock")]
            found = [_place("database", one, "DATABASE_URL") for one in beside if one == file or os.path.exists(one)]
            if any(found):
                return [one for one in found if one][:1]
            if not os.path.exists(file):
                return [Finding("database", f"{file} is made at the first start")]
            if damage := damage_of(url):
                return [Finding("database", damage, RESTORE)]
        with closing(Database(url)) as database:
            return _contents(database)
    except (SQLAlchemyError, OSError, ValueError) as error:
        return [Finding("database", first_line(error), REACH)]


def _contents(database: Database) -> list[Finding]:
    current, newest = revisions(database)
    if current is None:
        return [Finding("database", "empty; tables come at first start")]
    if current != newest:
        says = f"schema {current}; this version needs {newest}"
        return [Finding("database", says, "run: python -m governance migrate")]
    with database.reading() as session:
        waiting, overdue = len(due_to_clean(session)), bool(overdue_to_clean(session, system_clock()))
    whole = Finding("database", f"schema {current}, the newest")
    if not waiting:
        return [whole]
    return [whole, Finding("traces", TRACES.format(waiting=waiting), WAIT) if overdue else Finding("traces", SOON)]


def _sign_of_life(file: Path) -> list[Finding]:
    found = _place("sign of life", file, "HEARTBEAT_FILE")
    return [found] if found else []


def _shared(folder: Path) -> bool:
    """Whether everybody may write there, as in /tmp."""
    return bool(folder.stat().st_mode & 0o002)


def _mend(path: Path, setting: str) -> str:
    return f"let the app's user write there (chown), mount it for writing, or change {setting}: {path.absolute()}"


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
