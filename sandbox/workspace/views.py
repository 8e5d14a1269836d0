"""The modals and Home tabs that are open for each person: stacks, hashes, external ids, and what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..blockkit.input_state import current_conversation
from ..errors import Json, SlackError
from ..ids import APP_ID, BOT_ID, TEAM_ID, new_id, token

STACK_LIMIT = 3


@dataclass
class View:
    """One painted view. `values` is what was typed, in Slack's form: block id, action id, state.

    `channel` is the conversation from which a modal was opened; menus may begin with it.
    """

    user: str
    body: Json
    id: str = field(default_factory=lambda: new_id("V"))
    hash: str = field(default_factory=lambda: f"{new_id('')}.{token(8)}")
    root: str = ""
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    channel: str = ""

    def __post_init__(self) -> None:
        self.values = current_conversation(self.blocks, self.channel) | self.values

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def repaint(self, body: Json) -> None:
        """Another content; what was typed into blocks that remain is kept."""
        self.body = body
        self.hash = f"{new_id('')}.{token(8)}"
        kept = {str(block.get("block_id")) for block in body["blocks"]}
        still = {block: typed for block, typed in self.values.items() if block in kept}
        self.values = current_conversation(self.blocks, self.channel) | still


class Views:
    """Who sees which view."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.published: dict[str, int] = {}
        self._home_of: dict[str | None, str] = {}

    def open(self, user: str, body: Json, channel: str = "") -> View:
        """A new first modal; a stack that stood there is gone."""
        self.check_external_id(body)
        view = View(user, body, channel=channel)
        view.root = view.id
        self.stacks[user] = [view]
        return view

    def push(self, user: str, body: Json) -> View:
        """A modal on top of the open ones."""
        stack = self.stacks.get(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self.check_external_id(body)
        view = View(user, body, root=stack[0].id, previous=stack[-1].id, channel=stack[-1].channel)
        stack.append(view)
        return view

    def update(self, view: View, body: Json) -> None:
        """Another content for a view."""
        self.check_external_id(body, but=view)
        view.repaint(body)

    def publish(self, user: str, body: Json) -> View:
        """The Home tab of this person."""
        self.published[user] = self.published.get(user, 0) + 1
        view = self.homes.get(user)
        self.check_external_id(body, but=view)
        if view is not None:
            view.repaint(body)
            return view
        view = self.homes[user] = View(user, body)
        view.root = view.id
        self._home_of[view.id] = user
        return view

    def pop(self, user: str) -> View | None:
        """Close the top modal; answers the one that shows now."""
        stack = self.stacks.get(user, [])
        if stack:
            stack.pop()
        if not stack:
            self.stacks.pop(user, None)
        return self.top(user)

    def clear(self, user: str) -> list[View]:
        """Close all modals of this person; answers them, top first."""
        return list(reversed(self.stacks.pop(user, [])))

    def top(self, user: str) -> View | None:
        """The modal that this person sees."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """The open view with this id."""
        if view_id in self._home_of:
            return self.homes[self._home_of[view_id]]
        modals = (view for stack in self.stacks.values() for view in stack)
        if external_id is None:
            return next((view for view in modals if view.id == view_id), None)
        everything = (*modals, *self.homes.values())
        return next((view for view in everything if view.body.get("external_id") == external_id), None)

    def check_external_id(self, body: Json, but: View | None = None) -> None:
        """Refuse an external id that another open view has."""
        external_id = body.get("external_id")
        if external_id and (other := self.find(external_id=external_id)) and other is not but:
            raise SlackError("duplicate_external_id")


def slack_view(view: View, values: dict[str, dict[str, Json]]) -> Json:
    """The view object of answers and payloads; `values` is the state of all its inputs."""
    modal = view.body["type"] == "modal"
    shown: Json = {
        "id": view.id,
        "team_id": TEAM_ID,
        "type": view.body["type"],
        "blocks": view.blocks,
        "private_metadata": view.body.get("private_metadata", ""),
        "callback_id": view.body.get("callback_id", ""),
        "state": {"values": values},
        "hash": view.hash,
        "title": view.body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(view.body.get("clear_on_close", False)),
        "notify_on_close": bool(view.body.get("notify_on_close", False)),
        "close": view.body.get("close"),
        "submit": view.body.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP_ID,
        "external_id": view.body.get("external_id", ""),
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }
    if modal:
        shown["submit_disabled"] = bool(view.body.get("submit_disabled", False))
    return shown
