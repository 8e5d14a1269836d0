"""What Slack refuses is sent once more in its plainest form: one bad block hides no step, and the log says which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import governance
from governance.errors import Fault
from governance.slack import plain_form
from governance.slack.ids import INPUT
from governance.slack.views import blocks as b
from governance.slack.views.chart import CHART
from governance.store.database import Database
from governance.store.models import RefusedChart, Workspace
from governance.texts import LANGUAGES
from sandbox.blockkit import message_faults, view_faults
from sandbox.blockkit.blocks import NEW
from sandbox.client import elements, until, words
from tests.conftest import WORKSPACE
from tests.slack.gesture_attempts import poll
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.open_question import Lines, answer, ballot_of, logged, painted
from tests.slack.test_responses import answered_by
from tests.slack.views.slack_limits import faults
from tests.slack.views.test_limits import CASTS
from tests.slack.views.test_limits import painted as screens

ALICE, BOB, CAROL = "U0ALICE", "U0BOB", "U0CAROL"


def pressable(view: dict[str, Any]) -> set[str]:
    kinds = ("button", "overflow", "static_select")  # a list to choose from beside a line becomes buttons too
    return {one["action_id"] for one in elements(view["blocks"]) if one["type"] in kinds} - {INPUT}


def fields(view: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every field with what it holds."""
    return [
        (block["block_id"], {name: found for name, found in block["element"].items() if name.startswith("initial")})
        for block in view["blocks"]
        if block["type"] == "input"
    ]


@pytest.mark.parametrize("cast", CASTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_a_plain_form_with_the_same_steps(cast: str, language: str) -> None:
    for name, view in screens(cast, language).items():
        plain = plain_form.plainest(view)
        found = [*faults(plain), *(view_faults(plain) if "type" in plain else message_faults(plain["blocks"]))]
        assert (name, found) == (name, [])
        assert {block["type"] for block in plain["blocks"]} <= {"section", "actions", "input"}
        assert not [block for block in plain["blocks"] if "accessory" in block]
        if len(plain["blocks"]) < plain_form.MOST:
            assert (name, pressable(plain), fields(plain)) == (name, pressable(view), fields(view))
        same = ("callback_id", "private_metadata", "type")
        assert [plain.get(key) for key in same] == [view.get(key) for key in same]


def test_what_slack_says_is_logged_without_what_it_quotes() -> None:
    said = ["[ERROR] must be a valid url: mailto:olga@exemple.example?body=x [json-pointer:/blocks/1]", 'bad "Olga"', 7]
    assert plain_form.without_quotations(said) == [
        "[ERROR] must be a valid url: … [json-pointer:/blocks/1]",
        "bad …",
    ]
    assert plain_form.without_quotations(None) == []


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged() as found:
        yield found


def refused(walk: Walk, method: str, code: str = "invalid_blocks", times: int = 1) -> None:
    walk.bot.control.post("faults", method=method, kind="error", error=code, times=times)


def of_content(lines: Lines) -> list[str]:
    return [line for line in lines.found if "content refused" in line]


def is_plain(blocks: list[dict[str, Any]]) -> bool:
    return {block["type"] for block in blocks} <= {"section", "actions", "input"}


def pie_of_a_poll(parts: int) -> dict[str, Any]:
    """A message with figures and a chart of so many parts; Slack takes six."""
    segments = [{"label": f"part {number}", "value": number + 1} for number in range(parts)]
    chart = {"type": "data_visualization", "title": "Answers", "chart": {"type": "pie", "segments": segments}}
    return {"text": "1 of 2", "blocks": [b.header("Result"), chart, b.fields([("I agree", "1 of 2")])]}


@pytest.mark.parametrize(
    ("known", "parts", "sent", "again"),
    [
        (True, 2, ["header", CHART, "section"], ["header", CHART, "section"]),
        (False, 2, ["header", CHART, "section", "|", "header", "section"], ["header", "section"]),
        (True, 7, ["header", CHART, "section", "|", "header", "section"], ["header", "section"]),
    ],
)
def test_a_refused_chart_leaves_its_message_as_it_is_and_no_other_is_tried(
    database: Database, workspace: Workspace, known: bool, parts: int, sent: list[str], again: list[str]
) -> None:
    calls: list[str] = []

    def slack(view: dict[str, Any]) -> None:
        calls.extend([*(["|"] if calls else []), *(block["type"] for block in view["blocks"])])
        if wrong := message_faults(view["blocks"], frozenset() if known else NEW):
            raise Fault("invalid_blocks", permanent=True, said=wrong)

    plain_form.Charts(database, WORKSPACE).sending(slack, pie_of_a_poll(parts))
    assert calls == sent
    calls.clear()
    started_anew = plain_form.Charts(database, WORKSPACE)
    started_anew.sending(slack, pie_of_a_poll(parts))
    assert calls == again
    calls.clear()
    started_anew.sending(slack, {"type": "home", **pie_of_a_poll(parts)})
    assert calls == sent  # another surface
    with database.writing() as session:
        for row in session.scalars(select(RefusedChart)):
            row.version = "0.0.1"
    calls.clear()
    started_anew.sending(slack, pie_of_a_poll(parts))
    assert calls == sent  # the next version of the app tries again


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(governance.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == governance.VERSION


def test_where_not_the_chart_was_at_fault_charts_are_tried_again(database: Database, workspace: Workspace) -> None:
    calls: list[int] = []

    def slack(view: dict[str, Any]) -> None:
        calls.append(len(view["blocks"]))
        if view["blocks"][0]["type"] == "header":
            raise Fault("invalid_blocks", permanent=True)

    plain_form.Charts(database, WORKSPACE).sending(slack, pie_of_a_poll(2))
    with database.reading() as session:
        assert (calls, session.scalars(select(RefusedChart)).all()) == ([3, 2, 2], [])


def test_a_window_opens_all_the_same(walk: Walk, lines: Lines) -> None:
    refused(walk, "views.open", "invalid_arguments")
    walk.press(OLGA, "poll:close", poll(walk))
    view = walk.top(OLGA)
    assert view["callback_id"] == "poll:close"
    assert "closes at once" in words(view["blocks"])
    assert len(of_content(lines)) == 1
    assert "invalid_arguments" in of_content(lines)[0]
    assert "poll:close" in of_content(lines)[0]
    walk.bot.person(OLGA).submit(reason="We talked it over.")
    until(lambda: walk.one("SELECT state FROM polls") == "closed", "the end")


def test_home_is_painted_all_the_same(walk: Walk, lines: Lines) -> None:
    refused(walk, "views.publish")
    home = walk.bot.person(ALICE).open_home()
    assert is_plain(home["blocks"])
    assert [one for one in elements(home["blocks"]) if one["action_id"].startswith("consent:answer")]
    assert ["kind='home'" in line or "'kind': 'home'" in line for line in of_content(lines)] == [True]


def test_a_home_without_its_chart_keeps_everything_else(walk: Walk, lines: Lines) -> None:
    walk.write("DELETE FROM answers_by_day")
    for day in ("2026-11-25", "2026-11-26"):
        walk.write("INSERT INTO answers_by_day (poll_id, day, answered) SELECT id, :day, 10 FROM polls", day=day)
    drawn = walk.bot.person(OLGA).open_home()["blocks"]
    assert [one["type"] for one in drawn].count(CHART) == 1
    walk.bot.control.post("workspace", new_blocks=False)
    try:
        bare = walk.bot.person(OLGA).open_home()["blocks"]
        assert [one["type"] for one in bare] == [one["type"] for one in drawn if one["type"] != CHART]
        assert "10 of 6" in str(bare)
        assert words(bare) == words(drawn) == words(walk.bot.person(OLGA).open_home()["blocks"])
        assert len(of_content(lines)) == 1  # it was not tried again
    finally:
        walk.bot.control.post("workspace", new_blocks=True)


def test_a_message_and_its_update_come_all_the_same(walk: Walk, lines: Lines) -> None:
    refused(walk, "chat.postMessage", "invalid_blocks_format")
    walk.press(OLGA, "poll:try", poll(walk))
    trial = walk.bot.person(OLGA).wait_for_message("trial")
    assert is_plain(trial["blocks"])
    refused(walk, "chat.update")
    walk.bot.control.post("faults", method="response_url", kind="status", status=404, times=1)
    answer(walk, BOB, "No, I object")
    until(lambda: "Your answer is recorded" in ballot_of(walk, BOB)["text"], "the receipt")
    assert is_plain(ballot_of(walk, BOB)["blocks"])
    assert len(of_content(lines)) == 2


def test_what_a_form_holds_is_kept_when_it_is_submitted(walk: Walk) -> None:
    walk.choose(OLGA, "working_days")
    walk.bot.person(OLGA).submit(weekend=["4", "5"], holidays="2026-12-25 Christmas")
    walk.bot.person(OLGA).close()
    kept = walk.all("SELECT weekend, holidays FROM days_off")
    refused(walk, "views.open")
    walk.choose(OLGA, "working_days")
    assert is_plain(walk.top(OLGA)["blocks"])
    walk.bot.person(OLGA).submit()
    assert walk.all("SELECT weekend, holidays FROM days_off") == kept
    assert "Christmas" in str(kept)


@pytest.mark.parametrize(("user", "times", "code", "then"), [
    (CAROL, 1, "invalid_blocks", ["response_url"]),
    (CAROL, 1, "no_text", ["response_url"]),
    (BOB, 2, "invalid_blocks", ["response_url failed", "chat.update"]),
])  # fmt: skip
def test_the_answer_to_a_press_comes_all_the_same(
    walk: Walk, lines: Lines, user: str, times: int, code: str, then: list[str]
) -> None:
    since, before = walk.bot.control.get("calls")["next"], painted(walk, user)
    refused(walk, "response_url", code, times)
    answer(walk, user, "Yes, I agree")
    until(lambda: painted(walk, user) != before, "the receipt")
    assert answered_by(walk, since) == ["response_url failed", *then]
    assert is_plain(ballot_of(walk, user)["blocks"]) is (times == 1)  # by the update it comes as it was meant
    assert "Your answer is recorded" in ballot_of(walk, user)["text"]
    assert (len(of_content(lines)), code in of_content(lines)[0]) == (1, True)


def test_it_is_sent_once_more_and_not_again(walk: Walk, lines: Lines) -> None:
    refused(walk, "views.open", times=2)
    walk.press(OLGA, "poll:pause", poll(walk))
    assert not walk.top(OLGA) or walk.top(OLGA)["title"]["text"] != "Pause sending"
    assert len(of_content(lines)) == 1
    assert [line for line in lines.found if "not shown" in line]
