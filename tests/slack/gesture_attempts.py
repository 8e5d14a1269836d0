"""Gestures as anybody could make them: on buttons and windows that were perhaps never painted for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.client import until, words
from tests.slack.gesture_walk import OLGA, Walk

Value = Callable[[Walk], str]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Try:
    """One gesture as anybody could make it. `ready` goes before it and gives what it needs; `answers`: see `seen`."""

    gesture: str
    act: Callable[[Walk, str, str, Any], Answer]
    ready: Callable[[Walk], Any] = lambda walk: None
    answers: bool = False


def nothing(walk: Walk) -> str:
    """The empty value."""
    return ""


def poll(walk: Walk) -> str:
    """The question."""
    return str(walk.one("SELECT id FROM polls ORDER BY created_at DESC LIMIT 1"))


def unreached(walk: Walk) -> str:
    """The question, as if it had not reached one person."""
    walk.write("UPDATE electors SET state = 'unreachable' WHERE user_id = 'U0ALICE'")
    walk.write("UPDATE outbox SET status = 'failed', error = 'x' WHERE kind = 'ballot' AND user_id = 'U0ALICE'")
    return poll(walk)


def case(walk: Walk) -> str:
    """Our request."""
    return str(walk.one("SELECT id FROM cases"))


def mail(walk: Walk) -> str:
    """Our request and what was pasted about it. (Another mail is the copy of the letter, once the app has sent it.)"""
    pasted = walk.one("SELECT id FROM mails WHERE source = 'pasted'")
    return f"{case(walk)}.{pasted}"


def case_in(state: str) -> Value:
    """Our request, as if it had come into this state."""

    def found(walk: Walk) -> str:
        walk.write("UPDATE cases SET state = :state, confirmed_at = opened_at, answered_at = opened_at", state=state)
        return case(walk)

    return found


def sorted_case(walk: Walk) -> str:
    """Our request, as if somebody had said what the pasted text says."""
    walk.write("UPDATE mails SET sorted_at = received_at")
    return case(walk)


def confirmed_case(walk: Walk) -> str:
    """Our request and the event that confirmed it, as if somebody had said so of the pasted text."""
    walk.write("UPDATE cases SET state = 'confirmed', confirmed_at = opened_at, answered_at = opened_at")
    walk.write(
        "INSERT INTO case_events (case_id, event, at, actor, note, mail_id) "
        "SELECT case_id, 'confirmed', received_at, given_by, '', id FROM mails WHERE source = 'pasted'"
    )
    return f"{case(walk)}.{walk.one('SELECT max(id) FROM case_events')}"


def withdrawn_decision(walk: Walk) -> str:
    """The decision, as if its request had been withdrawn."""
    walk.write("UPDATE cases SET state = 'withdrawn'")
    return str(walk.one("SELECT id FROM decisions"))


def lost_mail(walk: Walk) -> str:
    """Our request and a mail that found no request by itself."""
    found = mail(walk)
    walk.write("UPDATE mails SET case_id = NULL WHERE source = 'pasted'")
    return found


def changed_page(walk: Walk) -> str:
    """A change of Slack's page that nobody has settled."""
    walk.write("DELETE FROM page_versions")
    walk.write(
        "INSERT INTO page_versions (id, workspace_id, page, at, raw, raw_digest, charset, text, digest, extractor, "
        "verdict, changes, reasons, is_shown) SELECT 'v1', id, 'slack/principles', installed_at, '', '', '', '', '', "
        "1, 'substance', '[]', '[]', FALSE FROM workspaces"
    )
    return "v1"


def opted_out_of(vendor: str) -> Value:
    """A vendor about which an owner has decided to opt out."""

    def found(walk: Walk) -> str:
        walk.press(OLGA, "vendor:steps", vendor)
        walk.bot.person(OLGA).submit(choice="opt_out")
        return vendor

    return found


def kept_files(walk: Walk) -> str:
    """A picture that is kept for a request by steps."""
    opted_out_of("squarespace")(walk)
    walk.write("DELETE FROM proofs")
    walk.write(
        "INSERT INTO proofs (id, case_id, kind, content, digest, kept_by, kept_at) "
        "SELECT 'f1', id, 'picture', '', 'd', 'U0OLGA', opened_at FROM cases WHERE vendor = 'squarespace'"
    )
    return "squarespace"


def ballot(position: int) -> Value:
    """An answer's button."""
    return lambda walk: f"{poll(walk)}.{position}"


def press(action: str, value: Value = nothing) -> Try:
    """A button, pressed on Home, painted there or not."""
    return Try(f"press {action}", lambda walk, user, _, found: walk.press(user, action, found), value)


def press_inside(action: str, opener: str, value: Value = poll) -> Try:
    """A button of a window; who has no window open presses it where they can."""

    def act(walk: Walk, user: str, _: str, found: str) -> Answer:
        walk.press(user, opener, found)
        top = walk.top(user)
        is_open = top and top["title"]["text"] != "Not possible"
        return walk.press(user, action, found, **({"view_id": top["id"]} if is_open else {}))

    return Try(f"press {action}", act, value)


def menu(entry: str) -> Try:
    """An entry of the menu at the foot of Home."""
    return Try(f"menu {entry}", lambda walk, user, *_: walk.choose(user, entry))


def beside_letter(action: str, value: Value) -> Try:
    """An entry of the menu beside the letter, which stands for this press."""
    return Try(
        "press case:more",
        lambda walk, user, _, found: walk.choose(user, f"{action}.{found}", "case:more"),
        value,
    )


def word(text: str, *, answers: bool = False) -> Try:
    """A word after the command."""
    return Try(
        f"/ai-consent {text}".strip(),
        lambda walk, user, *_: walk.bot.person(user).command(text, force=True),
        answers=answers,
    )


def submit(callback: str, opened: Callable[[Walk], str], *variants: str, **inputs: Any) -> Try:
    """A window that an owner opened, submitted by anybody: as if they had been allowed to open it and are no more."""

    def act(walk: Walk, user: str, variant: str, view: str) -> Answer:
        chosen = inputs | ({"choice": variant} if variant in variants else {})
        values = {block: {"input": value} for block, value in chosen.items()}
        return walk.bot.person(user).do("submit", view_id=view, values=values, force=True)

    return Try(f"submit {callback}", act, opened)


def window(action: str, value: Value = poll, by: str = OLGA) -> Callable[[Walk], str]:
    """The window that this button opens for an owner."""

    def opened(walk: Walk) -> str:
        walk.press(by, action, value(walk))
        view = walk.top(by)
        assert view.get("submit"), words(view["blocks"])
        return str(view["id"])

    return opened


def chosen(entry: str, by: str = OLGA) -> Callable[[Walk], str]:
    """The window that this entry of the menu opens for an owner."""

    def opened(walk: Walk) -> str:
        walk.choose(by, entry)
        view = walk.top(by)
        assert view.get("submit"), words(view["blocks"])
        return str(view["id"])

    return opened


def state(walk: Walk, wanted: str) -> None:
    """Until the question is in this state."""
    until(lambda: walk.one("SELECT state FROM polls ORDER BY created_at DESC LIMIT 1") == wanted, wanted)
