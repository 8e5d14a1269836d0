"""Dialogs, the forms of apps that are older than modals: who sees which, and what Slack refuses in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import Json

ELEMENTS, OPTIONS = 10, 100
TITLE, SUBMIT, CALLBACK, STATE = 24, 24, 255, 3000
NAME, LABEL, HINT, PLACEHOLDER, CHOICE = 300, 48, 150, 150, 75
# Element type -> the longest text that may be typed into it; None: one chooses.
LONGEST: dict[str, int | None] = {"text": 150, "textarea": 3000, "select": None}
SUBTYPES = ("email", "number", "tel", "url")
SOURCES = ("static", "users", "channels", "conversations", "external")


@dataclass
class Dialog:
    """One open dialog, and the conversation in which it was asked for."""

    user: str
    channel: str
    body: Json

    @property
    def elements(self) -> list[Json]:
        """Its fields."""
        elements: list[Json] = self.body["elements"]
        return elements

    def field(self, name: str) -> Json | None:
        """The field with this name."""
        return next((one for one in self.elements if one["name"] == name), None)

    def filled(self, typed: Json) -> Json:
        """What is sent: each field with what was typed, else with what it began with, else nothing."""
        return {one["name"]: typed.get(one["name"], one.get("value")) or None for one in self.elements}

    def complaints(self, filled: Json) -> dict[str, str]:
        """What Slack's client says beside the fields before it sends anything."""
        found = {one["name"]: _complaint(one, filled[one["name"]]) for one in self.elements}
        return {name: words for name, words in found.items() if words}


def _complaint(element: Json, value: Any) -> str:
    if value is None:
        return "" if element.get("optional") else "This field is required."
    longest = element.get("max_length") or LONGEST[element["type"]]
    if longest and len(value) > longest:
        return f"at most {longest} characters"
    if longest and len(value) < element.get("min_length", 0):
        return f"at least {element['min_length']} characters"
    offered = [option["value"] for option in element.get("options") or []]
    return f"{value!r} is not offered" if offered and value not in offered else ""


def dialog_faults(dialog: Json) -> list[str]:
    """What Slack says is wrong with a dialog, in its words."""
    faults = [f"The field `{key}` is required" for key in ("title", "callback_id", "elements") if not dialog.get(key)]
    for key, most in (("title", TITLE), ("submit_label", SUBMIT), ("callback_id", CALLBACK), ("state", STATE)):
        if len(str(dialog.get(key) or "")) > most:
            faults.append(f"The field `{key}` cannot be longer than {most} characters")
    if " " in str(dialog.get("submit_label") or ""):
        faults.append("The field `submit_label` can only be one word")
    return faults + _list_faults(dialog.get("elements"))


def _list_faults(elements: Any) -> list[str]:
    if not elements:
        return []  # said already
    if not isinstance(elements, list):
        return ["The field `elements` must be a list"]
    if len(elements) > ELEMENTS:
        return ["The field `elements` cannot include more than ten elements"]
    faults = [f"Element {n} {fault}" for n, one in enumerate(elements) for fault in _element_faults(one)]
    names = [one.get("name") for one in elements if isinstance(one, dict)]
    repeated = [n for n, name in enumerate(names) if name and name in names[:n]]
    return faults + [f"Element {n} has a repeated name" for n in repeated]


def _element_faults(element: Any) -> list[str]:
    if not isinstance(element, dict):
        return ["must be an object"]
    faults = [f"is missing required field `{key}`" for key in ("type", "name", "label") if not element.get(key)]
    kind = element.get("type")
    if kind and kind not in LONGEST:
        return [*faults, "has an invalid `type`"]
    for key, most in (("name", NAME), ("hint", HINT), ("label", LABEL), ("placeholder", PLACEHOLDER)):
        if len(str(element.get(key) or "")) > most:
            faults.append(f"field `{key}` cannot be longer than {most} characters")
    if kind == "select":
        return faults + _select_faults(element)
    return faults + (_text_faults(element, LONGEST[kind] or 0) if kind else [])


def _text_faults(element: Json, longest: int) -> list[str]:
    faults = [] if element.get("subtype") in (None, *SUBTYPES) else ["has an invalid `subtype`"]
    for key, least in (("min_length", 0), ("max_length", 1)):
        if not least <= element.get(key, least) <= longest:
            faults.append(f"field `{key}` must be between {least} and {longest} (inclusive)")
    if len(str(element.get("value") or "")) > longest:
        faults.append(f"field `value` cannot be longer than {longest} characters")
    return faults


def _select_faults(element: Json) -> list[str]:
    source = element.get("data_source", "static")
    if source not in SOURCES:
        return ["has an invalid `data_source`"]
    if source != "static" or element.get("option_groups"):
        return []
    return choices_faults(element.get("options"))


def choices_faults(options: Any) -> list[str]:
    """What is wrong with the options of a menu."""
    if not isinstance(options, list):
        return ["field `options` must be a list"]
    if not options:
        return ["field `options` must have at least one option"]
    if len(options) > OPTIONS:
        return ["field `options` must have fewer than 100 options"]
    faults = []
    for key in ("label", "value"):
        texts = [one.get(key) if isinstance(one, dict) else None for one in options]
        faults += [f"`options` item is missing required field `{key}`"] if not all(texts) else []
        too_long = any(len(str(text)) > CHOICE for text in texts)
        faults += [f"`options` item `{key}` field cannot exceed {CHOICE} characters"] if too_long else []
    return faults
