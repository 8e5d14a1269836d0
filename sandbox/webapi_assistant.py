"""Web API: ends of workflow steps, and the small signs of assistant threads. The sandbox itself runs no workflow."""

from __future__ import annotations

from typing import Any

from .errors import Json, SlackError
from .methods import method
from .places import room_of
from .state import Workspace

THREAD = "channel_not_found invalid_thread_ts"


@method(
    "functions.completeSuccess",
    tier="t3",
    args="function_execution_id outputs:json",
    required="function_execution_id outputs",
    errors="function_execution_not_found parameter_validation_failed",
)
def complete_success(workspace: Workspace, args: Json) -> Json:
    """A workflow step is done."""
    if not isinstance(args["outputs"], dict):
        raise SlackError("parameter_validation_failed")
    return _completed(workspace, args, "succeeded", outputs=args["outputs"])


@method(
    "functions.completeError",
    tier="t3",
    args="function_execution_id error",
    required="function_execution_id error",
    errors="function_execution_not_found",
)
def complete_error(workspace: Workspace, args: Json) -> Json:
    """A workflow step has failed."""
    return _completed(workspace, args, "failed", error=args["error"])


@method(
    "assistant.threads.setStatus",
    tier="t5",
    args="channel_id thread_ts status loading_messages:json icon_emoji icon_url username",
    required="channel_id thread_ts",
    scopes="assistant:write",
    errors=THREAD,
)
def set_status(workspace: Workspace, args: Json) -> Json:
    """What the assistant is doing."""
    return _in_thread(workspace, args)


@method(
    "assistant.threads.setTitle",
    tier="t4",
    args="channel_id thread_ts title",
    required="channel_id thread_ts title",
    scopes="assistant:write",
    errors=THREAD,
)
def set_title(workspace: Workspace, args: Json) -> Json:
    """The title of an assistant thread."""
    return _in_thread(workspace, args)


@method(
    "assistant.threads.setSuggestedPrompts",
    tier="t4",
    args="channel_id thread_ts prompts:json title",
    required="channel_id thread_ts prompts",
    scopes="assistant:write",
    errors=THREAD,
)
def set_prompts(workspace: Workspace, args: Json) -> Json:
    """What a person might ask."""
    return _in_thread(workspace, args)


def _completed(workspace: Workspace, args: Json, state: str, **outcome: Any) -> Json:
    step = workspace.steps.all.get(args["function_execution_id"])
    if step is None:
        raise SlackError("function_execution_not_found")
    step.state, step.outcome = state, outcome
    return {}


def _in_thread(workspace: Workspace, args: Json) -> Json:
    channel, ts = args["channel_id"], args["thread_ts"]
    if room_of(workspace, channel) is None and workspace.reader_of(channel) is None:
        raise SlackError("channel_not_found")
    if workspace.messages.get(channel, ts) is None:
        raise SlackError("invalid_thread_ts")
    return {}
