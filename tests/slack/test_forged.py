"""Values nobody painted, ids of another workspace, words meant as markup: a sentence each time, never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from governance.slack import routes
from sandbox.client import until, words
from tests.slack.asked import Lines, answer, asked, logged
from tests.slack.roles_story import (
    OSCAR,
    approved_letter,
    case,
    poll,
    sent_letter,
    state,
    window,
)
from tests.slack.roles_walk import OLGA, Walk, difference

ELSEWHERE = "T0ELSEWHERE"
VALUES = ["", ".", "x.9", "x.1", "../..", "t", "t.1", "1; DROP TABLE polls", "é\u202e🙂", "a" * 2000, "." * 2000]
FOREIGN = ["poll0000elsewhere", "tpoll0000elsewhere", "poll0000elsewhere.1", "case0000elsewhere", "mail0000elsewhere"]
LINKS = ("home:link", "case:open_mail")
GOOD_WITHOUT = {"poll:try"}  # without a value it means the present question
FAULT = "This did not work"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with asked(tmp_path_factory.mktemp("forged")) as walk:
        elsewhere(walk)
        yield walk


@pytest.fixture
def walk(story: Walk) -> Iterator[Walk]:
    kept = story.keep()
    yield story
    story.put_back(kept)


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
        top = walk.top(OLGA).get("id")
        acked = walk.press(OLGA, action, value)["acked"]
        view = walk.top(OLGA)
        shown = words(view["blocks"]) if view.get("id") != top else ""
        if not acked or FAULT in shown or not (shown or str(action).startswith(LINKS)):
            wrong.append(f"{action}: {acked}, {shown!r}")
        walk.rest()
        changes = difference(before, walk.dump())
        if changes and not (value == "" and action in GOOD_WITHOUT):
            wrong.append(f"{action}: {changes}")
            before = walk.dump()
        before = walk.dump() if changes else before
    assert wrong == []
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize("action", ["nope", "consent:answer:9", "poll", "home:more", "case:decide", "x" * 255])
def test_a_button_that_there_is_no_more_gets_a_sentence(walk: Walk, lines: Lines, action: str) -> None:
    walk.press(OLGA, action, "anything")
    assert words(walk.top(OLGA)["blocks"]).startswith("This button is from an earlier version of the app.")
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize("entry", ["", "nope", "roles.x", "<!channel>"])
def test_an_entry_that_the_menu_has_no_more_gets_a_sentence(walk: Walk, entry: str) -> None:
    walk.choose(OLGA, entry)
    assert words(walk.top(OLGA)["blocks"]).startswith("This button is from an earlier version of the app.")


@pytest.mark.parametrize("text", ["<!channel>", "x" * 3000, "poll" * 200, "\u202etnesnoc", "results; drop", "--help"])
def test_any_word_is_answered(walk: Walk, lines: Lines, text: str) -> None:
    ack = walk.bot.control.post("command", user="U0BOB", command="/ai-consent", text=text)["ack"]
    assert "is not a word that this app knows" in ack["text"]
    assert "<!channel>" not in ack["text"]
    assert "\u202e" not in str(ack)
    assert [line for line in lines.found if line.startswith("error")] == []


@pytest.mark.parametrize("share", ["abc", "-1", "101", "1e9", "²", "٣", "5.5", "%", "99999"])
def test_a_share_that_is_no_share_is_said_beside_its_field(walk: Walk, lines: Lines, share: str) -> None:
    walk.write("UPDATE polls SET state = 'draft'")
    window("poll:defaults")(walk)
    told = walk.bot.person(OLGA).submit(rule="share", share=share[:3], minimum=share)
    assert told["ack"] is None or set(told["ack"]["errors"]) <= {"share", "minimum"}
    assert [line for line in lines.found if line.startswith("error")] == []


EVIL = "<!channel> <@U0EVIL> <https://evil.example|Slack> [Slack](https://evil.example) \u202e&amp;"
RAW = ("<!channel", "<@U0EVIL", "<https://evil", "\u202e")


def everything(walk: Walk) -> list[tuple[str, Any]]:
    """All that stands before people's eyes now."""
    found: list[tuple[str, Any]] = []
    for person in walk.bot.control.get("people")["people"]:
        hands = walk.bot.person(person["id"])
        found += [(f"message to {person['name']}", message) for message in hands.messages()]
        found += [
            (f"Home of {person['name']}", hands.home()),
            *((f"window of {person['name']}", v) for v in hands.views()),
        ]
    return found


def marked_up(where: str, thing: Any) -> Iterator[str]:
    """Texts in which somebody's words would act: a mention, a link, a mark that turns the line around."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            plain = thing.get("type") == "plain_text"
            if key == "text" and isinstance(value, str):
                yield from (f"{where}: {value[:200]!r}" for raw in (RAW[-1:] if plain else RAW) if raw in value)
            elif key not in ("private_metadata", "state"):
                yield from marked_up(where, value)
    elif isinstance(thing, list):
        for value in thing:
            yield from marked_up(where, value)


class Watch:
    """Looks at everything after every step."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.texts = 0

    def look(self) -> None:
        """Nothing acts, and the words are there."""
        self.walk.rest()
        found = everything(self.walk)
        self.texts += str(found).count("&lt;!channel&gt;")
        assert [text for where, thing in found for text in marked_up(where, thing)] == []

    def press(self, user: str, *actions: str, value: str = "") -> None:
        """Press each, and look."""
        for action in actions:
            assert self.walk.press(user, action, value)["acked"]
            self.look()


def homes(walk: Walk) -> None:
    """Everybody opens the Home tab."""
    for user in (OLGA, "U0ADA", "U0BOB", "U0CAROL", "U0ALICE", "U0GUS"):
        walk.bot.person(user).open_home()


def test_words_of_people_act_nowhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    with asked(tmp_path_factory.mktemp("hostile")) as walk:
        watch = Watch(walk)
        hostile_question(walk, watch)
        hostile_request(walk, watch)
        assert watch.texts > 100


def hostile_question(walk: Walk, watch: Watch) -> None:
    """Names, a paragraph, a contact, reasons."""
    for user in (OLGA, OSCAR, "U0ADA"):
        walk.bot.control.post("people", id=user, name=f"{user[2:].title()} {EVIL}")
    walk.write("UPDATE polls SET contact = :evil, operator = :evil, paragraph = :evil", evil=EVIL)
    walk.write("UPDATE workspaces SET name = :evil", evil=EVIL)
    until(lambda: walk.one("SELECT count(*) FROM members WHERE name LIKE '%evil%'") == 3, "the names")
    question = poll(walk)
    watch.press(OLGA, "consent:notice", "poll:read_as_member", "poll:announcement", "poll:failures", value=question)
    watch.press("U0BOB", "poll:roles", "consent:kept", "consent:what_slack_says")
    for user in (OLGA, OSCAR, "U0ADA", "U0ALICE", "U0BOB", "U0CAROL"):
        answer(walk, user, "Yes, I agree")
    homes(walk)
    walk.choose("U0ALICE", "contact")
    watch.look()
    walk.press(OLGA, "poll:close", question)
    walk.bot.person(OLGA).submit(reason=EVIL)
    state(walk, "closed")
    homes(walk)
    watch.press(OLGA, "consent:object", "case:hand_over", "case:later", value=question)
    walk.bot.control.post("command", user="U0ALICE", command="/ai-consent", text="results")
    watch.press(OLGA, "case:decide:opt_out", value=question)
    walk.bot.person(OLGA).close()


def hostile_request(walk: Walk, watch: Watch) -> None:
    """A decision's reason, a letter in such a name, an answer that carries markup."""
    walk.press(OSCAR, "case:decide:opt_out", poll(walk))
    walk.bot.person(OSCAR).submit(reason=EVIL)
    watch.look()
    walk.bot.running.scheduler.resume()
    until(lambda: walk.one("SELECT count(*) FROM outbox WHERE kind = 'result' AND status <> 'sent'") == 0, "the result")
    watch.look()
    approved_letter(walk)
    watch.press(OSCAR, "case:other_ways", "case:smtp", "case:letter", value=case(walk))
    sent_letter(walk)
    walk.press(OSCAR, "case:answered", case(walk))
    walk.bot.person(OSCAR).submit(answer_text=f"Our question to you: {EVIL} Could you tell us the URL?")
    until(lambda: walk.one("SELECT count(*) FROM mails WHERE judged_at IS NULL") == 0, "the verdict")
    walk.hold()
    watch.press(OSCAR, "case:verdict", "case:follow_up", "case:mail", value=case(walk))
    homes(walk)
    watch.look()
