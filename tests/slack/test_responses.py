"""How a press is answered when Slack's way is gone: addresses, windows, events twice, the app removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.client import PATIENCE, until
from tests.slack.gesture_attempts import ballot, poll
from tests.slack.gesture_walk import Walk
from tests.slack.gestures_by_stage import PAST_CLOSING
from tests.slack.open_question import answer, asked, ballot_of, logged, painted, pressed_in, said

ADA, ALICE, BOB = "U0ADA", "U0ALICE", "U0BOB"


def answered_by(walk: Walk, since: int) -> list[str]:
    """How messages were changed since this call: by their own address, or by chat.update."""
    calls = walk.bot.control.get(f"calls?since={since}")["calls"]
    wanted = ("response_url", "chat.update")
    return [call["method"] if call["ok"] else f"{call['method']} failed" for call in calls if call["method"] in wanted]


def test_an_address_that_slack_no_longer_takes_is_replaced_by_an_update(walk: Walk) -> None:
    since, before = walk.bot.control.get("calls")["next"], painted(walk, ADA)
    walk.bot.control.post("faults", method="response_url", kind="status", status=404, times=1)
    answer(walk, ADA, "I abstain")
    until(lambda: painted(walk, ADA) != before, "the receipt")
    assert answered_by(walk, since)[-1] == "chat.update"


def test_an_address_of_half_an_hour_ago_is_not_tried(walk: Walk) -> None:
    before = painted(walk, ADA)
    walk.bot.control.post("faults", method="response_url", kind="status", status=503, times=1)
    answer(walk, ADA, "I abstain")
    walk.rest()
    assert painted(walk, ADA) == before
    since = walk.bot.control.get("calls")["next"]
    walk.bot.control.advance(minutes=31)
    walk.bot.running.scheduler.resume()
    until(lambda: painted(walk, ADA) != before, "the receipt")
    assert answered_by(walk, since) == ["chat.update"]
    until(lambda: walk.one("SELECT count(*) FROM outbox WHERE response_url IS NOT NULL") == 0, "the end of the address")


def test_a_window_that_comes_too_late_is_replaced_by_a_sentence(walk: Walk) -> None:
    pressed_in(walk, ALICE, "consent:notice", poll(walk), trigger="expired")
    assert said(walk, ALICE, "Slack did not open the window. Please try again.")
    assert "Your answer is recorded" not in ballot_of(walk, ALICE)["text"]


@pytest.mark.parametrize("user", [ALICE, "U0OLGA"])  # English and French
def test_whoever_a_window_reaches_too_late_presses_again(patient: Walk, user: str) -> None:
    """On a busy machine the press comes so late that its trigger runs out: a person would press again."""
    walk = patient
    person, pressed = walk.bot.person(user), {"home": True, "value": poll(walk)}
    walk.bot.control.post("faults", method="interactive", kind="delay", seconds=3.2, times=1)
    told = walk.press(user, "consent:notice", **pressed)
    assert (told["acked"], told["late"], bool(person.views())) == (True, False, True)
    person.close()
    walk.bot.control.late = 0  # who wants to see what a late window brings does not press again
    walk.bot.control.post("faults", method="interactive", kind="delay", seconds=3.2, times=1)
    told = walk.press(user, "consent:notice", **pressed)
    assert (told["acked"], told["late"], person.views()) == (True, True, [])


@pytest.fixture
def patient(walk: Walk) -> Iterator[Walk]:
    yield walk
    walk.bot.control.late = PATIENCE


def test_a_refusal_whose_window_comes_too_late_is_said_below(walk: Walk) -> None:
    walk.write("UPDATE polls SET state = 'cancelled'")
    pressed_in(walk, BOB, "consent:answer:1", ballot(1)(walk), trigger="expired")
    assert said(walk, BOB, "This question was stopped before it opened.")


def test_an_event_that_is_delivered_again_is_done_once(walk: Walk) -> None:
    new = walk.bot.control.post("people", name="Twice Told", role="member")["id"]
    until(lambda: walk.one(f"SELECT name FROM members WHERE user_id = '{new}'"), "the newcomer")
    walk.write("UPDATE members SET name = 'told once' WHERE user_id = :user", user=new)
    seen = walk.one("SELECT count(*) FROM seen_events")
    again = walk.bot.control.post("redeliver", count=1)["redelivered"]
    assert [one["acked"] for one in again] == [True]
    assert walk.one(f"SELECT name FROM members WHERE user_id = '{new}'") == "told once"
    assert walk.one("SELECT count(*) FROM seen_events") == seen


def test_after_removal_nothing_leaves_any_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    with asked(tmp_path_factory.mktemp("removed")) as walk, logged() as lines:
        removed = walk.bot.control.post("uninstall")["events"]
        assert all(event["acked"] for event in removed)
        assert walk.one("SELECT removed_at FROM workspaces")
        walk.rest()
        since = walk.bot.control.get("calls")["next"]
        walk.bot.running.scheduler.resume()
        before = walk.ticks()
        walk.bot.control.set_clock(PAST_CLOSING)  # two reminders and the closing would have been due
        until(lambda: walk.ticks() > before, "a tick")
        walk.hold()
        calls = walk.bot.control.get(f"calls?since={since}")["calls"]
        assert [call["method"] for call in calls if call["method"].startswith(("chat.", "views.", "files."))] == []
        assert walk.one("SELECT state FROM polls") == "closed"  # the answers are counted and let go all the same
        assert [line for line in lines.found if "fault" in line or "failed" in line or "bug" in line] == []
