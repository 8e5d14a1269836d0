"""Checks of single fields, of which the rules are made: strings, numbers, choices, lists, objects of known fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from .fault_location import At

Check = Callable[[Any, At], None]
HOST = r"([^\s/?#@:\[\]]+|\[[0-9a-f:.]+\])"
ADDRESS = re.compile(rf"https?://([^\s/?#@]*@)?{HOST}(:\d*)?([/?#].*)?", re.IGNORECASE | re.DOTALL)


def string(longest: int, shortest: int = 1, pattern: str | None = None) -> Check:
    """A string of `shortest` to `longest` characters."""

    def check(value: Any, at: At) -> None:
        if not isinstance(value, str):
            at.fault("must be a string")
        elif len(value) > longest:
            at.fault(f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            at.fault(f"must be more than {shortest - 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            at.fault("failed to match the required form")

    return check


def web_address(value: Any, at: At) -> None:
    """An absolute http or https address with a host: whatever else is refused with the whole payload, mailto too."""
    string(3000)(value, at)
    if isinstance(value, str) and value and not ADDRESS.fullmatch(value):
        at.fault("must be an absolute http or https URL")


def boolean(value: Any, at: At) -> None:
    """True or false."""
    if not isinstance(value, bool):
        at.fault("must be a boolean")


def integer(least: int, most: int) -> Check:
    """A whole number between the two, both included."""

    def check(value: Any, at: At) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            at.fault("must be an integer")
        elif not least <= value <= most:
            at.fault(f"must be between {least} and {most}")

    return check


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: At) -> None:
        if value not in allowed:
            at.fault(f"must be one of: {', '.join(allowed)}")

    return check


def anything(_value: Any, _at: At) -> None:
    """Whatever it is."""


def array(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each of which is checked."""

    def check(value: Any, at: At) -> None:
        if not isinstance(value, list):
            at.fault("must be an array")
            return
        if len(value) > most:
            at.fault(f"no more than {most} items allowed")
        if len(value) < least:
            at.fault(f"must provide at least {least} items")
        for index, one in enumerate(value):
            item(one, at.into(index))

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, loose: bool = False) -> Check:
    """An object with these fields; others are faults unless `loose`. A field that is null counts as absent."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: At) -> None:
        if not isinstance(value, dict):
            at.fault("must be an object")
            return
        given = {key: part for key, part in value.items() if part is not None}
        _compare(given, required, known, at, loose=loose)
        for key, part in given.items():
            if key in known:
                known[key](part, at.into(key))

    return check


def _compare(given: Collection[str], required: Collection[str], known: Collection[str], at: At, *, loose: bool) -> None:
    for key in required:
        if key not in given:
            at.fault(f"missing required field: {key}")
    for key in given:
        if key not in known and not loose:
            at.fault(f"invalid additional property: {key}")


def all_of(*checks: Check) -> Check:
    """Every one of these checks."""

    def check(value: Any, at: At) -> None:
        for one in checks:
            one(value, at)

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check holds."""

    def check(value: Any, at: At) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            at.fault("must be an object")
        elif not isinstance(kind, str) or kind not in table:
            at.into("type").fault(f"unsupported type: {kind}")
        else:
            table[kind](value, at)

    return check


def one_field_of(*names: str) -> Check:
    """Exactly one of these fields is there."""

    def check(value: Any, at: At) -> None:
        there = [name for name in names if isinstance(value, dict) and value.get(name) is not None]
        if len(there) != 1:
            at.fault(f"exactly one of these fields is required: {', '.join(names)}")

    return check
