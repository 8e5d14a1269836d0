"""docs/gestures.md names every gesture once, with functions that exist and the listener that really answers it."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from governance.jobs import Outside, Timetable
from governance.slack import painters, routes
from governance.slack.home import home
from governance.store.outbox import Kind

PAGE = Path(__file__).parents[1] / "docs" / "gestures.md"
COLUMNS = ["gesture", "where", "listener", "use case", "rule", "answer's view", "what leaves"]
NAME = re.compile(r"`([^`]+)`")
UNPAINTED = {Kind.FILE, Kind.LETTER}  # what is no screen
ONLY_LINKS = ("home:link",)  # the address is opened by Slack: there is nothing to write or to judge


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    gesture: str
    listener: str
    use_case: str
    rule: str
    view: str
    leaves: str

    @property
    def names(self) -> list[str]:
        return [name for cell in (self.listener, self.use_case, self.rule, self.view) for name in NAME.findall(cell)]


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
        nothing = Outside(lambda _: None, lambda _: None, lambda _: None)
        post = type("Delivery", (), {"run_due": run_due})
        super().__init__(None, None, post, nothing, None)  # nothing is done
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
    assert all(cell == "–" or NAME.search(cell) for cell in (row.listener, row.use_case, row.rule, row.view))
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


def slack_imports(module: str) -> dict[str, str]:
    """What a module calls each name of slack/ that it imports: alias -> dotted name."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("governance.slack")
        for alias in node.names
    }


def views_used(module: str) -> Iterator[str]:
    """The views that a module calls, by their dotted names."""
    known = slack_imports(module)
    for node in ast.walk(ast.parse(inspect.getsource(import_module(module)))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield f"{known[node.value.id]}.{node.attr}"


def painting(listener: str) -> set[str]:
    """The views within reach of a listener: of its module and the painters of what leaves, and what these import."""
    start = {resolve(listener).__module__, painters.__name__}
    named = {name for module in start for name in slack_imports(module).values()}
    near = {name if name in sys.modules else name.rpartition(".")[0] for name in named}
    return {view for module in start | near if ".views" not in module for view in views_used(module)}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.gesture)
def test_the_view_is_one_that_the_listener_or_a_painter_uses(row: Row) -> None:
    within_reach = painting(row.listener.strip("`"))
    for name in NAME.findall(row.view):
        view = resolve(name)
        assert isinstance(view, FunctionType)
        assert view.__module__.startswith("governance.slack.views."), f"{name} is no view"
        assert f"governance.{name}" in within_reach, f"{name} is not within reach of {row.listener}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.gesture)
def test_a_view_is_named_wherever_something_is_painted(row: Row) -> None:
    kinds = {Kind(name) for name in NAME.findall(row.leaves)}
    painted = bool(kinds - UNPAINTED) or re.search(r"\b(window|answer)\b", row.leaves) or row.leaves == "what is due"
    assert (row.view == "–") == (not painted)
