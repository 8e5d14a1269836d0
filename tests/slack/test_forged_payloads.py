"""Values nobody painted, ids of another workspace, words meant as markup: a sentence each time, never a fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from governance.slack import routes
from governance.slack.link.hosts import Host, is_slacks
from sandbox.client import words
from tests.slack.gesture_attempts import window
from tests.slack.gesture_walk import OLGA, Walk, difference
from tests.slack.open_question import Lines, asked, logged

ELSEWHERE = "T0ELSEWHERE"
VALUES = ["", ".", "x.9", "../..", "t.1", "1; DROP TABLE polls", "é\u202e🙂", "a" * 2000]
FOREIGN = ["poll0000elsewhere", "tpoll0000elsewhere", "poll0000elsewhere.1", "case0000elsewhere", "mail0000elsewhere"]
LINKS = ("home:link",)
GOOD_WITHOUT = {"poll:try"}  # without a value it means the present question
FAULT = "This did not work"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with asked(tmp_path_factory.mktemp("forged")) as walk:
        elsewhere(walk)
        yield walk


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged() as found:
        yield found


def elsewhere(walk: Walk) -> None:
    """Another workspace in the same database, with a question, a request and a mail of its own."""
    walk.copy_row("workspaces", id=ELSEWHERE)
    walk.copy_row("polls", id="poll0000elsewhere", workspace_id=ELSEWHERE)
    walk.write(
        "INSERT INTO decisions (id, workspace_id, poll_id, vendor, choice, reason, decided_by, decided_at) "
        "SELECT 'd1', :there, 'poll0000elsewhere', 'slack', 'opt_out', '', 'U0OLGA', created_at FROM polls LIMIT 1",
        there=ELSEWHERE,
    )
    walk.write(
        "INSERT INTO cases (id, workspace_id, decision_id, poll_id, vendor, reference, state, owner, owner_title, "
        "address_attested, opened_at, request_grade) SELECT 'case0000elsewhere', :there, 'd1', 'poll0000elsewhere', "
        "'slack', 'AC-000000', 'approved', 'U0OLGA', 'Primary Owner', FALSE, created_at, 'drafted' FROM polls LIMIT 1",
        there=ELSEWHERE,
    )
    walk.write(
        "INSERT INTO mails (id, workspace_id, case_id, source, source_key, raw, received_at, judged_at) "
        "SELECT 'mail0000elsewhere', :there, 'case0000elsewhere', 'pasted', 'k', 'x', created_at, created_at "
        "FROM polls LIMIT 1",
        there=ELSEWHERE,
    )


@pytest.mark.parametrize("value", [*VALUES, *FOREIGN], ids=lambda value: value[:20] or "empty")
def test_a_value_that_is_not_ours_gets_a_sentence(walk: Walk, lines: Lines, value: str) -> None:
    before, wrong = walk.dump(), []
    for action in routes.PRESSES:
        version = walk.version()
        top = walk.top(OLGA).get("id")
        acked = walk.press(OLGA, action, value)["acked"]
        view = walk.top(OLGA)
        shown = words(view["blocks"]) if view.get("id") != top else ""
        if not acked or FAULT in shown or not (shown or str(action).startswith(LINKS)):
            wrong.append(f"{action}: {acked}, {shown!r}")
        walk.rest()
        changes = difference(before, walk.dump()) if walk.version() != version else ""
        if changes and not (value == "" and action in GOOD_WITHOUT):
            wrong.append(f"{action}: {changes}")
            before = walk.dump()
        before = walk.dump() if changes else before
    assert wrong == []
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize(
    "action", ["nope", "consent:answer:9", "poll", "home:more", "case:more", "case:decide", "x" * 255]
)
def test_a_button_that_there_is_no_more_gets_a_sentence(walk: Walk, lines: Lines, action: str) -> None:
    walk.press(OLGA, action, "anything")
    assert words(walk.top(OLGA)["blocks"]).startswith("This button is from an earlier version of the app.")
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize("menu", ["home:more", "case:more"])
@pytest.mark.parametrize("entry", ["", "nope", "roles.x", "<!channel>", "case:more.case:more.x", "case:decide:allow.x"])
def test_an_entry_that_the_menu_has_no_more_gets_a_sentence(walk: Walk, menu: str, entry: str) -> None:
    walk.choose(OLGA, entry, menu)
    assert words(walk.top(OLGA)["blocks"]).startswith("This button is from an earlier version of the app.")


@pytest.mark.parametrize("text", ["<!channel>", "x" * 3000, "poll" * 200, "\u202etnesnoc", "results; drop", "--help"])
def test_any_word_is_answered(walk: Walk, lines: Lines, text: str) -> None:
    ack = walk.bot.person("U0BOB").command(text)["ack"]
    assert "is not a word that this app knows" in ack["text"]
    assert "<!channel>" not in ack["text"]
    assert "\u202e" not in str(ack)
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize("share", ["abc", "-1", "101", "1e9", "²", "٣", "5.5", "%", "99999"])
def test_a_share_that_is_no_share_is_said_beside_its_field(walk: Walk, lines: Lines, share: str) -> None:
    walk.write("UPDATE polls SET state = 'draft'")
    window("poll:defaults")(walk)
    told = walk.bot.person(OLGA).submit(rule="share", share=share[:3], minimum=share[:3])
    assert told["ack"] is None or set(told["ack"]["errors"]) <= {"share", "minimum"}
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize(
    ("api", "url", "taken"),
    [
        ("https://slack.com/api/", "https://hooks.slack.com/actions/T1/2/3", True),
        ("https://slack.com/api/", "https://hooks.slack.com:443/actions/T1/2/3", True),
        ("https://slack.com/api/", "http://hooks.slack.com/actions/T1/2/3", False),
        ("https://slack.com/api/", "https://hooks.slack.com:8443/actions/T1/2/3", False),
        ("https://slack.com/api/", "https://slack.com/actions/T1/2/3", False),
        ("https://slack.com/api/", "https://hooks.slack.com.evil.example/actions", False),
        ("https://slack.com/api/", "https://hooks.slack.com@evil.example/actions", False),
        ("https://slack.com/api/", "https://hooks.slack-gov.com/actions/T1/2/3", False),
        ("https://slack.com/api/", "file:///etc/passwd", False),
        ("https://slack.com/api/", "", False),
        ("https://slack-gov.com/api/", "https://hooks.slack-gov.com/actions/T1/2/3", True),
        ("https://slack-gov.com/api/", "https://hooks.slack.com/actions/T1/2/3", False),
        ("http://127.0.0.1:4000/api/", "http://127.0.0.1:4000/hooks/actions/1", True),
        ("http://127.0.0.1:4000/api/", "http://127.0.0.1:4001/hooks/actions/1", False),
        ("http://127.0.0.1:4000/api/", "http://127.0.0.1:4000@evil.example/hooks", False),
        ("http://127.0.0.1:4000/api/", "https://hooks.slack.com/actions/T1/2/3", False),
    ],
)
def test_an_answer_goes_to_slacks_own_address_alone(api: str, url: str, taken: bool) -> None:
    assert is_slacks(url, Host.HOOKS, api) is taken
    assert is_slacks(url.replace("//hooks.", "//files."), Host.FILES, api) is taken
