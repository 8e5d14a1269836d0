"""The payloads that Slack sends for commands, presses, submissions, closed modals, menus and events."""

from __future__ import annotations

from dataclasses import dataclass

from .. import ids
from ..blockkit.input_state import STATES, Typed, state_of
from ..errors import Json
from ..workspace.messages import Message
from ..workspace.people import Person
from ..workspace.state import Workspace
from ..workspace.views import View, slack_view

SELECTED = [
    "value",
    "selected_option",
    "selected_options",
    "selected_user",
    "selected_users",
    "selected_conversation",
    "selected_conversations",
    "selected_channel",
    "selected_channels",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "rich_text_value",
]


@dataclass(frozen=True)
class Place:
    """Where a gesture is made: a message or a view (the Home tab is a view too)."""

    message: Message | None = None
    view: View | None = None

    @property
    def channel(self) -> str:
        """The conversation it stands in, or from which the modal was opened."""
        seen = self.message or self.view
        return seen.channel if seen else ""

    @property
    def blocks(self) -> list[Json]:
        """What is painted there."""
        if self.message is not None:
            return self.message.blocks
        return self.view.blocks if self.view is not None else []


def envelope_of(workspace: Workspace, person: Person, *, of_view: bool = False) -> Json:
    """What every interaction carries: who, where from, which app.

    An app that an organisation installed gets no team with what happens in a modal: it is not one workspace's.
    """
    team: Json = {"id": ids.TEAM_ID, "domain": ids.TEAM_DOMAIN}
    enterprise: Json | None = None
    if workspace.enterprise:
        enterprise = dict(zip(("id", "name"), workspace.enterprise, strict=True))
        team |= {"enterprise_id": enterprise["id"], "enterprise_name": enterprise["name"]}
    return {
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id},
        "team": None if of_view and workspace.org_wide else team,
        "api_app_id": ids.APP_ID,
        "token": ids.VERIFICATION_TOKEN,
        "enterprise": enterprise,
        "is_enterprise_install": workspace.org_wide,
    }


def slash_command(workspace: Workspace, person: Person, command: str, text: str, channel: str) -> Json:
    """The payload of a slash command."""
    organisation = dict(zip(("enterprise_id", "enterprise_name"), workspace.enterprise or (), strict=False))
    return {
        **organisation,
        "token": ids.VERIFICATION_TOKEN,
        "team_id": ids.TEAM_ID,
        "team_domain": ids.TEAM_DOMAIN,
        "channel_id": channel,
        "channel_name": workspace.channel_name(channel),
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": ids.APP_ID,
        "is_enterprise_install": "true" if workspace.org_wide else "false",
        "response_url": workspace.base_url + workspace.hooks.issue(person.id, channel),
        "trigger_id": workspace.triggers.issue(person.id, channel=channel),
    }


def block_actions(workspace: Workspace, person: Person, place: Place, action: Json, *, trigger_id: str) -> Json:
    """The payload of a press in a message, a modal or on Home."""
    payload = {"type": "block_actions", "trigger_id": trigger_id, "actions": [action], **envelope_of(workspace, person)}
    if place.view is not None:
        values = state_of(place.view.blocks, place.view.values)
        container = {"type": "view", "view_id": place.view.id}
        return payload | {"container": container, "view": slack_view(place.view, values)}
    return payload | (in_message(workspace, person, place.message) if place.message else {})


def in_message(workspace: Workspace, person: Person, message: Message) -> Json:
    """The part of a press that says in which message it was; an ephemeral message is not repeated."""
    ephemeral = message.seen_by is not None
    path = workspace.hooks.issue(person.id, message.channel, message.ts, ephemeral=ephemeral)
    part: Json = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": ephemeral,
            **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        },
        "channel": {"id": message.channel, "name": workspace.channel_name(message.channel)},
        "state": {"values": state_of(message.blocks, {})},
        "response_url": workspace.base_url + path,
    }
    return part if ephemeral else part | {"message": message.slack()}


def action_of(element: Json, block_id: str, given: Json, ts: str) -> Json:
    """One entry of `actions`: the painted element, and what was chosen in it."""
    action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, "action_ts": ts}
    for key in ("text", "value", "style", "url"):
        if key in element and element["type"] == "button":
            action[key] = element[key]
    chosen = {key: given[key] for key in SELECTED if key in given and element["type"] != "button"}
    if element["type"] in STATES and not chosen:
        key, begins = STATES[element["type"]]
        chosen = {key: element.get(begins)}
    return action | chosen


def view_submission(workspace: Workspace, person: Person, view: View, values: Typed) -> Json:
    """The payload of a submitted modal."""
    return {
        "type": "view_submission",
        "trigger_id": workspace.triggers.issue(person.id, channel=view.channel),
        "view": slack_view(view, values),
        "response_urls": _response_urls(workspace, person, view, values),
        **envelope_of(workspace, person, of_view=True),
    }


def _response_urls(workspace: Workspace, person: Person, view: View, values: Typed) -> list[Json]:
    """One for each chosen conversation whose menu asked for it."""
    found: list[Json] = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        place = {"block_id": block["block_id"], "action_id": element["action_id"]}
        state = values[place["block_id"]][place["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel:
            channel = ids.dm_of(channel) if workspace.people.get(channel) else channel
            url = workspace.base_url + workspace.hooks.issue(person.id, channel)
            found.append({**place, "channel_id": channel, "response_url": url})
    return found


def view_closed(workspace: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    """The payload of a closed modal."""
    shown = slack_view(view, state_of(view.blocks, view.values))
    return {"type": "view_closed", "view": shown, "is_cleared": cleared, **envelope_of(workspace, person, of_view=True)}


def block_suggestion(workspace: Workspace, person: Person, place: Place, element: Json, value: str) -> Json:
    """The payload that asks for the options of a menu; `element` is the menu with its `block_id`."""
    menu = {key: element[key] for key in ("action_id", "block_id")}
    payload = {"type": "block_suggestion", **menu, "value": value, **envelope_of(workspace, person)}
    if place.view is not None:
        values = state_of(place.view.blocks, place.view.values)
        container = {"type": "view", "view_id": place.view.id}
        return payload | {"container": container, "view": slack_view(place.view, values)}
    if place.message is None:
        return payload
    where = {"message_ts": place.message.ts, "channel_id": place.message.channel}
    told = {"container": {"type": "message", **where}, "message": place.message.slack()}
    channel = place.message.channel
    return payload | told | {"channel": {"id": channel, "name": workspace.channel_name(channel)}}


def event_callback(workspace: Workspace, event: Json) -> Json:
    """The payload around an event."""
    enterprise = workspace.enterprise[0] if workspace.enterprise else None
    authorization = {
        "enterprise_id": enterprise,
        "team_id": None if workspace.org_wide else ids.TEAM_ID,
        "user_id": ids.BOT_USER_ID,
        "is_bot": True,
        "is_enterprise_install": workspace.org_wide,
    }
    return {
        "token": ids.VERIFICATION_TOKEN,
        "team_id": ids.TEAM_ID,
        "context_team_id": ids.TEAM_ID,
        "context_enterprise_id": enterprise,
        "api_app_id": ids.APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": ids.new_id("Ev"),
        "event_time": int(workspace.clock.seconds()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{ids.token(16)}",
    }
