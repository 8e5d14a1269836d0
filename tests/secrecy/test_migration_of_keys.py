"""Questions of before the key store: their keys arrive there and leave the table; nothing is lost or done by halves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from governance.rules.poll.answer import secret_tag
from governance.store.database import Database
from governance.store.migrate import revisions, to_head
from governance.store.models import LaterObjection, OpenBallot, Poll, Workspace
from governance.store.poll.key_store import KeyStore, Use
from governance.store.poll.sealing import seal, unseal
from governance.usecases.poll import clearing, later_objection
from tests.conftest import Cast
from tests.question_keys import KEY, close_question
from tests.usecases.poll.test_question import MONDAY, asked

OPEN, CODE = "0123456789abcdef", "K7QF-2M9X"
SALTS = {"open": b"1" * 32, "open_later": b"2" * 32, "closed_later": b"3" * 32}
TRUE_STATES = "UPDATE polls SET state = CASE id WHEN :open THEN 'open' ELSE 'closed' END"


def old_keys(tmp_path: Path) -> KeyStore:
    store = KeyStore(tmp_path / "questions", KEY)
    store.prepare()
    return store


def of_before(database: Database, cast: Cast, keys: KeyStore) -> str:
    """A closed question with a later objection, and an open one with an answer, as 0007 kept them; id of the first."""
    with asked(database, cast) as (session, poll):
        close_question(session, poll, MONDAY)
        closed = poll.id
        values: dict[str, Any] = {name.key: getattr(poll, name.key) for name in inspect(Poll).columns}
        unclosed = dict.fromkeys(("closed_at", "frozen_at", "answers_key_destroyed_at"))
        session.add(Poll(**values | unclosed | {"id": OPEN, "state": "open"}))
        session.flush()
        _answered(session, closed, cast, keys)
        sentence = text("UPDATE polls SET state = 'draft', objections_ended_at = opened_at")
        session.execute(sentence)
    to_head(database, "0007")
    with database.writing() as session:
        session.execute(text(TRUE_STATES), {"open": OPEN})
        row = text("UPDATE polls SET salt = :salt, later_salt = :later WHERE id = :id")
        session.execute(row, {"salt": SALTS["open"], "later": SALTS["open_later"], "id": OPEN})
        session.execute(row, {"salt": None, "later": SALTS["closed_later"], "id": closed})
    return closed


def _answered(session: Session, closed: str, cast: Cast, keys: KeyStore) -> None:
    """The app's key and a salt made these before as they do now."""
    keys.take("of-0007", SALTS["open"], SALTS["closed_later"])
    answers, objections = (keys.key("of-0007", use) for use in Use)
    assert answers is not None
    assert objections is not None
    tag = secret_tag(answers, cast.bob.user_id)
    session.add(OpenBallot(poll_id=OPEN, key=tag, sealed=seal(answers, tag, "object", CODE)))
    session.add(LaterObjection(poll_id=closed, tag=secret_tag(objections, cast.alice.user_id)))
    for use in Use:
        keys.destroy("of-0007", use)


def salts_in(database: Database) -> list[tuple[bytes | None, bytes | None]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text("SELECT salt, later_salt FROM polls ORDER BY state DESC"))]


def test_keys_move_and_still_open_what_they_sealed(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    keys = old_keys(tmp_path)
    closed = of_before(database, cast, keys)
    assert to_head(database, keep_keys=keys.take)
    assert set(keys.present()) == {(OPEN, Use.ANSWERS), (OPEN, Use.OBJECTIONS), (closed, Use.OBJECTIONS)}
    with database.reading() as session:
        key, ballot = keys.key(OPEN, Use.ANSWERS), session.scalars(select(OpenBallot)).one()
        assert key is not None
        assert unseal(key, ballot.key, ballot.sealed) == ("object", CODE)
        poll = session.get_one(Poll, closed)
        assert later_objection.has_objected(session, poll, cast.alice.user_id, keys)
        assert not later_objection.has_objected(session, poll, cast.bob.user_id, keys)
        assert (poll.frozen_at, poll.answers_key_destroyed_at) == (poll.closed_at, poll.closed_at)
        columns = {column["name"] for column in inspect(session.connection()).get_columns("polls")}
        assert not columns & {"salt", "later_salt"}
    no_salt_is_left_in_its_rows(database)


def no_salt_is_left_in_its_rows(database: Database) -> None:
    """A dropped column's values stay in PostgreSQL's rows until these are written anew."""
    database.clean_files(clearing.CLEANED)
    if database.is_sqlite:
        path = Path(database.url.removeprefix("sqlite:///"))
        left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    else:
        with database.writing() as session:
            session.execute(text("CREATE EXTENSION pageinspect"))
            page = text("SELECT t_data FROM heap_page_items(get_raw_page('polls', 0)) WHERE t_data IS NOT NULL")
            left = b"".join(bytes(row) for row in session.scalars(page))
    assert not [name for name, salt in SALTS.items() if salt in left]


def test_without_settings_it_refuses_and_changes_nothing(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    of_before(database, cast, old_keys(tmp_path))
    with pytest.raises(RuntimeError, match="needs its keys"):
        to_head(database)
    assert revisions(database)[0] == "0007"
    assert salts_in(database) == [(SALTS["open"], SALTS["open_later"]), (None, SALTS["closed_later"])]


def test_up_down_only_when_no_question_needs_its_keys_and_up_again(
    database: Database, workspace: Workspace, cast: Cast, tmp_path: Path
) -> None:
    keys = old_keys(tmp_path)
    of_before(database, cast, keys)
    to_head(database, keep_keys=keys.take)
    with pytest.raises(RuntimeError, match="still needs its keys"):
        to_head(database, "0007")
    assert revisions(database)[0] in ("0008", revisions(database)[1])  # SQLite keeps what went down before it
    with database.writing() as session:
        session.execute(text("UPDATE polls SET state = 'cancelled', objections_ended_at = opened_at"))
    to_head(database, "0007")
    assert salts_in(database) == [(None, None)] * 2
    to_head(database)
    assert revisions(database)[0] == revisions(database)[1]
