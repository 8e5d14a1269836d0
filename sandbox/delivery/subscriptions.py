"""Which events the app gets: those its scopes open and, with a manifest, those it is subscribed to."""

from __future__ import annotations

from ..errors import Json
from ..workspace.state import Workspace

# Event type -> the scopes that open it, any one of them; nothing: every app may hear it.
SCOPES: dict[str, str] = {
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "member_joined_channel": "channels:read groups:read",
    "member_left_channel": "channels:read groups:read",
    "message": "channels:history groups:history im:history",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
# Events of which a manifest names the place too: `message.channels`.
PLACES = {"channel": "channels", "group": "groups", "im": "im"}


def deaf_to(workspace: Workspace, event: Json) -> str | None:
    """Why the app does not hear of this event; None when it does."""
    kind = str(event["type"])
    if not workspace.installed and kind not in ("app_uninstalled", "tokens_revoked"):
        return "the app is not installed"
    wanted = _scopes(event)
    if wanted and not set(wanted) & set(workspace.scopes):
        return f"missing scope {' or '.join(wanted)}"
    subscribed = workspace.app.events
    if subscribed is not None and _name(event) not in subscribed:
        return f"not subscribed to {_name(event)}"
    return None


def _scopes(event: Json) -> list[str]:
    if event["type"] == "message" and event.get("channel_type") in PLACES:
        return [f"{PLACES[event['channel_type']]}:history"]
    return SCOPES.get(str(event["type"]), "").split()


def _name(event: Json) -> str:
    kind = str(event["type"])
    place = PLACES.get(str(event.get("channel_type")))
    return f"{kind}.{place}" if kind == "message" and place else kind
