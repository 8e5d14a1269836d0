"""All routes of the control interface (`/control/...`, `/clock`) as one list."""

from __future__ import annotations

from aiohttp import web

from . import channels, clock, connection, faults, gestures, installation, messages, people, screens, traffic, workspace

ROOMS = (gestures, messages, screens, traffic, people, channels, workspace, installation, clock, faults, connection)
routes: list[web.AbstractRouteDef] = [route for room in ROOMS for route in room.routes]
