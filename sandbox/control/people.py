"""Control: people are listed, join, change and leave; the app is told by events."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from .. import ids
from ..delivery.events import EVENTS, person_event
from ..errors import ControlError, Json
from ..webapi.chat import WHERE
from ..workspace.people import ALIASES, ROLES, Person
from ..workspace.state import WORKSPACE, Workspace
from ..workspace.strange_people import odd_people
from .requests import body_of, number_of

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


@routes.post("/control/odd")
async def odd(request: web.Request) -> web.StreamResponse:
    """Strange people join: hostile names, null and missing fields; with `zones` one from every time zone.

    With `quiet` no event tells of them, as when events are lost: the directory has them all the same.
    """
    workspace, given = request.app[WORKSPACE], await body_of(request)
    people = list(odd_people(zones=bool(given.get("zones"))))
    for person in people:
        if workspace.people.get(person.id) is None:
            workspace.people.add(person)
            if not given.get("quiet"):
                request.app[EVENTS].soon(person_event(workspace, "team_join", person))
    workspace.publish("people", user=None)
    return web.json_response({"ok": True, "people": [person.id for person in people]})


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
