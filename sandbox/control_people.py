"""Control: people join, change and leave; channels and user groups. The bot hears of it by events."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from . import ids
from .channels import Channel, Group
from .control_ask import body_of, number_of
from .errors import ControlError, Json
from .happenings import (
    EVENTS,
    channel_event,
    group_event,
    group_members_event,
    membership_event,
    person_event,
)
from .people import ALIASES, ROLES, Person
from .state import WORKSPACE, Workspace
from .webapi_chat import WHERE

CHANGEABLE = (
    "name", "role", "locale", "tz", "email", "deleted", "team_id", "post_error", "invited", "org_role", "odd",
    "missing", "hidden",
)  # fmt: skip
routes = web.RouteTableDef()


@routes.get("/control/people")
async def people(request: web.Request) -> web.StreamResponse:
    """Everybody, or `limit` of them from `offset` on."""
    workspace, query = request.app[WORKSPACE], request.query
    offset, limit = number_of(query, "offset"), number_of(query, "limit", 1000)
    everybody = list(workspace.people)
    page = [person.summary() for person in everybody[offset : offset + limit]]
    return web.json_response({"ok": True, "people": page, "total": len(everybody)})


@routes.post("/control/people")
async def change_person(request: web.Request) -> web.StreamResponse:
    """Create somebody (without `id`, or with a new one) or change somebody."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    values = _values(given)
    person = workspace.people.get(str(given.get("id", "")))
    kind = "user_change" if person else "team_join"
    if person is None:
        person = _create(workspace, str(given.get("id") or ids.new_id("U")), values)
    for key, value in values.items():
        setattr(person, key, value)
    person.updated = int(workspace.clock.seconds())
    if person.role != "external":
        request.app[EVENTS].soon(person_event(workspace, kind, person))
    workspace.publish("people", user=person.id)
    return web.json_response({"ok": True, **person.summary()})


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


def _values(given: Json) -> Json:
    unknown = set(given) - set(CHANGEABLE) - {"id"}
    if unknown:
        raise ControlError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
    values = {key: given[key] for key in CHANGEABLE if key in given}
    if "role" in values:
        values["role"] = ALIASES.get(values["role"], values["role"])
        if values["role"] not in ROLES:
            raise ControlError("invalid_role", f"role is one of {', '.join(ROLES)}")
    if "tz" in values:
        _check_zone(values["tz"])
    if values.get("post_error") not in (None, "", *WHERE.split()):
        raise ControlError("invalid_post_error", f"one of {', '.join(WHERE.split())}")
    return values


def _check_zone(tz: Any) -> None:
    try:
        ZoneInfo(str(tz))
    except (ZoneInfoNotFoundError, ValueError):
        raise ControlError("invalid_tz", f"no time zone {tz!r}") from None


def _create(workspace: Workspace, user_id: str, values: Json) -> Person:
    team = ids.FOREIGN_TEAM_ID if values.get("role") == "external" else ids.TEAM_ID
    person = Person(user_id, str(values.get("name", user_id)), values.get("role", "member"), team_id=team)
    workspace.people.add(person)
    return person


def _set(thing: Channel | Group, given: Json, names: tuple[str, ...]) -> None:
    for name in names:
        if name in given:
            setattr(thing, name, given[name])
