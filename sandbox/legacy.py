"""Gestures of apps that are older than Block Kit: buttons and menus in attachments, and dialogs."""

from __future__ import annotations

from typing import Any

from . import ids
from .deliveries import Ack
from .dialogs import Dialog, choices_faults
from .errors import ControlError, Json, SlackError
from .gestures import report, warn
from .hookroutes import respond
from .messages import Message
from .payloads import envelope_of
from .people import Person
from .socketmode import Socket
from .state import Workspace
from .tickets import Hook


async def press(workspace: Workspace, socket: Socket, person: Person, message: Message, given: Json) -> Json:
    """Press a button in an attachment, or choose in a menu there; the words of the ack replace the message."""
    attachment, action = action_at(message, given)
    chosen = _chosen(action, given)
    ephemeral = message.seen_by is not None
    path = workspace.hooks.issue(person.id, message.channel, message.ts, ephemeral=ephemeral)
    payload = _in_attachment(workspace, person, message, attachment) | {
        "actions": [{"name": action["name"], "type": action["type"], **chosen}],
        "trigger_id": workspace.triggers.issue(person.id, channel=message.channel),
        "response_url": workspace.base_url + path,
        **({} if ephemeral else {"original_message": message.slack()}),
    }
    ack = await socket.deliver("interactive", payload, accepts=True)
    warn(workspace, person, f"the press of {action['name']}", ack, action_id=action["name"])
    return report(ack, **_replaced(workspace, person, message, ack))


async def suggest(workspace: Workspace, socket: Socket, person: Person, message: Message, given: Json) -> Json:
    """Type into a menu of an attachment whose options the app provides."""
    attachment, action = action_at(message, given)
    if action.get("data_source") != "external":
        raise ControlError("no_such_element", f"{action['name']} has its options already", 404)
    payload = _in_attachment(workspace, person, message, attachment)
    payload |= {"name": action["name"], "value": str(given.get("value", ""))}
    return _offered(await socket.deliver("interactive", payload, accepts=True), "text")


async def submit(workspace: Workspace, socket: Socket, person: Person, dialog: Dialog, typed: Json) -> Json:
    """Submit a dialog; it stays open when the app names errors, or does not answer."""
    unknown = [name for name in typed if dialog.field(name) is None]
    if unknown:
        raise ControlError("no_such_element", f"no field {unknown[0]!r} in this dialog", 404)
    filled = dialog.filled(typed)
    if wrong := dialog.complaints(filled):
        raise ControlError("client_validation", "; ".join(f"{name}: {words}" for name, words in wrong.items()))
    payload = _of_dialog(workspace, person, dialog, "dialog_submission") | {"submission": filled}
    ack = await socket.deliver("interactive", payload, accepts=True)
    warn(workspace, person, "the submission of a dialog", ack)
    answer = ack.payload or {}
    if "errors" in answer:
        return report(ack, **_errors(dialog, answer["errors"]))
    if ack.acked:
        _close(workspace, person)
    return report(ack)


async def cancel(workspace: Workspace, socket: Socket, person: Person, dialog: Dialog) -> Json:
    """Close a dialog without sending it; the app hears of it when it asked to."""
    _close(workspace, person)
    if not dialog.body.get("notify_on_cancel"):
        return {"ok": True, "acked": True, "ack": None}
    payload = _of_dialog(workspace, person, dialog, "dialog_cancellation")
    return report(await socket.deliver("interactive", payload, accepts=True))


async def suggest_in_dialog(workspace: Workspace, socket: Socket, person: Person, dialog: Dialog, given: Json) -> Json:
    """Type into a menu of a dialog whose options the app provides."""
    name = str(given.get("name", ""))
    field = dialog.field(name)
    if field is None or field.get("data_source") != "external":
        raise ControlError("no_such_element", f"no menu {name!r} in this dialog asks the app", 404)
    payload = _of_dialog(workspace, person, dialog, "dialog_suggestion") | {"name": name}
    payload |= {"value": str(given.get("value", ""))}
    payload.pop("response_url")
    return _offered(await socket.deliver("interactive", payload, accepts=True), "label")


def action_at(message: Message, given: Json) -> tuple[Json, Json]:
    """The button or menu of this name, with its attachment; a button's `value` tells those of one name apart."""
    name, value = given.get("name"), given.get("value")
    for attachment in message.attachments:
        for action in attachment.get("actions") or []:
            if action.get("name") == name and (action.get("type") == "select" or value in (None, action.get("value"))):
                return attachment, action
    raise ControlError("no_such_element", f"no button or menu {name!r} is painted there", 404)


def _chosen(action: Json, given: Json) -> Json:
    if action["type"] != "select":
        return {"value": action.get("value", "")}
    groups = action.get("option_groups") or [{"options": action.get("options") or []}]
    offered = [option["value"] for group in groups for option in group["options"]]
    if "value" not in given or (offered and given["value"] not in offered):
        raise ControlError("no_such_option", f"{given.get('value')!r} is not offered by {action['name']}", 404)
    return {"selected_options": [{"value": given["value"]}]}


def _told(workspace: Workspace, person: Person, channel: str) -> Json:
    """What every gesture of this age carries."""
    place = {"id": channel, "name": workspace.channel_name(channel)}
    user = {"id": person.id, "name": person.handle}
    return envelope_of(workspace, person) | {"user": user, "channel": place, "action_ts": workspace.clock.stamp()}


def _in_attachment(workspace: Workspace, person: Person, message: Message, attachment: Json) -> Json:
    about = {"message_ts": message.ts, "attachment_id": str(attachment["id"]), "is_app_unfurl": False}
    called = {"type": "interactive_message", "callback_id": str(attachment.get("callback_id", ""))}
    return _told(workspace, person, message.channel) | called | about


def _of_dialog(workspace: Workspace, person: Person, dialog: Dialog, kind: str) -> Json:
    channel = dialog.channel or ids.dm_of(person.id)
    address = workspace.base_url + workspace.hooks.issue(person.id, channel)
    about = {"callback_id": dialog.body["callback_id"], "state": dialog.body.get("state", ""), "response_url": address}
    return {"type": kind, **_told(workspace, person, channel), **about}


def _replaced(workspace: Workspace, person: Person, message: Message, ack: Ack) -> Json:
    """An ack with a message replaces the one that was pressed, unless it says otherwise."""
    if not ack.payload:
        return {}
    here = Hook(person.id, message.channel, message.ts, message.seen_by is not None, 0.0)
    try:
        respond(workspace, here, {"replace_original": ack.payload.get("response_type") != "ephemeral", **ack.payload})
    except SlackError as refusal:
        return {"ack_error": refusal.body()}
    return {}


def _errors(dialog: Dialog, errors: Any) -> Json:
    """The sentences beside the fields, by name; an ack that Slack would not understand is an error of its own."""
    right = isinstance(errors, list) and all(
        isinstance(one, dict) and dialog.field(str(one.get("name"))) for one in errors
    )
    if not right:
        return {"ack_error": SlackError("invalid_errors").body()}
    return {"errors": {one["name"]: one.get("error") for one in errors}}


def _offered(ack: Ack, word: str) -> Json:
    """The options of an answer, whose words stand under `word`."""
    if not ack.acked:
        return report(ack)
    answer = ack.payload or {}
    groups = answer.get("option_groups") or [{"options": answer.get("options", [])}]
    options = [{**one, "label": one.get(word)} for group in groups for one in group["options"]]
    faults = choices_faults(options) if options else []
    if faults:
        return report(ack, ack_error=SlackError("invalid_options", faults).body())
    return report(ack, **{key: answer[key] for key in ("options", "option_groups") if key in answer})


def _close(workspace: Workspace, person: Person) -> None:
    workspace.dialogs.pop(person.id, None)
    workspace.publish("dialog", user=person.id)
