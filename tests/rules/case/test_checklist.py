"""The steps of a setting or a support case: what moves the request, and how well it is known."""

from __future__ import annotations

import itertools

import pytest

from governance.errors import Refusal
from governance.rules.case.checklist import (
    DoneGrade,
    ProofKind,
    Standing,
    choices,
    grade_of,
    picture_type,
    standing_in,
    steps_towards,
)
from governance.rules.case.states import CaseState, Event, next_state

S, E = Standing, Event
# What was said one after the other of a support case, and the states that follow.
STORIES = [
    ([S.TO_DO], "drafted"),
    ([S.ASKED], "sent"),
    ([S.ASKED, S.ASKED], "sent"),
    ([S.ASKED, S.DONE], "confirmed"),
    ([S.DONE], "confirmed"),
    ([S.REFUSED], "refused"),
    ([S.ASKED, S.REFUSED, S.ASKED], "sent"),
    ([S.REFUSED, S.DONE], "confirmed"),
    ([S.DONE, S.REFUSED], "refused"),
    ([S.DONE, S.ASKED], "sent"),
    ([S.ASKED, S.TO_DO], "approved"),
    ([S.ASKED, S.TO_DO, S.ASKED], "sent"),
    ([S.ASKED, S.TO_DO, S.DONE], "confirmed"),
]


def after(said: list[Standing], *, is_asked: bool) -> CaseState:
    state = CaseState.DRAFTED
    for one in said:
        for event in steps_towards(one, state, is_asked=is_asked, all_ticked=True):
            state = next_state(state, event)
        assert standing_in(state, is_asked=is_asked) is one
    return state


@pytest.mark.parametrize(("said", "state"), STORIES, ids=lambda value: str(value))
def test_a_support_case_moves_as_it_is_said(said: list[Standing], state: str) -> None:
    assert after(said, is_asked=True) is CaseState(state)


@pytest.mark.parametrize("said", list(itertools.product((S.TO_DO, S.DONE), repeat=4)))
def test_a_setting_is_done_or_not_and_can_go_back(said: tuple[Standing, ...]) -> None:
    assert (after(list(said), is_asked=False) is CaseState.CONFIRMED) is (said[-1] is S.DONE)


def test_nothing_is_done_while_a_step_is_missing() -> None:
    for is_asked in (True, False):
        with pytest.raises(Refusal, match="not ticked yet"):
            steps_towards(S.DONE, CaseState.DRAFTED, is_asked=is_asked, all_ticked=False)


def test_a_refusal_is_not_taken_back_by_saying_that_nothing_was_done() -> None:
    with pytest.raises(Refusal, match="refusal is on record"):
        steps_towards(S.TO_DO, CaseState.REFUSED, is_asked=True, all_ticked=False)


def test_what_can_be_said() -> None:
    assert choices(False) == (S.TO_DO, S.DONE)
    assert set(choices(True)) == set(S)


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ([], DoneGrade.SAID),
        ([(ProofKind.NOTE, False)], DoneGrade.NOTE),
        ([(ProofKind.PICTURE, True), (ProofKind.NOTE, False)], DoneGrade.PICTURE),
        ([(ProofKind.NOTE, False), (ProofKind.MAIL, False), (ProofKind.PICTURE, False)], DoneGrade.MAIL),
        ([(ProofKind.MAIL, True), (ProofKind.MAIL, False)], DoneGrade.SIGNED),
    ],
)
def test_the_strongest_of_what_is_kept_counts(kept: list[tuple[ProofKind, bool]], known: DoneGrade) -> None:
    assert grade_of(kept) is known


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_pictures_are_known_by_how_they_begin(content: bytes, picture: str) -> None:
    assert picture_type(content) == picture
