"""The count of a closed question in words: figures with their base, the rule, and what it advises."""

from __future__ import annotations

from governance.pages import Result, ResultPage
from governance.slack.views.blocks import View, section
from governance.slack.views.typed import HERE, folded, inert, with_words
from governance.slack.views.words import NAME_LENGTH, day, number, percent, sayings
from governance.texts import Texts


def figures(page: ResultPage, t: Texts) -> list[View]:
    """The count, an early closing with its reason, the rule with what follows from it."""
    early = closed_early(page.result, page.zone, t)
    return [
        section(counted(page.result, t)),
        *([section(early)] if early else []),
        section(advised(page.result, page.zone, t)),
    ]


def counted(result: Result, t: Texts) -> str:
    """How many answered what, of how many; nothing where it would give an answer away."""
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
    """The rule, when it was fixed, what it needed, what came, and what follows from it."""
    fixed = result.rule_fixed_at
    told = [t("The rule was fixed on {day}, before the first message.", day=day(fixed, zone, t))] if fixed else []
    return " ".join([sayings(result.sentences, t), *told])


def advice(result: Result, t: Texts) -> str:
    """What the rule advises, alone, for a line above the buttons."""
    if result.outcome == "no_decision":
        return t("The question decides nothing. The app advises opting out.")
    return t("The rule advises: allow.") if result.outcome == "stay" else t("The rule advises: opt out.")


def closed_early(result: Result, zone: str, t: Texts) -> str:
    """Who closed the question before its time, and why; empty where nobody did."""
    if not result.closed_early_by or not result.closed_at:
        return ""
    told = t(
        "Closed early by {name} on {day}. Reason: “{reason}”",
        name=inert(folded(result.closed_early_by, NAME_LENGTH)),
        day=day(result.closed_at, zone, t),
        reason=HERE,
    )
    return with_words(told, result.closed_early_reason or "")
