"""The control interface (`/control/...`, `/clock`) as one list of routes. It stands in for people's hands and eyes."""

from __future__ import annotations

from aiohttp import web

from . import (
    control_gestures,
    control_look,
    control_people,
    control_setting,
    control_talk,
    control_weather,
)

ROOMS = (
    control_gestures,
    control_talk,
    control_look,
    control_people,
    control_setting,
    control_weather,
)
routes: list[web.AbstractRouteDef] = [route for room in ROOMS for route in room.routes]
