"""Control: what people set going that the app goes on with. Assistant threads, workflow steps, an installation."""

from __future__ import annotations

from aiohttp import web

from . import ids, speaking
from .control_ask import acting_person, body_of
from .errors import ControlError, Json
from .happenings import EVENTS
from .state import WORKSPACE, Workspace
from .steps import Step

routes = web.RouteTableDef()


@routes.post("/control/assistant")
async def assistant(request: web.Request) -> web.StreamResponse:
    """Open the assistant: `{user, seen?}`; `seen` is the channel that the person looks at."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    event = speaking.assistant_thread(workspace, acting_person(workspace, given), given.get("seen"))
    told = await request.app[EVENTS].tell(event)
    thread = event["assistant_thread"]
    return web.json_response({"ok": True, "channel": thread["channel_id"], "ts": thread["thread_ts"], **told})


@routes.get("/control/steps")
async def steps(request: web.Request) -> web.StreamResponse:
    """The workflow steps that were run, and how they ended."""
    found = [step.summary() for step in request.app[WORKSPACE].steps.all.values()]
    return web.json_response({"ok": True, "steps": found})


@routes.post("/control/steps")
async def run(request: web.Request) -> web.StreamResponse:
    """Run a function of the app as a workflow step: `{user, callback_id, inputs}`."""
    workspace, given = request.app[WORKSPACE], await body_of(request)
    person, callback_id, inputs = acting_person(workspace, given), given.get("callback_id"), given.get("inputs") or {}
    if not callback_id or not isinstance(inputs, dict):
        raise ControlError("invalid_arguments", "name the callback_id; inputs is an object")
    step = workspace.steps.run(person.id, str(callback_id), inputs)
    told = await request.app[EVENTS].tell(executed(workspace, step))
    return web.json_response({"ok": True, "step": step.id, **told})


@routes.post("/control/oauth")
async def oauth(request: web.Request) -> web.StreamResponse:
    """An owner agrees to an installation: the `code` that `oauth.v2.access` takes once."""
    code = ids.token(32)
    request.app[WORKSPACE].codes.add(code)
    return web.json_response({"ok": True, "code": code})


def executed(workspace: Workspace, step: Step) -> Json:
    """`function_executed`: the app carries out one step, with a token for it."""
    parameters = [
        {"type": "string", "name": name, "title": name, "description": "", "is_required": True} for name in step.inputs
    ]
    return {
        "type": "function_executed",
        "function": {
            "id": f"Fn{step.callback_id}",
            "callback_id": step.callback_id,
            "title": step.callback_id,
            "description": "",
            "type": "app",
            "input_parameters": parameters,
            "output_parameters": [],
            "app_id": ids.APP_ID,
            "date_created": int(workspace.clock.seconds()),
            "date_updated": 0,
            "date_deleted": 0,
        },
        "inputs": step.inputs,
        "function_execution_id": step.id,
        "workflow_execution_id": f"Wx{step.id[2:]}",
        "event_ts": workspace.clock.stamp(),
        "bot_access_token": step.token,
    }
