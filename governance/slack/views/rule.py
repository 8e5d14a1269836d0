"""The rule and the result in sentences, every number with its base, made from the figures and never by hand."""

from __future__ import annotations

from governance.pages import Result, Rule
from governance.slack.views.words import NAME_LENGTH, day, escape, folded, number, percent, quote, share
from governance.texts import Texts


def choice_label(choice: str, consent_wording: bool, t: Texts) -> str:
    """The words on an answer's button (20 characters at most)."""
    if choice == "consent":
        return t("Yes, I consent") if consent_wording else t("Yes, I agree")
    return t("No, I object") if choice == "object" else t("I abstain")


def rule_in_ballot(rule: Rule, asked: int, t: Texts) -> str:
    """The rule and what silence means under it, as the question says it."""
    if rule.kind == "unanimous":
        return t(
            "Rule, unless a reason is published: allow only with {needed} yes out of {asked}. "
            "One silence is enough to opt out.",
            needed=number(asked, t),
            asked=number(asked, t),
        )
    if rule.base == "electorate":
        return _of_everyone(rule, asked, t)
    values = {"share": share(rule.share, rule.strict, t), "minimum": number(rule.minimum or 0, t)}
    if rule.base == "votes":
        return t(
            "Rule, unless a reason is published: allow only if at least {minimum} people answer and {share} of the "
            "yes and no answers are yes. Silence is not counted.",
            **values,
        )
    return t(
        "Rule, unless a reason is published: allow only if {share} of at least {minimum} answers are yes. "
        "Silence is not counted.",
        **values,
    )


def _of_everyone(rule: Rule, asked: int, t: Texts) -> str:
    values = {"needed": number(rule.needed or 0, t), "asked": number(asked, t)}
    if rule.minimum:
        return t(
            "Rule, unless a reason is published: allow only with {needed} yes out of {asked}, and only if {minimum} "
            "people answer. Silence is never a yes.",
            minimum=number(rule.minimum, t),
            **values,
        )
    return t(
        "Rule, unless a reason is published: allow only with {needed} yes out of {asked}. Silence is never a yes.",
        **values,
    )


def rule_in_words(rule: Rule, asked: int, t: Texts) -> str:
    """The rule as part of "The rule: ..."."""
    figure = share(rule.share, rule.strict, t)
    if rule.kind == "unanimous":
        return t("allow it only if all {asked} agree", asked=number(asked, t))
    if rule.base == "electorate" and rule.minimum:
        return t(
            "allow it only if {share} of the {asked} agree and at least {minimum} answer",
            share=figure,
            asked=number(asked, t),
            minimum=number(rule.minimum, t),
        )
    if rule.base == "electorate":
        return t("allow it only if {share} of the {asked} agree", share=figure, asked=number(asked, t))
    if rule.base == "votes":
        return t(
            "allow it only if at least {minimum} people answer and {share} of the yes and no answers are yes",
            share=figure,
            minimum=number(rule.minimum or 0, t),
        )
    return t(
        "allow it only if {share} of at least {minimum} answers are yes",
        share=figure,
        minimum=number(rule.minimum or 0, t),
    )


def counted(result: Result, t: Texts) -> str:
    """How many answered, and what, of how many; nothing that would give an answer away."""
    return " ".join([*_answers(result, t), *_apart(result, t)])


def _answers(result: Result, t: Texts) -> list[str]:
    if not result.shown:
        return [
            t.n("{asked} person was asked.", "{asked} people were asked.", result.asked, asked=number(result.asked, t)),
            t("Fewer than 6 people answered; numbers would give answers away and are not shown."),
        ]
    if result.rule.kind == "unanimous":
        return [_unanimous(result, t)]
    silent = max(0, result.asked - result.answered - result.unreachable)
    return [
        t.n(
            "{answered} of {asked} person answered ({percent}).",
            "{answered} of {asked} people answered ({percent}).",
            result.asked,
            asked=number(result.asked, t),
            answered=number(result.answered, t),
            percent=percent(result.answered, result.asked, t),
        ),
        t.n("{figure} did not.", "{figure} did not.", silent, figure=number(silent, t)),
        *_could_not(result.unreachable, t),
        t("I agree: {yes}. I object: {no}. I abstain: {neither}.", **_figures(result, t)),
    ]


def _figures(result: Result, t: Texts) -> dict[str, str]:
    return {
        "yes": number(result.consent, t),
        "no": number(result.object, t),
        "neither": number(result.abstain, t),
    }


def _unanimous(result: Result, t: Texts) -> str:
    asked = number(result.asked, t)
    if result.advice == "stay":
        return t("Everyone agreed: {asked} of {asked}.", asked=asked)
    return t("{asked} people were asked. Not everyone agreed.", asked=asked)


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


def advised(result: Result, t: Texts, zone: str = "UTC") -> str:
    """The rule with the day it was fixed, what it took, what came, and what follows from it."""
    words = rule_in_words(result.rule, result.asked, t)
    if result.rule.fixed_at:
        rule = t("The rule, fixed on {day}: {rule}.", day=day(result.rule.fixed_at, zone, t), rule=words)
    else:
        rule = t("The rule: {rule}.", rule=words)
    return f"{rule} {_conclusion(result, t)}"


def advice(result: Result, t: Texts) -> str:
    """What the rule advises, alone."""
    if result.advice == "stay":
        return t("The rule advises allowing it.")
    if result.advice == "opt_out":
        return t("The rule advises opting out.")
    return t("The question decides nothing. The app advises opting out.")


def _conclusion(result: Result, t: Texts) -> str:
    if not result.shown:
        return advice(result, t)
    if result.advice == "no_decision":
        return _undecided(result, t)
    if result.rule.kind == "unanimous":
        return advice(result, t)
    values = {"yes": number(result.consent, t), "needed": number(result.needed or 0, t)}
    if result.advice == "stay":
        return t("It took {needed} yes; {yes} came, which is enough: the rule advises allowing it.", **values)
    return t("It took {needed} yes; {yes} came, which is fewer: the rule advises opting out.", **values)


def _undecided(result: Result, t: Texts) -> str:
    if result.quorate or not result.rule.minimum:
        return t("Nobody answered yes or no: the question decides nothing. The app advises opting out.")
    return t.n(
        "{minimum} answers were needed, {answered} came: the question decides nothing. The app advises opting out.",
        "{minimum} answers were needed, {answered} came: the question decides nothing. The app advises opting out.",
        result.answered,
        minimum=number(result.rule.minimum, t),
        answered=number(result.answered, t),
    )


def closed_early(result: Result, t: Texts, zone: str = "UTC") -> str:
    """Who closed the question before its time, and why; empty when nobody did."""
    if not result.closed_early_by or not result.closed_at:
        return ""
    return t(
        "Closed early by {name} on {day}. Reason: \u201c{reason}\u201d",
        name=escape(folded(result.closed_early_by, NAME_LENGTH)),
        day=day(result.closed_at, zone, t),
        reason=quote(result.closed_early_reason or ""),
    )
