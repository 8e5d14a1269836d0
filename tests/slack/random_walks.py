"""Random walks over everything that people, mail, the directory, obstacles and the clock can do, in a running app.

`python -m tests.slack.random_walks --walks 10 --presses 300 --seed 1` walks; it ends with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random

from governance.store.lanes import Lane
from tests.bot import bot
from tests.slack import gestures_by_stage as stages
from tests.slack import walk_truth
from tests.slack.gesture_walk import Walk
from tests.slack.open_question import Lines, logged
from tests.slack.walk_steps import Done, Person
from tests.slack.walk_world import World

T0 = "T0EXEMPLE"
CAST = {
    "U0OLGA": 5, "U0OSCAR": 5, "U0ADA": 2, "U0BOB": 2, "U0CAROL": 1, "U0ALICE": 2, "U0GUS": 1, "new": 1,
}  # fmt: skip
BEGINNINGS = (
    (),
    (stages.drafted_question, stages.prepared_question),
    (stages.drafted_question, stages.prepared_question, stages.open_question),
    (stages.drafted_question, stages.prepared_question, stages.open_question, stages.closed_question),
)
DEEP = (*BEGINNINGS[-1], stages.drafted_letter)
BEGINNINGS += (DEEP, (*DEEP, stages.approved_letter), (*DEEP, stages.approved_letter, stages.sent_letter))
# What Slack answers where nothing is wrong with what it was sent: the window or the person is gone by then.
ORDINARY = {
    "expired_trigger_id", "not_found", "view_not_found", "user_disabled", "users_not_found", "hash_conflict",
    "cannot_dm_bot", "message_not_found", "exchanged_trigger_id",
}  # fmt: skip


@dataclass
class Found:
    """What a walk has shown."""

    seed: int
    faults: list[str] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)


class RandomWalk:
    """One walk of so many steps; the same seed makes the same choices."""

    def __init__(self, walk: Walk, seed: int, lines: Lines) -> None:
        self.walk, self.lines = walk, lines
        self.dice = Random(seed)
        self.world = World(walk, self.dice)
        self.found = Found(seed)
        self.calls = walk.bot.control.get("calls")["next"]
        self.deliveries = walk.bot.control.get("deliveries")["next"]

    def go(self, presses: int) -> Found:
        """Walk, let everything come to rest, and look at what everybody sees."""
        for number in range(presses):
            done, user = self._step()
            self.found.journal.append(f"{number} {user} {done.said}")
            self.found.kinds[done.kind] += 1
            happened = done.kind.split(" ")[0] in ("clock", "mail", "directory")
            try:
                self._settle(3 if happened else int(self.dice.random() < 0.15))
            except AssertionError as error:
                self._note(f"NO REST {error}: {self._under_way()}")
                return self.found
            self._look(done, user)
            self.world.go_on()
        self.world.clear()
        self.walk.bot.control.advance(hours=1)
        try:
            self._note(*walk_truth.at_rest(self.walk))
        except TimeoutError as error:
            self._note(f"NO REST {error}")
        self._look(Done("rest", "rest"), "")
        return self.found

    def _step(self) -> tuple[Done, str]:
        often = (84, 8, 4 if self._has_letter() else 0.5, 2, 8 if self._stands("cases", "approved") else 2)
        happens = self.dice.choices(("act", "time", "mail", "directory", "obstacle"), often)[0]
        if happens != "act":
            act = {
                "time": self.world.time_passes, "mail": self.world.mail_comes,
                "directory": self.world.directory_changes, "obstacle": self.world.obstacle,
            }[happens]  # fmt: skip
            return act(), ""
        user = self.dice.choices(list(CAST), list(CAST.values()))[0]
        there = walk_truth.everybody(self.walk)
        new = [one for one in there if one not in CAST]
        user = self.dice.choice(new) if user == "new" and new else user
        user = user if user in there else self.dice.choice(there)
        return Person(self.walk, self.dice, user).act(), user

    def _stands(self, table: str, state: str) -> bool:
        return bool(self.walk.one(f"SELECT count(*) FROM {table} WHERE state = '{state}'"))

    def _has_letter(self) -> bool:
        return bool(self.walk.one("SELECT count(*) FROM cases WHERE state NOT IN ('drafted', 'withdrawn')"))

    def _settle(self, ticks: int) -> None:
        self.walk.rest()
        for _ in range(ticks):
            self.walk.bot.running.timetable.tick()
            if self.world.faults_left <= 0:  # else the directory may wait for an obstacle to end
                self.walk.rest_beside()
            self.walk.rest()

    def _under_way(self) -> str:
        """What keeps the delivery from resting: lanes that run, how long Slack has them wait, rows that are due."""
        delivery = self.walk.bot.running.delivery
        lanes = {lane.value: round(delivery.pace(T0, lane).blocked(), 1) for _, lane in delivery.running()}
        due = self.walk.all("SELECT kind, status, error, attempts FROM outbox WHERE status IN ('queued', 'sending')")
        return f"{lanes} {due} {self.walk.bot.control.get('faults')}"

    def _look(self, done: Done, user: str) -> None:
        """What must never be, after each step."""
        told, ack = done.told, str(done.told.get("ack"))
        if told and not told.get("acked", True):
            self._note(f"NO ACK {done.said} of {user}")
        if "ack_error" in told:
            self._note(f"BAD ACK {done.said}: {told['ack_error']}")
        top = str(self.walk.top(user)) if user else ""
        if "Reference for whoever" in top + ack or "did not work" in top + ack:
            self._note(f"CODE {done.said} of {user}: {top[:500]} {ack[:500]}")
        self._note(*(f"LOG {line}" for line in self.lines.found if line.startswith(("error", "critical", "exception"))))
        self.lines.found.clear()
        self._look_at_traffic()
        asked = self.walk.one("SELECT state FROM polls ORDER BY created_at DESC LIMIT 1")
        request = self.walk.one("SELECT state FROM cases ORDER BY opened_at DESC LIMIT 1")
        self.found.reached[f"question {asked or 'none'}"] += 1
        self.found.reached[f"request {request or 'none'}"] += 1

    def _look_at_traffic(self) -> None:
        calls = self.walk.bot.control.get(f"calls?since={self.calls}")
        self.calls = calls["next"]
        for call in calls["calls"]:
            error = call["error"]
            if error and error not in ORDINARY and error not in self.world.errors and not error.startswith("http_"):
                self._note(f"REFUSED {call['method']}: {error} {str(call['args'])[:600]}")
        deliveries = self.walk.bot.control.get(f"deliveries?since={self.deliveries}")
        self.deliveries = deliveries["next"]
        self._note(*(f"NO ACK of {one['type']} {one['ms']} ms" for one in deliveries["deliveries"] if not one["acked"]))
        for code, kind in self.walk.all("SELECT error, kind FROM outbox WHERE error LIKE 'bug:%'"):
            self._note(f"BUG {kind} {code}")

    def _note(self, *faults: str) -> None:
        for fault in faults:
            self.found.faults.append(f"[{len(self.found.journal)}] {fault}")


def walked(folder: Path, seed: int, presses: int) -> Found:
    """One walk in a workspace of its own, from a stage that follows from the seed."""
    with logged() as lines, bot(folder, stages.FRIDAY) as started:
        walk = Walk(started)
        started.running.delivery.pace(T0, Lane.REPAINTS)._highest = 100_000.0
        started.running.delivery.pace(T0, Lane.REPAINTS).rate = 100_000.0
        for step in (stages.appointed, *BEGINNINGS[seed % len(BEGINNINGS)]):
            step(walk)
        walk.hold()
        try:
            return RandomWalk(walk, seed, lines).go(presses)
        finally:
            walk.close()


def kind_of(fault: str) -> str:
    """Faults of one kind: the same words but for ids, figures and days."""
    plain = re.sub(r"^\[\d+\] |\b[0-9a-f]{16,}\b|\b[UDC]0[A-Z0-9]+|\d+", "", fault)
    return plain[:160]


def main() -> int:
    """Walk, and say what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--walks", type=int, default=10)
    parser.add_argument("--presses", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", action="store_true", help="print every step of walks that found something")
    given = parser.parse_args()
    kinds: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    faults = 0
    for seed in range(given.seed, given.seed + given.walks):
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
            found = walked(Path(folder), seed, given.presses)
        kinds += found.kinds
        reached += found.reached
        faults += len(found.faults)
        print(f"seed {seed}: {given.presses} presses, {len(found.faults)} found, {time.monotonic() - began:.0f} s")
        seen = Counter(kind_of(one) for one in found.faults)
        for kind, times in seen.items():
            print(f"  {times} × {next(one for one in found.faults if kind_of(one) == kind)[:1500]}")
        if found.faults and given.journal:
            print(*(f"    {line}" for line in found.journal), sep="\n")
        sys.stdout.flush()
    print("gestures:", *(f"{kind} {times}" for kind, times in sorted(kinds.items())), sep="\n  ")
    print("stages:", *(f"{stage} {times}" for stage, times in sorted(reached.items())), sep="\n  ")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
