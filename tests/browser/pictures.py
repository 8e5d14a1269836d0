"""`python -m tests.browser.pictures`: the pictures of the README, taken while the story is lived in the page."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.client import Control, elements, until
from sandbox.processes import sandbox_and_bot
from tests.browser.story import ADMIN, EVERYBODY, OWNER, WORDS, Story
from tests.browser.window import Window, chromium

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 250_000  # bytes
WIDTH, HEIGHT, TALL = 940, 690, 900
COLLEAGUES = (
    "Amina Diallo", "Björn Sand", "Chiara Conti", "David Kim", "Elif Kaya", "Fatou Sow", "Georg Huber", "Hana Sato",
    "Ines Costa", "Jan Novak", "Katya Orlova", "Liam Byrne", "Mei Chen", "Noor Aziz", "Otto Lind", "Priya Nair",
    "Quentin Roy", "Rosa Vega", "Samir Haddad", "Tess Bakker", "Ugo Ferrari", "Vera Pop", "Wim Peeters", "Yara Nasser",
)  # fmt: skip
CHOICES = ("Yes", "No", "No", "I abstain", "Yes", "No")


class Album:
    """Takes the pictures in the order of the story."""

    def __init__(self, window: Window, control: Control) -> None:
        self.at, self.control = window, control
        self.everybody = ["U0OLGA", "U0OSCAR", "U0ADA", "U0ALICE", "U0BOB"]
        for name in COLLEAGUES:
            given = f"U0{name.split()[0].upper().replace('Ö', 'O')}"
            control.post("people", id=given, name=name, role="member", locale="en-GB", tz="Europe/Paris")
            self.everybody.append(given)
        self.story = Story(window, control, dict.fromkeys(EVERYBODY, "en"))
        self.story.words = {"en": {**WORDS["en"], "asked_number": "30 people will be asked."}}

    def take(self) -> None:
        """The whole album."""
        self.opening()
        self.question()
        self.home()
        self.letter()
        self.answers()

    def keep(self, name: str) -> None:
        """What is in sight, as a file."""
        path = IMAGES / f"{name}.png"
        for note in self.at.page.get_by_test_id("toast").all():
            note.get_by_role("button").click()
        self.at.page.mouse.move(0, 0)
        self.at.page.wait_for_timeout(300)
        self.at.picture(path)
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{path} has {path.stat().st_size} bytes")
        print(f"{path}: {path.stat().st_size // 1000} kB")

    def opening(self) -> None:
        """The administrator's last look before it is prepared."""
        until(lambda: self.control.get("people")["total"] >= len(self.everybody), "everybody")
        self.story.opening()
        self.keep("opening")
        self.at.submit()
        self.at.modal("The question to 30 people is being prepared.")
        self.at.close()

    def question(self) -> None:
        """A member's direct message."""
        self.at.clock("weekday", "weekday", "hour")
        self.at.message("U0CAROL", self.story.say("U0CAROL", "question"))
        self.keep("question")

    def home(self) -> None:
        """The owner's Home while the question is closed and undecided."""
        for number, user in enumerate(self.everybody):
            self.answer(user, CHOICES[number % len(CHOICES)])
        self.at.clock("week", "week", "day", "day", "weekday", "weekday")
        self.at.home(OWNER, self.story.say(OWNER, "closed"), "The rule advises")
        self.keep("home")

    def answer(self, user: str, choice: str) -> None:
        """Answer by the control interface: a picture needs many answers, not many presses."""
        hands = self.control.person(user)
        until(
            lambda: any("consent:answer" in str(one) for m in hands.messages() for one in elements(m["blocks"])), user
        )
        hands.answer(choice)

    def letter(self) -> None:
        """The letter, before the owner approves it."""
        self.at.press("case:decide:opt_out")
        self.at.field("reason").fill("Most of us did not agree.")
        self.at.submit()
        self.at.modal("Slack Global model opt-out request")
        self.keep("letter")
        self.at.submit()
        self.at.modal(self.story.say(OWNER, "ready"))
        self.at.close()
        self.story.sent()

    def answers(self) -> None:
        """Slack's desk with a forged answer at the bot's inbox; then everybody's Home once Slack has confirmed."""
        self.at.be(ADMIN)
        self.at.answer_as_slack("forged")
        self.at.message(OWNER, self.story.say(OWNER, "forged"))
        self.at.page.get_by_test_id("tab-mail").click()
        self.at.page.get_by_test_id("box-vendor").click()
        self.at.page.set_viewport_size({"width": WIDTH, "height": TALL})
        self.at.page.get_by_test_id("download").scroll_into_view_if_needed()
        self.keep("maildesk")
        self.at.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self.story.confirmed()
        self.at.home("U0ALICE", self.story.say("U0ALICE", "confirmed"))
        self.keep("confirmed")


def main() -> int:
    """Take the pictures; 0 when all are there."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="ai-consent-pictures-") as folder,
        sandbox_and_bot(Path(folder), FRIDAY) as addresses,
        chromium() as browser,
        Window(browser, addresses["page"], WIDTH, HEIGHT) as window,
    ):
        Album(window, Control(addresses)).take()
    return 0


if __name__ == "__main__":
    sys.exit(main())
