"""A request to a vendor: every step is in the table, mail that arrived is never refused, each state has its grade."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.case.next_letter import LetterKind, next_letters
from governance.rules.case.states import (
    MAIL_EVENTS,
    MOVES,
    CaseState,
    Event,
    ReplyGrade,
    RequestGrade,
    better_reply,
    better_request,
    fold,
    is_overdue,
    next_state,
    reply_grade,
)
from governance.rules.people.working_days import MONDAY_TO_FRIDAY
from governance.texts import Texts

PARIS = ZoneInfo("Europe/Paris")
SENT = datetime(2026, 12, 16, 10, tzinfo=UTC)


def test_every_step_of_the_table_and_no_other() -> None:
    allowed = {(move.start, move.event): move.end for move in MOVES}
    assert len(allowed) == len(MOVES)
    for state, event in product(CaseState, Event):
        if (state, event) in allowed:
            assert next_state(state, event) is allowed[state, event]
        else:
            with pytest.raises(Refusal):
                next_state(state, event)


def test_mail_that_arrived_is_never_refused_and_every_state_is_reached() -> None:
    assert all(next_state(state, event) for state, event in product(CaseState, MAIL_EVENTS))
    assert {move.end for move in MOVES} == set(CaseState)


def test_only_a_confirmation_confirms_and_only_a_refusal_or_an_owner_undoes_it() -> None:
    assert {move.event for move in MOVES if move.end is CaseState.CONFIRMED != move.start} == {Event.CONFIRMED}
    assert {move.event for move in MOVES if move.start is CaseState.CONFIRMED != move.end} == {
        Event.REFUSED,
        Event.REOPENED,
    }


def test_nothing_leaves_before_an_approval() -> None:
    for event in (Event.SENT, Event.SENDING_UNCLEAR, Event.FOLLOWED_UP):
        with pytest.raises(Refusal, match="approve"):
            next_state(CaseState.DRAFTED, event)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "drafted"),
        ([Event.APPROVED, Event.SENT, Event.SENT, Event.ACKNOWLEDGED, Event.CONFIRMED], "confirmed"),
        ([Event.APPROVED, Event.SENDING_UNCLEAR, Event.NOT_SENT, Event.SENT, Event.BOUNCED, Event.SENT], "sent"),
        ([Event.APPROVED, Event.SENT, Event.ASKED, Event.ACKNOWLEDGED], "question"),
        ([Event.APPROVED, Event.SENT, Event.ASKED, Event.FOLLOWED_UP, Event.ACKNOWLEDGED], "acknowledged"),
        ([Event.APPROVED, Event.SENT, Event.REFUSED, Event.CHANGED, Event.APPROVED], "approved"),
        ([Event.APPROVED, Event.CONFIRMED, Event.REFUSED], "refused"),
        ([Event.APPROVED, Event.SENT, Event.WITHDRAWN, Event.ACKNOWLEDGED, Event.CONFIRMED], "confirmed"),
    ],
)
def test_the_state_is_the_fold_of_its_events(events: list[Event], state: str) -> None:
    assert fold(events) == state


@pytest.mark.parametrize(
    ("state", "event", "said"),
    [
        (CaseState.SENT, Event.APPROVED, "This letter has already been approved."),
        (CaseState.SENT, Event.CHANGED, "This letter has left: it can no longer be changed."),
        (CaseState.WITHDRAWN, Event.APPROVED, "This request was withdrawn."),
        (CaseState.CONFIRMED, Event.NOT_SENT, "Our request has moved on in the meantime. Nothing was changed."),
    ],
)
def test_a_refused_step_says_why(state: CaseState, event: Event, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        next_state(state, event)
    assert refused.value.say(Texts("en")) == said


@pytest.mark.parametrize(
    ("state", "since", "day", "overdue", "follow_up"),
    [
        (CaseState.SENT, SENT, datetime(2026, 12, 24, 12, tzinfo=UTC), False, False),
        (CaseState.SENT, SENT, datetime(2026, 12, 25, 12, tzinfo=UTC), False, True),
        (CaseState.SENT, SENT, datetime(2027, 1, 4, 12, tzinfo=UTC), False, True),
        (CaseState.SENT, SENT, datetime(2027, 1, 5, 12, tzinfo=UTC), True, True),
        (CaseState.ACKNOWLEDGED, SENT, datetime(2027, 1, 5, 12, tzinfo=UTC), False, True),
        (CaseState.QUESTION, SENT, datetime(2027, 1, 5, 12, tzinfo=UTC), False, False),
        (CaseState.SENT, None, datetime(2027, 1, 5, 12, tzinfo=UTC), False, False),
    ],
)
def test_waiting(state: CaseState, since: datetime | None, day: datetime, overdue: bool, follow_up: bool) -> None:
    assert is_overdue(state, since, day, PARIS, MONDAY_TO_FRIDAY) is overdue
    assert (LetterKind.FOLLOW_UP in next_letters(state, since, day, PARIS, MONDAY_TO_FRIDAY)) is follow_up


@pytest.mark.parametrize(
    ("state", "day", "letters"),
    [
        (CaseState.SENT, 11, ()),
        (CaseState.SENT, 12, ("follow_up",)),
        (CaseState.SENT, 22, ("follow_up",)),
        (CaseState.SENT, 23, ("follow_up", "next_step")),
        (CaseState.ACKNOWLEDGED, 23, ("follow_up", "next_step")),
        (CaseState.QUESTION, 4, ("answer",)),
        (CaseState.REFUSED, 4, ("after_refusal", "next_step")),
        (CaseState.CONFIRMED, 4, ("recheck",)),
        (CaseState.DRAFTED, 23, ()),
        (CaseState.BOUNCED, 4, ("next_step",)),
    ],
)
def test_which_letter_comes_next(state: CaseState, day: int, letters: tuple[str, ...]) -> None:
    """The letter left on Wednesday 3 March 2027: the 12th is working day 7, the 23rd working day 14."""
    sent = datetime(2027, 3, 3, 9, tzinfo=UTC)
    assert next_letters(state, sent, datetime(2027, 3, day, 12, tzinfo=UTC), PARIS, MONDAY_TO_FRIDAY) == letters


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_only_a_signed_aligned_confirming_answer_in_the_thread_closes(
    pasted: bool, in_thread: bool, signed: bool, aligned: bool, confirming: bool
) -> None:
    grade = reply_grade(pasted=pasted, in_thread=in_thread, signed=signed, aligned=aligned, confirming=confirming)
    assert (grade is ReplyGrade.SIGNED) is (not pasted and in_thread and signed and aligned and confirming)


def test_what_is_known_only_grows() -> None:
    order = list(ReplyGrade)
    assert all(better_reply(a, b) is order[max(order.index(a), order.index(b))] for a, b in product(order, order))
    assert better_request(RequestGrade.SAID, RequestGrade.COPY_SEEN) is RequestGrade.COPY_SEEN
    assert better_request(RequestGrade.COPY_SIGNED, RequestGrade.SAID) is RequestGrade.COPY_SIGNED
    assert better_request(RequestGrade.COPY_SIGNED, RequestGrade.ACCEPTED) is RequestGrade.COPY_SIGNED
    assert better_request(RequestGrade.ACCEPTED, RequestGrade.COPY_SIGNED) is RequestGrade.ACCEPTED
