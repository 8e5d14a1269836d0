"""How many presses an owner makes from install to letter sent, and how many messages each member reads by then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from governance.store.models import Case
from sandbox.client import elements, mail_link, until
from tests.bot import Bot, bot
from tests.slack.gestures_by_stage import FRIDAY, MONDAY_AFTER

OLGA, MEMBERS = "U0OLGA", ("U0ALICE", "U0BOB", "U0CAROL")
OLGA_MAIL = "olga.martin@exemple.example"
NEXT_WORKING_DAY = MONDAY_AFTER.replace(month=12, day=14)  # everybody works


class Owner:
    """Does what the one next button says, and counts: a press on a button, a link, or a window's own button."""

    def __init__(self, running: Bot) -> None:
        self.hands, self.pressed = running.person(OLGA), list[str]()

    def home(self, action: str) -> None:
        """A button on Home."""
        self.hands.open_home()
        self._count(action, self.hands.press_home(action))

    def message(self, action: str) -> None:
        """A button in the newest message that has it, once it is there."""
        until(lambda: self._painted(action), f"a message with {action}")
        self._count(action, self.hands.press(action))

    def window(self, action: str) -> None:
        """A button in the open window."""
        self._count(action, self.hands.press_modal(action))

    def submit(self, **inputs: Any) -> None:
        """The button of the open window."""
        label = self.hands.modal()["submit"]["text"]
        self._count(label, self.hands.submit(**inputs))

    def follow(self, link: str) -> str:
        """A link in the open window, which the mail program opens."""
        self.pressed.append("mail app")
        return link

    def _painted(self, action: str) -> bool:
        return any(one.get("action_id") == action for m in self.hands.messages() for one in elements(m["blocks"]))

    def _count(self, what: str, answer: dict[str, Any]) -> None:
        assert answer["acked"]
        self.pressed.append(what)


WITHOUT_MAILBOX: dict[str, Any] = {"inbox_url": None, "copy_address": None}


@pytest.mark.parametrize(("settings", "presses"), [(WITHOUT_MAILBOX, 9), ({}, 7)])
def test_from_install_to_letter_sent(tmp_path: Path, settings: dict[str, Any], presses: int) -> None:
    with bot(tmp_path, FRIDAY, **settings) as running:
        owner = Owner(running)
        owner.home("poll:prepare")
        owner.submit(guests="no")
        owner.submit()
        owner.hands.close()
        running.control.set_clock(MONDAY_AFTER)
        for user in MEMBERS:
            running.person(user).wait_for_message("")
        running.control.set_clock(NEXT_WORKING_DAY)
        owner.message("case:decide:opt_out")
        owner.submit(reason="We talked it over.")
        owner.submit()
        letter = owner.hands.modal()
        running.control.post("mail/send", **{"from": OLGA_MAIL, "mailto": owner.follow(mail_link(letter["blocks"]))})
        if settings:  # no copy arrives that would say it
            owner.window("case:sent")
            owner.submit()
        for user in MEMBERS:  # the question, whose message is edited, and the result with the decision
            until(lambda user=user: len(running.person(user).messages()) == 2, f"two messages to {user}")
        until(lambda: _state(running) == "sent", "the letter said to be sent")
        assert len(owner.pressed) == presses, owner.pressed


def _state(running: Bot) -> str:
    with running.look().reading() as session:
        return str(session.scalar(select(Case.state)))
