"""Messages that were sent do not become untrue: at every later stage each says what holds, and each button works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from governance.slack.case import painters as case_painters
from governance.slack.mail import painters as mail_painters
from governance.slack.repainting import BECOMES, NEWS_LASTS
from governance.store import repaints
from governance.store.lanes import Lane
from governance.store.outbox import Kind
from governance.texts import Texts
from sandbox.client import elements, until, words
from tests.bot import bot
from tests.slack import gestures_by_stage as stages
from tests.slack.gesture_attempts import case, mail, poll, state
from tests.slack.gesture_walk import Walk
from tests.slack.gestures_by_stage import OSCAR
from tests.slack.views.cast import Cast

OLGA, ADA, ALICE, BOB, CAROL = "U0OLGA", "U0ADA", "U0ALICE", "U0BOB", "U0CAROL"
PEOPLE = (OLGA, OSCAR, ADA, ALICE, BOB, CAROL)
T0 = "T0EXEMPLE"
AFTER_DUE = datetime(2026, 12, 22, 15, 40, tzinfo=UTC)  # 9:00 to 17:00 from Paris to New York
NINE_WORKING_DAYS_ON = datetime(2027, 1, 4, 15, 40, tzinfo=UTC)


def tried(walk: Walk) -> None:
    """Olga prepares it; Ada tries it on herself, and Oscar has seen it."""
    stages.prepared_question(walk)
    walk.press(ADA, "poll:try")
    until(lambda: found(walk, ADA, "This is a trial"), "the trial")
    until(lambda: found(walk, OSCAR, "has prepared a question"), "the notice to Oscar")
    message = found(walk, OSCAR, "has prepared a question")
    walk.press(OSCAR, "poll:fine", poll(walk), channel=message["channel"], ts=message["ts"])
    until(lambda: found(walk, OSCAR, "It goes out as planned"), "that Oscar has seen it")


def changed(walk: Walk) -> None:
    """Olga changes it: what she chose first is kept, and she goes away."""
    walk.press(OLGA, "poll:change", poll(walk))
    walk.bot.person(OLGA).submit(guests="yes")
    assert walk.one("SELECT state FROM polls ORDER BY created_at DESC LIMIT 1") != "scheduled"


def prepared_again(walk: Walk) -> None:
    """Olga prepares it once more."""
    walk.press(OLGA, "poll:change", poll(walk))
    walk.bot.person(OLGA).submit(guests="no")
    walk.bot.person(OLGA).submit()
    state(walk, "scheduled")
    until(lambda: walk.one("SELECT count(*) FROM outbox WHERE kind = 'prepared' AND status = 'queued'") == 0, "notices")


def opened(walk: Walk) -> None:
    """All six have it; Alice has answered, the others are reminded, and Bob wants no more of that."""
    stages.open_question(walk)
    walk.press(ALICE, "consent:answer:1", f"{poll(walk)}.1")
    walk.bot.control.set_clock(stages.MONDAY_AFTER + (stages.MONDAY_AFTER - stages.FRIDAY) * 2)
    reminded = "SELECT count(*) FROM outbox WHERE kind = 'reminder' AND status = 'sent'"
    until(lambda: walk.one(reminded) == 5, "the reminders")


def closed_early(walk: Walk) -> None:
    """Olga closes it days before its time."""
    walk.press(OLGA, "poll:close", poll(walk))
    walk.bot.person(OLGA).submit(reason="Everybody has talked it over.")
    state(walk, "closed")
    until(lambda: found(walk, OLGA, "Your decision, by"), "the prompt")


def handed_over(walk: Walk) -> None:
    """Olga hands the decision over to Oscar."""
    walk.press(OLGA, "case:hand_over", poll(walk))
    walk.bot.person(OLGA).submit(owner=OSCAR)
    until(lambda: found(walk, OSCAR, "Your decision, by"), "the prompt to Oscar")


def overdue(walk: Walk) -> None:
    """The announced day passes; everybody reads that nobody has decided."""
    walk.bot.control.set_clock(AFTER_DUE)
    until(lambda: found(walk, ALICE, "until an owner decides"), "the result")
    until(lambda: found(walk, OLGA, "Your decision was due on"), "the prompt to all owners")


def decided(walk: Walk) -> None:
    stages.drafted_letter(walk)
    until(lambda: found(walk, CAROL, "opt out"), "the decision")


def withdrawn(walk: Walk) -> None:
    """Oscar withdraws the request, whose letter has not left."""
    walk.press(OSCAR, "case:withdraw", case(walk))
    walk.bot.person(OSCAR).submit(reason="It was the wrong button.")
    assert walk.one("SELECT state FROM cases") == "withdrawn"


def owner_no_more(walk: Walk) -> None:
    """Slack tells that Oscar is a member like others; what was his falls to Olga."""
    role(walk, OSCAR, "member")
    until(lambda: found(walk, OLGA, "Read and approve the letter"), "the news to Olga")


def role(walk: Walk, user: str, now: str) -> None:
    walk.bot.control.post("people", id=user, role=now)
    until(lambda: walk.one(f"SELECT role FROM members WHERE user_id = '{user}'") == now, "the role")


def sent(walk: Walk) -> None:
    """Oscar, owner again, has sent it; he is reminded of an answer, and then a text comes that nobody understands."""
    role(walk, OSCAR, "owner")
    walk.press(OSCAR, "case:sent", case(walk))
    walk.bot.person(OSCAR).submit()
    walk.bot.control.set_clock(NINE_WORKING_DAYS_ON)
    until(lambda: found(walk, OSCAR, "No answer yet"), "the reminder")
    walk.press(OSCAR, "case:answered", case(walk))
    walk.bot.person(OSCAR).submit(answer_text="The quick brown fox, and so on.")
    until(lambda: found(walk, OSCAR, "Please read the pasted text"), "the news of it")


def said_to_ask(walk: Walk) -> None:
    """Oscar says that it asks a question."""
    walk.bot.person(OSCAR).close()
    walk.press(OSCAR, "case:says_not", mail(walk))
    walk.bot.person(OSCAR).submit(choice="question")


def said_done(walk: Walk) -> None:
    """He reads it once more, and says that it says that it is done."""
    walk.bot.person(OSCAR).close()
    walk.press(OSCAR, "case:verdict", case(walk))
    walk.bot.person(OSCAR).press_modal("case:says_done")


def said_wrong(walk: Walk) -> None:
    """Olga takes that back."""
    walk.bot.person(OLGA).press("case:wrong")
    walk.bot.person(OLGA).submit(reason="It speaks of something else.")


def readers_no_more(walk: Walk) -> None:
    """Oscar is reminded of the mail; then he and Ada are members like others, who may not read it."""
    walk.bot.control.advance(days=2)
    until(lambda: walk.one(REMINDED), "the reminder")
    for user in (ADA, OSCAR):
        role(walk, user, "member")


@dataclass(frozen=True)
class Stage:
    """How one comes there; `over`: what no message says from here on; `not_now`: nor at this stage; `says`: to whom.

    `aside`: the story goes on from the stage before.
    """

    reach: Callable[[Walk], None]
    over: tuple[str, ...] = ()
    not_now: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    aside: bool = False


DONE = "the pasted text says that it is done"
WRONG = "it was wrong to say that Slack had confirmed our request"
FOLLOWED = "A newer message about this stands below"
STORY = {
    "prepared": Stage(tried),
    "changed": Stage(
        changed,
        not_now=("Send now", "goes out by itself"),
        says=((OSCAR, "is being changed"), (OLGA, "is being changed")),
    ),
    "prepared again": Stage(prepared_again, not_now=("is being changed",), says=((OSCAR, FOLLOWED),)),
    "open": Stage(
        opened,
        over=("Send now", "goes out by itself", "is being changed", "It goes out as planned"),
        says=((OSCAR, "is open"),),
    ),
    "closed": Stage(
        closed_early,
        over=("and can be changed", "To change it before", "closes on", "is open", "Reminder 1", "asks for"),
        says=((ALICE, "This question closed on"), (BOB, "I object now"), (ADA, "This trial is over")),
    ),
    "handed over": Stage(handed_over, says=((OLGA, "decides now"),)),
    "overdue": Stage(overdue, over=("Your decision, by", "If you do nothing")),
    "decided": Stage(
        decided,
        over=("Your decision", "No owner has decided", "until an owner decides"),
        says=((ALICE, "opt out"), (OLGA, FOLLOWED)),
    ),
    "approved": Stage(
        stages.approved_letter,
        not_now=("is a draft",),
        says=((OSCAR, "Then press I have sent it"), (ALICE, "has not been sent yet")),
    ),
    "withdrawn": Stage(
        withdrawn,
        not_now=("has not been sent", "Then press I have sent it", "See the letter"),
        says=((OSCAR, "withdrew our request"), (ALICE, "withdrew our request")),
        aside=True,
    ),
    "owner no more": Stage(
        owner_no_more,
        not_now=("Then press I have sent it", "Hand over to another owner"),
        says=((OSCAR, "no owner has approved it yet"), (OLGA, "Read and approve the letter")),
        aside=True,
    ),
    "sent": Stage(
        sent,
        over=(
            "is a draft",
            "has not been sent",
            "Then press I have sent it",
            "Read and approve",
        ),
        says=((OSCAR, "no owner has said yet what it says"),),
    ),
    "asked": Stage(
        said_to_ask,
        over=("has not confirmed", "Has it answered", "nothing more to do now"),
        not_now=("no owner has said yet", "say that our opt-out is done?"),
        says=((OSCAR, "it asks a question"),),
    ),
    "confirmed": Stage(
        said_done,
        over=("I object now",),
        not_now=("it asks a question",),
        says=((OSCAR, DONE), (OLGA, DONE), (ADA, DONE), (ALICE, DONE)),
    ),
    "taken back": Stage(
        said_wrong,
        not_now=(DONE, "According to it"),
        says=((OSCAR, WRONG), (OLGA, WRONG), (ADA, WRONG), (OSCAR, "Please read the pasted text")),
    ),
    "readers no more": Stage(readers_no_more, says=((ADA, WRONG), (OLGA, "say that our opt-out is done?"))),
}


REMINDED = "SELECT count(*) FROM outbox WHERE user_id = 'U0OSCAR' AND about LIKE '%unread_day%' AND status = 'sent'"
TAKEN_BACK: set[str] = set()  # times of messages whose rows went when a press was taken back: nobody was sent them


def messages(walk: Walk, user: str) -> list[dict[str, Any]]:
    found = walk.bot.person(user).messages()
    return [one for one in found if not one.get("ephemeral") and one["ts"] not in TAKEN_BACK]


def found(walk: Walk, user: str, part: str) -> dict[str, Any] | None:
    """The newest message to this person that says so."""
    return next((one for one in reversed(messages(walk, user)) if part in shown(one)), None)


def shown(message: dict[str, Any]) -> str:
    """All that a message says, its buttons' labels too."""
    return words(message["blocks"]).replace("*", "")


MESSAGES = ", ".join(f"'{kind}'" for kind in repaints.KINDS)
LEFT = "SELECT count(*) FROM outbox WHERE repaint_at IS NOT NULL AND message_ts IS NOT NULL AND status = 'sent'"
UNDER_WAY = "SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending') AND kind NOT IN ('modal', 'home')"


def painted(walk: Walk) -> None:
    """Until all has left that is due, and every message that was sent shows how things stand."""
    walk.bot.running.delivery.pace(T0, Lane.REPAINTS).rate = 1000.0

    def look() -> bool:
        walk.bot.running.timetable.tick()
        walk.rest()
        return walk.one(LEFT) == 0 and walk.one(UNDER_WAY) == 0

    until(look, "the messages to be painted anew")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with bot(tmp_path_factory.mktemp("repainting"), stages.FRIDAY) as started:
        walk = Walk(started)
        walk.bot.running.delivery.pace(T0, Lane.REPAINTS)._highest = 1000.0
        stages.appointed(walk)
        stages.drafted_question(walk)
        yield walk
        walk.close()


@pytest.mark.timeout(400)
def test_at_each_stage_no_message_says_what_is_over_and_every_button_works(walk: Walk) -> None:
    """The stages follow one another; after each, every button of every message is pressed and taken back."""
    over: list[str] = []
    for name, stage in STORY.items():
        over += stage.over
        before, here = walk.keep(), times(walk)
        walk.bot.running.scheduler.resume()
        stage.reach(walk)
        walk.hold()
        painted(walk)
        now = {user: [shown(one) for one in messages(walk, user)] for user in PEOPLE}
        everything = [(user, one) for user, all_of in now.items() for one in all_of]
        assert [(name, part, *one) for one in everything for part in (*over, *stage.not_now) if part in one[1]] == []
        for user, part in stage.says:
            assert any(part in one for one in now[user]), (name, part, now[user])
        kept = walk.keep()
        assert [(name, dead) for user in PEOPLE for dead in dead_buttons(walk, user, kept)] == []
        if stage.aside:
            walk.put_back(before)
            walk.write(f"UPDATE outbox SET painted = NULL, repaint_at = created_at WHERE kind IN ({MESSAGES})")
            TAKEN_BACK.update(times(walk) - here)


def dead_buttons(walk: Walk, user: str, kept: Any) -> list[str]:
    """Buttons in this person's messages that are refused, with the sentence. What several messages offer is pressed in
    the newest: a press says what is pressed by its action and value, wherever it stands.
    """
    refused, before_all = [], times(walk)
    offered = {
        (one["action_id"], one.get("value"), str(one.get("options"))): (one, message)
        for message in messages(walk, user)
        for one in elements(message["blocks"])
        if "action_id" in one
    }
    for element, message in offered.values():
        walk.bot.person(user).close()
        before, place = walk.version(), {"channel": message["channel"], "ts": message["ts"]}
        for name, _ in walk.press_each(user, element, **place):
            view = walk.top(user)
            if view and view["title"]["text"] == "Not possible":
                refused.append(f"{user} {name}: {words(view['blocks'])} in: {shown(message)}")
            walk.bot.person(user).close()
            walk.rest()
            if walk.version() != before:
                walk.put_back(kept)
                before = walk.version()
    TAKEN_BACK.update(times(walk) - before_all)
    return refused


def times(walk: Walk) -> set[str]:
    return {one["ts"] for user in PEOPLE for one in walk.bot.person(user).messages()}


def test_the_table_knows_every_kind() -> None:
    assert set(BECOMES) == set(Kind)
    assert {kind for kind, becomes in BECOMES.items() if callable(becomes)} == set(repaints.KINDS)


def test_all_news_that_are_sent_are_painted_anew_too() -> None:
    assert set(NEWS_LASTS) == {*case_painters.NEWS, *case_painters.LETTER_NEWS, *mail_painters.NEWS}


def test_news_of_a_confirmation_leave_only_while_it_stands() -> None:
    paint, cast, t = case_painters.NEWS["confirmed"], Cast(), Texts("en")
    assert paint(cast.case("refused"), t) is None
    assert "Slack says it is done" in str(paint(cast.case("confirmed"), t))
