"""The story of one question and one request, stage by stage, with every gesture that has its place there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.client import until
from tests.slack.gesture_attempts import (
    Try,
    ballot,
    beside_letter,
    case,
    case_in,
    changed_page,
    chosen,
    confirmed_case,
    kept_files,
    lost_mail,
    mail,
    menu,
    nothing,
    opted_out_of,
    poll,
    press,
    press_inside,
    sorted_case,
    state,
    submit,
    unreached,
    window,
    withdrawn_decision,
    word,
)
from tests.slack.gesture_walk import OLGA, Walk

OSCAR = "U0OSCAR"
OSCAR_MAIL = "oscar.olsen@exemple.example"
FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
THURSDAY_AFTER = datetime(2026, 11, 26, 15, 50, tzinfo=UTC)
MONDAY_AFTER = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)  # 9:00 to 17:00 from Paris to New York
PAST_CLOSING = datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
EIGHT_WORKING_DAYS_ON = datetime(2026, 12, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """How far the story is, how one comes there, and what can be tried there."""

    name: str
    reach: Callable[[Walk], None]
    tries: list[Try] = field(default_factory=list)


def preview(walk: Walk) -> str:
    """The last screen before a question is prepared."""
    window("poll:change")(walk)
    walk.bot.person(OLGA).submit(guests="no")
    return str(walk.top(OLGA)["id"])


def appointed(walk: Walk) -> None:
    """Everybody reads English here; Olga appoints Bob and Carol."""
    for person in walk.bot.control.get("people")["people"]:
        if person["role"] not in ("bot", "external"):
            walk.bot.control.post("people", id=person["id"], locale="en-GB")
    until(lambda: walk.one("SELECT count(*) FROM members WHERE locale <> 'en-GB'") == 0, "the directory")
    walk.press(OLGA, "poll:roles")
    walk.bot.person(OLGA).submit(organisers=["U0BOB"], observers=["U0CAROL"])
    assert walk.one("SELECT count(*) FROM appointments") == 2


def country_chosen(walk: Walk) -> str:
    """The window that asks for a region, after a country was chosen."""
    for country in ("-", "FR"):
        chosen("working_days")(walk)
        walk.bot.person(OLGA).submit(country=country)
    return str(walk.top(OLGA)["id"])


def drafted_question(walk: Walk) -> None:
    """Olga has begun a question and chosen who is asked."""
    walk.press(OLGA, "poll:prepare")
    walk.bot.person(OLGA).submit(guests="no")


def prepared_question(walk: Walk) -> None:
    """Olga has prepared it: owners are told."""
    preview(walk)
    walk.bot.person(OLGA).submit()
    state(walk, "scheduled")


def open_question(walk: Walk) -> None:
    """All six members have it since Monday; it is Thursday."""
    walk.bot.control.set_clock(MONDAY_AFTER)
    until(lambda: walk.one("SELECT count(*) FROM electors WHERE state = 'asked'") == 6, "six questions")
    walk.bot.control.set_clock(THURSDAY_AFTER)


def paused_question(walk: Walk) -> None:
    """Olga has paused the messages."""
    walk.press(OLGA, "poll:pause", poll(walk))
    walk.bot.person(OLGA).submit()
    assert walk.one("SELECT paused_at FROM polls")


def closed_question(walk: Walk) -> None:
    """All six have answered, and its time is over."""
    for user in (OLGA, OSCAR, "U0ADA", "U0ALICE", "U0BOB", "U0CAROL"):
        walk.press(user, "consent:answer:1", ballot(1)(walk))
    walk.bot.control.set_clock(PAST_CLOSING)
    state(walk, "closed")


def drafted_letter(walk: Walk) -> None:
    """Oscar has decided to opt out."""
    walk.press(OSCAR, "case:decide:opt_out", poll(walk))
    walk.bot.person(OSCAR).submit(reason="We prefer it.")
    assert walk.one("SELECT state FROM cases") == "drafted"


def org_wide_letter(walk: Walk) -> None:
    """The workspace belongs to an organisation, which Oscar owns too; he has widened the letter to all of it."""
    walk.bot.control.post("workspace", enterprise=True)
    walk.bot.control.post("people", id=OSCAR, org_role="org_owner")
    walk.write("UPDATE workspaces SET enterprise_id = 'E0EXEMPLE'")
    walk.press(OSCAR, "case:org_wide", case(walk))
    walk.bot.person(OSCAR).submit(organisation="https://exemple.enterprise.slack.com", workspaces="exemple-lyon")
    assert walk.one("SELECT count(*) FROM covered_urls") == 3


def approved_letter(walk: Walk) -> None:
    """Oscar has approved the letter."""
    walk.press(OSCAR, "case:letter", case(walk))
    walk.bot.person(OSCAR).submit()
    assert walk.one("SELECT state FROM cases") == "approved"


def sent_letter(walk: Walk) -> None:
    """Oscar has sent it; eight working days on, a text was pasted that nobody understands."""
    walk.press(OSCAR, "case:sent", case(walk))
    walk.bot.person(OSCAR).submit()
    assert walk.one("SELECT state FROM cases") == "sent"
    walk.bot.control.set_clock(EIGHT_WORKING_DAYS_ON)
    walk.press(OSCAR, "case:answered", case(walk))
    walk.bot.person(OSCAR).submit(answer_text="The quick brown fox, and so on.")
    until(lambda: walk.one("SELECT judged_at FROM mails WHERE source = 'pasted'"), "the verdict")
    until(lambda: walk.one("SELECT count(*) FROM outbox WHERE kind = 'modal'") == 0, "its window")


SENDING_AND_TAKING_BACK = (
    "case:copy_text", "case:eml", "case:smtp", "case:other_ways", "case:sent", "case:address", "case:unapprove",
    "case:withdraw",
)  # fmt: skip
STORY = [
    Stage("nothing was asked", appointed, [
        press("poll:prepare"), press("poll:try"), press("poll:roles"), press("consent:kept"),
        press("consent:what_slack_says"), press("home:link"), press("case:decide:alone"),
        word("", answers=True), word("help", answers=True), word("status", answers=True), word("poll"), word("mine"),
        menu("kept"), menu("contact"), menu("roles"), menu("working_days"),
        submit("case:working_days", chosen("working_days"), weekend=["4", "5"], holidays="2026-12-25 Christmas"),
        submit("case:region", country_chosen, region="57"),
        submit("poll:roles", window("poll:roles", nothing), organisers=["U0BOB"], observers=["U0ALICE"]),
        submit("case:decide", window("case:decide:opt_out", nothing)),
        press("policy:compare", changed_page), word("policy", answers=True),
        submit("policy:settle", window("policy:compare", changed_page), choice="dismissed", reason="Nothing new."),
        word("vendors"), press("vendor:all"), press("vendor:one", lambda walk: "zoom"), press("vendor:choose"),
        press("vendor:steps", opted_out_of("squarespace")), press("vendor:done", opted_out_of("linkedin")),
        press("vendor:files", kept_files),
        submit("vendor:choose", window("vendor:choose", nothing), vendors=["figma"]),
        submit("vendor:steps", window("vendor:steps", opted_out_of("squarespace")), stands="to_do", steps=["1"]),
    ]),
    Stage("a question is drafted", drafted_question, [
        press("poll:defaults", poll),
        submit("poll:opening", window("poll:change"), guests="yes"),
        submit("poll:defaults", window("poll:defaults"), reminders="1"),
        submit("poll:preview", preview),
    ]),
    Stage("a question is prepared", prepared_question, [
        press("poll:change", poll), press("poll:send_now", poll), press("poll:stop", poll), press("poll:fine", poll),
        press("poll:read_as_member", poll), press("poll:announcement", poll), menu("announcement"),
        submit("poll:send_now", window("poll:send_now")), submit("poll:stop", window("poll:stop")),
    ]),
    Stage("a question is open", open_question, [
        *(press(f"consent:answer:{position}", ballot(position)) for position in (1, 2, 3)),
        press("consent:notice", poll), press("consent:mine", poll), press_inside("consent:remove", "consent:mine"),
        press("consent:mute", poll), press("poll:pause", poll), press("poll:close", poll), press("poll:remind", poll),
        press("poll:failures", poll), press("poll:resend", unreached), menu("notice"),
        word("pause"), word("close"), word("remind"),
        Try("press home:more", lambda walk, user, *_: walk.choose(user, "notice")),
        Try("event app_home_opened", lambda walk, user, *_: walk.bot.control.post("home", user=user, force=True)),
        submit("poll:pause", window("poll:pause")), submit("poll:remind", window("poll:remind")),
        submit("poll:resend", window("poll:resend", unreached)),
        submit("poll:close", window("poll:close"), reason="We talked it over."),
    ]),
    Stage("sending is paused", paused_question, [
        press("poll:resume", poll), word("resume"), submit("poll:resume", window("poll:resume")),
    ]),
    Stage("a question is closed", closed_question, [
        press("consent:check", poll), press_inside("consent:codes", "consent:check"), press("consent:object", poll),
        press("consent:result", poll), word("results", answers=True),
        press("case:decide:opt_out", poll), press("case:decide:allow", poll), press("case:later", poll),
        press("case:hand_over", poll),
        submit("consent:check", window("consent:check"), code="K7QF-2M9X"),
        submit("consent:object", window("consent:object")),
        submit("case:decide", window("case:decide:opt_out"), reason="We prefer it."),
        submit("case:later", window("case:later"), date="2026-12-16"),
        submit("case:hand_over", window("case:hand_over", by=OSCAR), owner=OLGA),
    ]),
    Stage("the letter is a draft", drafted_letter, [
        press("case:letter", case), word("request"), press("case:address", case),
        press("case:test_copies", case), press("case:test_arrived", case),
        submit("case:address", window("case:address", case, OSCAR), address=OSCAR_MAIL, attest=["yes"]),
        submit("case:approve", window("case:letter", case, OSCAR)), press("case:withdraw", case),
        submit("case:withdraw", window("case:withdraw", case, OSCAR), reason="It was the wrong button."),
        press("case:decide:anew", withdrawn_decision),
    ]),
    Stage("the letter is for an organisation", org_wide_letter, [
        press("case:org_wide", case), press("case:only_here", case), press("case:coverage", case),
        press("case:coverage_file", case),
        submit("case:org_wide", window("case:org_wide", case, OSCAR), organisation="https://e.enterprise.slack.com"),
        submit("case:only_here", window("case:only_here", case, OSCAR)),
    ]),
    Stage("the letter is approved", approved_letter, [
        press("case:letter", case), word("request"), press("case:other_ways", case),
        press("case:eml", case), press("case:copy_text", case), press("case:smtp", case), press("case:sent", case),
        *(beside_letter(action, case) for action in SENDING_AND_TAKING_BACK),
        press("home:link:gmail"), press("home:link:outlook"), press("case:unapprove", case),
        submit("case:smtp", window("case:smtp", case, OSCAR)), submit("case:sent", window("case:sent", case, OSCAR)),
    ]),
    Stage("the letter has been sent", sent_letter, [
        press("case:letter", case), word("request"), press("case:answered", case), press("case:not_yet", case),
        press("case:mail"), press("case:mail_read", mail), press("case:verdict", mail),
        press("case:says_done", mail), press("case:says_not", mail), press("case:wrong", confirmed_case),
        press("case:follow_up", sorted_case),
        press("case:follow_up:answer", case_in("question")), press("case:follow_up:reply", case_in("refused")),
        press("case:follow_up:next_step", case_in("refused")), press("case:follow_up:recheck", case_in("confirmed")),
        press("case:not_sent", case), press("case:timeline", case), press("case:mail_raw", mail),
        press("case:mail_put", lost_mail), press("case:mail_aside", mail),
        submit("case:answered", window("case:answered", case, OSCAR), answer_text="We have received your request."),
        submit("case:confirm", window("case:says_not", mail, OSCAR), "unrelated", choice="question"),
        submit("case:wrong", window("case:wrong", confirmed_case, OSCAR), reason="It speaks of another workspace."),
    ]),
]  # fmt: skip
