"""Every fault that can be ordered, beside the real bot: what people did counts once, and what must arrive arrives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sandbox.client import elements, until, words
from sandbox.traffic.faults import CALL_KINDS, DELIVERY_KINDS
from tests.bot import PATIENT, Bot, bot, without_limits
from tests.slack.gesture_walk import Walk
from tests.slack.gestures_by_stage import FRIDAY, MONDAY_AFTER, appointed, drafted_question, prepared_question
from tests.slack.open_question import answer, ballot_of, own_answer

MEMBERS = ("U0OLGA", "U0OSCAR", "U0ADA", "U0ALICE", "U0BOB", "U0CAROL")
ALICE = "U0ALICE"
POST = "chat.postMessage"
# Faults of calls while six questions go out, and how often one may come twice: only where the bot cannot know.
STORMS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "error": ([{"kind": "error", "error": "internal_error", "times": 4}], 1),
    "error once each": (
        [{"kind": "error", "error": code, "times": 1} for code in ("fatal_error", "request_timeout")],
        1,
    ),
    "token": ([{"kind": "error", "error": "token_revoked", "times": 1}], 1),
    "status": ([{"kind": "status", "status": 500, "times": 4}, {"kind": "status", "status": 503, "times": 2}], 1),
    "page": ([{"kind": "page", "status": 200, "times": 2}, {"kind": "page", "status": 403, "times": 2}], 1),
    "redirect": ([{"kind": "redirect", "location": "http://127.0.0.1:9/", "times": 2}], 1),
    "ratelimit": ([{"kind": "ratelimit", "seconds": 1, "times": 12}], 1),
    "timeout": ([{"kind": "timeout", "seconds": 0.2, "times": 4}], 1),
    "delay": ([{"kind": "delay", "seconds": 0.5, "times": 4}], 1),
    "delay_response": ([{"kind": "delay_response", "seconds": 10.5, "times": 1}], 2),
    "lose_response": ([{"kind": "lose_response", "times": 3}], 2),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A question to six members is prepared; it is Friday."""
    with bot(tmp_path_factory.mktemp("faults"), FRIDAY) as started:
        walk = Walk(started)
        for step in (appointed, drafted_question, prepared_question):
            step(walk)
        walk.hold()
        yield walk
        walk.close()


@pytest.fixture
def walk(prepared: Walk) -> Iterator[Walk]:
    """The same for every test: what it did is put back, faults end."""
    kept = prepared.keep()
    prepared.bot.running.scheduler.resume()
    yield prepared
    prepared.bot.control._ask("DELETE", "control/faults")
    without_limits(prepared.bot.running, "T0EXEMPLE")
    prepared.bot.control.post("socket", ack_seconds=PATIENT, retry_seconds=[0, 60, 300])
    prepared.hold()
    prepared.bot.control.set_clock(FRIDAY)
    prepared.put_back(kept)


def order(walk: Walk, method: str, **fault: Any) -> None:
    walk.bot.control.post("faults", method=method, **fault)


def ballots(walk: Walk, since: dict[str, int]) -> dict[str, int]:
    """How many new messages with answer buttons each member has."""
    return {user: len(questions(walk, user)) - since.get(user, 0) for user in MEMBERS}


def questions(walk: Walk, user: str) -> list[dict[str, Any]]:
    def asks(message: dict[str, Any]) -> bool:
        ids = [str(one.get("action_id")) for one in elements(message["blocks"])]
        return "consent:answer:1" in ids

    return [message for message in walk.bot.person(user).messages() if asks(message)]


def open_question(walk: Walk) -> None:
    """Monday comes; all six are asked. Whoever waits for a later attempt waits on the sandbox's clock.

    People whom an earlier test had join are asked too, where the directory is read before the first message leaves.
    """
    walk.bot.control.set_clock(MONDAY_AFTER)
    six = ", ".join(f"'{user}'" for user in MEMBERS)
    told = f"SELECT count(*) FROM electors WHERE state = 'asked' AND user_id IN ({six})"
    patiently(walk, lambda: walk.one(told) == len(MEMBERS), "six questions")


def patiently(walk: Walk, look: Callable[[], Any], what: str) -> Any:
    """Look while the clock goes a little faster: pauses between attempts end sooner."""

    def once() -> Any:
        found = look()
        if not found:
            walk.bot.control.advance(seconds=3)
        return found

    return until(once, what, pause=0.2, patience=60)


def asked(walk: Walk) -> dict[str, int]:
    """Open the question; how many ballots each had before."""
    before = ballots(walk, {})
    open_question(walk)
    return before


def chosen(walk: Walk) -> tuple[int, int]:
    """How many have answered, and how many answers there are."""
    return (
        walk.one("SELECT count(*) FROM participation"),
        walk.one("SELECT count(*) FROM open_ballots"),
    )


def test_every_kind_of_fault_is_here() -> None:
    ordered = {fault["kind"] for faults, _ in STORMS.values() for fault in faults}
    assert ordered == set(CALL_KINDS)
    assert set(DELIVERY_KINDS) == {"lose", "delay", "duplicate", "reorder"}  # each has a test below


@pytest.mark.parametrize("name", list(STORMS))
def test_every_member_is_asked_whatever_the_web_api_does(walk: Walk, name: str) -> None:
    faults, at_most = STORMS[name]
    before = ballots(walk, {})
    for fault in faults:
        order(walk, POST, **fault)
    open_question(walk)
    walk.rest()
    assert all(1 <= count <= at_most for count in ballots(walk, before).values()), ballots(walk, before)
    assert walk.one("SELECT count(*) FROM outbox WHERE status IN ('failed', 'unknown')") == 0
    faults_left = walk.bot.control.get("faults")["faults"]
    assert not faults_left or name == "delay_response"


@pytest.mark.parametrize("kind", ["duplicate", "delay"])
def test_a_press_that_comes_twice_or_late_counts_once(walk: Walk, kind: str) -> None:
    asked(walk)
    order(walk, "interactive", kind=kind, seconds=0.5, times=1)
    assert answer(walk, ALICE, "No, I object")["acked"]
    assert chosen(walk) == (1, 1)
    assert "No, I object" in own_answer(walk, ALICE)


def test_presses_that_overtake_each_other_leave_the_newer_answer(walk: Walk) -> None:
    asked(walk)
    yes = ballot_of(walk, ALICE)
    where = {"channel": yes["channel"], "ts": yes["ts"]}
    action = next(one for one in elements(yes["blocks"]) if one.get("text", {}).get("text") == "Yes, I agree")
    order(walk, "interactive", kind="reorder", times=1)
    press = walk.bot.person(ALICE).press
    first = threading.Thread(target=press, args=(action["action_id"],), kwargs=where)
    first.start()
    until(lambda: not walk.bot.control.get("faults")["faults"], "the first press to be held")
    answer(walk, ALICE, "No, I object")
    first.join(10)
    assert delivered(walk, "block_actions") == [["reorder"], []][::-1]
    assert chosen(walk) == (1, 1)
    assert "No, I object" in own_answer(walk, ALICE)


def delivered(walk: Walk, kind: str) -> list[list[str]]:
    """The faults of the newest two deliveries of this type, in the order of their arrival."""
    found = [one for one in walk.bot.control.get("deliveries")["deliveries"] if one["type"] == kind]
    return [one["faults"] for one in found[-2:]]


def test_a_press_that_is_lost_is_shown_as_lost_and_pressed_again(walk: Walk) -> None:
    asked(walk)
    walk.bot.control.post("socket", ack_seconds=0.3)
    order(walk, "interactive", kind="lose", times=1)
    assert not answer(walk, ALICE, "No, I object")["acked"]
    assert chosen(walk) == (0, 0)
    assert answer(walk, ALICE, "No, I object")["acked"]
    assert chosen(walk) == (1, 1)


@pytest.mark.parametrize("kind", ["duplicate", "delay", "lose"])
def test_a_command_is_taken_or_shown_as_lost_and_an_answer_follows(walk: Walk, kind: str) -> None:
    asked(walk)
    walk.bot.control.post("socket", ack_seconds=1 if kind == "lose" else 3)
    order(walk, "slash_commands", kind=kind, seconds=0.2, times=1)
    typed = {"user": ALICE, "command": "/ai-consent", "text": ""}
    first = walk.bot.control.post("command", **typed)
    assert first["acked"] is (kind != "lose")
    assert ("warning" in first) is (kind == "lose")
    assert walk.bot.control.post("command", **typed)["acked"]
    assert answer(walk, ALICE, "No, I object")["acked"]
    assert chosen(walk) == (1, 1)


HOME_FAULTS: dict[str, dict[str, Any]] = {
    "ratelimit": {"seconds": 1, "times": 3},
    "status": {"status": 500, "times": 2},
    "error": {"error": "internal_error", "times": 2},
    "timeout": {"seconds": 0.2, "times": 2},
    "lose_response": {"times": 2},
}


@pytest.mark.parametrize("kind", list(HOME_FAULTS))
def test_home_is_right_again_after_its_painting_failed(walk: Walk, kind: str) -> None:
    asked(walk)
    order(walk, "views.publish", kind=kind, **HOME_FAULTS[kind])
    assert answer(walk, ALICE, "No, I object")["acked"]
    walk.bot.control.post("home", user=ALICE)
    patiently(walk, lambda: not walk.bot.control.get("faults")["faults"], "the faults to be used up")
    patiently(walk, lambda: "You have answered." in words(home_of(walk, ALICE)), "Home with the answer")
    assert chosen(walk) == (1, 1)


def home_of(walk: Walk, user: str) -> list[dict[str, Any]]:
    """The blocks that stand on Home."""
    view = walk.bot.control.get(f"home?user={user}")["view"]
    return view["blocks"] if view else []


# Faults of the address at which a press is answered: the bot has another way to the same message.
ANSWER_FAULTS: dict[str, dict[str, Any]] = {
    "error": {"error": "used_url", "times": 1},
    "status": {"status": 500, "times": 2},
    "ratelimit": {"seconds": 1, "times": 2},
    "timeout": {"seconds": 0.2, "times": 2},
    "delay": {"seconds": 0.5, "times": 1},
    "delay_response": {"seconds": 1, "times": 1},
    "lose_response": {"times": 2},
}


@pytest.mark.parametrize("kind", list(ANSWER_FAULTS))
def test_a_receipt_is_shown_once_whatever_happens_to_its_address(walk: Walk, kind: str) -> None:
    asked(walk)
    before = len(walk.bot.person(ALICE).messages())
    order(walk, "response_url", kind=kind, **ANSWER_FAULTS[kind])
    assert answer(walk, ALICE, "No, I object")["acked"]
    patiently(walk, lambda: "No, I object" in own_answer(walk, ALICE), "the receipt")
    assert len(walk.bot.person(ALICE).messages()) == before  # it stands where the question stood
    assert chosen(walk) == (1, 1)


# Faults while the directory is read, page by page.
DIRECTORY_FAULTS: dict[str, dict[str, Any]] = {
    "error": {"error": "internal_error", "times": 1},
    "status": {"status": 500, "times": 1},
    "ratelimit": {"seconds": 1, "times": 2},
    "timeout": {"seconds": 0.2, "times": 1},
    "delay": {"seconds": 0.3, "times": 1},
    "lose_response": {"times": 1},
}


@pytest.mark.parametrize("kind", list(DIRECTORY_FAULTS))
def test_a_newcomer_of_whom_no_event_told_is_read_from_a_directory_with_faults(walk: Walk, kind: str) -> None:
    walk.bot.control.post("socket", ack_seconds=0.3, retry_seconds=[])
    order(walk, "events_api", kind="lose", times=1)
    person = walk.bot.control.post("people", name=f"Quinn {kind}")["id"]
    until(lambda: not walk.bot.control.get("faults")["faults"], "the event to be lost")
    order(walk, "users.list", kind=kind, **DIRECTORY_FAULTS[kind])
    walk.bot.control.advance(days=1)
    known = f"SELECT count(*) FROM members WHERE user_id = '{person}'"
    patiently(walk, lambda: walk.one(known) == 1, "the newcomer")
    assert walk.one("SELECT count(*) FROM members WHERE user_id IN ('U0ALICE', 'U0BOB', 'U0CAROL')") == 3


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "warning", "dead"])
def test_answers_go_on_when_links_end(walk: Walk, reason: str) -> None:
    asked(walk)
    walk.bot.control.post("socket", disconnect=reason, ack_seconds=1, warning_seconds=1)
    until(lambda: answer(walk, ALICE, "No, I object")["acked"], "an answer that is taken", patience=40)
    assert chosen(walk) == (1, 1)
    until(
        lambda: walk.bot.control.get("socket") == {"ok": True, "links": 1, "dead": 0, "leaving": 0}, "a fresh link", 40
    )


@pytest.mark.parametrize("kind", ["duplicate", "lose", "delay"])
def test_a_newcomer_is_known_whatever_happens_to_the_event(walk: Walk, kind: str) -> None:
    walk.bot.control.post("socket", ack_seconds=0.3, retry_seconds=[0, 0.2])
    order(walk, "events_api", kind=kind, seconds=0.2, times=1)
    person = walk.bot.control.post("people", name=f"Nina {kind}", tz="Europe/Berlin")["id"]
    until(lambda: walk.one(f"SELECT count(*) FROM members WHERE user_id = '{person}'") == 1, "the newcomer")


def test_events_that_overtake_each_other_are_put_right_by_the_directory(walk: Walk) -> None:
    person = walk.bot.control.post("people", name="Olaf Overtaken")["id"]
    role = f"SELECT role FROM members WHERE user_id = '{person}'"
    until(lambda: walk.one(role) == "member", "the newcomer")
    order(walk, "events_api", kind="reorder", times=1)
    walk.bot.control.post("people", id=person, role="admin")
    walk.bot.control.post("people", id=person, role="guest")
    until(lambda: delivered(walk, "user_change") == [[], ["reorder"]], "the older event after the newer")
    walk.bot.control.advance(days=1)
    until(lambda: walk.one(role) == "guest", "the directory to be read")


def test_a_clock_that_jumps_asks_nobody_twice(walk: Walk) -> None:
    before = asked(walk)
    for step in (timedelta(minutes=30), -timedelta(hours=1), timedelta(minutes=30)):
        walk.bot.control.set_clock(walk.bot.control.now() + step)
        until(lambda: walk.bot.running.delivery.busy() is False, "the delivery to rest")
    assert answer(walk, ALICE, "No, I object")["acked"]
    assert set(ballots(walk, before).values()) <= {0, 1}  # Alice's has become her receipt
    assert chosen(walk) == (1, 1)


def test_strange_people_from_every_time_zone_are_known_and_see_home(walk: Walk) -> None:
    """Markup and marks in names, null and missing fields, zones that nobody has heard of.

    The strange ones are told by events, those of all zones are read from the directory.
    """
    joined = "SELECT count(*) FROM members WHERE user_id LIKE 'U2%' OR user_id LIKE 'W2%'"
    strange = walk.bot.control.post("odd")["people"]
    until(lambda: walk.one(joined) == len(strange), "the strange ones", patience=40)
    odd = walk.bot.control.post("odd", zones=True, quiet=True)["people"]
    assert len(odd) > 500
    walk.rest_beside()  # a reading under way would be cut off by the clock that jumps
    walk.bot.control.advance(days=1)
    until(lambda: walk.one(joined) == len(odd), "all of them", patience=40)
    for user in odd[::60]:
        assert walk.bot.person(user).open_home()["blocks"]


def refusals(running: Bot) -> int:
    """How often the letter was put back."""
    with running.look().reading() as session:
        found = session.execute(text("SELECT max(attempts) FROM outbox WHERE kind = 'letter' AND error <> ''"))
        return int(found.scalar() or 0)


MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_full_disk_of_the_mail_store_delays_letter_and_answer_and_loses_neither(tmp_path: Path) -> None:
    with bot(tmp_path, MONDAY) as running:
        olga, control = running.person("U0OLGA"), running.control
        olga.open_home()
        olga.press_home("case:decide:alone")
        olga.press_modal("case:decide:opt_out")
        olga.submit(reason="We talked it over.")
        olga.submit()
        olga.close()
        control.post("mail/faults", kind="disk_full")
        until(lambda: any("case:more" in str(one["blocks"]) for one in olga.messages()), "the ways to send")
        olga.choose("case:smtp")
        olga.submit()
        until(lambda: refusals(running) > 0, "the mail server's refusal")
        assert not control.mails("vendor")
        control.post("mail/faults", kind=None)

        def arrived() -> Any:
            control.advance(seconds=5)
            return control.mails("vendor")

        letter = until(arrived, "the letter", pause=0.3)
        assert len(letter) == 1
        control.post("mail/faults", kind="disk_full")
        control.post("mail/answer", mail_id=letter[0]["id"], kind="confirm", reply_all=True)
        carol = running.person("U0CAROL")
        assert "our data is excluded" not in words(carol.open_home()["blocks"])
        control.post("mail/faults", kind=None)
        carol.wait_for_home("our data is excluded from training its global models")
        assert len(control.mails("vendor")) == 1
