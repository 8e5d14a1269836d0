"""Presses that come twice, late, from elsewhere, or after the end: each has its own sentence and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.client import elements, until, words
from tests.slack.gesture_attempts import ballot, poll, state
from tests.slack.gesture_walk import Walk, difference
from tests.slack.gestures_by_stage import PAST_CLOSING
from tests.slack.open_question import answer, ballot_of, own_answer, pressed_in

ALICE, BOB, CAROL, ADA, OLGA, OSCAR = "U0ALICE", "U0BOB", "U0CAROL", "U0ADA", "U0OLGA", "U0OSCAR"
GUS, XENA, DORA = "U0GUS", "U0XENA", "U0DORA"


def stamp(walk: Walk, seconds: float) -> str:
    """Slack's time of a press, so many seconds from now."""
    return f"{walk.bot.control.now().timestamp() + seconds:.6f}"


def buttons(walk: Walk, user: str) -> list[dict[str, Any]]:
    """What can be pressed in the question's message."""
    return list(elements(ballot_of(walk, user)["blocks"]))


def refused(walk: Walk, user: str, value: str, sentence: str, action: str = "consent:answer:1") -> None:
    """The press is answered with this sentence, in a window, and nothing else comes of it."""
    before = walk.dump()
    assert walk.press(user, action, value)["acked"]
    view = walk.top(user)
    assert view["title"]["text"] == "Not possible"
    assert words(view["blocks"]).startswith(sentence)
    walk.rest()
    assert difference(before, walk.dump()) == ""


def test_a_press_turns_the_question_into_a_receipt(walk: Walk) -> None:
    answer(walk, ALICE, "No, I object")
    until(lambda: "Your answer is recorded" in ballot_of(walk, ALICE)["text"], "the receipt")
    assert "No, I object" in own_answer(walk, ALICE)


def test_a_change_shows_in_the_receipt_by_its_time(walk: Walk) -> None:
    def receipt(label: str, seconds: int) -> str:
        answer(walk, ALICE, label, action_ts=stamp(walk, seconds))
        walk.rest()
        return str(ballot_of(walk, ALICE)["text"])

    first, changed, same = receipt("No, I object", -90), receipt("Yes, I agree", -30), receipt("Yes, I agree", -20)
    assert "Recorded: 26 November" in first
    assert len({first, changed, same}) == 3
    assert receipt("No, I object", -40) == same  # an older press changed nothing, and so shows nothing


def test_two_presses_count_as_the_newer_one(walk: Walk) -> None:
    answer(walk, ALICE, "Yes, I agree")
    answer(walk, ALICE, "No, I object")
    assert "No, I object" in own_answer(walk, ALICE)
    assert walk.one("SELECT count(*) FROM open_ballots") == walk.one("SELECT count(*) FROM participation") == 1


def test_the_same_press_twice_is_one(walk: Walk) -> None:
    at = stamp(walk, 0)
    answer(walk, ALICE, "I abstain", action_ts=at)
    before = own_answer(walk, ALICE), walk.dump()
    answer(walk, ALICE, "I abstain", action_ts=at)
    walk.rest()
    assert (own_answer(walk, ALICE), walk.dump()) == before  # the check code too is the same


@pytest.mark.parametrize("seconds", [0.0, -1.0, -600.0])
def test_a_late_or_replayed_yes_never_undoes_a_newer_no(walk: Walk, seconds: float) -> None:
    at = walk.bot.control.now().timestamp()
    answer(walk, ALICE, "No, I object", action_ts=f"{at:.6f}")
    answer(walk, ALICE, "Yes, I agree", action_ts=f"{at + seconds:.6f}")
    assert "No, I object" in own_answer(walk, ALICE)


def test_a_replayed_answer_does_not_come_back_after_its_removal(walk: Walk) -> None:
    answer(walk, ALICE, "Yes, I agree", action_ts=(at := stamp(walk, -5)))
    own_answer(walk, ALICE)
    walk.bot.person(ALICE).press_modal("consent:remove")
    until(lambda: "Removed." in words(walk.top(ALICE)["blocks"]), "the removal")
    answer(walk, ALICE, "Yes, I agree", action_ts=at)
    walk.rest()
    assert walk.one("SELECT count(*) FROM open_ballots") == 0


def test_a_removal_that_comes_late_does_not_remove_a_newer_answer(walk: Walk) -> None:
    answer(walk, ALICE, "Yes, I agree")
    walk.press(ALICE, "consent:remove", poll(walk), action_ts=stamp(walk, -60), home=True)
    assert "Yes, I agree" in own_answer(walk, ALICE)


def test_a_press_after_closing_is_refused_and_its_message_says_what_is_left(walk: Walk) -> None:
    answer(walk, BOB, "Yes, I agree")
    walk.bot.control.set_clock(PAST_CLOSING)
    walk.bot.running.scheduler.resume()
    state(walk, "closed")
    pressed_in(walk, ALICE, "consent:answer:1", ballot(1)(walk))
    assert words(walk.top(ALICE)["blocks"]).startswith("This question closed on 10 December")
    until(lambda: "consent:object" in [one["action_id"] for one in buttons(walk, ALICE)], "the end of the question")
    assert walk.one("SELECT count(*) FROM closed_ballots") == 1


def test_a_late_press_in_a_trial_says_that_it_is_over(walk: Walk) -> None:
    walk.press(ADA, "poll:try", poll(walk))
    tried = until(
        lambda: next((one for one in found_trials(walk) if "This is a trial" in words(one["blocks"])), None), "it"
    )
    walk.bot.control.set_clock(PAST_CLOSING)
    walk.bot.running.scheduler.resume()
    state(walk, "closed")
    until(lambda: any("This trial is over" in words(one["blocks"]) for one in found_trials(walk)), "its end")
    walk.hold()
    place = {"channel": tried["channel"], "ts": tried["ts"]}
    walk.press(ADA, "consent:answer:1", f"t{poll(walk)}.1", **place)
    walk.rest()
    now = next(one for one in walk.bot.person(ADA).messages() if one["ts"] == tried["ts"])
    assert "This trial is over" in words(now["blocks"])
    assert "Your answer is recorded" not in words(now["blocks"])


def found_trials(walk: Walk) -> list[dict[str, Any]]:
    """What Ada was sent, newest first."""
    return walk.bot.person(ADA).messages()[::-1]


def test_a_press_in_the_minute_after_the_time_is_refused_although_nothing_has_closed_it_yet(walk: Walk) -> None:
    closes_at = datetime.fromisoformat(walk.one("SELECT closes_at FROM polls") + "+00:00")
    walk.bot.control.set_clock(closes_at + timedelta(seconds=5))
    refused(walk, ALICE, ballot(1)(walk), "This question closed on")
    assert walk.one("SELECT state FROM polls") == "open"


@pytest.mark.parametrize(
    ("user", "sentence"),
    [
        (GUS, "You were not asked, because guests were not included. Olga Martin decides"),
        (XENA, "This question is for the members of this workspace. Your own company decides for you."),
        (DORA, "This account has been deactivated: it cannot answer."),
    ],
)
def test_who_was_not_asked_is_told_why(walk: Walk, user: str, sentence: str) -> None:
    refused(walk, user, ballot(1)(walk), sentence)


def test_who_joined_later_is_told_so(walk: Walk) -> None:
    new = walk.bot.control.post("people", name="Nina New", role="member", locale="en-GB")["id"]
    until(lambda: walk.one(f"SELECT name FROM members WHERE user_id = '{new}'"), "the newcomer")
    refused(walk, new, ballot(1)(walk), "You joined after the question opened, so you were not asked.")


def test_who_has_left_since_can_answer_no_more(walk: Walk) -> None:
    walk.bot.control.post("people", id=CAROL, deleted=True)
    until(lambda: walk.one(f"SELECT state FROM electors WHERE user_id = '{CAROL}'") == "left", "the leaver")
    refused(walk, CAROL, ballot(1)(walk), "This account has been deactivated: it cannot answer.")
    walk.bot.control.post("people", id=CAROL, deleted=False)
    until(lambda: walk.one(f"SELECT role FROM members WHERE user_id = '{CAROL}'") == "member", "her return")


def test_a_demoted_owner_is_one_no_more_even_before_we_were_told(walk: Walk) -> None:
    walk.press(OSCAR, "poll:close", poll(walk))
    walk.bot.control.post("scopes", scopes=["chat:write", "commands", "files:write"])  # no events about people
    walk.bot.control.post("people", id=OSCAR, role="member")
    walk.bot.control.post("scopes", scopes=["chat:write", "commands", "files:write", "users:read", "users:read.email"])
    assert walk.one(f"SELECT role FROM members WHERE user_id = '{OSCAR}'") == "owner"
    answered = walk.bot.person(OSCAR).submit(reason="I used to be one.")
    walk.bot.control.post("people", id=OSCAR, role="owner")
    assert answered["ack"]["errors"]["reason"].startswith("Only an owner of this workspace can do this.")
    assert walk.one("SELECT state FROM polls") == "open"


def test_when_slack_does_not_say_who_somebody_is_nothing_is_done(walk: Walk) -> None:
    walk.bot.control.post("faults", method="users.info", kind="error", error="internal_error", times=1)
    refused(walk, OLGA, poll(walk), "Slack did not say who you are just now. Nothing was changed.", "poll:pause")


@pytest.mark.parametrize(
    ("state_before", "sentence"),
    [
        ("cancelled", "This question was stopped before it opened."),
        ("scheduled", "This question has not opened yet."),
        ("draft", "This question has not opened yet."),
    ],
)
@pytest.mark.parametrize("action", ["consent:answer:1", "consent:mine", "consent:mute"])
def test_a_question_that_is_not_open_takes_no_press(walk: Walk, state_before: str, sentence: str, action: str) -> None:
    walk.write("UPDATE polls SET state = :state", state=state_before)
    refused(walk, ALICE, ballot(1)(walk) if "answer" in action else poll(walk), sentence, action)


def test_muting_after_closing_leaves_no_trace(walk: Walk) -> None:
    walk.bot.control.set_clock(PAST_CLOSING)
    refused(walk, ALICE, poll(walk), "This question closed on", "consent:mute")
