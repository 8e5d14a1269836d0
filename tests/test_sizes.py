"""Sizes that keep the house livable: short functions, modules with one noun, no drawers named after nothing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.sources import parsed

ROOT = Path(__file__).parents[1]
FUNCTION, VIEW, MODULE, MODELS = 50, 60, 250, 400
ROOM = 14  # modules in one folder, besides its __init__
NAMELESS = {"base", "common", "core", "helper", "helpers", "manager", "misc", "service", "services", "util", "utils"}
# Names that were tried on somebody new, who could not guess what lives there.
RIDDLES = {
    "anew", "beside", "bringing", "claimed", "departure", "doubts", "duty", "elector", "examination", "holding",
    "inspection", "known", "leaving", "mine", "news", "noticing", "order", "pace", "plain", "report_signs",
    "server_words", "showing", "shown", "sorting", "standing", "undone", "ways",
}  # fmt: skip
MODULES = [ROOT / "app.py", *sorted((ROOT / "governance").rglob("*.py")), *sorted((ROOT / "sandbox").rglob("*.py"))]


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of each function, its docstring included; a function within one counts for both."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_module_holds_one_noun() -> None:
    long = {called(path): lines for path in MODULES if (lines := lines_of(path)) > limit_of(path)}
    assert not long, f"longer than {MODULE} lines (models.py: {MODELS}): these hold two nouns"


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def limit_of(path: Path) -> int:
    return MODELS if path.name == "models.py" else MODULE


def test_no_function_is_long() -> None:
    long = [
        f"{called(path)} {name}: {lines}"
        for path in MODULES
        for name, lines in functions(path)
        if lines > (VIEW if "views" in path.parts else FUNCTION)
    ]
    assert not long, f"longer than {FUNCTION} lines (views: {VIEW})"


def test_most_functions_are_short() -> None:
    lengths = [lines for path in MODULES for _, lines in functions(path)]
    assert median(lengths) <= 10
    assert sum(length <= 25 for length in lengths) >= 0.9 * len(lengths)


def test_no_module_is_a_drawer() -> None:
    places = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(ROOT).parts}
    assert not places & NAMELESS


def test_no_module_is_a_riddle() -> None:
    assert not [called(path) for path in MODULES if path.stem in RIDDLES]


def test_a_room_is_seen_at_one_glance() -> None:
    rooms = Counter(called(path.parent) for path in MODULES if path.stem != "__init__")
    crowded = {room: modules for room, modules in rooms.items() if modules > ROOM}
    assert not crowded, f"more than {ROOM} modules: these want rooms by noun"


def test_a_module_says_what_happens_in_it() -> None:
    trees = {called(path): parsed(path) for path in MODULES}
    assert not [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_nothing_is_left_half_done() -> None:
    """No note to self, no mock, no skip, no silenced type error without its code and reason."""
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "unittest." + "mock", "pytest.mark." + "skip", "pytest." + "skip(")
    for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not any(mark in line for mark in marks), f"{called(path)} line {number}"
            if "# type: " + "ignore" in line:
                assert "ignore[" in line, f"{called(path)} line {number}: which error?"
                assert "]  # " in line, f"{called(path)} line {number}: why?"
