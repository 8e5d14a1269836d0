"""The window of one's own answer changes it; strangers are painted nothing; a draft is its author's; all who run it see
that it closed early."""

from __future__ import annotations

from sandbox.client import elements, until, words
from tests.slack.gesture_attempts import ballot, poll, window
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.open_question import answer, own_answer

ALICE, ADA, OSCAR, XENA = "U0ALICE", "U0ADA", "U0OSCAR", "U0XENA"
ANSWERS = ["consent:answer:1", "consent:answer:2", "consent:answer:3"]


def labels(walk: Walk, user: str) -> dict[str, str]:
    """The answers of the window on top: label -> action."""
    found = {one["text"]["text"]: one["action_id"] for one in elements(walk.top(user)["blocks"])}
    return {label: action for label, action in found.items() if action in ANSWERS}


def test_the_window_of_ones_own_answer_changes_it(walk: Walk) -> None:
    answer(walk, ALICE, "Yes, I agree")
    assert "You answered: *Yes, I agree*" in own_answer(walk, ALICE)
    assert sorted(labels(walk, ALICE).values()) == ANSWERS
    walk.bot.person(ALICE).press_modal(labels(walk, ALICE)["No, I object"])
    until(lambda: "You answered: *No, I object*" in words(walk.top(ALICE)["blocks"]), "the new answer")
    walk.bot.person(ALICE).press_modal("consent:remove")
    until(lambda: words(walk.top(ALICE)["blocks"]).startswith("Removed."), "the removal")
    walk.bot.person(ALICE).press_modal(labels(walk, ALICE)["I abstain"])
    until(lambda: "You answered: *I abstain*" in words(walk.top(ALICE)["blocks"]), "an answer again")
    walk.rest()
    assert walk.one("SELECT count(*) FROM open_ballots") == 1
    assert "abstain" not in str(walk.all("SELECT about FROM outbox"))


def test_a_refused_press_of_a_stranger_paints_no_home(walk: Walk) -> None:
    walk.press(XENA, "consent:answer:1", ballot(1)(walk))
    assert "Your own company decides" in words(walk.top(XENA)["blocks"])
    walk.rest()
    assert walk.bot.person(XENA).home() is None
    assert walk.one(f"SELECT count(*) FROM outbox WHERE user_id = '{XENA}' AND kind = 'home'") == 0


def test_everybody_who_runs_it_sees_that_it_closed_early(walk: Walk) -> None:
    for user in (ADA, OSCAR):
        assert "is asking 6 people" in words(walk.bot.person(user).open_home()["blocks"])
    window("poll:close")(walk)
    walk.bot.person(OLGA).submit(reason="We talked it over.")
    for user in (ADA, OSCAR):
        until(
            lambda who=user: "The question is closed." in words((walk.bot.person(who).home() or {})["blocks"]),
            f"{user}'s Home",
        )


def test_a_draft_of_somebody_else_is_neither_tried_nor_read(walk: Walk) -> None:
    walk.write("UPDATE polls SET state = 'draft', author = :author", author=OLGA)
    for action in ("poll:try", "poll:read_as_member", "poll:announcement"):
        walk.press(ADA, action, poll(walk))
        assert "Only an owner or the person who prepared this question" in words(walk.top(ADA)["blocks"]), action


def test_an_old_window_of_roles_is_refused(walk: Walk) -> None:
    view = window("poll:roles", lambda _: "")(walk)
    walk.write("DELETE FROM appointments WHERE role = 'observer'")
    found = walk.bot.person(OLGA).do("submit", view_id=view, values={}, force=True)
    assert "changed this meanwhile" in words(found["ack"]["view"]["blocks"])
    assert walk.one("SELECT count(*) FROM appointments") == 1
