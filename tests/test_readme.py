"""What the documents promise is there: links, pictures, make targets, commands; and the README stays short."""

from __future__ import annotations

import re
import runpy
import struct
import zlib
from pathlib import Path

import pytest
from typer.main import get_command

from governance.__main__ import cli

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    local = [target.split("#")[0] for target in targets if not re.match(r"https?:|mailto:|#", target)]
    assert not [target for target in local if not (document.parent / target).exists()]


def test_every_room_on_the_map_is_there() -> None:
    """Files and folders that CONTRIBUTING.md names, from the root or within governance/."""
    named = set(
        re.findall(r"`([\w./-]+(?:/|\.py|\.md|\.toml))`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    )
    assert len(named) > 20
    assert not {name for name in named if not (ROOT / name).exists() and not (ROOT / "governance" / name).exists()}


def test_the_readme_is_read_in_one_go() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 250


def test_the_readmes_one_block_is_made_of_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (block,) = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    targets = re.findall(r"^make (\w+) ", block, re.MULTILINE)
    assert len(targets) == len(block.splitlines())
    assert not [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


def test_every_command_and_target_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(get_command(cli).commands)  # type: ignore[attr-defined]  # a group, as it has several commands
    for document in DOCUMENTS:
        words = document.read_text(encoding="utf-8")
        for target in re.findall(r"`make (\w+)", words):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document.name} names make {target}"
        for command in re.findall(r"python -m governance ([a-z-]+)", words):
            assert command in commands, f"{document.name} names {command}"
    named = re.search(r"Commands for operators.*?\n\n", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert named is not None
    assert commands == set(re.findall(r"`([a-z][a-z-]*)`", named[0]))


def test_the_icon_is_what_slack_takes_and_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "images" / "icon.py"))
    icon = (ROOT / "docs" / "images" / "icon.png").read_bytes()
    width, height = struct.unpack(">II", icon[16:24])
    assert icon.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == height == drawn["SIZE"]
    assert 512 <= width <= 2000
    small, at = 16, lambda x, y: drawn["pixel"](x / 16, y / 16, 1 / 16)
    assert zlib.decompress(drawn["png"](small)[41:-16])[1:4] == at(0.5, 0.5) == bytes(drawn["TEAL"])
    rows, line = zlib.decompress(icon[41:-16]), 1 + 3 * width
    assert {rows[y * line + 1 + 3 * x :][:3] for x, y in ((0, 0), (width // 2, int(height * 0.45)))} == {at(0.5, 0.5)}
    assert rows[height // 2 * line + 1 + 3 * width // 2 :][:3] == bytes(drawn["WHITE"])
