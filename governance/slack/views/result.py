"""The result with the decision: one message to everyone asked, and the same figures for whoever looks them up."""

from __future__ import annotations

from governance.pages import Decision, Result, ResultPage
from governance.slack.ids import Action
from governance.slack.views.blocks import View, actions, button, header, message, section
from governance.slack.views.undone import replaced_in_words, withdrawn_in_words
from governance.slack.views.words import NAME_LENGTH, day, escape, folded, mention, number, percent, quote, sayings
from governance.texts import Texts


def result(page: ResultPage, t: Texts) -> View:
    """Numbers with their base, the rule, the decision with its reason, and what can still be done."""
    blocks = [
        header(t("Result: Slack's global models and our data")),
        *figures(page, t),
        section(decided(page, t)),
        *_closing_words(page, t),
        *_buttons(page, t),
    ]
    return message(blocks, people=[page.decision.by] if page.decision else [])


def figures(page: ResultPage, t: Texts) -> list[View]:
    """The count, an early closing with its reason, the rule with what follows from it."""
    early = closed_early(page.result, page.zone, t)
    return [
        section(counted(page.result, t)),
        *([section(early)] if early else []),
        section(advised(page.result, page.zone, t)),
    ]


def decided(page: ResultPage, t: Texts) -> str:
    """The decision, or that none was taken."""
    if page.decision:
        return decision_in_words(page.decision, page.zone, t)
    due = day(page.decision_due, page.zone, t)
    if page.private:
        return t("No owner has decided yet. The decision is due by {day}.", day=due)
    return t(
        "No owner has decided by {day}, as announced. They are reminded; nothing is sent to Slack meanwhile.", day=due
    )


def decision_in_words(decision: Decision, zone: str, t: Texts) -> str:
    """Who decided what and when, whether it departs from the advice, and the reason word for word."""
    values = {"name": mention(decision.by), "day": day(decision.at, zone, t)}
    if decision.choice == "opt_out":
        said = t("*Decision of {name}, {day}: opt out.*", **values)
    else:
        said = t("*Decision of {name}, {day}: allow it.*", **values)
    departs = t("This differs from what the rule advises.") if decision.departs else ""
    alone = "" if decision.asked else t("The members were not asked.")
    reason = t("Reason: “{reason}”", reason=quote(decision.reason)) if decision.reason else ""
    before = replaced_in_words(decision, zone, t)
    ended = withdrawn_in_words(decision.withdrawn, zone, t) if decision.withdrawn else ""
    return " ".join(part for part in (said, departs, alone, reason, before, ended) if part)


def _closing_words(page: ResultPage, t: Texts) -> list[View]:
    if page.private:
        return []
    if page.can_object:
        return [
            section(
                t("What comes next stands on the Home tab of this app. If your view changes, press *I object now*.")
            )
        ]
    return [section(t("What comes next stands on the Home tab of this app."))]


def _buttons(page: ResultPage, t: Texts) -> list[View]:
    check = button(t("Check my code"), Action.CHECK, page.poll_ref) if page.secret and page.can_check else None
    object_now = button(t("I object now"), Action.OBJECT, page.poll_ref) if page.can_object else None
    letter = button(t("See the letter"), Action.LETTER, page.case_ref) if page.case_ref else None
    found = [element for element in (check, object_now, letter) if element]
    return [actions(*found)] if found else []


def counted(result: Result, t: Texts) -> str:
    """How many answered, and what, of how many; nothing that would give an answer away."""
    return " ".join([*_answers(result, t), *_apart(result, t)])


def in_brief(result: Result, t: Texts) -> str:
    """The answers and what follows from the rule, for the person who decides."""
    return " ".join([*_answers(result, t), sayings(result.sentences, t)])


def _answers(result: Result, t: Texts) -> list[str]:
    if not result.shown:
        return [
            t.n(
                "{figure} person was asked.",
                "{figure} people were asked.",
                result.asked,
                figure=number(result.asked, t),
            )
        ]
    return [
        answered_of(result.answered, result.asked, t),
        *_silent(max(0, result.asked - result.answered - result.unreachable), t),
        *_could_not(result.unreachable, t),
        t(
            "I agree: {yes}. I object: {no}. I abstain: {neither}.",
            yes=number(result.consent, t),
            no=number(result.object, t),
            neither=number(result.abstain, t),
        ),
    ]


def answered_of(answered: int, asked: int, t: Texts) -> str:
    """ "612 of 900 people answered (68 %)." """
    return t.n(
        "{answered} of {asked} person answered ({percent}).",
        "{answered} of {asked} people answered ({percent}).",
        asked,
        asked=number(asked, t),
        answered=number(answered, t),
        percent=percent(answered, asked, t),
    )


def _silent(silent: int, t: Texts) -> list[str]:
    return [t.n("{figure} did not.", "{figure} did not.", silent, figure=number(silent, t))] if silent else []


def _could_not(unreachable: int, t: Texts) -> list[str]:
    if not unreachable:
        return []
    figure = number(unreachable, t)
    return [t.n("{figure} could not be messaged.", "{figure} could not be messaged.", unreachable, figure=figure)]


def _apart(result: Result, t: Texts) -> list[str]:
    guests, others = number(result.guests_not_asked, t), number(result.others_not_asked, t)
    asked = number(result.asked, t)
    said = (
        (
            result.left,
            t.n(
                "{left} of the {asked} has left.",
                "{left} of the {asked} have left.",
                result.left,
                left=number(result.left, t),
                asked=asked,
            ),
        ),
        (
            result.guests_not_asked,
            t.n("Not asked: {figure} guest.", "Not asked: {figure} guests.", result.guests_not_asked, figure=guests),
        ),
        (
            result.others_not_asked,
            t.n(
                "Not asked: {figure} other member.",
                "Not asked: {figure} other members.",
                result.others_not_asked,
                figure=others,
            ),
        ),
    )
    return [sentence for figure, sentence in said if figure]


def advised(result: Result, zone: str, t: Texts) -> str:
    """The rule, the day it was fixed, what it took, what came, and what follows from it."""
    fixed = result.rule_fixed_at
    told = [t("The rule was fixed on {day}, before the first message.", day=day(fixed, zone, t))] if fixed else []
    return " ".join([sayings(result.sentences, t), *told])


def advice(result: Result, t: Texts) -> str:
    """What the rule advises, alone, for a line above the buttons."""
    if result.outcome == "no_decision":
        return t("The question decides nothing. The app advises opting out.")
    return t("The rule advises: allow.") if result.outcome == "stay" else t("The rule advises: opt out.")


def closed_early(result: Result, zone: str, t: Texts) -> str:
    """Who closed the question before its time, and why; empty when nobody did."""
    if not result.closed_early_by or not result.closed_at:
        return ""
    return t(
        "Closed early by {name} on {day}. Reason: “{reason}”",
        name=escape(folded(result.closed_early_by, NAME_LENGTH)),
        day=day(result.closed_at, zone, t),
        reason=quote(result.closed_early_reason or ""),
    )
