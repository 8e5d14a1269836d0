"""Web API: the dialogs of apps that are older than modals."""

from __future__ import annotations

from .dialogs import Dialog, dialog_faults
from .errors import Json, SlackError
from .methods import method
from .state import Workspace

# What a trigger is refused with elsewhere -> what this older method calls it.
OLDER = {
    "invalid_trigger_id": "invalid_trigger",
    "expired_trigger_id": "trigger_expired",
    "exchanged_trigger_id": "trigger_exchanged",
}


@method(
    "dialog.open",
    tier="t4",
    args="dialog:json trigger_id",
    errors=f"missing_dialog missing_trigger validation_errors {' '.join(OLDER.values())}",
)
def dialog_open(workspace: Workspace, args: Json) -> Json:
    """A dialog for the person whose gesture gave the trigger."""
    dialog = args.get("dialog")
    if not args.get("trigger_id"):
        raise SlackError("missing_trigger")
    if not isinstance(dialog, dict):
        raise SlackError("missing_dialog")
    if faults := dialog_faults(dialog):
        raise SlackError("validation_errors", faults)
    try:
        trigger = workspace.triggers.redeem(args["trigger_id"])
    except SlackError as refusal:
        raise SlackError(OLDER[refusal.code]) from None
    workspace.dialogs[trigger.user] = Dialog(trigger.user, trigger.channel, dialog)
    workspace.publish("dialog", user=trigger.user)
    return {}
