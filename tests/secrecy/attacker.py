"""The attacker: given all that is kept, or was written anywhere, it tries by every means to say who answered what.

It knows our source and everybody who may have answered, and has the app's key. What it lacks is the key of the
question, unless somebody hands it the key store.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import make_url, text

from governance.rules.poll.answer import SecretKey
from governance.store.database import Database
from governance.store.poll.key_store import KEY_BYTES
from governance.store.poll.sealing import CHOICE_LENGTH, NONCE_BYTES, unseal
from governance.store.schema import Base

HEX = re.compile(rb"[0-9a-f]{64,}")  # holds a key as the key store writes it, or a tag
BYTES = re.compile(rb"C(?=(.{32}))", re.DOTALL)  # 32 bytes as PostgreSQL writes them
ASCII = bytes(range(128))
SEAL_BYTES = NONCE_BYTES + CHOICE_LENGTH + len("K7QF-2M9X") + 16
NEAR = 300  # bytes
Rows = list[dict[str, Any]]
Guess = dict[str, str]


@dataclass(frozen=True)
class Evidence:
    """All that can be had at one moment: files as they lie on the disk, and every row with where and when it lies."""

    files: tuple[bytes, ...]
    tables: dict[str, Rows]
    app_key: bytes

    def with_files(self, *more: bytes) -> Evidence:
        return Evidence((*self.files, *more), self.tables, self.app_key)

    @cached_property
    def tags(self) -> dict[str, set[bytes]]:
        """Names under which secret answers and later objections are, or were, kept anywhere, with what follows each."""
        found: dict[str, set[bytes]] = {}
        for file in self.files:
            for run in HEX.finditer(file):
                for end in range(run.start() + 64, run.end() + 1):
                    found.setdefault(file[end - 64 : end].decode(), set()).add(file[end : end + SEAL_BYTES + 2])
        return found

    @cached_property
    def keys(self) -> list[SecretKey]:
        """Whatever may be a key: 32 bytes, or as many in hexadecimal, in any file, log, or freed page."""
        raw = {match for file in self.files for match in BYTES.findall(file)}
        random = {match for match in raw if len(match.translate(None, ASCII)) > KEY_BYTES // 4}
        return [SecretKey(self.app_key, own) for own in random | {bytes.fromhex(tag) for tag in self.tags}]

    def named(self, people: list[str]) -> Iterator[tuple[str, SecretKey, str]]:
        """Everybody under every key: who is found under which tag."""
        for key in self.keys:
            derived = key.derived(b"secret answer")  # as `secret_tag` does, a key at a time
            for person in people:
                if (tag := hmac.digest(derived, person.encode(), "sha256").hex()) in self.tags:
                    yield person, key, tag


def gather(database: Database, app_key: bytes, *more: bytes) -> Evidence:
    """Database files, write-ahead log and freed pages as bytes, and all rows; `more`: logs, the key store."""
    folder = Path(make_url(database.url).database or "")
    files = [path for path in folder.parent.glob(f"{folder.name}*") if path.is_file()] if database.is_sqlite else []
    hidden = "" if database.is_sqlite else ", ctid::text AS ctid, xmin::text::bigint AS xmin"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.is_sqlite:
            connection.execute(text("CHECKPOINT"))
            data = Path(str(connection.scalar(text("SHOW data_directory"))))
            oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
            files = [path for path in (*data.glob("pg_wal/*"), *data.glob(f"base/{oid}/*")) if path.is_file()]
    with database.engine.connect() as connection:
        tables = {
            name: [dict(row) for row in connection.execute(text(f"SELECT *{hidden} FROM {name}")).mappings()]
            for name in Base.metadata.tables
        }
    return Evidence((*(path.read_bytes().rstrip(b"\0") for path in files), *more), tables, app_key)


def opened(evidence: Evidence, people: list[str]) -> dict[str, set[str]]:
    """Who answered what, by opening every seal that was ever written with every key that was: certain, not guessed."""
    told: dict[str, set[str]] = {}
    for person, key, tag in evidence.named(people):
        told.setdefault(person, set()).update(_choices(evidence, key, tag))
    return told


def _choices(evidence: Evidence, key: SecretKey, tag: str) -> Iterator[str]:
    for follows in evidence.tags[tag]:
        for start in range(3):
            with suppress(InvalidTag, ValueError):
                yield unseal(key, tag, follows[start : start + SEAL_BYTES])[0]


def objectors(evidence: Evidence, people: list[str]) -> set[str]:
    """Who objected later."""
    return {person for person, _, _ in evidence.named(people)}


def guesses(evidence: Evidence, poll_id: str) -> Iterator[Guess]:
    """People laid beside the answers by every order, and groups of them beside the totals."""
    answers = [row for row in evidence.tables["closed_ballots"] if row["poll_id"] == poll_id]
    orders = [[row["choice"] for row in _sorted(answers, by)] for by in ("code", *_hidden(answers))]
    totals = Counter(row["choice"] for row in answers)
    for people in _people_in_order(evidence):
        for choices in orders:
            yield dict(zip(people, choices, strict=False))
            yield dict(zip(people, reversed(choices), strict=False))
    for groups in _groups(evidence):
        if sorted(map(len, groups)) == sorted(totals.values()):
            ranked = [choice for choice, _ in sorted(totals.items(), key=lambda item: item[1])]
            yield {who: choice for who_all, choice in zip(groups, ranked, strict=True) for who in who_all}


def _people_in_order(evidence: Evidence) -> Iterator[list[str]]:
    """Everybody whom a table names, by each of its columns, by size, and as the rows lie in the file."""
    seen: set[tuple[str, ...]] = set()
    for rows in _naming(evidence):
        for column in (*rows[0], "size of the row", None):
            people = tuple(dict.fromkeys(str(row["user_id"]) for row in _sorted(rows, column)))
            if people not in seen:
                seen.add(people)
                yield list(people)


def _groups(evidence: Evidence) -> Iterator[list[set[str]]]:
    """Three groups of people, the smallest first, that differ in one column or in the size of their rows."""
    for rows in _naming(evidence):
        for column in (*rows[0], "size of the row"):
            groups: dict[str, set[str]] = {}
            for row in rows:
                groups.setdefault(place(row, column), set()).add(str(row["user_id"]))
            if len(groups) == 3:
                yield sorted(groups.values(), key=len)


def _naming(evidence: Evidence) -> Iterator[Rows]:
    """Rows that name people, of one table and one kind."""
    for rows in evidence.tables.values():
        kinds: dict[object, Rows] = {}
        for row in rows:
            if row.get("user_id"):
                kinds.setdefault(row.get("kind"), []).append(row)
        yield from kinds.values()


def _hidden(rows: Rows) -> Iterable[str | None]:
    return (None, *(name for name in ("xmin", "ctid") if rows and name in rows[0]))


def _sorted(rows: Rows, column: str | None) -> Rows:
    return rows if column is None else sorted(rows, key=lambda row: place(row, column))


def place(row: dict[str, Any], column: str) -> str:
    if column == "size of the row":
        return f"{sum(len(str(value)) for value in row.values()):09d}"
    value = row[column]
    return ".".join(f"{int(part):09d}" for part in re.findall(r"\d+", value)) if column == "ctid" else f"{value!s:>20}"


def beside(evidence: Evidence, tag: str, people: list[str]) -> set[str]:
    """Who is named in the transaction that wrote this tag, or nearest to it in any file."""
    found: set[str] = set()
    for rows in evidence.tables.values():
        wrote = {row["xmin"] for row in rows if tag in row.values() and "xmin" in row}
        for others in evidence.tables.values():
            found |= {str(row["user_id"]) for row in others if row.get("user_id") and row.get("xmin") in wrote}
    named = re.compile("|".join(map(re.escape, people)).encode())
    for file in evidence.files:
        for match in re.finditer(tag.encode(), file):
            start = max(0, match.start() - NEAR)
            around = [(abs(one.start() + start - match.start()), one.group().decode())
                      for one in named.finditer(file[start : match.end() + NEAR])]  # fmt: skip
            found |= {min(around)[1]} if around else set()
    return found & set(people)
