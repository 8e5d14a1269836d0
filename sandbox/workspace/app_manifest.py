"""What the workspace knows of the installed app, read from its manifest: scopes, events, commands, tabs."""

from __future__ import annotations

import importlib
import importlib.util
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ControlError, Json

DEFAULT_SCOPES = ("chat:write", "commands", "users:read", "files:write", "users:read.email", "team:read")
# Every bot scope that opens a method or an event here, for apps without a manifest: `--scopes all`.
EVERY_SCOPE = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.customize", "chat:write.public",
    "commands", "files:read", "files:write", "groups:history", "groups:read", "im:history", "team:read",
    "usergroups:read", "users:read", "users:read.email",
)  # fmt: skip


@dataclass(frozen=True)
class AppInfo:
    """The app. `events` None: it is subscribed to whatever its scopes open; `commands` None: any command is its own."""

    name: str = "AI Consent"
    handle: str = "ai-consent"
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    events: frozenset[str] | None = None
    commands: dict[str, bool] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    read_only: bool = False

    def with_tabs(self, *, home_tab: bool | None = None, messages_tab: bool | None = None) -> AppInfo:
        """The same app with a tab turned on or off."""
        home = self.home_tab if home_tab is None else home_tab
        messages = self.messages_tab if messages_tab is None else messages_tab
        return replace(self, home_tab=home, messages_tab=messages)


def scopes_of(text: str) -> tuple[str, ...]:
    """The scopes of `--scopes`: names by comma, or `all`."""
    named = tuple(scope.strip() for scope in text.split(",") if scope.strip())
    return EVERY_SCOPE if named == ("all",) else named


def read_manifest(path: Path) -> AppInfo:
    """The app that this manifest (JSON or YAML) describes, with its optional scopes granted."""
    try:
        content = _parsed(path)
    except (OSError, ValueError) as error:
        raise ControlError("invalid_manifest", f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise ControlError("invalid_manifest", f"{path}: not an object")
    return app_of(content)


def app_of(manifest: Json) -> AppInfo:
    """The app of a manifest's content."""
    features, settings = _part(manifest, "features"), _part(manifest, "settings")
    scopes, home = _part(manifest, "oauth_config", "scopes"), _part(features, "app_home")
    name = str(_part(manifest, "display_information").get("name") or "App")
    commands = [entry for entry in features.get("slash_commands") or [] if isinstance(entry, dict)]
    return AppInfo(
        name=name,
        handle=str(_part(features, "bot_user").get("display_name") or name).lower().replace(" ", "-"),
        scopes=tuple(dict.fromkeys([*(scopes.get("bot") or []), *(scopes.get("bot_optional") or [])])),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or []),
        commands={str(entry.get("command")): bool(entry.get("should_escape")) for entry in commands},
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled", not home)),
        read_only=bool(home.get("messages_tab_read_only_enabled")),
    )


def _part(whole: Json, *path: str) -> Json:
    for key in path:
        inner = whole.get(key)
        whole = inner if isinstance(inner, dict) else {}
    return whole


def _parsed(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    if importlib.util.find_spec("yaml") is None:
        raise ValueError("a YAML manifest needs the package pyyaml; JSON needs nothing")
    yaml = importlib.import_module("yaml")
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
