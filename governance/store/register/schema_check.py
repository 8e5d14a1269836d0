"""Compares an entry of the register with the published schema and names every fault in a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).parents[2] / "vendors" / "schema.json"
TYPES: dict[str, tuple[type, str]] = {"object": (dict, "a table"), "array": (list, "a list"), "string": (str, "a text")}
Schema = Mapping[str, Any]


@cache
def published_schema() -> dict[str, Any]:
    """The schema as it lies beside the entries."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return found


def plain(value: Any) -> Any:
    """What was read from TOML as JSON would have it: a date becomes its text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def faults_of(entry: Mapping[str, Any]) -> list[str]:
    """Every fault of an entry as `plain` gives it: which key, what is wrong, and what belongs there."""
    return list(_faults(entry, published_schema(), ""))


def _faults(value: Any, schema: Schema, key: str) -> Iterator[str]:
    schema = _whole(schema)
    if "anyOf" in schema:
        return (yield from _any_of(value, schema, key))
    kind, words = TYPES.get(schema.get("type", ""), (object, ""))
    if not isinstance(value, kind):
        yield f"{key} is not {words}: write {_about(schema)}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{key} is {value!r}: write one of {', '.join(schema['enum'])}"
    elif isinstance(value, dict):
        yield from _in_table(value, schema, key)
    elif isinstance(value, list):
        yield from _in_list(value, schema, key)
    elif isinstance(value, str):
        yield from _in_text(value, schema, key)


def _whole(schema: Schema) -> Schema:
    """The schema with what it refers to; its own description comes first."""
    if "$ref" not in schema:
        return schema
    named: Schema = published_schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    return {**named, **schema}


def _about(schema: Schema) -> str:
    return str(schema.get("description") or TYPES.get(schema.get("type", ""), (object, "something else"))[1])


def _any_of(value: Any, schema: Schema, key: str) -> Iterator[str]:
    tried = [list(_faults(value, one, key)) for one in schema["anyOf"]]
    if all(tried):
        yield from [f"{key} is {value!r}: write {_about(schema)}"] if isinstance(value, str) else tried[-1]


def _in_table(value: dict[str, Any], schema: Schema, key: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    where = f"{key}." if key else ""
    required = [*schema.get("required", ()), *_required_besides(value, schema, key)]
    for name in required:
        if name not in value:
            yield f"{where}{name} is missing: write {_about(_whole(known.get(name, {})))}"
    for name, found in value.items():
        if name in known:
            yield from _faults(found, known[name], f"{where}{name}")
        elif others is False:
            yield f"{where}{name} is not a key of an entry: take it out, or write one of {', '.join(known)}"
        elif others is not True:
            yield from _faults(found, others, f"{where}{name}")


def _required_besides(value: dict[str, Any], schema: Schema, key: str) -> list[str]:
    """The keys that are required because of what others hold, such as the steps of a setting."""
    rules = [rule for rule in schema.get("allOf", ()) if not list(_faults(value, rule["if"], key))]
    return [name for rule in rules for name in rule["then"]["required"]]


def _in_list(value: list[Any], schema: Schema, key: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{key} is empty: write {_about(schema)}"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{key} has {len(value)} parts: at most {schema['maxItems']}"
    for number, one in enumerate(value, start=1):
        yield from _faults(one, schema["items"], f"{key}[{number}]")


def _in_text(value: str, schema: Schema, key: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{key} is empty: write {_about(schema)}"
    elif len(value) > schema.get("maxLength", len(value)):
        yield f"{key} has {len(value)} characters: at most {schema['maxLength']}"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{key} is {value!r}: write {_about(schema)}, as {schema['pattern']}"
