"""manifest.yml: valid by Slack's own schema, and exactly the scopes, events and commands that the code uses."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk import WebClient
from slack_sdk.web.base_client import BaseClient

from governance.slack import routes
from governance.slack.link import scopes
from tests.sources import parsed

ROOT = Path(__file__).parents[1]
SCHEMA = Path(__file__).parent / "fixtures" / "slack-manifest.schema.json"

# Which bot scopes a method needs, by Slack's reference of its methods. None: it needs no scope of its own.
SCOPES_OF: dict[str, set[str]] = {
    "apps_connections_open": set(),  # the app-level token's own: connections:write
    "auth_test": set(),
    "blocks_validate": set(),  # it takes no token at all
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
METHODS = frozenset(set(dir(WebClient)) - set(dir(BaseClient)))


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_it_is_valid_by_slacks_schema(manifest: dict[str, Any], schema: jsonschema.Draft7Validator) -> None:
    assert [error.message for error in schema.iter_errors(manifest)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "name"), "A" * 36),
        (("features", "slash_commands", 0, "command"), "ai-consent"),
        (("settings", "socket"), True),
        (("oauth_config", "scopes", "bot"), "chat:write"),
    ],
)
def test_the_schema_refuses_what_slack_refuses(
    manifest: dict[str, Any], schema: jsonschema.Draft7Validator, path: tuple[Any, ...], value: Any
) -> None:
    changed = inner = deepcopy(manifest)
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    assert not schema.is_valid(changed)


def test_slacks_limits_that_the_schema_does_not_hold(manifest: dict[str, Any]) -> None:
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert all(len(command["command"]) <= 32 for command in manifest["features"]["slash_commands"])


def test_commands_are_those_of_the_code(manifest: dict[str, Any]) -> None:
    commands = manifest["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [routes.COMMAND]
    assert all(command["should_escape"] for command in commands)


def test_events_are_those_of_the_code(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    assert sorted(settings["event_subscriptions"]["bot_events"]) == sorted(routes.EVENTS) == sorted(SCOPES_OF_EVENTS)
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}


def test_home_and_messages_can_be_opened_and_nobody_writes_into_the_void(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_scopes_are_exactly_those_that_the_code_uses(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]
    used = set[str]().union(*(SCOPES_OF[method] for method in called_methods()), *SCOPES_OF_EVENTS.values())
    assert set(asked["bot"]) == used | {"commands"} == scopes.NEEDED
    assert set(asked["bot_optional"]) == scopes.OPTIONAL
    assert "user" not in asked


def test_no_scope_reads_messages(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]
    assert not [one for one in (*asked["bot"], *asked["bot_optional"]) if one.endswith((":history", ":read.all"))]


def test_the_email_scope_is_used() -> None:
    directory = (ROOT / "governance/slack/people/directory.py").read_text(encoding="utf-8")
    assert '_text(profile, "email")' in directory


def test_the_scope_of_files_is_used_for_files_that_are_put_into_a_window() -> None:
    fetched = (ROOT / "governance/slack/link/files.py").read_text(encoding="utf-8")
    assert scopes.UPLOAD == "files:read"
    assert 'file.get("url_private_download")' in fetched


def called_methods() -> set[str]:
    """Every Web API method that the app's own code names, called or handed on."""
    return {name for path in _sources() for name in _methods_in(parsed(path))}


def _sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    yield from sorted((ROOT / "governance").rglob("*.py"))


def _methods_in(tree: ast.Module) -> Iterator[str]:
    """Whatever is called as the SDK calls a method of the Web API, on whatever it is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            yield node.attr
        if isinstance(node, ast.Attribute) and node.attr == "api_call":
            raise AssertionError("a method that is called by its name as text escapes this test")


def test_every_method_named_is_in_the_table() -> None:
    assert called_methods() <= set(SCOPES_OF), called_methods() - set(SCOPES_OF)
    assert {"auth_test", "chat_postMessage", "users_info", "users_list", "views_open"} <= called_methods()
