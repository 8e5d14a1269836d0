"""Every screen in every language, word for word. `UPDATE_GOLDEN=1` writes what is painted now; then read the diff."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from governance.texts import LANGUAGES, texts_for
from tests.slack.views.cast import ORDINARY
from tests.slack.views.scenes import scenes
from tests.slack.views.scenes_home import STAGES, homes, odd_homes

GOLDEN = Path(__file__).parent / "golden"
SCENES = scenes(ORDINARY)
HOMES = homes(ORDINARY)
ODD = odd_homes(ORDINARY)


def compare(language: str, name: str, painted: Any) -> None:
    """What is painted is what was agreed."""
    path = GOLDEN / language / f"{name}.json"
    words = json.dumps(painted, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, language: str) -> None:
    compare(language, name, SCENES[name](texts_for(language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", STAGES)
def test_home(stage: str, language: str) -> None:
    t = texts_for(language)
    compare(language, f"home_{stage}", {role: paint(t) for role, paint in HOMES[stage].items()})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ODD)
def test_odd_home(name: str, language: str) -> None:
    compare(language, f"home_odd_{name}", ODD[name](texts_for(language)))


def test_nothing_golden_is_left_over() -> None:
    known = {*SCENES, *(f"home_{stage}" for stage in STAGES), *(f"home_odd_{name}" for name in ODD)}
    kept = {(path.parent.name, path.stem) for path in GOLDEN.rglob("*.json")}
    assert kept == {(language, name) for language in LANGUAGES for name in known}
