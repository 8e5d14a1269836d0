"""A question that is open, for tests of what people do with it: the running bot, its cast, and what it logs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from structlog.exceptions import DropEvent

from sandbox.client import elements, until, words
from tests.bot import bot
from tests.slack.gesture_attempts import poll
from tests.slack.gesture_walk import Walk
from tests.slack.gestures_by_stage import FRIDAY, appointed, drafted_question, open_question, prepared_question

OURS = ("governance", "slack", "delivery", "jobs", "mail", "app")  # our loggers; libraries write from warnings on


class Lines(logging.Handler):
    """Every line that the app writes, whichever way."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in OURS:
            self.found.append(f"{record.levelname.lower()} {self.format(record)}")

    def keep(self, _logger: Any, method: str, event: Any) -> Any:
        """A processor of structlog that keeps a line instead of printing it."""
        self.found.append(f"{method} {structlog.processors.format_exc_info(None, method, event)}")
        raise DropEvent


@contextmanager
def logged() -> Iterator[Lines]:
    """What is logged meanwhile, from debug lines on."""
    lines, root = Lines(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in OURS}
    structlog.configure(processors=[lines.keep])
    root.addHandler(lines)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(lines)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.reset_defaults()


@contextmanager
def asked(folder: Path) -> Iterator[Walk]:
    """The bot with a question to six members since Monday; it is Thursday."""
    with bot(folder, FRIDAY) as started:
        walk = Walk(started)
        for step in (appointed, drafted_question, prepared_question, open_question):
            step(walk)
        walk.hold()
        walk.write("UPDATE outbox SET repaint_at = NULL")  # what is still to be painted anew disturbs no test
        yield walk
        walk.close()


def ballot_of(walk: Walk, user: str) -> dict[str, Any]:
    """The message with the question, or what became of it."""
    channel, ts = walk.two(f"SELECT channel, message_ts FROM electors WHERE user_id = '{user}'")
    return next(one for one in walk.bot.person(user).messages() if (one["channel"], one["ts"]) == (channel, ts))


def answer(walk: Walk, user: str, label: str, **more: Any) -> dict[str, Any]:
    """Press the answer with this label in the question's message."""
    message = ballot_of(walk, user)
    found = next(one for one in elements(message["blocks"]) if one.get("text", {}).get("text") == label)
    place = {"channel": message["channel"], "ts": message["ts"]}
    return walk.bot.person(user).press(found["action_id"], **place, **more)


def pressed_in(walk: Walk, user: str, action: str, value: str, **more: Any) -> dict[str, Any]:
    """Press something in the question's message that need not be painted there."""
    message = ballot_of(walk, user)
    return walk.press(user, action, value, channel=message["channel"], ts=message["ts"], **more)


def painted(walk: Walk, user: str) -> str:
    """When the question's message was painted last."""
    return str(ballot_of(walk, user)["edited"])


def painted_again(walk: Walk, user: str) -> Callable[[], None]:
    """Look now; call it later to wait until the question's message has been painted anew."""
    before = painted(walk, user)

    def wait() -> None:
        until(lambda: painted(walk, user) != before, f"{user}'s message")

    return wait


def own_answer(walk: Walk, user: str) -> str:
    """What *See my answer* shows."""
    walk.press(user, "consent:mine", poll(walk))
    return words(walk.top(user)["blocks"])


def said(walk: Walk, user: str, part: str) -> str:
    """The private sentence that Slack shows below, once it is there."""

    def look() -> str | None:
        asides = [one for one in walk.bot.person(user).messages() if one.get("ephemeral")]
        return next((words(one["blocks"]) for one in reversed(asides) if part in words(one["blocks"])), None)

    return until(look, f"“{part}” to {user}")
