"""The app and two workers as processes on one PostgreSQL, as compose.yml runs them: one of them is killed."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.store.database import Database
from governance.store.models import Outgoing
from sandbox.client import Control, until
from sandbox.demo import Story
from sandbox.processes import ROOT, Bot, sandbox_process, stop
from tests.conftest import FRIDAY
from tests.databases import Kept
from tests.postgres import free_port

PATIENCE = 60


@pytest.fixture
def database(postgresql: Kept) -> Iterator[Database]:
    """Empty of everything but its tables."""
    yield postgresql.fresh("empty")
    postgresql.database.close()


@contextmanager
def worker(bot: Bot, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m governance work` with the app's settings."""
    log = bot.data / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "governance", "work"], cwd=bot.data, stdout=out, stderr=out,
            env=bot.environment | {"HEARTBEAT_FILE": str(bot.data / name), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    try:
        until(lambda: b'"ready"' in log.read_bytes() or process.poll() is not None, f"{name} to be ready", PATIENCE)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        stop(process)
    text = log.read_text()
    assert "Traceback" not in text, text


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def environment(bot: Bot, database: Database) -> None:
    bot.environment |= {
        "DATABASE_URL": database.url, "ENGINE": "distributed", "KEY_STORE": str(bot.data / "questions"),
    }  # fmt: skip


@pytest.mark.timeout(240)
def test_the_app_and_two_workers_ask_remind_and_close_and_a_killed_worker_is_not_missed(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with sandbox_process(tmp_path, FRIDAY) as addresses:
        bot = Bot(addresses, tmp_path)
        request.addfinalizer(bot.kill)
        environment(bot, database)
        bot.environment["METRICS"] = f"127.0.0.1:{(port := free_port())}"
        bot.start()
        del bot.environment["METRICS"]  # the workers' would be the same port
        control = Control(addresses, patience=PATIENCE)
        story = Story(control)
        with worker(bot, "one") as one, worker(bot, "two") as two:
            for step in (story.nothing_yet, story.prepare, story.owners_told, story.asked):
                step()
            one.kill()
            assert page(port, "/readyz") == "ok\n"
            assert 'ai_consent_questions{state="open"} 1.0' in page(port, "/metrics")
            for step in (story.answered, story.changed, story.refused, story.reminded, story.closed):
                step()
            until((tmp_path / "two").exists, "the second worker's sign of life")
            assert stop(two) == 0
            story.decided()  # the app alone
        assert bot.stop() == 0
    with database.reading() as session:
        rows = session.scalars(select(Outgoing).where(Outgoing.kind.in_(("ballot", "result")))).all()
    assert Counter((row.kind, row.status, row.attempts) for row in rows) == {
        ("ballot", "sent", 1): 6, ("result", "sent", 1): 6,
    }  # fmt: skip
    assert "Traceback" not in bot.log.read_text()


def test_a_worker_with_another_key_store_does_not_start(database: Database, tmp_path: Path) -> None:
    with sandbox_process(tmp_path, FRIDAY) as addresses:
        bot = Bot(addresses, tmp_path)
        environment(bot, database)
        bot.start()
        elsewhere = bot.environment | {"KEY_STORE": str(tmp_path / "elsewhere"), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "governance", "work"], cwd=tmp_path, env=elsewhere, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert bot.stop() == 0
    assert done.returncode == 1
    assert "Mount the same one as KEY_STORE" in done.stderr
