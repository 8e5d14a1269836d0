"""Reads one entry of the register from its file, or names what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

from governance.store.register.entry import (
    Backwards,
    Default,
    Evidence,
    MailRoute,
    Mechanism,
    PageOfVendor,
    Phrase,
    Source,
    Statement,
    SupportCase,
    Training,
    Vendor,
)
from governance.store.register.schema_check import faults_of, plain

UNKNOWN = "unknown"
LARGEST = 200_000  # bytes
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
SURE = {4: "-01-01", 7: "-01"}  # of a year or a month its first day


class FaultyEntry(ValueError):
    """An entry that cannot be used: one sentence for each fault, with file, key and what belongs there."""

    def __init__(self, file: Path, faults: list[str]) -> None:
        super().__init__(" ".join(f"{file.name}: {fault}." for fault in faults))
        self.faults = faults


def read_entry(file: Path, *, own: bool = False) -> Vendor:
    """The entry in this file. Raises FaultyEntry; OSError where the file cannot be read."""
    if not NAME.fullmatch(file.stem):
        raise FaultyEntry(file, ["is no name of an entry: use small letters, digits and hyphens, at most 60"])
    try:
        found = plain(tomllib.loads(_text_of(file)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FaultyEntry(file, [f"is not TOML in UTF-8 ({error}): mend it there"]) from error
    if faults := faults_of(found) or [*_unreadable(found, ""), *_no_days(found)]:
        raise FaultyEntry(file, faults)
    return _entry(file.stem, found, own)


def _text_of(file: Path) -> str:
    """Its text; of a pipe or a device nothing is read."""
    if file.exists() and not file.is_file():
        raise FaultyEntry(file, ["is not a file: take it out"])
    if file.stat().st_size > LARGEST:
        raise FaultyEntry(file, [f"is larger than {LARGEST // 1000} kB: an entry is a page of text"])
    return file.read_text("utf-8")


def _unreadable(value: Any, key: str) -> Iterator[str]:
    """Texts that are blank, or hold what nobody sees: it could turn a sentence round, or be kept in no database."""
    if isinstance(value, dict):
        for name, found in value.items():
            yield from _unreadable(found, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, found in enumerate(value, start=1):
            yield from _unreadable(found, f"{key}[{number}]")
    elif isinstance(value, str):
        hidden = sorted({f"U+{ord(one):04X}" for one in value if category(one) in HIDDEN})
        if hidden:
            yield f"{key} holds {', '.join(hidden)}, which nobody sees: take it out"
        elif not value.strip():
            yield f"{key} is blank: write it, or take it out"


def _no_days(found: dict[str, Any]) -> Iterator[str]:
    """Dates that no calendar has."""
    for kind in ("sources", "statements"):
        for number, row in enumerate(found.get(kind, ()), start=1):
            whole = f"{row['date']}{SURE.get(len(row['date']), '')}"
            try:
                date.fromisoformat(whole if row["date"] != UNKNOWN else "2000-01-01")
            except ValueError:
                yield f"{kind}[{number}].date is {row['date']!r}: no calendar has it"


def _entry(slug: str, data: dict[str, Any], own: bool) -> Vendor:
    return Vendor(
        slug=slug,
        name=data["name"],
        purpose=Phrase(data["purpose"]),
        product=Phrase(data["product"]),
        trained_on=Phrase(data["trained_on"]),
        mechanism=Mechanism(data["mechanism"]),
        since=None if data["since"] == UNKNOWN else Phrase(data["since"]),
        backwards=Backwards(data["backwards"]),
        evidence=Evidence(data["evidence"]),
        languages=tuple(data["languages"]),
        note=_perhaps(data.get("note")),
        defaults=tuple(
            Default(Phrase(row["plan"]), Training(row["training"]), _perhaps(row.get("words")))
            for row in data["defaults"]
        ),
        who=tuple(map(Phrase, data.get("who", ()))),
        steps=tuple(map(Phrase, data.get("steps", ()))),
        sources=tuple(
            Source(row["url"], row["date"].removeprefix(UNKNOWN), Evidence(row["evidence"])) for row in data["sources"]
        ),
        statements=tuple(map(_statement, data.get("statements", ()))),
        mail=_mail(data["mail"]) if "mail" in data else None,
        case=SupportCase(data["case"]["subject"], Phrase(data["case"]["one_per"])) if "case" in data else None,
        help=data.get("help", {}),
        pages=tuple(
            PageOfVendor(f"{slug}/{row['name']}", row["title"], row["url"], tuple(row["parts"]))
            for row in data.get("pages", ())
        ),
        words=data.get("words", {}),
        answer_domains=frozenset(data.get("mail", data).get("answer_domains", ())),
        own=own,
    )


def _perhaps(words: dict[str, str] | None) -> Phrase | None:
    return Phrase(words) if words else None


def _statement(row: dict[str, Any]) -> Statement:
    said = {key: value for key, value in row.items() if len(key) == 2}
    return Statement(row["about"], said, date.fromisoformat(row["date"]), row["source"], Evidence(row["evidence"]))


def _mail(row: dict[str, Any]) -> MailRoute:
    return MailRoute(
        to=row["to"],
        subject=row["subject"],
        subject_aliases=tuple(row["subject_aliases"]),
        answer_domains=tuple(row["answer_domains"]),
        letters=row["letters"],
        next_step=row["next_step"],
        known=tuple(map(_statement, row["known"])),
    )
