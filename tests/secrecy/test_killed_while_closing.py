"""kill -9 before and after each step of closing: no answer is lost, no key is left, the story goes on."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable
from contextlib import closing as closed_after
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import delete, event, func, make_url, select
from sqlalchemy.orm import Session

from governance import closing_job
from governance.rules.people.permissions import Person, Role
from governance.rules.poll.answer import Choice
from governance.store.database import Database
from governance.store.models import ClosedBallot, LedgerEvent, Member, OpenBallot, Outgoing, Poll, Workspace
from governance.store.poll import key_store
from governance.store.poll.key_store import KeyStore, Use
from governance.store.poll.sealing import unseal
from governance.usecases.people import members
from governance.usecases.poll import announcement, closing
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import KEY, KEYS
from tests.usecases.poll.test_question import MONDAY, asked, give

END = datetime(2026, 12, 10, 17, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 4, 15, 0, tzinfo=UTC)
PEOPLE, KILLS = 12, 20


def end_questions(database: Database, keys: KeyStore) -> None:
    """As the timetable does at each tick."""
    ends = closing_job.QuestionEnds(database, lambda: END, keys)
    ends.void_what_lost_its_key()
    with database.writing() as session:
        for poll_id in closing.due_to_freeze(session, END):
            closing.freeze(session, session.get_one(Poll, poll_id), END)
    ends.count_what_is_frozen()
    ends.destroy_what_is_over()


def killed_at(step: int, url: str, folder: Path) -> bool:
    """Whether a process that ends the question was killed at this step; there are no more steps if not."""
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child uses none of the parent's threads
        child = os.fork()
    if child == 0:
        _end_until(step, url, folder)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _end_until(step: int, url: str, folder: Path) -> NoReturn:
    """In the child: every commit, sync and removal has a step before it and one after it."""
    passed = 0

    def come_by(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepped(do: Callable[..., Any]) -> Callable[..., Any]:
        def doing(*given: Any, **named: Any) -> Any:
            come_by()
            done = do(*given, **named)
            come_by()
            return done

        return doing

    try:
        event.listen(Session, "before_commit", come_by)
        event.listen(Session, "after_commit", come_by)
        key_store._sync, os.unlink = stepped(key_store._sync), stepped(os.unlink)
        end_questions(Database(url), KeyStore(folder, KEY))
    except BaseException:
        os._exit(1)
    os._exit(0)


def copied(url: str) -> str:
    """The whole database once more, as it stands; nobody has it open."""
    name = f"copy_{uuid4().hex}"
    if url.startswith("sqlite"):
        path = Path(make_url(url).database or "")
        with closed_after(sqlite3.connect(path)) as source, closed_after(sqlite3.connect(path.with_name(name))) as copy:
            source.backup(copy)
        return f"sqlite:///{path.with_name(name)}"
    server, own = url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {own} STRATEGY file_copy".encode())
    return f"{server}/{name}"


def open_question(database: Database, cast: Cast) -> tuple[str, list[tuple[str, str]]]:
    """A question that twelve people answered; its id, and the codes and choices that closing has to show."""
    people = [Person(WORKSPACE, f"U0MANY{number}", "Somebody", Role.MEMBER) for number in range(PEOPLE)]
    with database.writing() as session:
        session.execute(delete(Member).where(Member.user_id.in_(("U0ALICE", "U0BOB", "U0CAROL"))))
        members.record_people(session, WORKSPACE, people, FRIDAY)
    with asked(database, cast) as (session, poll):
        for number, person in enumerate(people):
            give(session, poll, person, list(Choice)[number % 3], MONDAY)
        key = KEYS.key(poll.id, Use.ANSWERS)
        assert key is not None
        rows = session.execute(select(OpenBallot.key, OpenBallot.sealed)).all()
        return poll.id, sorted((code, choice) for choice, code in (unseal(key, *row) for row in rows))


@pytest.mark.timeout(300)
def test_a_question_ends_whole_wherever_its_end_is_cut_off(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_job, "PORTION", 3)
    poll_id, codes = open_question(database, cast)
    database.close()
    step, killed = 0, True
    while killed:
        step += 1
        url, folder = copied(database.url), tmp_path / f"keys{step}"
        folder.mkdir(mode=0o700)
        for use in Use:
            shutil.copy(KEYS.folder / f"{poll_id}.{use}", folder)
        killed = killed_at(step, url, folder)
        with closed_after(Database(url)) as left:
            look_and_go_on(left, KeyStore(folder, KEY), poll_id, codes)
    assert step > KILLS


def look_and_go_on(database: Database, keys: KeyStore, poll_id: str, codes: list[tuple[str, str]]) -> None:
    assert destructions(database) <= (not (keys.folder / f"{poll_id}.answers").exists())
    end_questions(database, keys)
    end_questions(database, keys)
    assert destructions(database) == 1
    assert [file.name for file in keys.folder.iterdir()] == [f"{poll_id}.objections"]
    with database.writing() as session:
        poll = session.get_one(Poll, poll_id)
        assert (poll.state, poll.consent, poll.object, poll.abstain) == ("closed", 4, 4, 4)
        rows = session.execute(select(ClosedBallot.code, ClosedBallot.choice).order_by(ClosedBallot.code))
        assert [tuple(row) for row in rows] == codes
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0
        announcement.announce_missed(session, poll, JANUARY)
        session.flush()
        results = select(func.count()).select_from(Outgoing).where(Outgoing.kind == "result")
        assert session.scalar(results) == poll.electorate


def destructions(database: Database) -> int:
    with database.reading() as session:
        query = select(func.count()).select_from(LedgerEvent).where(LedgerEvent.tag == "poll:key:destroyed")
        return session.scalar(query) or 0
