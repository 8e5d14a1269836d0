"""Who may import whom: the contracts of pyproject.toml hold and bite; and the allow-lists that they cannot express."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import parsed

ROOT = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")
IMPURE = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "select", "shutil", "smtplib", "socket",
    "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "uuid",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
VIEWS_MAY = (
    "governance.pages",
    "governance.rules",
    "governance.slack.ids",
    "governance.slack.views",
    "governance.texts",
)
VIEWS_LIBRARIES = {"babel"}  # dates and numbers in words
SETTINGS_READERS = re.compile(r"app|governance\.commands\.[\w.]+")


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module under these folders: dotted name and tree."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), parsed(path)


def imports(tree: ast.Module) -> Iterator[str]:
    """What a module imports, in full: `from a import b` counts as a and as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "governance imports by full names"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, parents: tuple[str, ...]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_contracts_hold() -> None:
    told = lint(ROOT)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("governance/rules/poll/states.py", "from governance.store import models"),
        ("governance/store/outbox.py", "from governance.usecases import poll"),
        ("governance/usecases/poll/running.py", "import slack_sdk"),
        ("governance/slack/poll/running.py", "from governance.mail import smtp"),
        ("governance/slack/poll/running.py", "import smtplib"),
        ("governance/mail/mailbox/inbox.py", "import slack_sdk"),
        ("governance/slack/views/poll/organiser.py", "from governance.usecases import poll"),
        ("governance/slack/views/poll/organiser.py", "from governance.slack import gesture"),
        ("governance/delivery.py", "from governance.settings import read_settings"),
        ("governance/delivery.py", "from governance import jobs"),
        ("sandbox/webapi/endpoint.py", "from governance import texts"),
        ("governance/jobs.py", "import sandbox.client"),
        ("sandbox/workspace/state.py", "from sandbox.delivery import events"),
        ("sandbox/drawer.py", ""),
        ("governance/helpers.py", ""),
    ],
)
def test_the_contracts_bite(tmp_path: Path, module: str, line: str) -> None:
    for name in ("governance", "sandbox"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "page"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert lint(tmp_path).returncode == 1


def test_rules_use_the_standard_library_and_errors_only() -> None:
    for name, tree in sources("governance/rules"):
        for found in imports(tree):
            allowed = found.split(".")[0] in sys.stdlib_module_names or within(
                found, ("governance.rules", "governance.errors")
            )
            assert allowed, f"{name} imports {found}"
            assert found == "governance" or found.split(".")[0] not in IMPURE, f"{name} imports {found}"


@pytest.mark.parametrize("folder", ["governance/rules", "governance/pages", "governance/usecases", "governance/store"])
def test_time_comes_in_as_an_argument(folder: str) -> None:
    for name, tree in sources(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                assert (owner, node.attr) not in CLOCKS, f"{name} line {node.lineno} asks what time it is"


def test_views_use_pages_rules_ids_and_texts_only() -> None:
    for name, tree in sources("governance/slack/views"):
        for found in imports(tree):
            library = found.split(".")[0]
            allowed = within(found, VIEWS_MAY) or library in VIEWS_LIBRARIES or library in sys.stdlib_module_names
            assert allowed or found in ("governance", "governance.slack"), f"{name} imports {found}"
            assert library not in IMPURE, f"{name} imports {found}"


def test_only_the_wiring_and_the_commands_read_settings() -> None:
    readers = {name for name, tree in sources("governance") if "governance.settings" in imports(tree)}
    assert [name for name in readers if not SETTINGS_READERS.fullmatch(name)] == []
    for name, tree in sources("governance"):
        touched = {found for found in imports(tree) if found in ("os.environ", "os.getenv", "dotenv")}
        assert not touched or name == "governance.env_file", f"{name} reads the environment"


def test_nobody_imports_the_wiring() -> None:
    for name, tree in sources("governance"):
        assert not [found for found in imports(tree) if found == "app" or found.startswith("app.")], name


def test_use_cases_and_store_never_commit() -> None:
    for name, tree in sources("governance/usecases", "governance/rules"):
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        names = {func.attr for func in calls if isinstance(func, ast.Attribute)}
        assert not names & {"commit", "rollback"}, f"{name} ends a transaction that belongs to its edge"


def test_everything_that_is_not_our_error_stays_uncaught() -> None:
    """`except Exception` stands in the job wrapper and in the delivery loop; Bolt's own answer needs none."""
    found = [
        name
        for name, tree in sources("governance")
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert sorted(set(found)) == ["governance.background", "governance.pumps.outgoing_calls"]
    assert len(found) <= 3


def _is_broad(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))
