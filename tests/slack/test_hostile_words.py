"""What people write (names, reasons, paragraphs, mails) is shown and acts nowhere: no mention, no link, no turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.client import until
from tests.slack.gesture_attempts import case, poll, state
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.gestures_by_stage import OSCAR, approved_letter, sent_letter
from tests.slack.open_question import answer, asked

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
        edits = [one["args"] for one in walk.bot.control.get("calls")["calls"] if one["method"] == "chat.update"]
        assert [args for args in edits if args.get("parse") != "none" or not args.get("blocks")] == []
        assert any("&lt;!channel&gt;" in args["text"] for args in edits)


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
    walk.bot.person("U0ALICE").command("results")
    watch.press(OLGA, "case:decide:opt_out", value=question)
    walk.bot.person(OLGA).close()


LATEST = "SELECT id FROM mails ORDER BY received_at DESC LIMIT 1"


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
    watch.press(OSCAR, "case:verdict", "case:mail", value=case(walk))
    watch.press(OSCAR, "case:says_not", value=f"{case(walk)}.{walk.one(LATEST)}")
    homes(walk)
    watch.look()
