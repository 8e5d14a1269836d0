"""A window that is submitted twice, because Slack gave up waiting for the first answer: done once, and told truly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from governance.slack import dispatch, routes
from governance.slack.gesture import Edge
from sandbox.client import until, words
from tests.bot import bot
from tests.slack.gesture_attempts import Try
from tests.slack.gesture_walk import PEOPLE, Walk, difference
from tests.slack.gestures_by_stage import FRIDAY, STORY
from tests.slack.open_question import logged
from tests.slack.people.test_permissions import WAKES

OWNER = PEOPLE["owner"]


class Submissions:
    """Every window that is submitted, to be submitted once more just as it was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._last: list[tuple[Edge, dict[str, Any]]] = []
        self._submitted = dispatch.submitted
        monkeypatch.setattr(dispatch, "submitted", self._noting)

    def _noting(self, edge: Edge, body: dict[str, Any], ack: Any) -> None:
        self._last = [(edge, body)]
        self._submitted(edge, body, ack)

    def once_more(self) -> dict[str, Any]:
        """What is answered now."""
        told: list[dict[str, Any]] = []
        for edge, body in self._last:
            self._submitted(edge, body, lambda **answer: told.append(answer))
        return told[0]


def said(ack: dict[str, Any] | None) -> str:
    """The words of an answer to a submission."""
    ack = ack or {}
    view = ack.get("view")
    shown = f"[{view['title']['text']}] {words(view['blocks'])}" if view else ""
    return f"{ack.get('response_action')}: {shown or ack.get('errors')}"


# What is read after the second time; what only leads on shows the same window once more.
SAYS = {
    "consent:check": "[Check my code]",
    "consent:object": "already recorded",
    "poll:opening": "[Before it goes out]",
    "poll:defaults": "None",
    "poll:preview": "has gone on meanwhile",
    "poll:stop": "was stopped before it opened",
    "poll:send_now": "The first messages leave",
    "poll:pause": "Sending is paused already",
    "poll:resume": "Nothing is paused",
    "poll:close": "This question is closed",
    "poll:remind": "have been reminded this week",
    "poll:resend": "No message has failed",
    "poll:roles": "Saved.",
    "case:working_days": "Saved.",
    "case:region": "Saved.",
    "case:decide": "[The letter to Slack]",
    "case:withdraw": "This request was withdrawn",
    "case:later": "You will be reminded on",
    "case:hand_over": "Handed over",
    "case:address": "[The letter to Slack]",
    "case:approve": "has already been approved",
    "case:smtp": "has left already",
    "case:sent": "Noted.",
    "case:answered": "was pasted before",
    "case:confirm": "Saved.",
    "case:wrong": "said already that this was wrong",
    "vendor:choose": "Saved.",
    "vendor:steps": "Recorded.",
    "policy:settle": "has been recorded already",
    "case:org_wide": "[The letter to Slack]",
    "case:only_here": "[The letter to Slack]",
}


def test_every_window_that_is_submitted_twice_does_it_once_and_says_how_things_stand(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[str] = []
    submissions = Submissions(monkeypatch)
    with logged() as lines, bot(tmp_path_factory.mktemp("twice"), FRIDAY) as started:
        walk = Walk(started)
        for stage in STORY:
            stage.reach(walk)
            walk.hold()
            kept = walk.keep()
            for one in (one for one in stage.tries if one.gesture.startswith("submit")):
                wrong += [f"{stage.name}: {one.gesture}: {fault}" for fault in twice(walk, one, submissions)]
                walk.put_back(kept)
            walk.bot.running.scheduler.resume()
        walk.close()
    assert wrong == []
    assert [line for line in lines.found if line.startswith(("error", "critical"))] == []


def twice(walk: Walk, one: Try, submissions: Submissions) -> Iterator[str]:
    """What is wrong after the second time."""
    found = one.ready(walk)
    ticks = walk.ticks()
    assert one.act(walk, OWNER, "", found)["acked"]
    if one.gesture in WAKES:
        until(lambda: walk.ticks() > ticks, "the tick")
        walk.rest_beside()
    walk.rest()
    before = walk.dump()
    second = said(submissions.once_more())
    walk.rest()
    if SAYS[one.gesture.removeprefix("submit ")] not in second:
        yield f"says {second}"
    if changes := difference(before, walk.dump()):
        yield f"changes {changes}"


def test_all_windows_are_tried() -> None:
    tried = {one.gesture.removeprefix("submit ") for stage in STORY for one in stage.tries if "submit" in one.gesture}
    assert tried == set(SAYS) == set(map(str, routes.SUBMISSIONS))
