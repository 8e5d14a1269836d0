"""Reads control requests: bodies, numbers, people, places; wrong ones are refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .. import ids
from ..delivery.payloads import Place
from ..errors import ControlError, Json
from ..workspace.messages import Message
from ..workspace.people import Person
from ..workspace.state import Workspace
from ..workspace.views import View


async def body_of(request: web.Request) -> Json:
    """The JSON object of the request; an empty body is an empty object."""
    text = await request.text()
    try:
        body: Any = await request.json() if text.strip() else {}
    except ValueError:
        raise ControlError("invalid_json", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError("invalid_json", "the body is not a JSON object")
    return body


def number_of(given: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A whole number of the query or the body."""
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise ControlError("invalid_arguments", f"{name} is a number") from None


def decimal_of(given: Json, name: str) -> float:
    """A number of the body that must be there."""
    try:
        return float(given[name])
    except (KeyError, TypeError, ValueError):
        raise ControlError("invalid_arguments", f"{name} is a number") from None


def person_of(workspace: Workspace, given: Json) -> Person:
    """The person named by `user`: an id, a handle, or a first name."""
    name = str(given.get("user", ""))
    person = workspace.people.get(name) or workspace.people.by_handle(name)
    person = person or workspace.people.get(f"U0{name.upper()}")
    if person is None:
        raise ControlError("no_such_user", f"nobody is called {name!r}", 404)
    return person


def acting_person(workspace: Workspace, given: Json) -> Person:
    """The person whose hands we are; a deactivated account has none, unless `force` says otherwise."""
    person = person_of(workspace, given)
    if person.deleted and not given.get("force"):
        raise ControlError("user_disabled", f"{person.name} is deactivated")
    return person


def place_of(workspace: Workspace, person: Person, given: Json) -> Place:
    """Where the press is made. A forced press may name a message or view that is gone, or somebody else's."""
    if given.get("home"):
        return Place(view=_home(workspace, person, given))
    if "view_id" in given:
        return Place(view=_view(workspace, person, given))
    if "channel" in given and "ts" in given:
        return Place(message=message_of(workspace, person, given))
    raise ControlError("invalid_place", "name channel and ts, or view_id, or home")


def view_of(workspace: Workspace, person: Person, given: Json) -> View:
    """The top modal of this person; `view_id` must be it, when given. Forced, it may be somebody else's."""
    if given.get("force") and (other := workspace.views.find(str(given.get("view_id")))):
        return other
    top = workspace.views.top(person.id)
    if top is None or given.get("view_id", top.id) != top.id:
        raise ControlError("no_such_view", "that modal is not on top for this person", 404)
    return top


def _home(workspace: Workspace, person: Person, given: Json) -> View:
    view = workspace.views.homes.get(person.id)
    if view is not None:
        return view
    if isinstance(given.get("force"), dict):
        return View(person.id, {"type": "home", "blocks": []})
    raise ControlError("no_such_element", "nothing is painted on Home", 404)


def _view(workspace: Workspace, person: Person, given: Json) -> View:
    view = workspace.views.find(str(given["view_id"]))
    if view is not None and (given.get("force") or view is workspace.views.top(person.id) or _is_home(view, person)):
        return view
    if isinstance(given.get("force"), dict):
        return View(person.id, {"type": "modal", "blocks": []}, id=str(given["view_id"]))
    raise ControlError("no_such_view", "that view is not open for this person", 404)


def _is_home(view: View, person: Person) -> bool:
    return view.body["type"] == "home" and view.user == person.id


def message_of(workspace: Workspace, person: Person, given: Json) -> Message:
    """The message that is meant: one that this person sees, unless the gesture is forced."""
    channel, ts = str(given["channel"]), str(given["ts"])
    channel = ids.dm_of(channel) if workspace.people.get(channel) else channel
    message = workspace.messages.get(channel, ts)
    if message is not None and (given.get("force") or workspace.can_see(person, message)):
        return message
    if isinstance(given.get("force"), dict):
        return Message(channel, ts, "")
    raise ControlError("no_such_element", "that message is not there for this person", 404)
