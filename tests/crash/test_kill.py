"""kill -9 at ten random moments of the whole story: it still completes, nothing is lost, doubled only as promised."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.pumps.lane_pumps import IN_FLIGHT
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Case, ClosedBallot, Elector, LedgerEvent, OpenBallot, Outgoing, Participation
from governance.store.outbox import PROMISES, Kind, Promise
from sandbox.client import Control, until
from sandbox.demo import FRIDAY, MONDAY_AFTERNOON, Story
from sandbox.processes import Bot, sandbox_process
from tests.crash.starter import ForkedBot, Starter

KILLS = 10
PATIENCE = 20.0  # seconds for which people press again
CUT_OFF = timedelta(seconds=2)  # a message that went out longer than this before a kill has settled
MESSAGES = [kind.value for kind in Kind if PROMISES[kind] is not Promise.LATEST and kind is not Kind.LETTER]
ONCE = ("app:workspace:installed", "poll:question:opened", "poll:question:closed", "decision:choice:recorded")
LONG_STEPS = (0.002, 1.5)  # kills fall this many seconds after the beginning of a step, small numbers oftener


STARTS = (0.5, 0.8, 1.0, 1.2, 1.4, 1.7)  # seconds from launch to kill: from the first import to the first tick
MANY = 40  # people beside the cast


class Reaper(threading.Thread):
    """Kills the app at the planned moments and starts it again at once, ready or not: a kill may hit its start too."""

    def __init__(self, bot: Bot, control: Control, steps: int, seed: int) -> None:
        super().__init__(name="reaper", daemon=True)
        chance = random.Random(seed)
        shortest, longest = LONG_STEPS
        self.plan = sorted(
            (chance.randrange(steps), shortest * (longest / shortest) ** chance.random()) for _ in range(KILLS)
        )
        self.begun = [threading.Event() for _ in range(steps)]
        self.kills: list[datetime] = []
        self._bot = bot
        self._control = control

    def run(self) -> None:
        for step, delay in self.plan:
            self.begun[step].wait()
            time.sleep(delay)
            self._bot.kill()
            self.kills.append(self._control.now())
            self._bot.launch()


@contextmanager
def workspace(folder: Path, starter: Starter) -> Iterator[tuple[Control, Bot]]:
    """A sandbox with the app beside it, running."""
    with sandbox_process(folder, FRIDAY) as addresses:
        control = Control(addresses, patience=PATIENCE)
        control.post("limits", method="*", per_second=1000, burst=1000)
        bot = ForkedBot(addresses, folder, starter)
        try:
            bot.start()
            yield control, bot
        finally:
            bot.kill()


def rest(bot: Bot, database: Database, *, zoned: bool = False, at: datetime | None = None) -> None:
    """Wait until the app is up and everything that is due has left.

    `zoned`: what waits for working hours too; `at`: of that what is due by then, which leaves in its turn.
    """
    until(lambda: b'"ready"' in bot.said(), "the app to be ready")

    def at_rest() -> bool:
        with database.reading() as session:
            waiting = select(func.count()).where(Outgoing.status.in_(("queued", "sending")))
            due = Outgoing.zone.is_(None) if at is None else Outgoing.zone.is_(None) | (Outgoing.not_before <= at)
            return session.scalar(waiting if zoned else waiting.where(due)) == 0

    until(at_rest, "the outbox to empty", patience=30)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, None], ids=["the same every time", "another every time"])
def test_the_story_completes_although_the_app_is_killed_ten_times(
    tmp_path: Path, starter: Starter, seed: int | None
) -> None:
    seed = random.SystemRandom().randrange(10_000) if seed is None else seed
    print(f"seed {seed}")
    with workspace(tmp_path, starter) as (control, bot):
        database = Database(bot.environment["DATABASE_URL"])
        story = Story(control)
        steps = story.steps()
        reaper = Reaper(bot, control, len(steps), seed)
        reaper.start()
        for (what, step), begun in zip(steps, reaper.begun, strict=True):
            begun.set()
            if step == story.reminded:
                _reminded_at_most_once(story, database)
            else:
                print(what)
                step()
        reaper.join()
        rest(bot, database, at=control.now())
        assert len(reaper.kills) == KILLS
        _look_from_outside(control, story, database, reaper.kills)
        _look_inside(database, bot)
        assert bot.stop() == 0
        database.close()


def test_kills_during_the_first_start_spoil_nothing(tmp_path: Path) -> None:
    """While the schema is made, the key is written, the installation is recorded."""
    with sandbox_process(tmp_path, FRIDAY) as addresses:
        bot = Bot(addresses, tmp_path)
        for delay in STARTS:
            bot.launch()
            time.sleep(delay)
            assert bot.process is not None
            assert bot.process.poll() is None, bot.said()
            bot.kill()
        bot.start()
        Story(Control(addresses, patience=PATIENCE)).nothing_yet()
        assert bot.stop() == 0


def _reminded_at_most_once(story: Story, database: Database) -> None:
    """A reminder that was under way at a kill is lost, by promise; then nobody is reminded."""
    try:
        story.reminded()
    except TimeoutError:
        with database.reading() as session:
            states = session.scalars(select(Outgoing.status).where(Outgoing.kind == Kind.REMINDER.value)).all()
        assert states == ["unknown"]


def _look_from_outside(control: Control, story: Story, database: Database, kills: list[datetime]) -> None:
    posts = [call for call in control.get("calls")["calls"] if call["method"] == "chat.postMessage" and call["ok"]]
    for person in story.members:
        mine = [post for post in posts if post["args"]["channel"] == person.user]
        reminders = [post for post in mine if post["args"]["text"].startswith(("Reminder ", "Rappel "))]
        assert len(reminders) <= 1
        mine = [post for post in mine if post not in reminders]  # their rows went at the decision
        with database.reading() as session:
            found = select(Outgoing).where(Outgoing.user_id == person.user, Outgoing.kind.in_(MESSAGES))
            rows = session.scalars(found).all()
        sent = sum(row.status == "sent" for row in rows)
        assert sent <= len(mine) <= sum(row.attempts for row in rows), "more posts than were tried"
        _only_kills_double([post for post in mine if not post["args"]["text"].startswith(TRIAL)], kills)
        assert sum(row.kind == Kind.RESULT.value and row.status == "sent" for row in rows) == 1
        assert not any(row.status in ("failed", "unknown") for row in rows)
    assert not [post for post in posts if post["args"]["channel"] == story.gus.user]
    letters = [mail for mail in control.mails("vendor") if mail["subject"] == "Slack Global model opt-out request"]
    assert len(letters) == 1


TRIAL = "This is a trial."  # who sees no window after *Try it on myself* presses again, and gets a second one


def _only_kills_double(posts: list[dict[str, Any]], kills: list[datetime]) -> None:
    """The same words twice to one person: the first time was cut off by a kill before it could be noted."""
    first: dict[str, datetime] = {}
    for post in posts:
        at, text = datetime.fromisoformat(post["at"]), post["args"]["text"]
        if text in first:
            assert any(timedelta() <= kill - first[text] <= CUT_OFF for kill in kills), text[:100]
        first[text] = at


def _look_inside(database: Database, bot: Bot) -> None:
    with database.reading() as session:
        assert session.scalars(select(Outgoing.id).where(Outgoing.status == "sending")).all() == []
        workspace_id = session.scalars(select(LedgerEvent.workspace_id).distinct()).one()
        verified = ledger.verify(session, workspace_id)
        assert verified.fault is None
        assert verified.events >= 10
        tags = Counter(session.scalars(select(LedgerEvent.tag)))
        assert [tags[tag] for tag in ONCE] == [1] * len(ONCE)
        counted = dict(session.execute(select(ClosedBallot.choice, func.count()).group_by(ClosedBallot.choice)).all())
        assert counted == {"consent": 1, "object": 3, "abstain": 1}, "an answer was lost or counted twice"
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        told = " ".join(str(row.about) + str(row.error) for row in session.scalars(select(Outgoing)))
    log = bot.log.read_text()
    assert "Traceback" not in log
    for choice in ("consent:answer:", "'object'", '"object"', "'abstain'", '"abstain"'):
        assert choice not in told + log


def test_ten_kills_while_many_are_written_to_lose_nobody(tmp_path: Path, starter: Starter) -> None:
    """Slack answers slowly, so that most kills fall between a message and its note."""
    chance = random.Random(2)
    with workspace(tmp_path, starter) as (control, bot):
        database = Database(bot.environment["DATABASE_URL"])
        for number in range(MANY):
            control.post("people", id=f"U0MANY{number:02}", name=f"Member {number}", tz="Europe/Paris")
        _prepare(Story(control))
        control.post("faults", method="chat.postMessage", kind="delay", seconds=0.15)
        control.set_clock(MONDAY_AFTERNOON)
        sent = 0
        for _ in range(KILLS):
            sent = _more_sent(database, sent)
            time.sleep(chance.uniform(0, 0.5))
            bot.kill()
            bot.launch()
        rest(bot, database, zoned=True)
        with database.reading() as session:
            rows = session.scalars(select(Outgoing).where(Outgoing.kind == Kind.BALLOT.value)).all()
            asked = set(session.scalars(select(Elector.user_id).where(Elector.state == "asked")))
        database.close()
        posts = Counter(
            call["args"]["channel"]
            for call in control.get("calls?method=chat.postMessage")["calls"]
            if call["ok"] and call["args"]["text"].startswith(("May Slack", "Slack peut-il"))
        )
    assert {row.status for row in rows} == {"sent"}
    assert len(rows) == MANY + 6
    assert set(posts) == asked == {row.user_id for row in rows}, "somebody was forgotten"
    assert all(posts[row.user_id or ""] <= row.attempts for row in rows), "doubled without a reason"
    assert sum(posts.values()) - len(rows) <= KILLS * IN_FLIGHT


def _prepare(story: Story) -> None:
    story.nothing_yet()
    story.ada.command("poll")
    story.ada.submit(closes="2026-12-10", guests="no")
    story.ada.submit()
    story.ada.close()
    story.ada.wait_for_message("is prepared")


def _more_sent(database: Database, than: int) -> int:
    """How many questions are known to have arrived, once there are more."""

    def sent() -> int | None:
        with database.reading() as session:
            query = select(func.count()).where(Outgoing.kind == Kind.BALLOT.value, Outgoing.status == "sent")
            count = session.scalar(query) or 0
        return count if count > than else None

    return until(sent, "another message")


@pytest.mark.parametrize("delay", [0.0, 0.03])
def test_a_kill_while_the_letter_leaves_never_makes_two(tmp_path: Path, starter: Starter, delay: float) -> None:
    with workspace(tmp_path, starter) as (control, bot):
        olga = control.person("U0OLGA")
        olga.wait_for_home("Décider sans demander")
        olga.press_home("case:decide:alone")
        olga.press_modal("case:decide:opt_out")
        olga.submit(reason="We talked it over.")
        olga.submit()
        olga.close()
        olga.wait_for_message("olga.martin@exemple.example")
        olga.choose("case:smtp")
        assert olga.submit()["acked"]
        time.sleep(delay)
        bot.kill()
        bot.start()
        database = Database(bot.environment["DATABASE_URL"])

        def settled() -> str | None:
            with database.reading() as session:
                return session.scalar(select(Case.state).where(Case.state.in_(("sent", "unclear"))))

        state = until(settled, "the request to be sent or unclear")
        control.advance(minutes=5)
        time.sleep(2)  # several ticks
        letters = [mail for mail in control.mails("vendor") if "opt-out" in mail["subject"]]
        assert len(letters) <= 1
        assert letters or state == "unclear"
        with database.reading() as session:
            rows = session.scalars(select(Outgoing).where(Outgoing.kind == Kind.LETTER.value)).all()
            assert [row.status for row in rows] in (["sent"], ["unknown"])
        database.close()
        assert bot.stop() == 0
