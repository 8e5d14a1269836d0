"""A stop that is asked for: what was begun is finished or handed back, exit code 0 in ten seconds. And a lost link."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.clock import RemoteClock
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Outgoing, Participation
from governance.store.outbox import Kind
from sandbox.client import Control, Hands, until
from sandbox.demo import FRIDAY, MONDAY_AFTERNOON, Story
from sandbox.processes import Bot, sandbox_process
from tests.crash.starter import ForkedBot, Starter

STOP_SECONDS = 10.0
MANY = 12  # people beside the cast
PATIENCE = 30.0  # a dead link is found out after 16 to 20 s


@contextmanager
def workspace(folder: Path, starter: Starter | None, people: int = 0) -> Iterator[tuple[Control, Bot]]:
    """A sandbox, and the app beside it, which is not started yet."""
    with sandbox_process(folder, FRIDAY) as addresses:
        control = Control(addresses)
        control.post("limits", method="*", per_second=1000, burst=1000)
        for number in range(people):
            control.post("people", id=f"U0MANY{number:02}", name=f"Member {number}", tz="Europe/Paris")
        bot = ForkedBot(addresses, folder, starter) if starter else Bot(addresses, folder)
        try:
            yield control, bot
        finally:
            bot.kill()


def stop(bot: Bot, number: signal.Signals) -> tuple[int, float]:
    """Send the signal; the exit code, and after how many seconds."""
    assert bot.process is not None
    began = time.monotonic()
    bot.process.send_signal(number)
    return bot.process.wait(30), time.monotonic() - began


class Crowd:
    """People who press an answer, again and again, until told to go; notes whose press was acknowledged."""

    def __init__(self, people: list[Hands]) -> None:
        self.acked: set[str] = set()
        self._go = threading.Event()
        self._threads = [threading.Thread(target=self._press, args=(person,), daemon=True) for person in people]
        for thread in self._threads:
            thread.start()

    def _press(self, person: Hands) -> None:
        while not self._go.is_set():
            try:
                told = person.answer(random.choice(["Yes", "No", "Oui", "Non"]))
            except LookupError:  # not in this person's language, or no message yet
                continue
            if told["acked"]:
                self.acked.add(person.user)

    def goes(self) -> None:
        self._go.set()
        for thread in self._threads:
            thread.join(20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_amid_presses_and_deliveries_loses_and_doubles_nothing(
    tmp_path: Path, starter: Starter, number: signal.Signals
) -> None:
    with workspace(tmp_path, starter, MANY) as (control, bot):
        bot.start()
        _ask(Story(control))
        database = Database(bot.environment["DATABASE_URL"])
        control.post("faults", method="chat.postMessage", kind="delay", seconds=0.3)
        control.set_clock(MONDAY_AFTERNOON)
        until(lambda: _ballots(database)["sent"] >= 4, "the first questions")
        crowd = Crowd([control.person(f"U0MANY{number:02}") for number in range(4)])
        until(lambda: crowd.acked, "an answer")
        code, seconds = stop(bot, number)
        crowd.goes()
        assert (code, seconds < STOP_SECONDS) == (0, True)
        states = _ballots(database)
        assert set(states) == {"sent", "queued"}, "neither finished nor handed back"
        assert not _sending(database)
        assert crowd.acked <= _answered(database)
        bot.start()
        until(lambda: set(_ballots(database)) == {"sent"}, "the other questions", patience=40)
        assert bot.stop() == 0
        with database.reading() as session:
            assert ledger.verify(session, "T0EXEMPLE").fault is None
            rows = session.scalars(select(Outgoing).where(Outgoing.kind == Kind.BALLOT.value)).all()
        database.close()
        posts = Counter(
            call["args"]["channel"]
            for call in control.get("calls?method=chat.postMessage")["calls"]
            if call["ok"] and call["args"]["text"].startswith(("May Slack", "Slack peut-il"))
        )
        assert posts == {row.user_id: 1 for row in rows}
        assert len(rows) == MANY + 6
        assert "Traceback" not in bot.log.read_text()


def _ask(story: Story) -> None:
    story.nothing_yet()
    story.ada.command("poll")
    story.ada.submit(closes="2026-12-10", guests="no")
    story.ada.submit()
    story.ada.close()
    story.ada.wait_for_message("is prepared")


def _ballots(database: Database) -> Counter[str]:
    with database.reading() as session:
        return Counter(session.scalars(select(Outgoing.status).where(Outgoing.kind == Kind.BALLOT.value)))


def _sending(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Outgoing.kind).where(Outgoing.status == "sending")))


def _answered(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Participation.user_id)))


def test_a_stop_at_any_moment_of_the_start(tmp_path: Path) -> None:
    """Before Python has read the program the signal ends it; afterwards the exit code is 0. The next start works."""
    with workspace(tmp_path, None) as (_, bot):
        codes = []
        for delay in (0.05, 0.6, 0.9, 1.3):
            bot.launch()
            time.sleep(delay)
            code, seconds = stop(bot, signal.SIGTERM)
            codes.append(code)
            assert seconds < STOP_SECONDS
        bot.start()
        codes.append(stop(bot, signal.SIGTERM)[0])
        assert codes[-1] == 0
        assert set(codes) <= {0, -signal.SIGTERM}
        assert codes == sorted(codes), "a later signal was answered worse than an earlier one"
        assert "Traceback" not in bot.log.read_text()


def test_a_stop_while_slack_keeps_us_waiting_at_the_start(tmp_path: Path, starter: Starter) -> None:
    with workspace(tmp_path, starter) as (control, bot):
        control.post("faults", method="auth.test", kind="delay", seconds=30)
        bot.launch()
        until(lambda: _is_waiting(bot), "the start")
        code, seconds = stop(bot, signal.SIGTERM)
        assert (code, seconds < STOP_SECONDS) == (0, True)
        assert "Traceback" not in bot.log.read_text()


def test_a_stop_while_slack_keeps_a_message_and_the_directory_waiting(tmp_path: Path, starter: Starter) -> None:
    with workspace(tmp_path, starter) as (control, bot):
        bot.start()
        story = Story(control)
        story.nothing_yet()
        story.ada.command("poll")
        story.ada.submit(closes="2026-12-10", guests="no")
        for method in ("chat.postMessage", "users.list"):
            control.post("faults", method=method, kind="delay", seconds=30)
        control.advance(hours=7)
        story.ada.press_modal("poll:try")
        time.sleep(2)
        code, seconds = stop(bot, signal.SIGTERM)
        assert (code, seconds < STOP_SECONDS) == (0, True)
        assert "Traceback" not in bot.log.read_text()


def _is_waiting(bot: Bot) -> bool:
    """The database is there: the next thing is to ask Slack who we are."""
    return (bot.data / "app.key").exists()


def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path, starter: Starter) -> None:
    with workspace(tmp_path, starter) as (control, bot):
        bot.start()
        code, said = _run(bot)
        assert code == 1
        assert (
            "AI Consent cannot start: another process is using this database. "
            "Stop it first, or use PostgreSQL for several."
        ) in said.splitlines()
        assert "Traceback" not in said
        assert control.person("U0ADA").command("help")["acked"]
        assert bot.stop() == 0


def _run(bot: Bot, **settings: str) -> tuple[int, str]:
    """The app beside `bot`, with these settings, to its end: its exit code, and what it said."""
    other = copy(bot)
    other.environment = bot.environment | settings
    other.launch()
    assert other.process is not None
    return other.process.wait(40), other.said().decode()


def test_a_token_that_slack_refuses_is_said_in_a_sentence(tmp_path: Path, starter: Starter) -> None:
    with workspace(tmp_path, starter) as (control, bot):
        for method, says in (("auth.test", "bot token"), ("apps.connections.open", "app token")):
            control.post("faults", method=method, kind="error", error="invalid_auth", times=1)
            code, said = _run(bot)
            assert code == 1
            assert f"{says}: Slack refuses it (invalid_auth). What to do: copy it again" in said
            assert "Traceback" not in said
        bot.start()
        assert bot.stop() == 0


def test_without_slack_clock_or_database_the_start_says_what_is_missing(tmp_path: Path, starter: Starter) -> None:
    with workspace(tmp_path, starter) as (_, bot):
        nowhere = "http://127.0.0.1:9/"
        for settings, says in (
            ({"SLACK_API_URL": nowhere}, "bot token: Slack was not reached (unreachable)"),
            ({"CLOCK_URL": f"{nowhere}clock"}, "CLOCK_URL: http://127.0.0.1:9/clock does not tell the time"),
            ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "connection failed"),
            ({"KEY_FILE": str(tmp_path)}, "directory"),
        ):
            code, said = _run(bot, **settings)
            assert code == 1, settings
            assert says in said
            assert "Traceback" not in said


def test_a_clock_that_is_away_for_a_moment_goes_on_from_what_it_said(tmp_path: Path) -> None:
    with sandbox_process(tmp_path, FRIDAY) as addresses:
        clock = RemoteClock(addresses["CLOCK_URL"])
        told = clock()
    assert 0 <= (clock() - told).total_seconds() < 30
    with pytest.raises(ValueError, match="does not tell the time"):
        RemoteClock(addresses["CLOCK_URL"])()


def test_slack_and_clock_stand_still_for_a_while_and_nothing_is_lost(tmp_path: Path, starter: Starter) -> None:
    """The whole sandbox is stopped for six seconds, as when a network cable is pulled."""
    with workspace(tmp_path, starter) as (control, bot):
        control.patience = PATIENCE
        bot.start()
        story = Story(control)
        _ask(story)
        control.set_clock(MONDAY_AFTERNOON)
        story.alice.wait_for_message("May Slack train")
        process = _sandbox_of(tmp_path)
        os.kill(process, signal.SIGSTOP)
        time.sleep(6)
        os.kill(process, signal.SIGCONT)
        assert story.alice.answer("Yes")["acked"]
        story.alice.wait_for_message("Your answer is recorded")
        story.carol.wait_for_message("May Slack train")
        assert bot.stop() == 0


def _sandbox_of(folder: Path) -> int:
    """The id of the sandbox's process, by its command line."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it ended just now
            continue
        if b"serve" in words and str(folder).encode() in words:
            return int(process.name)
    raise LookupError(f"no sandbox with its data in {folder}")


def test_a_lost_link_is_replaced_and_the_next_press_is_acknowledged(tmp_path: Path, starter: Starter) -> None:
    """Slack says goodbye politely, at once, for good, or falls silent."""
    with workspace(tmp_path, starter) as (control, bot):
        bot.start()
        alice = control.person("U0ALICE")
        for reason in ("warning", "refresh_requested", "link_disabled", "dead"):
            assert alice.command("help")["acked"], f"before {reason}"
            control.post("socket", disconnect=reason)
            control.patience = PATIENCE
            assert alice.command("help")["acked"], reason
            control.patience = 0
            until(lambda: _links(control) == (1, 0), "one good link", patience=PATIENCE)
        assert bot.stop() == 0


def _links(control: Control) -> tuple[int, int]:
    """Links that carry, and links that are dead or were told to go."""
    told = control.get("socket")
    gone = int(told["dead"]) + int(told["leaving"])
    return int(told["links"]) - gone, gone
