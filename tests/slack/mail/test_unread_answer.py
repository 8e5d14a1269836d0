"""An answer in a human's words waits for an owner, who says in one press what it says, and can take that back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.client import Hands, elements, until, words
from tests.bot import bot
from tests.slack.case.test_case import MONDAY, approve, newest_with, opt_out, send_by_mail_app, shown
from tests.slack.gesture_walk import OLGA, Walk
from tests.slack.gestures_by_stage import OSCAR, appointed

ADA, ALICE, CAROL = "U0ADA", "U0ALICE", "U0CAROL"
HUMAN = (
    "Hi Olga,\n\nGood news: your opt-out request has been completed. *Nothing* else is needed, <!channel>.\n\n"
    "All the best to Paris,\nRobin"
)
WHY = "It says something that is not on our list of known sentences: “Good news: your opt-out"
TUESDAY, WEDNESDAY, THURSDAY = (datetime(2026, 11, day, 15, 40, tzinfo=UTC) for day in (24, 25, 26))
DAY_7, DAY_14, DAY_15 = (datetime(2026, 12, day, 15, 40, tzinfo=UTC) for day in (2, 11, 14))
UNREAD = "Slack answered on 23 November; no owner has said yet what it says."
DONE = "Slack's mail says that it is done."
WRONG = "it was wrong to say that Slack had confirmed our request"


@pytest.fixture
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Olga has sent the letter, and its copy has arrived; all read English."""
    with bot(tmp_path_factory.mktemp("unread"), MONDAY) as running:
        walk = Walk(running)
        appointed(walk)
        opt_out(running)
        send_by_mail_app(running, approve(running))
        running.person(OLGA).wait_for_home("Our request went to Slack")
        yield walk
        walk.close()


def answer(walk: Walk, text: str = "", kind: str = "confirm") -> str:
    """Slack answers the letter; the id of the judged mail."""
    known = walk.one("SELECT count(*) FROM mails")
    letter = walk.bot.control.mails("vendor")[0]["id"]
    walk.bot.control.post("mail/answer", mail_id=letter, kind=kind, **({"text": text} if text else {}))
    until(lambda: walk.one("SELECT count(*) FROM mails WHERE judged_at IS NOT NULL") == known + 1, "the mail")
    return str(walk.one("SELECT id FROM mails ORDER BY received_at DESC, source_key DESC LIMIT 1"))


def reminders(walk: Walk, user: str) -> list[str]:
    """Which reminders have left to this person."""
    sent = f"SELECT about FROM outbox WHERE kind = 'prompt' AND status = 'sent' AND user_id = '{user}' ORDER BY id"
    return [about.split('"what": "')[1].split('"')[0] for (about,) in walk.all(sent)]


def on(walk: Walk, moment: datetime) -> list[str]:
    """Come to this moment; the reminders that Olga has got by then."""
    walk.bot.control.set_clock(moment)
    for _ in range(2):
        walk.bot.running.timetable.tick()
        walk.rest_beside()
        walk.rest()
    return reminders(walk, OLGA)


def refused(walk: Walk, user: str, action: str, value: str) -> str:
    """Press something, and the sentence that says no."""
    person = walk.bot.person(user)
    person.close()
    walk.press(user, action, value)
    view = person.modal()
    assert view["title"]["text"] == "Not possible", words(view["blocks"])
    person.close()
    return words(view["blocks"])


def labels(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The buttons of a message with their style."""
    found = [one for one in elements(message["blocks"]) if one["type"] == "button"]
    return [(one["text"]["text"], one.get("style", "")) for one in found]


def seen(person: Hands, part: str) -> int:
    """How many messages say so."""
    return sum(part in words(one.get("blocks") or []) for one in person.messages())


def asking(person: Hands) -> int:
    """How many messages ask what a mail says."""
    return sum("case:says_done" in str(one.get("blocks")) for one in person.messages())


def test_a_human_answer_waits_for_an_owner_and_one_press_closes_it(walk: Walk) -> None:
    olga, oscar, carol, ada = (walk.bot.person(user) for user in (OLGA, OSCAR, CAROL, ADA))
    mail = answer(walk, HUMAN)
    case = walk.one("SELECT id FROM cases")
    for owner in (olga, oscar):
        message = owner.wait_for_message("Please read Slack's mail: does it say that our opt-out is done?")
        assert labels(message) == [("It says that it is done", ""), ("It does not", "")]
        assert [len(one["options"]) for one in elements(message["blocks"]) if one["type"] == "overflow"] == [3]
        assert WHY in words(message["blocks"])
        assert "&lt;!channel&gt;" in str(message["blocks"])
    assert seen(ada, "says that it is done") == 0
    carol.wait_for_home(UNREAD)

    walk.hold()
    assert "Only an owner" in refused(walk, ADA, "case:says_done", f"{case}.{mail}")
    assert "Only an owner" in refused(walk, ALICE, "case:says_not", f"{case}.{mail}")
    walk.bot.control.post("people", id=OSCAR, role="admin")
    assert "Only an owner" in refused(walk, OSCAR, "case:says_done", f"{case}.{mail}")
    walk.bot.control.post("people", id=OSCAR, role="owner")
    walk.write(f"UPDATE members SET role = 'owner' WHERE user_id = '{OSCAR}'")

    assert on(walk, TUESDAY) == on(walk, WEDNESDAY) == ["unread_day_1"]
    assert on(walk, THURSDAY) == ["unread_day_1", "unread_day_3"]
    assert on(walk, DAY_7) == on(walk, DAY_15) == ["unread_day_1", "unread_day_3", "unread_day_7"]
    assert reminders(walk, OSCAR) == ["unread_day_1", "unread_day_3", "unread_day_7"]
    until(lambda: on(walk, DAY_15) and asking(olga) == 2, "earlier reminders to give way to the newest")
    home = words(olga.open_home()["blocks"])
    assert "No answer from Slack" not in home
    assert "case:follow_up" not in str(olga.home())

    stale = newest_with(oscar, "case:says_done")
    assert stale is not None
    walk.bot.running.scheduler.resume()
    olga.press("case:says_done")
    walk.rest()
    assert olga.views() == []
    assert walk.one("SELECT state FROM cases") == "confirmed"
    assert on(walk, DAY_15) == ["unread_day_1", "unread_day_3", "unread_day_7"]
    for person in (olga, oscar, ada):
        told = person.wait_for_message("The owner, Olga Martin, on 14 December: Slack's mail says that it is done.")
        assert ("This is not true: take it back" in str(told["blocks"])) == (person is not ada)
    carol.wait_for_home("The owner, Olga Martin, on 14 December: " + DONE)
    until(lambda: newest_with(olga, "case:says_done") is None, "the message to be painted anew")

    assert "On 14 December Olga Martin said: it says that it is done." in refused(
        walk, OSCAR, "case:says_not", f"{case}.{mail}"
    )
    walk.press(OLGA, "case:says_done", f"{case}.{mail}")  # twice: nothing is changed, and nobody told again
    walk.rest()
    assert olga.views() == []
    assert walk.one("SELECT count(*) FROM case_events WHERE event = 'confirmed'") == 1
    ada.open_home()
    ada.press_home("case:timeline")
    assert "The owner, Olga Martin: Slack's mail says that it is done." in shown(ada)


def test_it_does_not_and_that_was_wrong(walk: Walk) -> None:
    olga, oscar, carol, ada = (walk.bot.person(user) for user in (OLGA, OSCAR, CAROL, ADA))
    answer(walk, HUMAN)
    olga.wait_for_message("Please read Slack's mail: does it say that our opt-out is done?")
    second = answer(walk, HUMAN.replace("Robin", "Kim"))  # another one meanwhile: its own message
    until(lambda: seen(olga, "say that our opt-out is done?") == 2, "its own message")
    olga.press("case:says_not")
    olga.submit(choice="question")
    olga.close()
    sorted_how = f"SELECT sorted_how FROM mails WHERE id = '{second}'"
    assert (walk.one("SELECT state FROM cases"), walk.one(sorted_how)) == ("question", "said")
    carol.wait_for_home(UNREAD)  # the first still waits
    oscar.press("case:says_done", **place(oscar, "Robin"))
    until(lambda: walk.one("SELECT state FROM cases") == "confirmed", "Oscar's word")
    for person in (olga, ada):
        person.wait_for_message("The owner, Oscar Olsen, on 23 November: Slack's mail says that it is done.")

    assert "Only an owner" in refused(walk, ADA, "case:wrong", wrong_value(walk))
    olga.press("case:wrong")
    assert "say what was wrong" in str(olga.submit(reason=" ")["ack"])
    olga.submit(reason="It speaks of <@U0BOB>'s workspace.")
    olga.close()
    assert walk.one("SELECT state FROM cases") == "sent"
    for person in (olga, oscar, ada):
        told = person.wait_for_message(WRONG)
        assert "&lt;@U0BOB&gt;" in str(told["blocks"])
        until(lambda who=person: seen(who, DONE) == 0, "nothing that says otherwise")
    carol.wait_for_home(WRONG)
    assert UNREAD in words(carol.open_home()["blocks"])
    assert "On 23 November Olga Martin said already that this was wrong." in refused(
        walk, OSCAR, "case:wrong", wrong_value(walk)
    )
    oscar.press("case:says_not", **place(oscar, "Robin"))
    oscar.submit(choice="unrelated")
    oscar.close()
    carol.wait_for_home("Our request went to Slack on 23 November")

    answer(walk)  # known whole: it closes by itself
    ada.wait_for_message("Slack's mail of 23 November says so; signature checked, every sentence known.")
    carol.wait_for_home("How we know: Slack's mail of 23 November says so; signature checked, every sentence known.")
    olga.open_home()
    olga.press_home("case:wrong")
    olga.submit(reason="The ticket is another one's.")
    olga.close()
    until(lambda: seen(ada, "signature checked, every sentence known") == 0, "the news to be painted anew")
    carol.wait_for_home("The ticket is another one's.")
    tags = [tag for (tag,) in walk.all("SELECT tag FROM ledger WHERE tag LIKE 'case:request:%' ORDER BY seq")]
    assert tags.count("case:request:reopened") == 2
    assert walk.bot.running.database is not None
    assert walk.one("SELECT next_check_at FROM cases") is None


def place(person: Hands, part: str) -> dict[str, str]:
    """The newest message with these words that still asks what they say."""
    for message in reversed(person.messages()):
        if part in words(message.get("blocks") or []) and "case:says_done" in str(message["blocks"]):
            return {"channel": message["channel"], "ts": message["ts"]}
    raise LookupError(part)


def wrong_value(walk: Walk) -> str:
    """What *This is not true: take it back* carries, of the newest confirmation."""
    return f"{walk.one('SELECT id FROM cases')}.{walk.one(LAST_CONFIRMED)}"


LAST_CONFIRMED = "SELECT max(id) FROM case_events WHERE event = 'confirmed'"
