"""The whole story by itself, against a fresh sandbox: somebody's hands do each step, and it is then seen from outside.

Only messages, Home tabs, modals and the mail that arrived are looked at, nothing inside the app.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from .client import Control, Hands, elements, mail_link, plain, until, words
from .processes import Bot, sandbox_and_bot

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
MONDAY_AFTERNOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York: everybody's morning has come
CONFIRMED_FR = "nos données sont exclues"
RECORDED = re.compile(r"Recorded: [^.]*\.")  # the only words of a receipt that differ: when it was


class Story:
    """The cast and the steps. Each step raises when what should be seen is not seen."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.olga, self.ada, self.oscar = (control.person(name) for name in ("U0OLGA", "U0ADA", "U0OSCAR"))
        self.alice, self.bob, self.carol = (control.person(name) for name in ("U0ALICE", "U0BOB", "U0CAROL"))
        self.gus = control.person("U0GUS")

    @property
    def members(self) -> tuple[Hands, ...]:
        return (self.olga, self.ada, self.oscar, self.alice, self.bob, self.carol)

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """The story in order: what happens in plain words, and how it is done and seen."""
        return [
            ("Nobody has been asked; Home says so in everybody's language", self.nothing_yet),
            ("Ada prepares a question and tries it on herself", self.prepare),
            ("Both owners are told at once, and nobody else", self.owners_told),
            ("On Monday every full member gets the question, in working hours; the guest does not", self.asked),
            ("Five answer; every message becomes the same receipt; Carol stays silent", self.answered),
            ("Bob looks at his answer, changes it, and finds it changed", self.changed),
            ("A guest's forged press is refused and changes nothing", self.refused),
            ("After a week only Carol is reminded", self.reminded),
            ("The question closes by itself; Olga gets the next step", self.closed),
            ("A press after closing is refused; Bob's check code is found", self.too_late),
            ("Olga decides to opt out, with a reason; everyone who was asked reads it once", self.decided),
            ("Ada may read the letter but not approve it; Olga approves it", self.approved),
            ("Olga sends the letter from her own mail; its copy arrives and proves it", self.sent),
            ("After three working days without an answer Olga is reminded", self.prompted),
            ("A forged confirmation arrives and closes nothing", self.forged),
            ("Slack acknowledges; that is not a confirmation", self.acknowledged),
            ("Slack confirms, signed and in the thread; everybody's Home says so", self.confirmed),
        ]

    def nothing_yet(self) -> None:
        self.alice.wait_for_home("nobody has asked Slack")
        self.bob.wait_for_home("personne n'a demandé à Slack")
        self.olga.wait_for_home("Décider sans demander")

    def prepare(self) -> None:
        self.ada.command("poll")
        refused = self.ada.submit(closes="2026-11-21", guests="no")
        _see(refused["ack"]["response_action"] == "errors", "a Saturday is refused beside its field")
        self.ada.submit(closes="2026-12-10", guests="no")
        self.ada.press_modal("poll:try")
        self.ada.wait_for_message("counted nowhere")
        self.ada.close(everything=False)
        self.ada.submit()
        self.ada.close()
        self.ada.wait_for_message("is prepared")

    def owners_told(self) -> None:
        self.olga.wait_for_message("a préparé une question à 6 personnes")
        self.oscar.wait_for_message("has prepared a question to 6 people")
        _see(not self.alice.messages() and not self.gus.messages(), "no member has a message")

    def asked(self) -> None:
        self.control.set_clock(MONDAY_AFTERNOON)
        for person in self.members:
            question = "Slack peut-il entraîner" if person.user in ("U0OLGA", "U0BOB") else "May Slack train"
            person.wait_for_message(question)
            person.wait_for_answers()
        _see(not self.gus.messages(), "the guest has no message")

    def answered(self) -> None:
        for person, choice in (
            (self.alice, "Yes"), (self.ada, "No"), (self.oscar, "No"), (self.bob, "Oui"), (self.olga, "Je m'abstiens"),
        ):  # fmt: skip
            _see(person.answer(choice)["acked"], "the press is acknowledged")
        receipts = {
            plain(person.wait_for_message("Your answer is recorded") | {"blocks": []}).split("Answers:")[0]
            for person in (self.alice, self.ada, self.oscar)
        }
        _see(
            len({RECORDED.sub("", text.split("To change")[0]) for text in receipts}) == 1,
            "the receipts are the same whatever was pressed",
        )
        self.bob.wait_for_message("Votre réponse est enregistrée")

    def changed(self) -> None:
        self.bob.answer("Non")
        self.bob.choose("consent:mine")
        modal = words(self.bob.modal()["blocks"])
        _see("Non, je refuse" in modal, "the modal shows the new answer")
        self.code = modal.split("`")[1]
        _see(
            "Non, je refuse" not in self.bob.messages()[-1]["text"].split("Réponses")[0], "no message holds the answer"
        )
        self.bob.close()

    def refused(self) -> None:
        ballot = next(e for e in elements(self.carol.messages()[-1]["blocks"]) if e["action_id"] == "consent:answer:1")
        where = {"channel": self.carol.messages()[-1]["channel"], "ts": self.carol.messages()[-1]["ts"]}
        self.gus.press("consent:answer:1", force=ballot, **where)
        _see("invités n'étaient pas inclus" in words(self.gus.modal()["blocks"]), "the guest reads why not")
        self.gus.close()

    def reminded(self) -> None:
        before = {person.user: len(person.messages()) for person in self.members}
        self.control.set_clock(MONDAY_AFTERNOON + timedelta(days=7))
        self.carol.wait_for_message("Reminder 1 of 2")
        others = {person.user: len(person.messages()) for person in self.members if person is not self.carol}
        _see(all(before[user] == count for user, count in others.items()), "nobody else has a new message")

    def closed(self) -> None:
        self.control.set_clock(datetime(2026, 12, 10, 16, 0, 1, tzinfo=UTC))
        self.alice.wait_for_home("The question is closed")
        self.control.set_clock(datetime(2026, 12, 11, 15, 0, tzinfo=UTC))
        self.olga.wait_for_message("Votre décision, d'ici le 24 décembre")

    def too_late(self) -> None:
        try:
            gone = self.carol.press("consent:answer:1").get("gone")  # the app ended between painting and opening
        except LookupError:  # the message was painted anew by now
            gone = True
        if gone:
            self.carol.wait_for_message("I object now")
        else:
            _see("closed" in words(self.carol.modal()["blocks"]), "the press after closing is refused")
        self.carol.close()
        self.bob.open_home()
        self.bob.press_home("consent:check")
        self.bob.submit(code=self.code)
        seen = words(self.bob.modal()["blocks"])
        _see(
            "cette liste" not in seen and "Non, je refuse" not in seen,
            "below six answers the code only says that it was counted",
        )
        self.bob.close()

    def decided(self) -> None:
        self.olga.press("case:decide:opt_out")
        self.olga.submit(reason="La majorité n'a pas accepté.")
        self.olga.close()
        for person in self.members:
            result = "Décision : nous" if person.user in ("U0OLGA", "U0BOB") else "Decision: we opt out"
            seen = person.wait_for_message(result)
            _see("La majorité n'a pas accepté." in plain(seen), "the reason stands in the result")
        _see(not [m for m in self.gus.messages() if "Décision" in plain(m)], "who was not asked gets no message")

    def approved(self) -> None:
        self.ada.open_home()
        self.ada.press_home("case:letter")
        modal = self.ada.modal()
        _see("feedback@slack.com" in words(modal["blocks"]) and not modal.get("submit"), "Ada can read, not approve")
        self.ada.close()
        self.olga.open_home()
        self.olga.press_home("case:letter")
        self.olga.submit()
        self.olga.close()
        self.olga.wait_for_message("olga.martin@exemple.example")

    def sent(self) -> None:
        ready = self.olga.wait_for_message("olga.martin@exemple.example")
        link = mail_link(ready["blocks"])
        _see(
            parse_qs(urlsplit(link).query)["subject"] == ["Slack Global model opt-out request"], "the subject is exact"
        )
        letter = self.control.post("mail/send", mailto=link, **{"from": "olga.martin@exemple.example"})
        self.letter = str(letter["id"])
        arrived = until(lambda: self.control.mails("vendor"), "the letter at Slack's desk")
        _see("https://exemple.slack.com" in arrived[-1]["text"], "the letter names the workspace's URL")
        self.carol.wait_for_home("Our request went to Slack on 11 December")

    def prompted(self) -> None:
        self.control.set_clock(datetime(2026, 12, 16, 9, 0, tzinfo=UTC))
        self.olga.wait_for_message("Slack n'a pas confirmé notre demande")

    def forged(self) -> None:
        self.control.post("mail/answer", mail_id=self.letter, kind="forged", reply_all=True)
        until(lambda: len(self.control.mails("bot")) >= 2, "the forged mail in the inbox")
        time.sleep(2)
        home = words(self.carol.open_home()["blocks"])
        _see("our data is excluded" not in home, "a forged confirmation closes nothing")

    def acknowledged(self) -> None:
        self.control.post("mail/answer", mail_id=self.letter, kind="acknowledge", reply_all=True)
        self.carol.wait_for_home("Slack received our request")

    def confirmed(self) -> None:
        self.control.post("mail/answer", mail_id=self.letter, kind="confirm", reply_all=True)
        self.carol.wait_for_home("our data is excluded from training its global models")
        self.bob.wait_for_home(CONFIRMED_FR)
        self.olga.wait_for_message("Slack dit que c'est fait")


def _see(seen: object, what: str) -> None:
    if not seen:
        raise AssertionError(f"not seen: {what}")


def tell(control: Control, out: Callable[[str], object] = print, begin: int = 0) -> None:
    """Run the story from step `begin` on and say each step; raises when one is not seen to happen."""
    story = Story(control)
    for number, (what, step) in enumerate(story.steps()[begin:], begin + 1):
        started = time.monotonic()
        step()
        out(f"{number:2d}. {what}. ({time.monotonic() - started:.1f} s)")


def main() -> int:
    """0 only when every step was seen to happen."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="ai-consent-demo-") as folder, sandbox_and_bot(Path(folder), FRIDAY) as addresses:
        print(f"Sandbox and bot are running: {addresses['page']}", flush=True)
        try:
            tell(Control(addresses), lambda line: print(line, flush=True))
        except (AssertionError, LookupError, TimeoutError) as failure:
            print(f"NOT SEEN: {failure}\n{json.dumps(Bot.last_words(Path(folder)), indent=1)}", file=sys.stderr)
            return 1
    print(f"Every step was seen to happen, in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
