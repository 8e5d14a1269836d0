"""A secret answer shows in the window that its giver opens, and nowhere else: whatever was pressed looks the same."""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox.client import words
from tests.slack.gesture_attempts import poll
from tests.slack.gesture_walk import Walk
from tests.slack.open_question import Lines, answer, ballot_of, logged, own_answer, painted_again

ALICE = "U0ALICE"
LABELS = ("Yes, I agree", "No, I object", "I abstain")
# What differs between two presses of the same button: moments, and ids of the call.
PASSING = re.compile(
    r"\d{10}\.\d{6}|\d{4}-\d\d-\d\d[ T][\d:.+]*|V\d{8}|/hooks/actions/[^\"']+"
    r"|<!date[^>]*>|Recorded: [^.]*\."
    r"|\"(hash|trigger_id|edited|block_id)\": \"[^\"]*\""
)
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def plainly(thing: Any) -> str:
    """Anything as text, without what passes."""
    return PASSING.sub("…", json.dumps(thing, sort_keys=True, default=str))


def outbox_of(walk: Walk, user: str) -> list[tuple[Any, ...]]:
    """The rows of the outbox about this person, without when."""
    columns = (
        "kind, occasion, user_id, poll_id, case_id, zone, about, response_url, status, interactive, attempts, error"
    )
    return walk.all(f"SELECT {columns} FROM outbox WHERE user_id = '{user}' ORDER BY id")


def seen_of(walk: Walk, lines: Lines, label: str) -> dict[str, str]:
    """Everything that can be seen of one press by whoever sees Slack, the outbox, the log or the calls."""
    since, before = walk.bot.control.get("calls")["next"], painted_again(walk, ALICE)
    lines.found.clear()
    answer(walk, ALICE, label)
    before()
    walk.bot.person(ALICE).open_home()
    walk.rest()
    calls = [(call["method"], call["args"]) for call in walk.bot.control.get(f"calls?since={since}")["calls"]]
    return {
        "message": plainly(ballot_of(walk, ALICE)),
        "home": plainly(walk.bot.person(ALICE).home()),
        "outbox": plainly(outbox_of(walk, ALICE)),
        "log": plainly(sorted(lines.found)),
        "calls": plainly(sorted(calls, key=str)),
        "participation": plainly(walk.all("SELECT poll_id, user_id, answered FROM participation")),
        "record": plainly(walk.all("SELECT tag, object_id, data FROM ledger")),
    }


def test_whatever_was_pressed_looks_the_same_everywhere_but_in_ones_own_window(walk: Walk) -> None:
    with logged() as lines:
        seen_of(walk, lines, LABELS[0])
        seen = [seen_of(walk, lines, label) for label in (*LABELS[1:], LABELS[0])]
    assert seen[0]["log"] != "[]"
    for where in seen[0]:
        assert seen[0][where] == seen[1][where] == seen[2][where], where
    for label in LABELS:
        answer(walk, ALICE, label)
        assert f"You answered: *{label}*" in own_answer(walk, ALICE)


def test_the_check_code_is_in_the_window_and_nowhere_else(walk: Walk) -> None:
    with logged() as lines:
        answer(walk, ALICE, LABELS[1])
        found = CODE.search(own_answer(walk, ALICE))
        assert found
        walk.press(ALICE, "consent:kept", home=True)
        walk.bot.person(ALICE).open_home()
        walk.rest()
        code = found.group()
    kept = {name: rows for name, rows in walk.dump().items() if name != "open_ballots"}
    person = walk.bot.person(ALICE)
    places = [lines.found, kept, person.messages(), person.home(), words(walk.top(ALICE)["blocks"]), poll(walk)]
    assert [place for place in places if code in plainly(place) or code.replace("-", "") in plainly(place)] == []
    shown_by = {call["method"] for call in walk.bot.control.get("calls")["calls"] if code in plainly(call["args"])}
    assert shown_by <= {"views.open"}


def test_the_record_of_events_knows_nothing_of_answers(walk: Walk) -> None:
    before = walk.one("SELECT count(*) FROM ledger")
    answer(walk, ALICE, LABELS[2])
    own_answer(walk, ALICE)
    walk.bot.person(ALICE).press_modal("consent:remove")
    walk.rest()
    assert walk.one("SELECT count(*) FROM ledger") == before
