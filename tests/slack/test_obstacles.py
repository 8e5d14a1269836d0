"""What stands in the way while questions leave: it costs nobody their question, Home says it, and it ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from governance.store.models import Elector, LaneRow, Outgoing, Poll
from sandbox.client import until, words
from tests.bot import Bot, bot

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)  # 9:00 to 17:00 from Paris to New York, for two hours
OLGA, ADA, ALICE, BOB = "U0OLGA", "U0ADA", "U0ALICE", "U0BOB"
ASKED = 6
POST = "chat.postMessage"
# What a proxy, a gateway or Slack itself was seen to answer instead of taking a message.
IN_THE_WAY: dict[str, tuple[dict[str, Any], str]] = {
    "a page with 200": ({"kind": "page", "status": 200}, "not_slack"),
    "a page with 403": ({"kind": "page", "status": 403}, "http_403"),
    "a list": ({"kind": "page", "status": 200, "body": "[1]"}, "not_slack"),
    "a page as a code": ({"kind": "page", "status": 200, "body": '{"ok": false, "error": "<html>"}'}, "not_slack"),
    "no place": ({"kind": "page", "status": 200, "body": '{"ok": true}'}, "answer_incomplete"),
    "elsewhere": ({"kind": "redirect", "location": "http://127.0.0.1:9/"}, "http_302"),
    "an unknown code": ({"kind": "error", "error": "never_heard_of"}, "never_heard_of"),
} | {
    code: ({"kind": "error", "error": code}, code)
    for code in (
        "org_login_required", "message_limit_exceeded", "ekm_access_denied", "messages_tab_disabled",
        "team_access_not_granted", "invalid_auth", "fatal_error", "user_not_found",
    )
}  # fmt: skip


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Bot]:
    with bot(tmp_path, FRIDAY, database_url) as started:
        ask(started)
        yield started


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with bot(tmp_path_factory.mktemp("obstacles"), FRIDAY) as started:
        ask(started)
        leave(started)
        until(lambda: asked(started) == ASKED, "the questions")
        yield started


@pytest.fixture
def again(story: Bot) -> Bot:
    """The same question, as if it were still to leave."""
    mend(story)
    story.control.set_clock(MONDAY)
    with story.look().writing() as session:
        session.execute(update(Elector).values(state="waiting", asked_at=None))
        session.execute(
            update(Outgoing).where(Outgoing.kind == "ballot").values(status="held", attempts=0, not_before=MONDAY)
        )
        session.execute(delete(LaneRow))
    return story


def go(running: Bot) -> None:
    """Let the held questions leave."""
    with running.look().writing() as session:
        session.execute(update(Outgoing).where(Outgoing.status == "held").values(status="queued"))


def order(running: Bot, method: str = POST, **fault: Any) -> None:
    running.control.post("faults", method=method, **fault)


def mend(running: Bot) -> None:
    running.control._ask("DELETE", "control/faults")


def ask(running: Bot) -> None:
    """Olga has prepared a question; the clock goes to the working hour in which it leaves."""
    olga = running.person(OLGA)
    olga.open_home()
    olga.press_home("poll:prepare")
    olga.submit(guests="no")
    olga.submit()
    until(lambda: one(running, select(Poll.state)) == "scheduled", "the question to be prepared")


def leave(running: Bot) -> None:
    running.control.set_clock(MONDAY)


def one(running: Bot, query: Any) -> Any:
    with running.look().reading() as session:
        return session.scalar(query)


def number(running: Bot, status: str) -> int:
    """How many questions are in this state."""
    where = (Outgoing.kind == "ballot", Outgoing.status == status)
    return int(one(running, select(func.count()).select_from(Outgoing).where(*where)) or 0)


def asked(running: Bot) -> int:
    return int(one(running, select(func.count()).select_from(Elector).where(Elector.state == "asked")) or 0)


def lane(running: Bot) -> LaneRow | None:
    with running.look().reading() as session:
        return session.get(LaneRow, ("T0EXEMPLE", "messages"))


def tried(running: Bot) -> list[str]:
    """The people whom calls of the method were about, in order."""
    calls = running.control.get(f"calls?method={POST}")["calls"]
    return [str(call["args"].get("channel")) for call in calls]


def on_and_on(running: Bot, done: Callable[[], object], seconds: float = 20) -> None:
    """Let time pass until it is done."""

    def look() -> object:
        running.control.advance(seconds=seconds)
        return done()

    until(look, "what was waited for", patience=60, pause=0.4)


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_nobody_loses_their_question_and_home_says_what_it_is(again: Bot, name: str) -> None:
    fault, code = IN_THE_WAY[name]
    order(again, **fault)
    go(again)
    on_and_on(again, lambda: (found := lane(again)) and found.code == code and found.in_a_row >= 2)
    assert number(again, "failed") == asked(again) == 0
    shown = words(again.person(ADA).open_home()["blocks"])
    assert "A failure on" in shown
    assert f"(code {code})" in shown.replace("`", "")
    assert "<html" not in shown.lower()
    mend(again)
    on_and_on(again, lambda: asked(again) == ASKED)
    assert number(again, "failed") == 0
    until(lambda: (found := lane(again)) and found.code is None, "the lane to be clear")
    assert "A failure on" not in words(again.person(ADA).open_home()["blocks"])


def test_the_next_try_is_another_persons_and_the_one_who_fails_is_set_aside(running: Bot) -> None:
    order(running, kind="error", error="restricted_action", only=ALICE)
    leave(running)
    on_and_on(running, lambda: number(running, "failed") == 1)
    assert asked(running) == ASKED - 1
    with running.look().reading() as session:
        failed = session.scalars(select(Outgoing).where(Outgoing.status == "failed")).one()
        assert (failed.user_id, failed.error, failed.attempts) == (ALICE, "restricted_action", 3)
    assert tried(running).count(ALICE) == 3
    assert one(running, select(Elector.state).where(Elector.user_id == ALICE)) == "unreachable"


def test_one_person_whom_slack_does_not_know_holds_up_nobody(running: Bot) -> None:
    order(running, kind="error", error="user_not_found", only=BOB)
    leave(running)
    until(lambda: asked(running) == ASKED - 1, "the others' questions")
    until(lambda: number(running, "failed") == 1, "Bob's to be settled")
    assert tried(running).count(BOB) == 1
    found = lane(running)
    assert found is None or found.code is None


def test_the_rest_holds_over_a_restart(running: Bot) -> None:
    """The state of a lane is a row: a process that starts anew, or another one, waits as well."""
    order(running, kind="error", error="ekm_access_denied")
    leave(running)
    on_and_on(running, lambda: (found := lane(running)) and found.in_a_row >= 4)
    running.running.scheduler.pause()
    mend(running)
    before, now = len(tried(running)), running.control.now()
    with running.look().writing() as session:
        session.execute(update(LaneRow).values(paused_until=now.replace(microsecond=0) + (MONDAY - FRIDAY) / 1000))
    other = type(running.running.delivery)(running.look(), running.running.delivery.transports, lambda: now)
    other.run_due()
    until(lambda: not other.busy(), "the other process to rest")
    other.stop()
    assert len(tried(running)) == before


def test_an_admin_sends_to_those_who_were_not_reached(running: Bot) -> None:
    order(running, kind="error", error="user_not_found", only=BOB)
    leave(running)
    until(lambda: asked(running) == ASKED - 1 and number(running, "failed") == 1, "all but Bob")
    mend(running)
    ada, poll = running.person(ADA), one(running, select(Poll.id))
    assert "Send to those who were not reached" in words(ada.open_home()["blocks"])
    ada.press_home("poll:failures", value=poll)
    assert "Send to those who were not reached" in words(ada.modal()["blocks"])
    ada.press_modal("poll:resend")
    assert "once more to 1 person" in words(ada.modal()["blocks"])
    ada.submit()
    until(lambda: asked(running) == ASKED, "Bob's question")
    assert number(running, "failed") == 0
    ada.close()
    ada.press_home("poll:resend", force={"type": "button", "action_id": "poll:resend", "value": poll})
    assert "nobody to send it to again" in words(ada.modal()["blocks"])


def test_what_was_lost_to_such_a_cause_goes_out_again_once_after_the_repair(running: Bot) -> None:
    """Also what an older version had given up."""
    order(running, kind="error", error="messages_tab_disabled", only=ALICE)
    leave(running)
    on_and_on(running, lambda: number(running, "failed") == 1)
    with running.look().writing() as session:  # the last question has not left, and an older version is at work
        session.execute(update(Elector).where(Elector.user_id == BOB).values(state="waiting", asked_at=None))
        session.execute(update(Outgoing).where(Outgoing.user_id == BOB).values(status="queued"))
        found = session.get_one(LaneRow, ("T0EXEMPLE", "messages"))
        found.code, found.since, found.in_a_row = "messages_tab_disabled", MONDAY, 1
    mend(running)
    on_and_on(running, lambda: asked(running) == ASKED)
    assert one(running, select(Outgoing.resent).where(Outgoing.user_id == ALICE, Outgoing.kind == "ballot")) == 1


def test_a_reminder_of_unknown_outcome_is_not_repeated(running: Bot) -> None:
    leave(running)
    until(lambda: asked(running) == ASKED, "the questions")
    order(running, kind="lose_response")
    running.control.set_clock(datetime(2026, 11, 30, 15, 40, tzinfo=UTC))
    reminders = select(func.count()).select_from(Outgoing).where(Outgoing.kind == "reminder")
    on_and_on(running, lambda: one(running, reminders.where(Outgoing.status == "unknown")) >= 1, 60)
    mend(running)
    on_and_on(running, lambda: one(running, reminders.where(Outgoing.status == "queued")) == 0, 60)
    got = [
        sum("consent:mute" in str(message["blocks"]) for message in running.person(user).messages())
        for user in (OLGA, ADA, ALICE, BOB)
    ]
    assert max(got) == 1
