"""What a person did, read from Slack's payload into plain values; and what every listener is given to act on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from slack_sdk import WebClient

from governance.clock import Clock
from governance.errors import N_, Refusal
from governance.slack.ids import INPUT
from governance.slack.link.slots import Slots
from governance.store.database import Database
from governance.store.outbox_row import Row
from governance.store.poll.key_store import KeyStore
from governance.store.text_cleaning import storable
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll.answer import Press
from governance.usecases.poll.draft import House

YEARS = range(1970, 2200)
SLACK_TIME = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?")


@dataclass(frozen=True)
class Edge:
    """Everything a listener may use. `nudge` wakes the delivery of these workspaces after a commit.

    `send_claimed` sends receipts of presses that were claimed for it, where `has_room` said that it would.
    """

    database: Database
    clock: Clock
    client: WebClient
    keys: KeyStore
    house: House
    workspace_id: str
    nudge: Callable[[Iterable[str]], None]
    wake: Callable[[], None]  # look at what is due now, not at the next tick
    mail: MailSetup = field(default_factory=MailSetup)
    slots: Slots = field(default_factory=Slots)  # for calls to Slack that a gesture waits for
    has_room: Callable[[], bool] = lambda: False
    send_claimed: Callable[[Sequence[Row]], None] = lambda rows: None


@dataclass(frozen=True)
class Gesture:
    """One press, submission or command. `surface`: message, modal, home or command."""

    surface: str
    action: str
    value: str
    user_id: str
    user_team: str
    trigger_id: str
    at: str  # Slack's time of the press, fixed width, so that texts compare like times; empty if it is none
    response_url: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    view_id: str | None = None
    view_below: str | None = None
    metadata: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    is_submission: bool = False

    def about(self, value: str, action: str = "") -> Gesture:
        """The same gesture, as if it was made on a button with this value (and this action)."""
        return replace(self, value=value, action=action or self.action)

    def input(self, block: str) -> Any:
        """What was entered in the input of this block: a text, a chosen value, a list of values, a date, or None."""
        return input_of(self.state.get(block, {}).get(INPUT, {}))

    def text(self, block: str) -> str:
        """The text in this block; empty for anything that is none."""
        found = self.input(block)
        return found if isinstance(found, str) else ""

    def several(self, block: str) -> list[str]:
        """The values chosen in this block."""
        found = self.input(block)
        return [one for one in found if isinstance(one, str) and one] if isinstance(found, list) else []

    def files(self, block: str) -> list[dict[str, Any]]:
        """The files given in this block."""
        found = self.input(block)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def day(self, block: str) -> date | None:
        """The day chosen in this block; None for one that no calendar of ours reaches."""
        try:
            found = date.fromisoformat(self.text(block))
        except ValueError:
            return None
        return found if found.year in YEARS else None

    def among(self, block: str, entries: Collection[str], otherwise: str = "") -> str:
        """The entry chosen in this block, one of these; raises Refusal for one that the window does not have."""
        found = self.text(block) or otherwise
        if found and found not in entries:
            raise Refusal(N_("This window is from an earlier version of the app. Please close it and open it again."))
        return found

    def press(self, workspace_id: str) -> Press:
        """The gesture as use cases take it for what members do with their own answer."""
        return Press(
            workspace_id, self.user_id, self.user_team, self.at, self.response_url, self.channel, self.message_ts
        )


def input_of(element: dict[str, Any]) -> Any:
    """The plain value of one element of `view.state`."""
    if "selected_options" in element:
        return [_value_of(option) for option in element["selected_options"] or []]
    if "selected_option" in element:
        return _value_of(element["selected_option"]) or None
    names = (
        "selected_users",
        "selected_user",
        "selected_date",
        "selected_time",
        "selected_conversation",
        "files",
        "value",
    )
    for name in names:
        if name in element:
            value = element[name]
            return storable(value) if isinstance(value, str) else value
    return None


def _value_of(option: Any) -> str:
    """What stands behind an entry of a menu, if anything."""
    value = option.get("value") if isinstance(option, dict) else None
    return storable(value) if isinstance(value, str) else ""


def fixed_width(ts: object) -> str:
    """A Slack time such as 1700000000.123456 as text that sorts like the time; empty for anything else."""
    found = SLACK_TIME.fullmatch(ts) if isinstance(ts, str) else None
    return f"{int(found[1]):012d}.{(found[2] or '0').ljust(6, '0')}" if found else ""


def read_press(body: dict[str, Any]) -> Gesture:
    """A `block_actions` payload."""
    action, view, message = body["actions"][0], body.get("view") or {}, body.get("message") or {}
    container = body.get("container") or {}
    surface = "message" if not view else "home" if view.get("type") == "home" else "modal"
    return Gesture(
        surface=surface,
        action=action["action_id"],
        value=_value_of(action) or _value_of(action.get("selected_option")),
        user_id=body["user"]["id"],
        user_team=_team_of(body),
        trigger_id=body.get("trigger_id", ""),
        at=fixed_width(action.get("action_ts")),
        response_url=body.get("response_url"),
        channel=container.get("channel_id") or (body.get("channel") or {}).get("id"),
        message_ts=container.get("message_ts") or message.get("ts"),
        view_id=view.get("id"),
        view_below=view.get("previous_view_id"),
        metadata=storable(view.get("private_metadata") or ""),
        state=(view.get("state") or {}).get("values") or {},
    )


def is_press(body: dict[str, Any]) -> bool:
    """Whether a `block_actions` payload names what was pressed."""
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return isinstance(first, dict) and isinstance(first.get("action_id"), str)


def read_submission(body: dict[str, Any], at: str) -> Gesture:
    """A `view_submission` payload; `at` is our own time, since Slack sends none."""
    view = body["view"]
    return Gesture(
        surface="modal",
        action=view["callback_id"],
        value="",
        user_id=body["user"]["id"],
        user_team=_team_of(body),
        trigger_id=body.get("trigger_id", ""),
        at=at,
        view_id=view["id"],
        view_below=view.get("previous_view_id"),
        metadata=storable(view.get("private_metadata") or ""),
        state=view["state"]["values"],
        is_submission=True,
    )


def read_command(body: dict[str, Any], at: str) -> Gesture:
    """A slash command; `at` is our own time."""
    return Gesture(
        surface="command",
        action=body["command"],
        value=_plain(body.get("text") or ""),
        user_id=body["user_id"],
        user_team=body["team_id"],
        trigger_id=body["trigger_id"],
        at=at,
        response_url=body.get("response_url"),
        channel=body.get("channel_id"),
    )


def _plain(text: str) -> str:
    """What was typed, without the three escapes that Slack puts into a command's text."""
    return storable(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _team_of(body: dict[str, Any]) -> str:
    """The team of the person, since people of elsewhere may press in a shared channel."""
    user = body["user"]
    return str(user.get("team_id") or (body.get("team") or {}).get("id") or "")
