"""The owner's decision: when it may be taken, what it needs, who reads it, what follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from governance.errors import Refusal
from governance.rules.poll.answer import Choice
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Case, Decision, LedgerEvent, Outgoing, Participation, Workspace
from governance.usecases.case import decision, decision_prompts, handover
from governance.usecases.poll import announcement
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.usecases.case.case_story import (
    CLOSED,
    DECIDED,
    INBOX,
    closed_question,
    news_of,
    opted_out,
    poll_in,
    prompts_of,
)
from tests.usecases.poll.test_question import asked, prepare


def test_opting_out_drafts_the_request_and_tells_everyone_who_was_asked(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        taken = decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED, inbox=INBOX)
        case = session.scalars(select(Case)).one()
        assert (case.state, case.owner, case.owner_title) == ("drafted", "U0OLGA", "Primary Owner")
        assert case.copy_address == f"ai-consent+{case.reference.lower()}@exemple.example"
        assert case.from_address == "olga.martin@exemple.example"
        assert (taken.advice, taken.choice, taken.poll_id) == ("opt_out", "opt_out", poll_id)
        read = session.scalars(select(Outgoing.user_id).where(Outgoing.kind == "result")).all()
        assert len(read) == 6
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert ledger.verify(session, WORKSPACE).fault is None


def test_the_record_holds_the_fingerprint_of_the_reason_not_its_words(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "Bob was right.", DECIDED)
        event = session.scalars(select(LedgerEvent).where(LedgerEvent.tag == "decision:choice:recorded")).one()
        assert "Bob" not in event.data
        assert '"reason_digest":"' in event.data


@pytest.mark.parametrize(
    ("reason", "said"), [("", "please say why"), ("   ", "please say why"), ("ok", "write a sentence")]
)
def test_a_departure_from_the_advice_needs_a_reason(
    database: Database, workspace: Workspace, cast: Cast, reason: str, said: str
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session, pytest.raises(Refusal, match=said):
        decision.record_decision(session, cast.olga, poll_id, "allow", reason, DECIDED)
    with database.writing() as session:
        decision.record_decision(session, cast.olga, poll_id, "allow", "We need the search.", DECIDED)
        assert session.scalars(select(Case)).all() == []


def test_following_the_advice_to_allow_needs_no_reason(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast, [Choice.CONSENT] * 6)
    with database.writing() as session:
        assert not decision.departs(poll_in(session, poll_id), decision.OwnerChoice.ALLOW)
        decision.record_decision(session, cast.olga, poll_id, "allow", "", DECIDED)


def test_only_an_owner_decides(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    for who in (cast.ada, cast.bob, cast.gus):
        with database.writing() as session, pytest.raises(Refusal):
            decision.record_decision(session, who, poll_id, "opt_out", "", DECIDED)
    with database.writing() as session:
        decision.record_decision(session, cast.oscar, poll_id, "opt_out", "", DECIDED)


def test_nobody_decides_while_the_question_is_asked(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        with pytest.raises(Refusal, match="still being asked"):
            decision.record_decision(session, cast.olga, poll.id, "opt_out", "", DECIDED)
        with pytest.raises(Refusal, match="are being asked"):
            decision.record_decision(session, cast.olga, None, "opt_out", "", DECIDED)


def test_a_prepared_question_stands_before_a_decision_without_one(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        prepare(session, cast.ada, cast.olga)
        with pytest.raises(Refusal):
            decision.record_decision(session, cast.olga, None, "allow", "", FRIDAY)


def test_a_question_is_decided_once_and_by_itself(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        with pytest.raises(Refusal, match="waits for its decision"):
            decision.record_decision(session, cast.olga, None, "opt_out", "", DECIDED)
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        with pytest.raises(Refusal, match="has already decided"):
            decision.record_decision(session, cast.oscar, poll_id, "allow", "We do not agree.", DECIDED)


@pytest.mark.parametrize("asked_before", [True, False])
def test_the_same_submission_again_finds_its_decision_and_another_does_not(
    database: Database, workspace: Workspace, cast: Cast, asked_before: bool
) -> None:
    poll_id = closed_question(database, cast) if asked_before else None
    out, allow = decision.OwnerChoice.OPT_OUT, decision.OwnerChoice.ALLOW
    with database.writing() as session:
        assert decision.already_recorded(session, cast.olga, poll_id, out, "As advised.", None) is None
        taken = decision.record_decision(session, cast.olga, poll_id, out, " As advised.", DECIDED)
        assert decision.already_recorded(session, cast.olga, poll_id, out, "As advised. ", None) is taken
        for who, choice, reason, earlier in (
            (cast.oscar, out, "As advised.", None),
            (cast.olga, allow, "As advised.", None),
            (cast.olga, out, "Something else.", None),
            (cast.olga, out, "As advised.", taken.id),
        ):
            assert decision.already_recorded(session, who, poll_id, choice, reason, earlier) is None


def test_to_allow_once_more_without_a_question_is_a_decision_of_its_own(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    allow = decision.OwnerChoice.ALLOW
    with database.writing() as session:
        decision.record_decision(session, cast.olga, None, allow, "", DECIDED)
        assert decision.already_recorded(session, cast.olga, None, allow, "", None) is None


def test_one_request_at_a_time(database: Database, workspace: Workspace, cast: Cast) -> None:
    opted_out(database, cast)
    for choice in ("opt_out", "allow"):
        with database.writing() as session, pytest.raises(Refusal, match="under way"):
            decision.record_decision(session, cast.oscar, None, choice, "", DECIDED)


def test_a_question_of_last_year_has_expired(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    late = CLOSED + timedelta(days=366)
    with database.writing() as session:
        with pytest.raises(Refusal, match="expired"):
            decision.record_decision(session, cast.olga, poll_id, "opt_out", "", late)
        decision.record_decision(session, cast.olga, None, "opt_out", "", late)
        assert session.scalars(select(Decision.poll_id)).all() == [None]


def test_after_the_announced_day_the_decision_goes_out_alone(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        poll = poll_in(session, poll_id)
        announcement.announce_missed(session, poll, poll.decision_due)
        session.execute(update(Outgoing).where(Outgoing.kind == "result").values(status="sent"))
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", poll.decision_due + timedelta(days=2))
        kinds = session.scalars(select(Outgoing.kind).where(Outgoing.kind.in_(("result", "late_decision")))).all()
        assert sorted(kinds) == ["late_decision"] * 6 + ["result"] * 6


def test_no_prompt_to_decide_outlives_the_decision(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        decision_prompts.queue_decision_prompts(session, WORKSPACE, CLOSED)
        assert prompts_of(session) == [("next_step", "U0OLGA")]
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        assert prompts_of(session) == []
        decision_prompts.queue_decision_prompts(session, WORKSPACE, DECIDED + timedelta(days=10))
        assert prompts_of(session) == []


def test_remind_me_later_silences_until_that_day_and_speaks_then(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    until = datetime(2026, 12, 22, 8, 0, tzinfo=UTC)
    with database.writing() as session:
        handover.remind_later(session, cast.olga, poll_id, until, CLOSED)
        decision_prompts.queue_decision_prompts(session, WORKSPACE, until - timedelta(minutes=1))
        assert prompts_of(session) == []
        decision_prompts.queue_decision_prompts(session, WORKSPACE, until)
        assert prompts_of(session) == [("asked_for_2026-12-22", "U0OLGA")]
        saturday, monday = (datetime(2026, 12, day, 8, 0, tzinfo=UTC) for day in (26, 28))
        assert handover.remind_later(session, cast.olga, poll_id, saturday, CLOSED) == monday
        with pytest.raises(Refusal, match="within a year"):
            handover.remind_later(session, cast.olga, poll_id, CLOSED - timedelta(days=1), CLOSED)


def test_what_is_decided_is_neither_put_off_nor_handed_over(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        decision.record_decision(session, cast.olga, poll_id, "opt_out", "", DECIDED)
        for refused in (
            lambda: handover.refuse_settled(session, cast.olga, poll_id, DECIDED),
            lambda: handover.remind_later(session, cast.olga, poll_id, DECIDED + timedelta(days=3), DECIDED),
            lambda: handover.hand_over(session, cast.olga, poll_id, cast.oscar.user_id, DECIDED),
        ):
            with pytest.raises(Refusal, match="Nothing waits for a decision"):
                refused()


def test_the_decision_can_be_handed_over_to_another_owner(database: Database, workspace: Workspace, cast: Cast) -> None:
    poll_id = closed_question(database, cast)
    with database.writing() as session:
        with pytest.raises(Refusal, match="active owner"):
            handover.hand_over(session, cast.olga, poll_id, cast.ada.user_id, DECIDED)
        handover.hand_over(session, cast.olga, poll_id, cast.oscar.user_id, DECIDED)
        assert poll_in(session, poll_id).decider == "U0OSCAR"
        assert prompts_of(session) == [("handed_over", "U0OSCAR")]


def test_a_letter_handed_over_is_drafted_anew_in_the_other_owners_name(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    with database.writing() as session:
        handover.hand_over(session, cast.olga, case_id, cast.oscar.user_id, DECIDED)
        case = session.get_one(Case, case_id)
        assert (case.owner, case.owner_title, case.from_address) == ("U0OSCAR", "Workspace Owner", None)
        assert news_of(session, "handed_over") == {"U0OSCAR"}
