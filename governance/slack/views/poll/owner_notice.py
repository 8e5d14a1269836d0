"""What every owner is told of a question that somebody prepares: what it is, when it leaves, and what became of it."""

from __future__ import annotations

from datetime import datetime

from governance.pages import OwnerNoticePage, Person
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.menu import row
from governance.slack.views.poll.asking import question
from governance.slack.views.poll.organiser import stop_button
from governance.slack.views.poll.wait_in_words import wait_in_words
from governance.slack.views.words import day, knowing, mention, number, plain_day, sayings, starting, when
from governance.texts import N_, Texts


def owner_notice(page: OwnerNoticePage, t: Texts) -> View:
    """To every owner, at once: what was prepared, and that it can be stopped."""
    t = knowing(page.about, t)
    change = b.button(t("Change it"), Action.CHANGE, page.poll_ref) if page.may_change else None
    if page.state != "scheduled":
        back = [b.actions(change)] if change and page.state in BACK else []
        return b.message([b.section(_owner_notice_over(page, t)), *back], people=[page.author])
    told = t.n(
        "{name} has prepared a question to {figure} person in your workspace: {question} By default it does, until "
        "somebody opts out.",
        "{name} has prepared a question to {figure} people in your workspace: {question} By default it does, until "
        "somebody opts out.",
        page.asked,
        name=mention(page.author),
        figure=number(page.asked, t),
        question=question(page.about, t),
    )
    steps = [
        b.button(t("Read it as a member will"), Action.READ_AS_MEMBER, page.poll_ref),
        stop_button(page.poll_ref, t) if page.may_change else None,
        b.button(t("I have seen it"), Action.FINE, page.poll_ref, hint=t("I have seen it; it goes out as planned")),
    ]
    buttons = [row(steps, change)] if page.may_read else []
    title = t("Your members are asked on {day}", day=plain_day(page.first_at, page.zone, t, weekday=True))
    if page.waits is not None:
        title = t("A question to your members waits for its turn")
    planned = page.waits is None or page.waits.until is not None  # else no day is known
    between = (page.closes_at, page.decision_due) if planned else None
    decides = who_decides(page.decider, page.is_mine, between, page.zone, t)
    words = (_until_then(page, t), told, f"*{decides}* {sayings(page.rule, t)} {_departs(page, t)}")
    return b.message([b.header(title), *map(b.section, words), *buttons], people=[page.author, page.decider])


def _until_then(page: OwnerNoticePage, t: Texts) -> str:
    """That it leaves by itself, until when it can be stopped, and from when something is needed from this owner."""
    if page.waits is not None:
        again = t("Nothing is needed from you: you get another message before it goes out, and can stop it until then.")
        return f"*{wait_in_words(page.waits, page.zone, t)}* {again}"
    on = when(page.first_at, page.zone, t, weekday=True)
    leaves = t("*The question goes out by itself on {when}.*", when=on)
    needed = t(
        "Nothing is needed from you, unless nobody has decided by {day}.", day=day(page.decision_due, page.zone, t)
    )
    if page.is_mine:
        needed = t("Nothing is needed from you before it closes on {when}.", when=when(page.closes_at, page.zone, t))
    stop = t("Until it goes out, *Stop it* works.") if page.may_change else ""
    return f"{leaves} {needed} {stop}".strip()


def who_decides(decider: Person, is_mine: bool, between: tuple[datetime, datetime] | None, zone: str, t: Texts) -> str:
    """To an owner: who decides between closing and the announced day, if known; `is_mine`: the reader does."""
    if between is None and is_mine:
        return t("You decide when it has closed.")
    if between is None:
        return t("{name} decides when it has closed; every owner may.", name=starting(decider, linked=True))
    closed, due = (day(moment, zone, t) for moment in between)
    if is_mine:
        return t("You decide between {closed} and {due}.", closed=closed, due=due)
    name = starting(decider, linked=True)
    return t("{name} decides between {closed} and {due}; every owner may.", name=name, closed=closed, due=due)


def _departs(page: OwnerNoticePage, t: Texts) -> str:
    if page.is_mine:
        return t("You may depart from it with a reason.")
    return t("Whoever decides may depart from it with a reason.")


BACK = ("too_late", "reads_differently")  # it is a draft again, and somebody is to look at it
NOT_ASKED = ("void", "lapsed", "author_may_not", "nothing_to_ask", "not_known", "request_under_way")
NOTICE_OVER = {
    "changed": N_(
        "The question about {vendor} that {name} prepared is being changed. Nothing goes out meanwhile; you will be "
        "told when it is prepared again."
    ),
    "stopped": N_("The question about {vendor} that {name} had prepared was stopped. Nobody was asked."),
    "open": N_("The question about {vendor} that {name} prepared is open. An owner can close it early, with a reason."),
    "closed": N_("The question about {vendor} that {name} prepared closed on {day}."),
    "fine": N_("You have seen the question about {vendor} that {name} prepared. It goes out as planned."),
    "too_late": N_(
        "The question about {vendor} that {name} prepared cannot go out: it would close before everybody has got "
        "it. Nobody was asked. Choose a later day."
    ),
    "void": N_(
        "The question about {vendor} that {name} had prepared is void: the key that its answers were kept under is "
        "not on the app's server any more. Nobody can read the answers, and they were removed. Please ask again."
    ),
    "author_may_not": N_(
        "The question about {vendor} that {name} had prepared did not go out when it was due: {name} may not "
        "prepare questions here any more. Nobody was asked; it can be prepared again."
    ),
    "nothing_to_ask": N_(
        "The question about {vendor} that {name} had prepared did not go out when it was due: as far as is known by "
        "now, answers could change nothing. Nobody was asked."
    ),
    "not_known": N_(
        "The question about {vendor} that {name} had prepared did not go out when it was due: this app has no entry "
        "on this vendor any more. Nobody was asked."
    ),
    "request_under_way": N_(
        "The question about {vendor} that {name} had prepared did not go out when it was due: an earlier request is "
        "under way meanwhile. Nobody was asked; it can be prepared again once that is settled."
    ),
    "reads_differently": N_(
        "The question about {vendor} that {name} prepared came to its turn, but what is known of it had changed "
        "since. Nobody was asked. Read it once more and prepare it again; otherwise nothing goes out."
    ),
    "lapsed": N_(
        "The question about {vendor} that {name} had prepared was not sent. This app was not running when the "
        "messages should have left, and now it would close before everybody has got it. Nobody was asked; it can be "
        "prepared again."
    ),
}


def _owner_notice_over(page: OwnerNoticePage, t: Texts) -> str:
    on = day(page.closed_at, page.zone, t) if page.closed_at else ""
    told = t(NOTICE_OVER[page.state], name=mention(page.author), day=on)
    return f"{told} {wait_in_words(page.waits, page.zone, t)}" if page.waits and page.state == "fine" else told
