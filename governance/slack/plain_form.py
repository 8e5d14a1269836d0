"""The plainest form of a message or window: paragraphs, the app's own buttons, and the fields of a form.

It is sent once where Slack refuses the whole: one bad block must not hide a step from anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import structlog

from governance.errors import Fault
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.chart import without_charts
from governance.slack.views.words import plain
from governance.store import refused_charts
from governance.store.database import Database

T = TypeVar("T")
# Slack says of these that it was the content.
REFUSED_CONTENT = frozenset(
    {
        "invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_view", "invalid_message",
        "invalid_attachments", "msg_too_long", "msg_blocks_too_long", "no_text", "markdown_text_conflict",
        "view_too_large", "block_mismatch",
    }
)  # fmt: skip
BUTTON_LENGTH, LABEL_LENGTH, ROW, MOST = 75, 150, 5, 45
# What was in a field stays in it: an empty one would take back what it holds when the window is submitted.
FIELD = (
    "type", "action_id", "options", "option_groups", "multiline", "max_length", "initial_value",
    "initial_option", "initial_options", "initial_date", "initial_users",
)  # fmt: skip
_TELLING = re.compile(r"\S*(?:@|://|mailto:)\S*|\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”")
log = structlog.get_logger("slack")


def sending(call: Callable[[View], T], view: View, **about: Any) -> T:
    """Make this call; where Slack refuses the content, log which and why, and make it once more in its plainest form.

    Raises Fault, of the second call where there is one. `about`: which message or window this is.
    """
    return _first_taken(call, [view, plainest(view)], about)[0]


class Charts:
    """On which surfaces (message, home) the workspace takes charts, which Slack brings to one after the other.

    Where it has refused one, no more are sent until the app's next version, over a restart too.
    """

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._database, self._workspace_id = database, workspace_id

    def sending(self, call: Callable[[View], T], view: View, **about: Any) -> T:
        """The same for a message that may hold charts: where these are refused, it goes out without them at once."""
        bare, surface = without_charts(view), view.get("type", "message")
        if bare == view or surface in self._refused():
            return sending(call, bare, **about)
        answer, which = _first_taken(call, [view, bare, plainest(bare)], about)
        if which == 1:
            with self._database.writing() as session:
                refused_charts.note(session, self._workspace_id, surface)
        return answer

    def _refused(self) -> set[str]:
        with self._database.reading() as session:
            return refused_charts.surfaces(session, self._workspace_id)


def _first_taken(call: Callable[[View], T], forms: list[View], about: dict[str, Any]) -> tuple[T, int]:
    """The answer to the first of these forms that Slack does not refuse for its content, and which one that was."""
    for which, form in enumerate(forms[:-1]):
        try:
            return call(form), which
        except Fault as fault:
            if fault.code not in REFUSED_CONTENT:
                raise
            log.warning("content refused", code=fault.code, said=without_quotations(fault.detail.get("said")), **about)
    return call(forms[-1]), len(forms) - 1


def without_quotations(said: Any) -> list[str]:
    """Slack's own words on what is wrong and where, without anything that it might quote of ours."""
    found = [one for one in said if isinstance(one, str)] if isinstance(said, (list, tuple)) else []
    return [_TELLING.sub("…", one)[:200] for one in found[:5]]


def plainest(view: View) -> View:
    """The same content, without anything that Slack could refuse but the texts and buttons themselves."""
    blocks = list(_blocks(view.get("blocks") or []))[:MOST]
    if "text" in view and "type" not in view:  # a message
        return {**view, "blocks": blocks or [b.section(plain(str(view["text"])) or "–")]}
    kept = {name: found for name, found in view.items() if name in ("type", "callback_id", "private_metadata")}
    labels = {name: b.plain_text(view[name]["text"], b.TITLE_LENGTH) for name in LABELS if name in view}
    cleared = {"clear_on_close": True} if view.get("clear_on_close") else {}
    return {**kept, **labels, **cleared, "blocks": blocks or [b.section("–")]}


LABELS = ("title", "close", "submit")


def _blocks(blocks: list[View]) -> Iterator[View]:
    for block in blocks:
        yield from (b.section(part) for part in b.pieces(plain(_words(block)).strip(), b.SECTION_LENGTH))
        if block["type"] == "input":
            yield _field(block)
        yield from _rows([*block.get("elements", []), *filter(None, [block.get("accessory")])])


def _words(block: View) -> str:
    """What is read in this block."""
    texts = [block.get("text"), *block.get("fields", [])]
    texts += [one for one in block.get("elements", []) if one.get("type") in ("mrkdwn", "plain_text")]
    return "\n".join(str(one["text"]) for one in texts if isinstance(one, dict) and isinstance(one.get("text"), str))


def _field(block: View) -> View:
    """A field of a form, with what it holds."""
    element = {name: found for name, found in block["element"].items() if name in FIELD}
    label = b.plain_text(block["label"]["text"], LABEL_LENGTH)
    return {"type": "input", "block_id": block["block_id"], "label": label, "element": element,
            "optional": block.get("optional", False)}  # fmt: skip


def _rows(elements: list[View]) -> Iterator[View]:
    """The buttons, and the entries of a menu as buttons, in rows in which none stands twice."""
    row: list[View] = []
    for element in elements:
        for button in _buttons(element):
            if len(row) == ROW or button["action_id"] in [one["action_id"] for one in row]:
                yield b.actions(*row)
                row = []
            row.append(button)
    if row:
        yield b.actions(*row)


def _buttons(element: View) -> Iterator[View]:
    """This button or these entries, with what a press of them carries."""
    entries = [element] if element.get("type") == "button" else element.get("options", [])
    for entry in entries if "action_id" in element else []:
        label = b.plain_text(str(entry["text"]["text"]).strip() or "…", BUTTON_LENGTH)
        button = {"type": "button", "action_id": element["action_id"], "text": label}
        carried = {name: entry[name] for name in ("value", "url") if entry.get(name)}
        if str(carried.get("url", "https://")).startswith("https://"):
            yield {**button, **carried}
