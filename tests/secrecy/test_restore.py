"""What a backup brings back: an open question without its key is void and said to be; a closed one needs no key."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from governance.closing_job import QuestionEnds
from governance.store.database import Database
from governance.store.models import ClosedBallot, LedgerEvent, OpenBallot, Outgoing, Participation, Workspace
from governance.store.outbox import Kind
from governance.store.poll.key_store import KeyStore, Use
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll import clearing, opening, running
from governance.usecases.seen import home
from tests.conftest import Cast
from tests.crash import stand_in
from tests.crash.stand_in import App
from tests.question_keys import KEY, KEYS
from tests.secrecy.crowd import A_DAY_LATER, CLOSED, MONDAY, TUESDAY
from tests.secrecy.test_killed_while_closing import copied
from tests.usecases.poll.test_question import HOUSE, prepare

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyStore:
    """The key store of a new machine, which the app started there uses."""
    store = KeyStore(tmp_path / "new machine", KEY)
    store.prepare()
    monkeypatch.setattr(stand_in, "KEYS", store)
    return store


def answered(database: Database, cast: Cast) -> str:
    app = App(database, MONDAY)
    poll_id = app.asks(cast, MONDAY - timedelta(days=3))
    app.runs(MONDAY - timedelta(days=3))
    app.runs(MONDAY)
    app.now = TUESDAY
    app.answers(poll_id, cast.alice, cast.bob, cast.carol, cast.ada, cast.oscar, cast.olga)
    return poll_id


def restored(database: Database) -> Database:
    database.close()
    return Database(copied(database.url))


def count_of(database: Database, *models: type) -> int:
    with database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)


def test_an_open_question_restored_without_its_key_is_void_and_can_be_asked_again(
    database: Database, workspace: Workspace, cast: Cast, empty_store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(stand_in, "KEYS", KEYS)
        poll_id = answered(database, cast)
    with closing(restored(database)) as copy:
        app = App(copy, WEDNESDAY)
        assert app.runs(WEDNESDAY)[Kind.PREPARED, "void"] == 3
        assert {one.user for one in app.sent if one.what == "void"} == {"U0ADA", "U0OLGA", "U0OSCAR"}
        assert app.runs(WEDNESDAY)[Kind.PREPARED, "void"] == 0
        poll = app.poll(poll_id)
        assert (poll.state, poll.consent, poll.closed_at) == ("void", None, None)
        assert count_of(copy, OpenBallot, ClosedBallot, Participation) == 0
        assert poll.file_cleaned_at == WEDNESDAY
        with copy.writing() as session:
            for who in (cast.ada, cast.olga, cast.alice):
                assert home.home_page(session, who, empty_store, HOUSE, MailSetup(), WEDNESDAY).stage == "void"
            again = prepare(session, cast.ada, cast.olga, WEDNESDAY)
            assert again.state == "scheduled"
            running.stop(session, cast.ada, again.id, WEDNESDAY)
        app.runs(WEDNESDAY + clearing.TRACES_KEPT)
        assert app.poll(poll_id).traces_cleared_at is not None
        assert not [row for row in app.rows(Kind.RECEIPT) if row.poll_id == poll_id]


def test_a_question_restored_after_its_closing_has_its_totals_and_needs_no_key(
    database: Database, workspace: Workspace, cast: Cast, empty_store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(stand_in, "KEYS", KEYS)
        poll_id = answered(database, cast)
        App(database, CLOSED).runs(CLOSED)
    with closing(restored(database)) as copy:
        app = App(copy, A_DAY_LATER)
        app.runs(A_DAY_LATER)
        poll = app.poll(poll_id)
        assert (poll.state, poll.electorate) == ("closed", 6)
        assert (poll.consent or 0) + (poll.object or 0) == 6
        assert count_of(copy, ClosedBallot) == 6
        assert list(empty_store.present()) == []


def test_a_key_that_is_copied_back_after_closing_is_removed_at_the_start(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = answered(database, cast)
    file = KEYS.folder / f"{poll_id}.answers"
    kept = file.read_bytes()
    App(database, CLOSED).runs(CLOSED)
    assert not file.exists()
    half_written = KEYS.folder / f".{file.name}.12345678"
    for path in (file, half_written):
        path.write_bytes(kept)
    stranger = KEYS.folder / "of-another-database.answers"
    stranger.write_bytes(kept)
    QuestionEnds(database, lambda: A_DAY_LATER, KEYS).remove_what_reappeared()
    assert not file.exists()
    assert not half_written.exists()
    assert stranger.exists()
    stranger.unlink()
    with database.reading() as session:
        tags = Counter(session.scalars(select(LedgerEvent.tag)))
    assert tags["poll:key:destroyed"] == 1


def test_keys_of_a_question_that_lapsed_at_its_opening_go_at_the_next_start(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = prepare(session, cast.ada, cast.olga)
        KEYS.make(poll.id)
        opening.open_poll(session, poll, poll.closes_at, KEYS.app_fingerprint)
        assert poll.state == "cancelled"
    QuestionEnds(database, lambda: CLOSED, KEYS).remove_what_reappeared()
    assert {KEYS.key(poll.id, use) for use in Use} == {None}
    assert count_of(database, Outgoing) > 0
