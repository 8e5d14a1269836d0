"""The result with the decision: one message to everyone who was asked."""

from __future__ import annotations

from governance.pages import About, Decision, ResultPage, StepsToDo
from governance.slack.ids import Action
from governance.slack.views.blocks import View, actions, button, context, header, labelled, message, section
from governance.slack.views.case.evidence_text import confirmed_in_words
from governance.slack.views.case.withdrawal_in_words import replaced_in_words, withdrawn_in_words
from governance.slack.views.poll.asking import OWN, opted_out, stays
from governance.slack.views.poll.result import figures
from governance.slack.views.typed import inert, joined, quotation
from governance.slack.views.words import because, day, knowing, mention, plain_day
from governance.texts import N_, Texts


def result(page: ResultPage, t: Texts) -> View:
    """The decision with its reason, the figures, what comes next, and what can still be done."""
    t = knowing(page.about, t)
    drawn = figures(page.result, page.zone, t, drawn=not page.private)
    stands = [section(words)] if (words := _stands(page, t)) else []
    blocks = [header(_title(page, t)), *stands, section(_by_whom(page, t)), *drawn]
    people = [person for person in (page.decision and page.decision.by, page.sender) if person]
    if page.confirmation and page.confirmation.by:
        people.append(page.confirmation.by)
    return message([*blocks, *_what_comes_next(page, t), *_buttons(page, t)], people=people)


def _title(page: ResultPage, t: Texts) -> str:
    if page.decision:
        return decision_title(page.decision, page.about, t)
    due = plain_day(page.decision_due, page.zone, t)
    if page.private:
        return t("The decision is due by {day}", day=due)
    return t("No decision was taken by {day}", day=due)


def decision_title(decision: Decision, about: About, t: Texts) -> str:
    """What was decided, as a heading."""
    t = knowing(about, t)
    if decision.withdrawn:
        return t("Our request to {vendor} was withdrawn")
    if decision.choice == "opt_out":
        return opted_out(about, t)
    return stays(about, t)


def _by_whom(page: ResultPage, t: Texts) -> str:
    if page.decision:
        return by_whom(page.decision, page.zone, t)
    due = day(page.decision_due, page.zone, t)
    if page.private:
        return t("No owner has decided yet. The decision is due by {day}.", day=due)
    return t("Nothing is sent to {vendor} until an owner decides: it goes on as before. The owners are reminded.")


def by_whom(decision: Decision, zone: str, t: Texts) -> str:
    """Below its heading: who took it and when, whether it departs from the advice, and the reason as it was typed."""
    values = {"name": mention(decision.by), "day": day(decision.at, zone, t)}
    if decision.withdrawn is None:
        taken = t("{name} decided this on {day}.", **values)
    elif decision.choice == "opt_out":
        taken = t("{name} had decided on {day} to opt out.", **values)
    else:
        taken = t("{name} had decided on {day} to allow it.", **values)
    departs = t("This differs from what the rule advises.") if decision.departs else ""
    alone = "" if decision.asked else t("The members were not asked.")
    before = replaced_in_words(decision, zone, t)
    ended = withdrawn_in_words(decision.withdrawn, zone, t) if decision.withdrawn else ""
    reason = f"{t('Reason:')}\n{quotation(decision.reason)}" if decision.reason.strip() else ""
    return joined(ended, taken, departs, alone, before, reason)


def decision_in_words(decision: Decision, zone: str, t: Texts) -> str:
    """Who decided what and when, whether it departs from the advice, and the reason word for word."""
    values = {"name": mention(decision.by), "day": day(decision.at, zone, t)}
    if decision.choice == "opt_out":
        said = t("*Decision of {name}, {day}: opt out.*", **values)
    else:
        said = t("*Decision of {name}, {day}: allow it.*", **values)
    departs = t("This differs from what the rule advises.") if decision.departs else ""
    alone = "" if decision.asked else t("The members were not asked.")
    reason = because(decision.reason, t) if decision.reason else ""
    before = replaced_in_words(decision, zone, t)
    ended = withdrawn_in_words(decision.withdrawn, zone, t) if decision.withdrawn else ""
    return joined(said, departs, alone, reason, before, ended)


WAITS = N_("We wait for {vendor}'s confirmation; it promises no date.")
LOST = {"bounced": N_("Our letter came back undelivered."), "unclear": N_("We do not know whether our letter left.")}


def _stands(page: ResultPage, t: Texts) -> str:
    """First of all how far it is: decided is not sent, and sent is not confirmed."""
    if page.decision is None or page.decision.withdrawn:
        return ""
    if page.confirmation:
        return confirmed_in_words(page, t)
    if page.decision.choice != "opt_out" and page.about.mechanism == OWN:
        return t("Each person can still change the setting of their own account. An owner can decide anew.")
    if page.decision.choice != "opt_out":
        return t("*Nothing is sent to {vendor}:* it goes on as before. An owner can decide anew.")
    if page.by_steps:
        return t("*The decision alone changes nothing at {vendor}:* the steps below do.")
    if page.refused_at:
        refused = t("*On {day} {vendor} refused our request.*", day=day(page.refused_at, page.zone, t))
        return f"{refused} {t('An owner can still reply. Home shows how it goes on.')}"
    if page.lost:
        return f"*{t(LOST[page.lost])}* {t('An owner can send it again.')}"
    if page.sent_at is None:
        return _not_sent(page, t)
    sent = t("*Our request went to {vendor} on {day}.*", day=day(page.sent_at, page.zone, t))
    return f"{sent} {t(WAITS)}"


def _not_sent(page: ResultPage, t: Texts) -> str:
    """That the letter has not left, who sends it, and when that person is reminded."""
    if page.sender is None or not page.sender.slack_id:
        return t("*The letter to {vendor} has not been sent yet.* An owner sends it.")
    name = mention(page.sender)
    if page.reminder_at is None:
        return t("*The letter to {vendor} has not been sent yet.* {name} sends it next.", name=name)
    return t(
        "*The letter to {vendor} has not been sent yet.* {name} sends it next, and is reminded on {day} if it has not "
        "left by then.",
        name=name,
        day=day(page.reminder_at, page.zone, t),
    )


def _what_comes_next(page: ResultPage, t: Texts) -> list[View]:
    """What follows from the decision, as long as neither the vendor's answer nor the first line has told it."""
    found: list[View] = []
    waits = page.decision and page.decision.choice == "opt_out" and not page.decision.withdrawn
    if waits and not page.confirmation and not page.refused_at:
        found.append(labelled(t("What comes next"), _next(page, t)))
    if page.can_object and not page.private:
        found.append(context(t("If your view changes, press *I object now*.")))
    return found


def _next(page: ResultPage, t: Texts) -> str:
    if page.by_steps:
        return _steps(page.by_steps, t)
    return t("Once {vendor} confirms or refuses, this message says so; Home shows every step until then.")


def _steps(todo: StepsToDo, t: Texts) -> str:
    """Who does what where no letter is written."""
    if not todo.own:
        return t("Somebody with rights there changes it for everyone. An owner or admin notes here when that is done.")
    rows = "\n".join(f"{number}. {inert(step)}" for number, step in enumerate(todo.steps, start=1))
    done = t("You have ticked that you did it. Nobody here sees who ticked.") if todo.ticked else ""
    told = t("Each person does it in their own account; nobody here can do it for you.")
    return "\n".join(part for part in (told, rows, done) if part)


def _buttons(page: ResultPage, t: Texts) -> list[View]:
    check = button(t("Check my code"), Action.CHECK, page.poll_ref) if page.secret and page.can_check else None
    object_now = button(t("I object now"), Action.OBJECT, page.poll_ref) if page.can_object else None
    letter = button(t("See the letter"), Action.LETTER, page.case_ref) if page.case_ref else None
    todo = page.by_steps if page.by_steps and page.by_steps.own and not page.by_steps.ticked else None
    done = button(t("I have done it"), Action.VENDOR_DONE, todo.vendor) if todo else None
    found = [element for element in (done, check, object_now, letter) if element]
    return [actions(*found)] if found else []
