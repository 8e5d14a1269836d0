"""What happens to a workspace on a random walk without anybody pressing: time, mail, joiners and leavers, obstacles."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from governance.store.poll.key_store import KeyStore, Use
from sandbox.client import mail_link
from sandbox.maildesk.senders import KINDS
from sandbox.maildesk.vendor_answers import FORGERIES
from tests.slack.gesture_walk import Walk
from tests.slack.walk_steps import COPY, Done

OPEN = "SELECT id FROM polls WHERE state = 'open' AND kind = 'secret'"
HOURS = (1, 1, 3, 8, 24, 24, 168, 480)
ERRORS = ("internal_error", "fatal_error", "service_unavailable", "restricted_action", "user_not_found", "invalid_auth")
METHODS = ("chat.postMessage", "chat.update", "views.open", "views.publish", "views.update", "users.info", "users.list")
MAIL_FAULTS = ("refuse_sender", "refuse_recipient", "later", "reject", "drop_before", "drop_after", "disk_full")
OWN_WORDS = ("Your request reached us.", "This is done for your workspace.", "Which workspace do you mean?")


class World:
    """Things happen; `errors` are the codes that were ordered, which the sandbox may therefore answer."""

    def __init__(self, walk: Walk, dice: Random) -> None:
        self.walk, self.dice, self.control = walk, dice, walk.bot.control
        self.errors: set[str] = set()
        self.faults_left = 0

    def time_passes(self) -> Done:
        """An hour, a day, a week, twenty days, or until both continents work; sometimes day by day."""
        if self.dice.random() < 0.4:
            now = self.control.now()
            at = now.replace(hour=15, minute=40) + timedelta(days=0 if now.hour < 15 else 1)
            self.control.set_clock(at)
            return Done(f"clock {at:%d %b %H:%M}", "clock")
        hours = self.dice.choice(HOURS)
        steps = hours // 24 if hours > 24 and self.dice.random() < 0.3 else 1
        for _ in range(steps):
            self.control.advance(hours=hours / steps)
            if steps > 1:
                self.walk.bot.running.timetable.tick()
                self.walk.rest()
        return Done(f"clock on by {hours} h in {steps}: {self.control.now():%d %b %H:%M}", f"clock {hours} h")

    def mail_comes(self) -> Done:
        """Slack answers a letter that is there; else an owner sends what the app prepared, or somebody writes."""
        letters = [one for one in self.control.mails("vendor") if one["kind"] == "letter"]
        if letters and self.dice.random() < 0.75:
            kind = self.dice.choice((*KINDS, "confirm", "ask", "refuse", "acknowledge", "bounce", "bounce"))
            how = self.dice.choice(tuple(FORGERIES))
            letter = self.dice.choice(letters[-3:])
            text = self.dice.choice(OWN_WORDS) if kind == "own_words" else ""
            self.control.post("mail/answer", mail_id=letter["id"], kind=kind, how=how, text=text)
            return Done(f"mail {kind} ({how})", f"mail {kind}")
        draft = self._prepared()
        if draft and self.dice.random() < 0.8:
            user, link = draft
            sender = next(one["email"] for one in self.control.get("people")["people"] if one["id"] == user)
            self.control.post("mail/send", mailto=link, client=self.dice.choice(("web", "desktop")), **{"from": sender})
            return Done(f"{user} sends the letter by her own mail program", "mail sent by hand")
        answers = [one for one in self.control.mails() if one["kind"] not in ("letter", "forward")]
        if answers and self.dice.random() < 0.5:
            mail = self.dice.choice(answers)
            self.control.post("mail/forward", mail_id=mail["id"], to=[COPY], **{"from": "oscar.olsen@exemple.example"})
            return Done(f"Oscar forwards a mail ({mail['kind']})", "mail forwarded")
        stray = {"from": "somebody@evil.example", "to": [COPY], "subject": "Hello", "body": "Your request is done."}
        self.control.post("mail/send", **stray)
        return Done("a stray mail", "mail stray")

    def _prepared(self) -> tuple[str, str] | None:
        for user in ("U0OSCAR", "U0OLGA"):
            for message in reversed(self.walk.bot.person(user).messages()):
                try:
                    return user, mail_link(message.get("blocks") or [])
                except LookupError:
                    continue
        return None

    def directory_changes(self) -> Done:
        """Somebody leaves or comes back, an owner loses the role or gets it, somebody joins."""
        people = {one["id"]: one for one in self.control.get("people")["people"]}
        join = {"name": f"Nina {self.dice.randint(1, 99)}", "role": "member", "locale": "en-GB"}
        changes: list[dict[str, Any]] = [join]
        for user in ("U0ALICE", "U0BOB", "U0CAROL", "U0OSCAR", "U0ADA", "U0GUS"):
            changes.append({"id": user, "deleted": not people[user]["deleted"]})
        for user, role in (("U0OSCAR", "owner"), ("U0ADA", "admin")):
            other = "member" if people[user]["role"] == role else role
            changes += [{"id": user, "role": other}] * (3 if other == role else 1)
        changes.append({"id": "U0BOB", "role": "admin" if people["U0BOB"]["role"] == "member" else "member"})
        changes += [
            {"id": user, "deleted": False} for user, one in people.items() if one["deleted"] and user != "U0DORA"
        ] * 3
        change = self.dice.choice(changes)
        self.control.post("people", **change)
        return Done(f"directory {change}", f"directory {sorted(set(change) - {'id', 'name', 'locale'})}")

    def obstacle(self) -> Done:
        """Something fails for a while: a method of Slack's, or the mail server."""
        if self.walk.one(OPEN) and self.dice.random() < 0.15:
            return self._key_is_lost()
        approved = self.walk.one("SELECT count(*) FROM cases WHERE state = 'approved'")
        if self.dice.random() < (0.7 if approved else 0.25):
            kind = "drop_after" if approved and self.dice.random() < 0.5 else self.dice.choice(MAIL_FAULTS)
            self.control.post("mail/faults", kind=kind, times=2)
            self.faults_left = 8
            return Done(f"mail fault {kind}", f"fault {kind}")
        method = self.dice.choice(METHODS)
        kind = self.dice.choice(("error", "error", "status", "page", "ratelimit", "lose_response"))
        fault: dict[str, Any] = {"method": method, "kind": kind}
        if kind == "error":
            fault["error"] = self.dice.choice(ERRORS)
        if kind == "ratelimit" or self.dice.random() < 0.6:  # a limit without end would be waited for without end
            fault["times"] = self.dice.randint(1, 3)
        self.errors |= {fault.get("error", ""), "ratelimited"}
        self.control.post("faults", **fault)
        self.faults_left = self.dice.randint(3, 15)
        return Done(f"fault {fault}", f"fault {method} {kind}")

    def _key_is_lost(self) -> Done:
        """The key of an open question is in the key store no more: it becomes void."""
        KeyStore(self.walk.bot.settings.key_folder, b"").destroy(self.walk.one(OPEN), Use.ANSWERS)
        return Done("the key of the question is lost", "clock key lost")

    def go_on(self) -> None:
        """One step on; an obstacle ends after some of them."""
        self.faults_left -= 1
        if self.faults_left == 0:
            self.clear()

    def clear(self) -> None:
        """Nothing is in the way any more."""
        self.control._ask("DELETE", "control/faults")
        self.control.post("mail/faults", kind=None)
