"""What the database alone can tell of a secret answer: nothing; and what is left of it after closing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, make_url, select, text

from governance.errors import Refusal
from governance.rules.poll.answer import Choice
from governance.store import queries
from governance.store.database import Database
from governance.store.models import OpenBallot, Poll, Workspace
from governance.store.poll.app_key import key_fingerprint, load_keys
from governance.usecases.poll import answer as consent
from governance.usecases.poll import clearing
from tests.conftest import Cast
from tests.question_keys import KEY, KEYS, close_question
from tests.usecases.poll.test_question import MONDAY, asked, give, press_of


def test_rows_of_answers_differ_in_nothing_that_means_something(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    people = (cast.olga, cast.oscar, cast.ada, cast.alice, cast.bob, cast.carol)
    with asked(database, cast) as (session, poll):
        for who, choice in zip(people, [*Choice, *Choice], strict=True):
            give(session, poll, who, choice, MONDAY)
        rows = session.execute(select(OpenBallot.key, OpenBallot.sealed)).all()
        assert len({(len(key), len(sealed)) for key, sealed in rows}) == 1
        assert len(set(rows)) == 6


def test_sqlite_keeps_no_order_of_writing(database: Database, workspace: Workspace) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL has no rowid; its transaction numbers lead to sealed answers only
    for table in ("open_ballots", "closed_ballots", "participation", "later_objections"):
        with pytest.raises(Exception, match="no such column"), database.reading() as session:
            session.execute(text(f"SELECT rowid FROM {table}"))


def test_nothing_readable_is_left_in_the_file_after_closing(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    if not database.is_sqlite:
        return
    with asked(database, cast) as (session, poll):
        give(session, poll, cast.bob, Choice.OBJECT, MONDAY)
        sealed = session.scalars(select(OpenBallot)).one().sealed
        poll_id = poll.id
    with database.writing() as session:
        close_question(session, queries.poll_of(session, workspace.id, poll_id), MONDAY)
    assert database.clean_files(clearing.CLEANED)
    path = Path(make_url(database.url).database or "")
    left = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert sealed not in left


def test_an_answer_beside_the_closing_is_counted_or_refused(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with asked(database, cast) as (session, poll):
        poll_id = poll.id
    start = Barrier(7)

    def answer(who: object) -> bool:
        start.wait()
        try:
            with database.writing() as session:
                return consent.record_answer(session, press_of(who), poll_id, 1, KEYS, MONDAY)  # type: ignore[arg-type]  # of the cast
        except Refusal:
            return False

    def close() -> None:
        start.wait()
        with database.writing() as session:
            close_question(session, queries.poll_to_change(session, workspace.id, poll_id), MONDAY)

    people = (cast.olga, cast.oscar, cast.ada, cast.alice, cast.bob, cast.carol)
    with ThreadPoolExecutor(7) as pool:
        taken = [pool.submit(answer, who) for who in people]
        pool.submit(close).result()
        accepted = sum(one.result() for one in taken)
    with database.reading() as session:
        poll = queries.poll_of(session, workspace.id, poll_id)
        assert (poll.consent or 0) + (poll.object or 0) + (poll.abstain or 0) == accepted
        assert session.scalar(select(func.count()).select_from(OpenBallot)) == 0


def test_without_the_key_that_answers_need_nothing_starts(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    mine = load_keys(tmp_path / "keys" / "app.key")
    assert mine.made_now
    assert load_keys(tmp_path / "keys" / "app.key", {key_fingerprint(mine.answers)}).answers == mine.answers
    with asked(database, cast) as (session, _):
        in_use = queries.keys_in_use(session)
    assert in_use == {key_fingerprint(KEY)}
    with pytest.raises(ValueError, match="another key"):
        load_keys(tmp_path / "keys" / "app.key", in_use)
    with pytest.raises(ValueError, match="missing"):
        load_keys(tmp_path / "gone" / "app.key", in_use)
    assert not (tmp_path / "gone").exists()


def test_only_one_question_can_run(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        values = {column.name: getattr(poll, column.name) for column in Poll.__table__.columns if column.name != "id"}
    with pytest.raises(Exception, match=r"(?i)unique"), database.writing() as session:
        session.add(Poll(**values))
