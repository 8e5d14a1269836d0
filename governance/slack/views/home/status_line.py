"""Line 1 of everybody's Home: one dated sentence on how things stand, the same for all roles."""

from __future__ import annotations

from collections.abc import Callable

from governance.pages import HomePage, HomePoll
from governance.slack.views.case.evidence_text import BY_THAT, whose_word
from governance.slack.views.case.request_in_words import request_in_words, unread_in_words
from governance.slack.views.case.withdrawal_in_words import withdrawn_in_short
from governance.slack.views.poll.asking import OWN, by_default
from governance.slack.views.words import day, knowing, name, number, starting, when
from governance.texts import N_, Texts


def status_line(page: HomePage, t: Texts) -> str:
    """How things stand."""
    t = knowing(page.about, t)
    if page.stage in {"open", "closing", "closed", "void", "late", "expired"} and page.poll:
        return _of_the_question(page, page.poll, t)
    if page.stage in {"allowed", "drafted", "steps"} and page.decision:
        return _of_the_decision(page, t)
    if page.stage == "withdrawn" and page.decision and page.decision.withdrawn:
        return withdrawn_in_short(page.decision.withdrawn, page.zone, t)
    if page.stage == "prepared":
        return f"{_prepared(page, t)} {by_default(page.about, t)}"
    if page.case and page.stage in REQUEST:
        return REQUEST[page.stage](page, t)
    nobody = t("As far as this app knows, nobody has asked {vendor} to exclude our data.")
    return f"{nobody} {by_default(page.about, t)}"


def _prepared(page: HomePage, t: Texts) -> str:
    """By whom, to how many, and when it comes, once that is known."""
    poll = page.poll
    if poll is None or poll.state == "preparing" or poll.first_at is None:
        return t("A question to the members about our data is prepared; nobody has been asked yet.")
    return t.n(
        "{name} has prepared a question to {figure} person about our data. The question comes on {day}; nobody is "
        "asked yet.",
        "{name} has prepared a question to {figure} people about our data. The question comes on {day}; nobody is "
        "asked yet.",
        poll.asked,
        name=name(poll.asker),
        figure=number(poll.asked, t),
        day=day(poll.first_at, page.zone, t, weekday=True),
    )


PREPARED, ANSWERED, DECIDED, SENT, CONFIRMED = range(1, 6)
STEPS = {
    PREPARED: N_("Step 1 of 5: a question is prepared"),
    ANSWERED: N_("Step 2 of 5: the members answer"),
    DECIDED: N_("Step 3 of 5: the owner decides"),
    SENT: N_("Step 4 of 5: an owner sends the letter to {vendor}"),
    CONFIRMED: N_("Step 5 of 5: {vendor} answers"),
}
AGAIN = N_("Back before step 1 of 5: a question can be prepared again")
BEFORE = {"nothing": N_("Before step 1 of 5: no question is prepared yet"), "expired": AGAIN, "void": AGAIN}
AT = {
    "prepared": PREPARED,
    **dict.fromkeys(("open", "closing"), ANSWERED),
    **dict.fromkeys(("closed", "late", "withdrawn"), DECIDED),
    **dict.fromkeys(("drafted", "bounced", "unclear"), SENT),
    **dict.fromkeys(("sent", "acknowledged", "no_answer", "unread", "question", "refused"), CONFIRMED),
}


def step_in_words(page: HomePage, t: Texts) -> str:
    """Where that is on the way from the question to Slack's confirmation."""
    t = knowing(page.about, t)
    if page.stage in BEFORE:
        return t(BEFORE[page.stage])
    if page.stage == "steps":
        return t("Step 4 of 5: the steps at {vendor} are followed")
    if page.stage in AT:
        return t(STEPS[AT[page.stage]])
    return t("All steps are done") if page.stage == "confirmed" else t("Decided: the last two steps are not needed")


def _of_the_question(page: HomePage, poll: HomePoll, t: Texts) -> str:
    due = day(poll.decision_due, page.zone, t)
    if page.stage == "open":
        return t.n(
            "{name} is asking {figure} person until {when}.",
            "{name} is asking {figure} people until {when}.",
            poll.asked,
            name=name(poll.asker),
            figure=number(poll.asked, t),
            when=when(poll.closes_at, page.zone, t),
        )
    if page.stage == "closing":
        return t("The question is closed. Its answers are being counted.")
    if page.stage == "void":
        return t(
            "The question is void: the key of its answers was lost, and nobody can read them. It can be asked again."
        )
    if page.stage == "closed" and poll.decider.slack_id == page.viewer.slack_id:
        return t("The question is closed. You decide by {day}.", day=due)
    if page.stage == "closed":
        return t("The question is closed. {name} decides by {day}.", name=starting(poll.decider), day=due)
    if page.stage == "late":
        return t("The question is closed. No owner has decided by {day}, as announced.", day=due)
    return t(
        "The question has expired: no owner decided by {day}. The answers are too old to decide on. Ask again.", day=due
    )


def _of_the_decision(page: HomePage, t: Texts) -> str:
    decision = page.decision
    if decision is None:
        return ""
    values = {"name": name(decision.by), "day": day(decision.at, page.zone, t)}
    if page.stage == "allowed" and page.about.mechanism == OWN:
        return t("{name} decided on {day} that nobody is asked to opt out at {vendor}.", **values)
    if page.stage == "allowed":
        return t("{name} decided on {day}: {vendor} may go on using our data.", **values)
    if page.stage == "steps":
        return t("{name} decided on {day} to opt out. That is done by steps at {vendor}, without a letter.", **values)
    return t("{name} decided on {day} to opt out. The letter to {vendor} has not been sent yet.", **values)


def _replied_on(page: HomePage, t: Texts) -> str:
    moment = page.case.state_at if page.case and page.case.state_at else page.now
    return day(moment, page.zone, t)


def _asked_again(page: HomePage, t: Texts) -> str:
    """That we wrote once more, which does not restart the count of days; empty where we did not."""
    case = page.case
    if case is None or case.asked_once_more_at is None or case.sent_at is None:
        return ""
    first, again = (day(moment, page.zone, t) for moment in (case.sent_at, case.asked_once_more_at))
    return t("No answer from {vendor} since {day}. We asked again on {again}.", day=first, again=again)


def _sent(page: HomePage, t: Texts) -> str:
    if asked := _asked_again(page, t):
        return asked
    return request_in_words(page.case, t) if page.case else ""


def _no_reply(page: HomePage, t: Texts) -> str:
    if asked := _asked_again(page, t):
        return f"{asked} {t('Until it confirms, our data may still be used.')}"
    days = page.case.no_reply_days if page.case and page.case.no_reply_days else 14
    return t("No answer from {vendor} for {n} working days. Until it confirms, our data may still be used.", n=days)


def _question(page: HomePage, t: Texts) -> str:
    return t("{vendor} asked a question on {day}.", day=_replied_on(page, t))


def _refused(page: HomePage, t: Texts) -> str:
    before = page.case.said_confirmed_at if page.case else None
    if before:
        return t(
            "On {day} {vendor} answered with a refusal. On {earlier} it had said that our data is excluded.",
            day=_replied_on(page, t),
            earlier=day(before, page.zone, t, year=True),
        )
    return t("On {day} {vendor} refused our request.", day=_replied_on(page, t))


def _bounced(_page: HomePage, t: Texts) -> str:
    return t("Our letter came back undelivered.")


def _unclear(_page: HomePage, t: Texts) -> str:
    return t("We do not know whether our letter left.")


def _acknowledged(page: HomePage, t: Texts) -> str:
    return t("{vendor} received our request on {day}. It has not said that it is done.", day=_replied_on(page, t))


def _confirmed(page: HomePage, t: Texts) -> str:
    said = page.case.confirmation if page.case else None
    if said and said.by:
        return f"{whose_word(said, page.zone, t)} {t(BY_THAT)}"
    return t("On {day} {vendor} said: our data is excluded from training {models}.", day=_replied_on(page, t))


def _unread(page: HomePage, t: Texts) -> str:
    return unread_in_words(page.case.unread, page.zone, t) if page.case and page.case.unread else _sent(page, t)


REQUEST: dict[str, Callable[[HomePage, Texts], str]] = {
    "sent": _sent,
    "question": _question,
    "refused": _refused,
    "bounced": _bounced,
    "unclear": _unclear,
    "acknowledged": _acknowledged,
    "no_answer": _no_reply,
    "unread": _unread,
    "confirmed": _confirmed,
}
