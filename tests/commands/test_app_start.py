"""A start on a damaged database, and what a start says; how it starts: tests/test_operations_page.py."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from governance.commands.app_start import bring_up_to_date, greeting
from governance.settings import Settings
from governance.store.database import Database
from governance.store.models import Workspace
from tests.databases import newest_schema

WORKSPACE = Workspace(id="T1", name="Exemple SA", url="https://exemple.slack.com/")
NAMES = {"operator": "Tom Keller, IT", "privacy_contact": "Karim Weber"}


def settings(**more: str) -> Settings:
    return Settings("xoxb-secret", "xapp-secret", key_file=Path("/keys/app.key"), **more)


def test_no_password_and_no_token_is_shown() -> None:
    url = "postgresql://app:hidden-word@db.example.com/consent"
    words = greeting(settings(database_url=url, **NAMES), WORKSPACE, keys_made=False)
    assert "postgresql://app:***@db.example.com/consent" in words
    assert "hidden-word" not in words
    assert "secret" not in words
    assert "Still empty" not in words
    assert "/keys/app.key\n" in words


def test_keys_made_now_are_to_be_copied_and_what_is_empty_is_said() -> None:
    words = greeting(settings(), WORKSPACE, keys_made=True)
    assert "/keys/app.key (made just now: copy it to a safe place, apart from the database)\n" in words
    assert "Still empty: OPERATOR and PRIVACY_CONTACT. Members read it before they answer" in words
    assert "Still empty: OPERATOR. " in greeting(settings(privacy_contact="Karim"), WORKSPACE, keys_made=True)


def test_a_damaged_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "ai-consent.sqlite3"
    damaged = newest_schema()[:-8192] + bytes(8192)
    file.write_bytes(damaged)
    with closing(Database(f"sqlite:///{file}")) as database, pytest.raises(ValueError, match=r"damaged .* Restoring"):
        bring_up_to_date(database, tmp_path / "questions")
    assert file.read_bytes() == damaged
    assert not (tmp_path / "questions").exists()
    file.write_bytes(newest_schema())
    with closing(Database(f"sqlite:///{file}")) as database:
        before, now = bring_up_to_date(database, tmp_path / "questions")
    assert before == now is not None
