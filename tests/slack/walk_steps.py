"""What somebody does next on a random walk: press what they see, fill in a window, or leave it; weighted to go deep."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sandbox.client import Refused, elements
from tests.slack.gesture_walk import Walk

COPY = "ai-consent@exemple.example"
WORDS = (
    "help",
    "status",
    "poll",
    "mine",
    "results",
    "remind",
    "pause",
    "resume",
    "close",
    "request",
    "",
    "stauts",
    "é",
)
# The first that fits counts; what leads on is done often, what ends a story seldom.
WEIGHTS = {
    "poll:prepare": 8.0, "poll:send_now": 3.0, "poll:stop": 1.0, "poll:change": 0.6, "poll:close": 2.0,
    "consent:answer": 3.0, "case:decide:opt_out": 6.0, "case:decide:alone": 1.0, "case:decide": 1.0,
    "case:letter": 4.0, "case:smtp": 3.0, "case:sent": 3.0, "case:verdict": 5.0, "case:says": 5.0, "case:answered": 3.0,
    "case:withdraw": 0.3, "case:unapprove": 0.3, "case:follow_up": 3.0, "home:link": 0.2,
}  # fmt: skip
ANSWERS = (
    "Hi Oscar,\n\nYour opt-out request has been completed.\n\nBest,\nRobin",
    "Before we can process this request, could you please send us the URL of your workspace?",
    "We are unable to process this opt-out request.",
    "Your request (123) has been received and is being reviewed by our support team.",
    "The quick brown fox, and so on.",
)
ODD = ("x", "*bold* <@U0BOB> & <!channel> _x_", "Ünïcode – « guillemets » 🙂\n\n> quoted", "a" * 2990, "  ", "0", "-1")
PLAIN = ("We talked it over.", "It was the wrong button.", "Because we prefer it so.", "2026-12-25 Christmas")


@dataclass(frozen=True)
class Place:
    """Something that can be pressed, and where it stands."""

    where: dict[str, Any]
    element: dict[str, Any]
    weight: float = 1.0


@dataclass
class Done:
    """What was done, in words for the journal; the kinds of gestures; what the sandbox answered."""

    said: str
    kind: str
    told: dict[str, Any] = field(default_factory=dict)


def weight(action: str) -> float:
    """How often this is pressed compared with others."""
    return next((found for prefix, found in WEIGHTS.items() if action.startswith(prefix)), 1.0)


class Person:
    """One person of the cast, acting by what they see."""

    def __init__(self, walk: Walk, dice: Random, user: str) -> None:
        self.walk, self.dice, self.user = walk, dice, user
        self.hands = walk.bot.person(user)

    def act(self) -> Done:
        """One gesture."""
        top = self.walk.top(self.user)
        if top and self.dice.random() < 0.9:
            return self._in_window(top)
        if self.dice.random() < 0.05:
            text = self.dice.choice(WORDS)
            return Done(f"/ai-consent {text}", f"/ai-consent {text}", self.hands.command(text))
        return self._press(self._anywhere())

    def _anywhere(self) -> list[Place]:
        """What stands on Home as it is painted now, or in messages: newer ones are looked at more often."""
        if self.dice.random() < 0.5:
            self.hands.do("home")
            self.walk.rest()
            return list(_places((self.hands.home() or {}).get("blocks", []), {"home": True}))
        messages = self.hands.messages()
        return [
            place
            for age, message in enumerate(reversed(messages))
            for place in _places(
                message.get("blocks") or [],
                {"channel": message["channel"], "ts": message["ts"]},
                3.0 if age < 3 else 0.7,
            )
        ]

    def _press(self, places: list[Place]) -> Done:
        if not places:
            return Done("looks around", "look", self.hands.do("home"))
        place = self.dice.choices(places, [one.weight for one in places])[0]
        action, more = place.element["action_id"], dict(place.where)
        kind = f"press {action}"
        if place.element["type"] == "overflow":
            more["selected_option"] = entry = self.dice.choice(place.element["options"])["value"]
            kind = f"menu {action} {entry.split('.')[0]}"
        elif place.element.get("value"):
            more["value"] = place.element["value"]
        where = "home" if "home" in more else "window" if "view_id" in more else "message"
        try:
            return Done(f"{kind} ({where})", kind, self.hands.press(action, **more))
        except Refused as refusal:  # painted anew, or its window closed, since it was looked at
            if refusal.code not in ("no_such_element", "no_such_view", "no_such_option"):
                raise
            return Done(f"{kind}: gone", "gone")

    def _in_window(self, top: dict[str, Any]) -> Done:
        where = {"view_id": top["id"]}
        places = list(_places(top["blocks"], where))
        can = bool(top.get("submit"))
        press, submit, close = sum(one.weight for one in places) / 2, 6.0 * can, 0.5 if can else 2.0
        if top["callback_id"].startswith("consent:"):
            submit, close = 2.0, 3.0
        choice = self.dice.choices(("press", "submit", "close"), (press, submit, close))[0]
        if choice == "press":
            return self._press(places)
        if choice == "submit":
            return self._submit(top)
        return self._close(top)

    def _close(self, top: dict[str, Any]) -> Done:
        everything = self.dice.random() < 0.5
        title = top["title"]["text"]
        told = self.walk.bot.control.post("close_view", user=self.user, view_id=top["id"], all=everything)
        return Done(f"close {title!r}", "close", told)

    def _submit(self, top: dict[str, Any]) -> Done:
        values: dict[str, Any] = {}
        odd = self.dice.random() < 0.2
        for block in top["blocks"]:
            if block.get("type") == "input" and (
                not _is_filled(top, block) or self.dice.random() < (0.5 if odd else 0.3)
            ):
                value = self._value(block, odd)
                if value is not None:
                    values[block["block_id"]] = {block["element"]["action_id"]: value}
        kind = f"submit {top['callback_id']}"
        said = f"{kind} {str({block: next(iter(one.values())) for block, one in values.items()})[:300]}"
        try:
            told = self.hands.do("submit", view_id=top["id"], values=values)
        except Refused as refusal:
            if refusal.code not in ("client_validation", "no_such_view", "no_submit"):
                raise
            return self._close(top)
        return Done(said, kind, told)

    def _value(self, block: dict[str, Any], odd: bool) -> Any:
        element, name = block["element"], block["block_id"]
        options = [one["value"] for one in element.get("options", ())]
        options += [one["value"] for group in element.get("option_groups", ()) for one in group["options"]]
        match element["type"]:
            case "radio_buttons" | "static_select":
                return self.dice.choice(options)
            case "checkboxes":
                return [one for one in options if self.dice.random() < 0.6]
            case "datepicker":
                days = self.dice.choice((-400, -3, 0, 400)) if odd else self.dice.randint(1, 25)
                return (self.walk.bot.control.now() + timedelta(days=days)).date().isoformat()
            case "multi_users_select":
                everybody = [one["id"] for one in self.walk.bot.control.get("people")["people"]]
                return self.dice.sample(everybody, self.dice.randint(0, 2))
            case "users_select":
                return self.dice.choice(("U0OLGA", "U0OSCAR", "U0ALICE"))
            case "email_text_input":
                return self._address(odd)
            case "file_input":
                return self._files() if self.dice.random() < 0.3 else None
            case _:
                return self._text(name, odd)[: element.get("max_length", 3000)]

    def _address(self, odd: bool) -> str:
        people = {one["id"]: one["email"] for one in self.walk.bot.control.get("people")["people"]}
        return self.dice.choice(("x@y", "nobody@elsewhere.example")) if odd else people[self.user] or "x@y.example"

    def _text(self, name: str, odd: bool) -> str:
        if odd:
            return self.dice.choice(ODD)
        if name == "answer_text":
            return self.dice.choice(ANSWERS)
        if name in ("minimum", "share", "reminders"):
            return self.dice.choice(("1", "2", "3", "60"))
        if name == "address":
            return self._address(odd)
        if name == "organisation":
            return "https://exemple.enterprise.slack.com"
        return self.dice.choice(PLAIN)

    def _files(self) -> list[dict[str, Any]]:
        mails = self.walk.bot.control.mails()
        raw = self.dice.choice(mails)["raw_b64"] if mails else base64.b64encode(b"no mail at all").decode()
        name = self.dice.choice(("answer.eml", "photo.png"))
        file = self.walk.bot.control.post("files", user=self.user, name=name, content=raw)["file"]
        return [file]


def _places(blocks: list[dict[str, Any]], where: dict[str, Any], times: float = 1.0) -> Iterator[Place]:
    """Everything in these blocks that can be pressed; fields are filled in, not pressed."""
    for element in elements(blocks):
        if "action_id" in element and element["type"] in ("button", "overflow"):
            yield Place(where, element, times * weight(element["action_id"]))


def _is_filled(view: dict[str, Any], block: dict[str, Any]) -> bool:
    """Whether something stands in this field, or need not."""
    known = view["state"]["values"].get(block["block_id"], {}).get(block["element"]["action_id"], {})
    return any(value for key, value in known.items() if key != "type")
