"""Posts scheduled messages once the sandbox's clock has passed their time."""

from __future__ import annotations

import asyncio

from .state import Workspace

LOOK_SECONDS = 0.1


async def keep_posting(workspace: Workspace) -> None:
    """Look again and again; a moved clock counts."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if workspace.scheduled:
            post_due(workspace)


def post_due(workspace: Workspace) -> None:
    """Post what is due, in the order of its time."""
    now = workspace.clock.seconds()
    due = sorted((one for one in workspace.scheduled.values() if one.post_at <= now), key=lambda one: one.post_at)
    for planned in due:
        del workspace.scheduled[planned.id]
        workspace.post(planned.message(workspace.clock.stamp()))
