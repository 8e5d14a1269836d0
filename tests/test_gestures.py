"""docs/gestures.md names every gesture once, with functions that exist and the listener that really answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from governance.jobs import Timetable
from governance.slack import routes
from governance.slack.home import home
from governance.store.outbox import Kind

PAGE = Path(__file__).parents[1] / "docs" / "gestures.md"
COLUMNS = ["gesture", "where", "listener", "use case", "rule", "what leaves"]
NAME = re.compile(r"`([^`]+)`")
ONLY_LINKS = ("home:link",)  # the address is opened by Slack: there is nothing to write or to judge


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    gesture: str
    listener: str
    use_case: str
    rule: str
    leaves: str

    @property
    def names(self) -> list[str]:
        return [name for cell in (self.listener, self.use_case, self.rule) for name in NAME.findall(cell)]


def rows() -> list[Row]:
    """The table, its code marks taken from the gestures."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert head == COLUMNS
    return [Row(cells[0].replace("`", ""), *cells[2:]) for cells in body]


def resolve(name: str) -> Any:
    """The object with this dotted name below governance/."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(["governance", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    raise ModuleNotFoundError(name)


def run_due() -> None:
    """Stands for the delivery's."""


class _Named(Timetable):
    """Notes its steps and takes none."""

    def __init__(self) -> None:
        super().__init__(None, None, type("Delivery", (), {"run_due": run_due}), None, b"")  # nothing is done
        self.steps: list[str] = []

    def _run(self, step: Any) -> None:
        self.steps.append(step.__name__.strip("_"))


def steps() -> list[str]:
    """What a tick does, in its order."""
    timetable = _Named()
    timetable.tick()
    return timetable.steps


def listeners() -> dict[str, Any]:
    """Every gesture there is, and what answers it where that is in a table of the code."""
    found: dict[str, Any] = {f"press {action}": listener for action, listener in routes.PRESSES.items()}
    found |= {f"submit {callback}": listener for callback, listener in routes.SUBMISSIONS.items()}
    found |= {f"{routes.COMMAND} {word}".strip(): listener for word, listener in routes.WORDS.items()}
    found |= {f"menu {entry}": listener for entry, listener in home.MENU.items()}
    found |= {f"event {name}": None for name in routes.EVENTS}
    found |= {f"clock {step}": None for step in steps()}
    return found


def test_every_gesture_stands_in_the_table_once() -> None:
    told = [row.gesture for row in rows()]
    assert sorted(told) == sorted(set(told))
    assert set(told) == set(listeners())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.gesture)
def test_every_name_is_there_and_none_is_missing(row: Row) -> None:
    resolved = [resolve(name) for name in row.names]
    assert all(resolved)
    listener = listeners()[row.gesture]
    assert listener is None or resolve(row.listener.strip("`")) is listener
    assert all(cell == "–" or NAME.search(cell) for cell in (row.listener, row.use_case, row.rule))
    is_link = row.gesture.removeprefix("press ").startswith(ONLY_LINKS)
    assert (row.use_case == "–") == is_link


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.gesture)
def test_what_leaves_is_a_kind_of_the_outbox(row: Row) -> None:
    assert row.leaves
    assert {Kind(name) for name in NAME.findall(row.leaves)} <= set(Kind)


def test_use_cases_are_use_cases_and_rules_are_rules() -> None:
    """What a tick or an event does may name a room at the edge; a person's gesture goes through the house."""
    for row in rows():
        if row.gesture.startswith(("event", "clock")):
            continue
        assert all(name.startswith(("usecases.", "store.")) for name in NAME.findall(row.use_case)), row
        assert all(name.startswith("rules.") for name in NAME.findall(row.rule)), row
