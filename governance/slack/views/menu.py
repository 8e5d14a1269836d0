"""The one menu beside a row of buttons, for what has no place among the three buttons in sight."""

from __future__ import annotations

from collections.abc import Iterable

from governance.slack.ids import Action, parts_of, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View

MOST = 5  # Slack's limit
IN_SIGHT = 3


def menu(buttons: Iterable[View | None]) -> View | None:
    """These buttons as entries of the menu; None among them is left out, and without any there is no menu.

    Slack takes five entries: what stands beyond them must be one step away behind one that is shown.
    """
    entries = [_entry(button) for button in buttons if button][:MOST]
    return b.overflow(Action.MORE, entries) if entries else None


def primary(button: View | None) -> View | None:
    """This button as the one sensible step where it stands."""
    return {**button, "style": "primary"} if button else None


def row(buttons: Iterable[View | None], *aside: View | None) -> View:
    """The first three buttons in sight; the others, and those `aside`, in the menu."""
    shown = [button for button in buttons if button]
    return b.actions(*shown[:IN_SIGHT], menu([*shown[IN_SIGHT:], *aside]))


def _entry(button: View) -> View:
    carried = reference(button["action_id"], *parts_of(button.get("value", "")))
    return b.option(button["text"]["text"], carried, url=button.get("url", ""))
