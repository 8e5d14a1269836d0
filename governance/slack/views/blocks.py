"""Block Kit builders: how Slack wants its dictionaries, with its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from unicodedata import normalize

from governance.pages import Person
from governance.slack.ids import INPUT, Action, Block, Callback
from governance.slack.views.typed import straight
from governance.slack.views.words import MESSAGE_LENGTH, plain

View = dict[str, Any]

TEXT_LENGTH = 3000
SECTION_LENGTH = 2900
HEADER_LENGTH = 150
OPTION_LENGTH = 75
TITLE_LENGTH = 24
HOME_BLOCKS = 100
CHOICES_IN_A_MENU = 100
FIELDS = 10
_HALF = re.compile(r"(?:<[^>]*|&\w{0,3})$")  # of a link, a date or an escape, where a text is cut


def mrkdwn(text: str) -> View:
    """Text with Slack's marks; `verbatim`: plain words do not become links. Cut at Slack's limit as a last resort."""
    cut = text if len(text) <= TEXT_LENGTH else _HALF.sub("", text[: TEXT_LENGTH - 1]) + "…"
    return {"type": "mrkdwn", "text": cut, "verbatim": True}


def plain_text(text: str, limit: int | None = None) -> View:
    """Text without marks, cut at `limit`."""
    text = straight(text)
    cut = text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def header(text: str) -> View:
    """A heading."""
    return {"type": "header", "text": plain_text(text, HEADER_LENGTH)}


def section(text: str, accessory: View | None = None) -> View:
    """A paragraph, with at most one element beside it."""
    block: View = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def labelled(label: str, text: str, accessory: View | None = None) -> View:
    """A part with its label in bold above it."""
    return section(f"*{label}*\n{text}", accessory)


def fields(figures: Iterable[tuple[str, str]]) -> View:
    """Figures in two columns, each with its label above it; ten at most."""
    texts = [mrkdwn(f"*{label}*\n{figure}") for label, figure in figures]
    return {"type": "section", "fields": texts[:FIELDS]}


def sections(text: str) -> list[View]:
    """A long text as paragraphs that Slack accepts, broken at lines where possible."""
    return [section(part) for part in pieces(text, SECTION_LENGTH)]


def plain_sections(text: str) -> list[View]:
    """A long text without any marks, as paragraphs that Slack accepts."""
    return [{"type": "section", "text": plain_text(part)} for part in pieces(text, SECTION_LENGTH)]


def pieces(text: str, length: int) -> list[str]:
    """`text` in parts of at most `length` characters, broken at lines, else between words, else anywhere."""
    parts: list[str] = []
    while len(text) > length:
        cut = max(text.rfind("\n", 1, length), 0) or max(text.rfind(" ", 1, length), 0) or length
        parts.append(text[:cut].strip("\n"))
        text = text[cut:].lstrip("\n")
    return [part for part in [*parts, text] if part.strip()]


def context(*texts: str) -> View:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> View:
    """A line."""
    return {"type": "divider"}


def button(
    label: str,
    action: Action,
    value: str = "",
    *,
    hint: str = "",
    style: str = "",
    url: str = "",
    confirm: View | None = None,
) -> View:
    """A button; `hint` is what a screen reader says (75 characters at most); one with a `url` opens that page."""
    extra = {"value": value, "accessibility_label": hint, "style": style, "url": url, "confirm": confirm}
    element = {"type": "button", "action_id": str(action), "text": plain_text(label)}
    return {**element, **{key: found for key, found in extra.items() if found}}


def asked_once_more(question: str, words: str, yes: str, no: str) -> View:
    """A dialogue before a press counts; Slack takes 100, 300, 30 and 30 characters."""
    texts = {"title": plain_text(question, 100), "text": plain_text(words, 300)}
    return texts | {"confirm": plain_text(yes, 30), "deny": plain_text(no, 30)}


def actions(*elements: View | None) -> View:
    """A row of buttons; None among them is left out."""
    return {"type": "actions", "elements": [element for element in elements if element]}


def option(label: str, value: str, note: str = "", *, url: str = "") -> View:
    """One entry of a menu or a list of choices; one with a `url`, allowed only in `overflow`, opens that page."""
    entry: View = {"text": plain_text(label, OPTION_LENGTH), "value": value}
    if url:
        entry["url"] = url
    return {**entry, "description": plain_text(note, OPTION_LENGTH)} if note else entry


def overflow(action: Action, options: Sequence[View]) -> View:
    """A menu behind three dots (five entries at most)."""
    return {"type": "overflow", "action_id": str(action), "options": list(options)}


def field(block: Block, label: str, element: View, *, hint: str = "", optional: bool = False) -> View:
    """A labelled input."""
    row: View = {"type": "input", "block_id": str(block), "label": plain_text(label), "optional": optional}
    row["element"] = {"action_id": INPUT, **element}
    return {**row, "hint": plain_text(hint)} if hint else row


def words_input(initial: str = "", *, multiline: bool = False, most: int = 0, placeholder: str = "") -> View:
    """A text field."""
    element: View = {"type": "plain_text_input", "multiline": multiline}
    if most:
        element["max_length"] = most
    if initial:
        element["initial_value"] = initial[:most] if most else initial
    if placeholder:
        element["placeholder"] = plain_text(placeholder)
    return element


def radios(options: Sequence[View], chosen: str | None = None) -> View:
    """One of a few choices, all visible."""
    return _with_chosen({"type": "radio_buttons", "options": list(options)}, options, chosen)


def menu(options: Sequence[View], chosen: str | None = None) -> View:
    """One of many choices."""
    few = options[:CHOICES_IN_A_MENU]
    return _with_chosen({"type": "static_select", "options": list(few)}, few, chosen)


def _with_chosen(element: View, options: Sequence[View], chosen: str | None) -> View:
    initial = [entry for entry in options if entry["value"] == chosen]
    return {**element, "initial_option": initial[0]} if initial else element


def grouped_menu(options: Sequence[View], chosen: str | None = None) -> View:
    """One of very many choices, in groups by their first letter."""
    groups: dict[str, list[View]] = {}
    for entry in options:
        groups.setdefault(normalize("NFD", entry["text"]["text"])[:1].upper(), []).append(entry)
    shown = [{"label": plain_text(one), "options": found[:CHOICES_IN_A_MENU]} for one, found in groups.items()]
    return _with_chosen({"type": "static_select", "option_groups": shown}, options, chosen)


def tick_box(entry: View, ticked: bool = False) -> View:
    """A single box to tick."""
    element: View = {"type": "checkboxes", "options": [entry]}
    return {**element, "initial_options": [entry]} if ticked else element


def tick_boxes(options: Sequence[View], ticked: Sequence[str] = ()) -> View:
    """Boxes to tick, any number of them."""
    element: View = {"type": "checkboxes", "options": list(options)}
    initial = [entry for entry in options if entry["value"] in ticked]
    return {**element, "initial_options": initial} if initial else element


def day_picker(day: date | None) -> View:
    """A calendar."""
    element: View = {"type": "datepicker"}
    return {**element, "initial_date": day.isoformat()} if day else element


def email_input(initial: str = "") -> View:
    """A field for a mail address."""
    element: View = {"type": "email_text_input"}
    return {**element, "initial_value": initial} if initial else element


def people_picker(chosen: Sequence[Person]) -> View:
    """Several people of the workspace."""
    element: View = {"type": "multi_users_select"}
    return {**element, "initial_users": [person.slack_id for person in chosen]} if chosen else element


def people_menu(people: Sequence[Person], chosen: str | None = None) -> View:
    """One of these people, by name."""
    return menu([option(person.name, person.slack_id) for person in people], chosen)


def message(blocks: Sequence[View], *, people: Iterable[Person] = (), last: str = "") -> View:
    """A message whose top-level text says all of it, for screen readers; `last` is its final sentence."""
    text = "\n\n".join(part for part in [*map(_words, blocks), last] if part)
    return {"text": plain(text, people)[:MESSAGE_LENGTH], "blocks": list(blocks)}


def _words(block: View) -> str:
    if block["type"] in {"section", "header"}:
        texts = [block["text"]["text"]] if "text" in block else []
        return "\n".join([*texts, *(one["text"].replace("*\n", "*: ") for one in block.get("fields", ()))])
    if block["type"] == "context":
        return "\n".join(element["text"] for element in block["elements"])
    return ""


def modal(
    title: str,
    blocks: Sequence[View],
    *,
    close: str,
    submit: str = "",
    callback: Callback = Callback.SHOW,
    metadata: str = "",
) -> View:
    """A modal; `metadata` holds references only."""
    view: View = {"type": "modal", "callback_id": str(callback), "title": plain_text(title, TITLE_LENGTH)}
    view |= {"close": plain_text(close), "blocks": list(blocks)}
    if submit:
        view["submit"] = plain_text(submit)
    return {**view, "private_metadata": metadata} if metadata else view


def home_tab(blocks: Sequence[View]) -> View:
    """The Home tab."""
    return {"type": "home", "blocks": list(blocks)[:HOME_BLOCKS]}
