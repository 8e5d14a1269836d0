"""A small client of the control interface, for the demo, tests and benchmarks: act as a person, look, wait."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from .visible_text import elements, mail_link, plain, readable, words

__all__ = ["PATIENCE", "Control", "Hands", "Refused", "elements", "mail_link", "plain", "readable", "until", "words"]
T = TypeVar("T")
PATIENCE = 30.0  # seconds, on a busy machine
LONGEST_PAUSE = 0.2  # seconds between two looks
AGAIN = 0.3  # seconds until somebody whose press was not acknowledged presses again
GONE = ("no_such_view", "no_such_element")  # what the sandbox says of a press on what is not painted any more


class Refused(Exception):
    """The sandbox itself refused a request; `code` is its error code."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(json.dumps(answer))
        self.code = answer.get("error", "")


class Control:
    """The workspace as a whole: clock, people, mail.

    `patience`: for how many seconds people press again in vain; `late`: for how many they do so where the answer or its
    window came too late on a busy machine. What a test orders to go wrong (a fault of deliveries, `trigger="expired"`)
    is no lateness.
    """

    def __init__(self, addresses: dict[str, str], patience: float = 0.0, late: float = PATIENCE) -> None:
        self.addresses = addresses
        self.patience = patience
        self.late = late
        self.page = addresses["page"]

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.page + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(json.load(error)) from None

    def get(self, path: str) -> Any:
        """Look at something under /control/."""
        return self._ask("GET", f"control/{path}")

    def post(self, path: str, **body: Any) -> Any:
        """Do something under /control/."""
        return self._ask("POST", f"control/{path}", body)

    def person(self, name: str) -> Hands:
        """Act as the person with this id, such as U0OLGA."""
        return Hands(self, name)

    def now(self) -> datetime:
        """The sandbox's time."""
        return datetime.fromisoformat(self._ask("GET", "clock")["now"])

    def set_clock(self, moment: datetime) -> None:
        """Move the clock, and with it the bot."""
        self.post("clock", now=moment.isoformat())

    def advance(self, **duration: float) -> datetime:
        """Move the clock on: `advance(days=7)`."""
        self.post("clock", advance=timedelta(**duration).total_seconds())
        return self.now()

    def mails(self, box: str = "") -> list[dict[str, Any]]:
        """Mail that arrived at the desk."""
        found: list[dict[str, Any]] = self.get(f"mail?box={box}" if box else "mail")["mails"]
        return found


class Hands:
    """One person: what they see, press, type and submit."""

    def __init__(self, control: Control, user: str) -> None:
        self.control = control
        self.user = user

    def do(self, gesture: str, **body: Any) -> dict[str, Any]:
        """Do something, and do it again while nobody acknowledges it, or its window comes too late, as long as people
        are patient.

        What can be done again no more, because its button or window is gone (`gone`), had its effect and lost only
        its acknowledgement.
        """
        started = time.monotonic()
        told: dict[str, Any] = self.control.post(gesture, user=self.user, **body)
        while time.monotonic() - started < self._patience(told):
            time.sleep(AGAIN)
            try:
                told = self.control.post(gesture, user=self.user, **body)
            except Refused as refusal:
                if refusal.code not in GONE:
                    raise
                return told | {"acked": True, "gone": True}
        return told

    def _patience(self, told: dict[str, Any]) -> float:
        """For how many seconds this answer is reason to try again."""
        if told.get("late"):
            return max(self.control.late, 0 if told["acked"] else self.control.patience)
        return 0.0 if told["acked"] else self.control.patience

    def command(self, text: str = "", **more: Any) -> dict[str, Any]:
        """Type `/ai-consent` and a word; the private answer."""
        return self.do("command", command="/ai-consent", text=text, **more)

    def messages(self) -> list[dict[str, Any]]:
        """The conversation with the app, oldest first."""
        return self.control.get(f"messages?user={self.user}")["messages"]  # type: ignore[no-any-return]  # JSON

    def home(self) -> dict[str, Any] | None:
        """The Home tab as it is painted now."""
        return self.control.get(f"home?user={self.user}").get("view")  # type: ignore[no-any-return]  # JSON

    def open_home(self) -> dict[str, Any]:
        """Open the Home tab and wait until it has been painted anew."""
        before = self.control.get(f"home?user={self.user}").get("published", 0)
        self.do("home")
        return until(
            lambda: (
                (found := self.control.get(f"home?user={self.user}")).get("published", 0) > before and found["view"]
            ),
            f"{self.user}'s Home",
        )

    def views(self) -> list[dict[str, Any]]:
        """Open modals, the top one last."""
        return self.control.get(f"views?user={self.user}")["views"]  # type: ignore[no-any-return]  # JSON

    def modal(self) -> dict[str, Any]:
        """The top modal; waits until there is one."""
        return until(lambda: (self.views() or [{}])[-1], f"a modal of {self.user}")

    def press(self, action: str, **where: Any) -> dict[str, Any]:
        """Press a button; without `channel`, `view_id` or `home`, the newest message that has it."""
        if not where.keys() & {"channel", "view_id", "home"}:
            where |= self._newest_with(action)
        return self.do("press", action_id=action, **where)

    def _newest_with(self, action: str) -> dict[str, str]:
        for message in reversed(self.messages()):
            if any(element.get("action_id") == action for element in elements(message.get("blocks") or [])):
                return {"channel": message["channel"], "ts": message["ts"]}
        raise LookupError(f"{self.user} sees no message with {action}")

    def choose(self, entry: str, **where: Any) -> dict[str, Any]:
        """Choose this entry of a menu behind dots: its value, or the first part of that before a dot.

        In the top modal if there is one, else in the newest message that has it; or on Home, with `home=True`.
        """
        if where.get("home"):
            places: list[tuple[dict[str, Any], Any]] = [({"home": True}, (self.home() or {}).get("blocks"))]
        elif views := self.views():
            places = [({"view_id": views[-1]["id"]}, views[-1]["blocks"])]
        else:
            newest = reversed(self.messages())
            places = [({"channel": one["channel"], "ts": one["ts"]}, one.get("blocks")) for one in newest]
        for place, blocks in places:
            for menu in elements(blocks or []):
                for option in menu.get("options", []) if menu["type"] == "overflow" else []:
                    if entry in (option["value"], option["value"].split(".")[0]):
                        return self.press(menu["action_id"], **place, selected_option=option)
        raise LookupError(f"{self.user} sees no menu with {entry}")

    def press_home(self, action: str, **more: Any) -> dict[str, Any]:
        """Press a button on the Home tab."""
        return self.press(action, home=True, **more)

    def press_modal(self, action: str, **more: Any) -> dict[str, Any]:
        """Press a button in the top modal."""
        return self.press(action, view_id=self.modal()["id"], **more)

    def submit(self, **inputs: Any) -> dict[str, Any]:
        """Submit the top modal with these inputs by block id (plain values); others keep what they show."""
        view = self.modal()
        values = {block: {"input": value} for block, value in inputs.items()}
        return self.do("submit", view_id=view["id"], values=values)

    def close(self, *, everything: bool = True) -> None:
        """Close the open modals."""
        views = self.views()
        if views:
            self.control.post("close_view", user=self.user, view_id=views[-1]["id"], all=everything)

    def answer(self, choice: str) -> dict[str, Any]:
        """Press the answer whose label begins like this (Yes, No, I abstain; Oui, Non, Je m'abstiens)."""
        for message in reversed(self.messages()):
            for element in elements(message.get("blocks") or []):
                is_answer = str(element.get("action_id", "")).startswith("consent:answer")
                if is_answer and element["text"]["text"].startswith(choice):
                    return self.press(element["action_id"], channel=message["channel"], ts=message["ts"])
        raise LookupError(f"{self.user} sees no answer {choice}")

    def wait_for_answers(self) -> None:
        """Until the question is there: the message that announces it to owners holds the same words."""

        def there() -> bool:
            found = [one for message in self.messages() for one in elements(message.get("blocks") or [])]
            return any(str(one.get("action_id", "")).startswith("consent:answer") for one in found)

        until(there, f"the question to {self.user}")

    def wait_for_message(self, part: str, count: int = 1) -> dict[str, Any]:
        """The newest message that holds these words, once there are `count` of them."""

        def find() -> dict[str, Any] | None:
            found = [message for message in self.messages() if part in plain(message)]
            return found[-1] if len(found) >= count else None

        return until(find, f"a message to {self.user} with “{part}”")

    def wait_for_home(self, part: str) -> dict[str, Any]:
        """The Home tab, once it holds these words."""

        def find() -> dict[str, Any] | None:
            view = self.open_home()
            return view if part in words(view["blocks"]) else None

        return until(find, f"{self.user}'s Home with “{part}”", pause=0.5)


def until(look: Callable[[], T | bool | None], what: str, patience: float = PATIENCE, pause: float = 0.03) -> T:
    """Look again until there is something, less often the longer it takes; TimeoutError says what was missing."""
    deadline = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found  # type: ignore[return-value]  # neither None nor False
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(pause)
        pause = max(pause, min(1.2 * pause, LONGEST_PAUSE))
