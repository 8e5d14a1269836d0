"""How many presses an owner makes from install to letter sent, and how many messages each member reads by then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.client import elements, mail_link, until
from tests.bot import Bot, bot
from tests.slack.gestures_by_stage import FRIDAY, MONDAY_AFTER

OLGA, MEMBERS = "U0OLGA", ("U0ALICE", "U0BOB", "U0CAROL")
MOST = 9
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

    def follow(self, link: str) -> None:
        """A link in the open window, which the mail program opens."""
        assert link
        self.pressed.append("mail app")

    def _painted(self, action: str) -> bool:
        return any(one.get("action_id") == action for m in self.hands.messages() for one in elements(m["blocks"]))

    def _count(self, what: str, answer: dict[str, Any]) -> None:
        assert answer["acked"]
        self.pressed.append(what)


def test_from_install_to_letter_sent_in_nine_presses(tmp_path: Path) -> None:
    with bot(tmp_path, FRIDAY, inbox_url=None, copy_address=None) as running:
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
        owner.follow(mail_link(letter["blocks"]))
        owner.window("case:sent")
        owner.submit()
        for user in MEMBERS:  # the question, whose message is edited, and the result with the decision
            until(lambda user=user: len(running.person(user).messages()) == 2, f"two messages to {user}")
        with running.look().reading() as session:
            assert session.connection().exec_driver_sql("SELECT state FROM cases").all() == [("sent",)]
        assert len(owner.pressed) <= MOST
