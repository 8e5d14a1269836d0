"""What somebody has begun to prepare is theirs and the owners' to read, until it is submitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from governance.errors import Refusal
from governance.rules.people.permissions import Act
from governance.store import outbox
from governance.store.database import Database
from governance.store.models import Outgoing, Poll, Workspace
from governance.store.outbox import Kind
from governance.store.pumps import marked
from governance.usecases.poll import clearing, draft, opening
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.usecases.poll.test_question import HOUSE


@pytest.mark.parametrize("act", [Act.PREPARE, Act.READ_FIGURES, Act.READ])
def test_a_draft_is_shown_to_its_author_and_to_owners_only(
    database: Database, workspace: Workspace, cast: Cast, act: Act
) -> None:
    organiser = replace(cast.bob, organiser=True)
    with database.writing() as session:
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY)
        for who in (cast.ada, cast.olga, cast.oscar):
            assert draft.shown_to(session, who, act, poll.id) is poll
        with pytest.raises(Refusal, match="the person who prepared this question"):
            draft.shown_to(session, organiser, act, poll.id)
        draft.save_basics(
            session, cast.ada, poll.id, guests=False, closes_on=date(2026, 12, 10), owner_id="U0OLGA", now=FRIDAY
        )
        opening.submit(session, cast.ada, poll.id, FRIDAY)
        assert draft.shown_to(session, organiser, act, poll.id) is poll


def test_a_trial_says_that_it_is_over_before_its_draft_is_deleted(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    later = FRIDAY + clearing.KEEP_DRAFTS + timedelta(hours=1)
    with database.writing() as session:
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY)
        place = {"workspace_id": WORKSPACE, "user_id": cast.ada.user_id, "poll_id": poll.id}
        outbox.queue(session, Kind.TRIAL, "trial", FRIDAY, **place)
        trial = session.scalars(select(Outgoing)).one()
        trial.status, trial.channel, trial.message_ts = "sent", "D1", "1.0"
    with database.writing() as session:
        clearing.drop_old_drafts(session, later)
        assert session.scalars(select(Outgoing)).one().repaint_at == later
        marked.leave(session, trial.id)  # it says so, for good
    with database.writing() as session:
        clearing.drop_old_drafts(session, later)
    with database.reading() as session:
        assert session.scalars(select(Poll)).all() == []
