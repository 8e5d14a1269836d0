"""What the start says on the terminal; how it starts is shown in tests/test_operations_page.py."""

from __future__ import annotations

from pathlib import Path

from governance.commands.app_start import greeting
from governance.settings import Settings
from governance.store.models import Workspace

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
