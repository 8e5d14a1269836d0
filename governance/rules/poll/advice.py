"""What a rule advises on a count, and the sentences that say so, with every number. An owner decides, not the rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from governance.errors import N_
from governance.rules.poll.rule_in_words import rule_explained
from governance.rules.poll.tally import Basis, Rule, Tally, base_of, is_quorate, minimum_answers, needed_yes
from governance.rules.sentence import Sentence

FLOOR = 6  # fewer answers than this give single answers away: the reader knows their own


class Outcome(StrEnum):
    """What came of a question."""

    STAY = "stay"
    OPT_OUT = "opt_out"
    NO_DECISION = "no_decision"


@dataclass(frozen=True)
class Advice:
    """What the rule says. `recommendation` is never *no decision*; `needed` is None where the share's base is 0."""

    outcome: Outcome
    recommendation: Outcome
    answered: int
    electorate: int
    needed: int | None
    quorum_needed: int | None
    reasons: tuple[Sentence, ...]

    @property
    def turnout(self) -> Fraction | None:
        """Answers as a share of the people asked; None if nobody was asked."""
        return Fraction(self.answered, self.electorate) if self.electorate else None


def decide(rule: Rule, tally: Tally) -> Advice:
    """What the rule advises on this count, with its reasons.

    The reasons hold numbers; `floor_view` says which of them may be shown.
    """
    base = base_of(rule, tally)
    outcome = _outcome(rule, tally, base)
    return Advice(
        outcome=outcome,
        recommendation=Outcome.STAY if outcome is Outcome.STAY else Outcome.OPT_OUT,
        answered=tally.answered,
        electorate=tally.electorate,
        needed=needed_yes(rule, base) if base else None,
        quorum_needed=minimum_answers(rule, tally.electorate),
        reasons=(
            counts(tally),
            *rule_explained(rule, tally),
            *_conclusion(rule, tally, outcome),
        ),
    )


def _outcome(rule: Rule, tally: Tally, base: int) -> Outcome:
    if base == 0 or not is_quorate(rule, tally):
        return Outcome.NO_DECISION
    return Outcome.STAY if tally.consent >= needed_yes(rule, base) else Outcome.OPT_OUT


def counts(tally: Tally) -> Sentence:
    """The bare numbers, with their base."""
    return Sentence(
        N_(
            "People asked: {electorate}. Answered: {answered}. "
            "I agree: {consent}. I object: {object}. I abstain: {abstain}."
        ),
        {
            "electorate": tally.electorate,
            "answered": tally.answered,
            "consent": tally.consent,
            "object": tally.object,
            "abstain": tally.abstain,
        },
    )


def _conclusion(rule: Rule, tally: Tally, outcome: Outcome) -> tuple[Sentence, ...]:
    """What follows from the rule and the numbers, most decisive sentence first."""
    if outcome is not Outcome.NO_DECISION:
        return (_verdict(tally, rule),)
    if not is_quorate(rule, tally):
        minimum = minimum_answers(rule, tally.electorate)
        missed = {"minimum": minimum, "answered": tally.answered}
        return (
            Sentence(
                N_("{minimum} answers were needed, {answered} came: the question decides nothing."),
                missed,
            ),
            UNDECIDED,
        )
    if tally.electorate == 0:
        return (
            Sentence(N_("Nobody was asked: the question decides nothing.")),
            UNDECIDED,
        )
    return (
        Sentence(N_("Nobody answered yes or no: the question decides nothing.")),
        UNDECIDED,
    )


UNDECIDED = Sentence(N_("The app advises opting out."))
NOT_EVERYONE = Sentence(N_("Not everyone agreed."))
ADVISES = {
    Outcome.STAY: Sentence(N_("The rule advises allowing it.")),
    Outcome.OPT_OUT: Sentence(N_("The rule advises opting out.")),
}


def _verdict(tally: Tally, rule: Rule) -> Sentence:
    values = {"consent": tally.consent}
    if tally.consent < needed_yes(rule, base_of(rule, tally)):
        return Sentence(N_("{consent} is fewer, so the rule advises opting out."), values)
    return Sentence(N_("{consent} is enough, so the rule advises allowing it."), values)


@dataclass(frozen=True)
class Shown:
    """What may be shown of a result, to all alike: the numbers or None, and the sentences."""

    totals: Tally | None
    sentences: tuple[Sentence, ...]


def floor_view(rule: Rule, tally: Tally) -> Shown:
    """The result as everybody may read it.

    Numbers are shown from 6 answers on; of an *everyone* rule that failed, only that it failed.
    """
    advice = decide(rule, tally)
    if rule.kind is Basis.UNANIMOUS and advice.outcome is not Outcome.STAY:
        return Shown(
            None,
            (
                NOT_EVERYONE,
                UNDECIDED if advice.outcome is Outcome.NO_DECISION else ADVISES[advice.outcome],
            ),
        )
    if tally.answered >= FLOOR:
        return Shown(tally, advice.reasons)
    hidden = Sentence(
        N_("Fewer than {floor} people answered; numbers would give answers away and are not shown."),
        {"floor": FLOOR},
    )
    if advice.outcome is Outcome.NO_DECISION:
        return Shown(None, (hidden, Sentence(N_("The question decides nothing.")), UNDECIDED))
    return Shown(None, (hidden, ADVISES[advice.outcome]))
