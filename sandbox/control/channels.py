"""Control: channels and user groups are listed, made and changed; the app is told by events."""

from __future__ import annotations

from aiohttp import web

from .. import ids
from ..delivery.events import EVENTS, channel_event, group_event, group_members_event, membership_event
from ..errors import Json
from ..workspace.channels import Channel, Group
from ..workspace.state import WORKSPACE, Workspace
from .requests import body_of

routes = web.RouteTableDef()


@routes.get("/control/channels")
async def channels(request: web.Request) -> web.StreamResponse:
    """The channels and user groups."""
    workspace = request.app[WORKSPACE]
    rooms = [channel.slack() | {"members": channel.members} for channel in workspace.channels.values()]
    groups = [group.slack(users=True, count=True) for group in workspace.groups.values()]
    return web.json_response({"ok": True, "channels": rooms, "groups": groups})


@routes.post("/control/channels")
async def change_channel(request: web.Request) -> web.StreamResponse:
    """Create or change a channel: `{id?, name, members, private?, archived?}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    channel = workspace.channels.get(str(given.get("id", "")))
    before = None if channel is None else (channel.name, list(channel.members), channel.archived)
    channel = channel or Channel(given.get("id") or ids.new_id("C"), "", created=int(workspace.clock.seconds()))
    _set(channel, given, ("name", "members", "private", "archived", "everybody"))
    workspace.channels[channel.id] = channel
    for event in _channel_events(workspace, channel, before):
        request.app[EVENTS].soon(event)
    return web.json_response({"ok": True, **channel.slack()})


@routes.post("/control/groups")
async def change_group(request: web.Request) -> web.StreamResponse:
    """Create or change a user group: `{id?, handle, name, members, disabled?}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    group = workspace.groups.get(str(given.get("id", "")))
    kind = "subteam_updated" if group else "subteam_created"
    group = group or Group(given.get("id") or ids.new_id("S"), "", "")
    before, since = list(group.members), group.updated
    _set(group, given, ("handle", "name", "members", "disabled"))
    group.updated = int(workspace.clock.seconds())
    workspace.groups[group.id] = group
    request.app[EVENTS].soon(group_event(workspace, kind, group))
    if group.members != before:
        request.app[EVENTS].soon(group_members_event(workspace, group, before, since))
    return web.json_response({"ok": True, **group.slack(users=True, count=True)})


def _channel_events(workspace: Workspace, channel: Channel, before: tuple[str, list[str], bool] | None) -> list[Json]:
    """What the app hears of a new or changed channel."""
    if before is None:
        return [channel_event(workspace, "channel_created", channel)]
    name, members, archived = before
    events = [channel_event(workspace, "channel_rename", channel)] if channel.name != name else []
    if channel.archived != archived:
        kind = "channel_archive" if channel.archived else "channel_unarchive"
        events.append(channel_event(workspace, kind, channel))
    joined = [user for user in channel.members if user not in members]
    left = [user for user in members if user not in channel.members]
    events += [membership_event(workspace, "member_joined_channel", channel, user) for user in joined]
    return events + [membership_event(workspace, "member_left_channel", channel, user) for user in left]


def _set(thing: Channel | Group, given: Json, names: tuple[str, ...]) -> None:
    for name in names:
        if name in given:
            setattr(thing, name, given[name])
