"""The count of a closed question in words: figures with their base, the rule, and what it advises."""

from __future__ import annotations

from governance.pages import Result
from governance.slack.views.blocks import View, context, fields, section
from governance.slack.views.chart import chart
from governance.slack.views.typed import HERE, folded, inert, with_words
from governance.slack.views.words import NAME_LENGTH, day, number, percent, sayings
from governance.texts import Texts


def figures(result: Result, zone: str, t: Texts, *, drawn: bool = False, dated: bool = True) -> list[View]:
    """The figures, an early closing with its reason, what the rule advises, and in small the rule itself.

    `drawn`: with a chart beside the figures. `dated`: with the day on which the rule was fixed.
    """
    early = closed_early(result, zone, t)
    return [
        fields(_counted(result, t)),
        *(_chart(result, t) if drawn else []),
        *([section(early)] if early else []),
        section(f"*{advice(result, t)}*"),
        context(advised(result, zone, t) if dated else sayings(result.sentences, t)),
    ]


def _chart(result: Result, t: Texts) -> list[View]:
    """The same figures as a pie, in which Slack takes no part of 0; none where they are not shown.

    For messages alone; a workspace that does not know it yet gets the message without, see `plain_form.Charts`.
    """
    counts = {
        t("I agree"): result.consent,
        t("I object"): result.object,
        t("I abstain"): result.abstain,
        t("No answer"): max(0, result.asked - result.answered - result.unreachable),
        t("Not messaged"): result.unreachable,
    }
    segments = [{"label": label, "value": count} for label, count in counts.items() if count > 0]
    drawn = chart(t("Answers of all people asked"), {"type": "pie", "segments": segments})
    return [drawn] if result.shown and segments else []


def _counted(result: Result, t: Texts) -> list[tuple[str, str]]:
    """How many answered what, of how many; no answers where figures would give one away."""
    asked = result.asked
    if not result.shown:
        return [(t("People asked"), number(asked, t)), *_apart(result, t)]
    silent = max(0, asked - result.answered - result.unreachable)
    answered = f"{of_all(result.answered, asked, t)} ({percent(result.answered, asked, t)})"
    beside = [(t("No answer"), silent), (t("Not messaged"), result.unreachable)]
    return [
        (t("Answered"), answered),
        (t("I agree"), of_all(result.consent, asked, t)),
        (t("I object"), of_all(result.object, asked, t)),
        (t("I abstain"), of_all(result.abstain, asked, t)),
        *[(label, of_all(figure, asked, t)) for label, figure in beside if figure],
        *_apart(result, t),
    ]


def of_all(part: int, base: int, t: Texts) -> str:
    """ "612 of 900" """
    return t("{part} of {base}", part=number(part, t), base=number(base, t))


def _apart(result: Result, t: Texts) -> list[tuple[str, str]]:
    """Who has left of those asked, and who was not asked."""
    left = [(t("Left since"), of_all(result.left, result.asked, t))] if result.left else []
    guests = t.n(
        "{figure} guest", "{figure} guests", result.guests_not_asked, figure=number(result.guests_not_asked, t)
    )
    others = t.n(
        "{figure} other member",
        "{figure} other members",
        result.others_not_asked,
        figure=number(result.others_not_asked, t),
    )
    counts = ((guests, result.guests_not_asked), (others, result.others_not_asked))
    not_asked = "\n".join(words for words, figure in counts if figure)
    return [*left, *([(t("Not asked"), not_asked)] if not_asked else [])]


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
