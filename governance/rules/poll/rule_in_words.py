"""The rule in words: in the question, in the message to owners, and in the result."""

from __future__ import annotations

from enum import StrEnum

from governance.errors import N_
from governance.rules.poll.tally import HALF, Base, Basis, Rule, Tally, base_of, minimum_answers, needed_yes
from governance.rules.sentence import Sentence


class Form(StrEnum):
    """How a share is said."""

    MORE_THAN_HALF = "more_than_half"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"


def form_of(rule: Rule) -> Form:
    """The words that fit this share."""
    if not rule.more_than:
        return Form.AT_LEAST
    return Form.MORE_THAN_HALF if rule.share == HALF else Form.MORE_THAN


# The rule in one line of the question. It never says "needs": an owner may depart from the rule with a reason.
IN_ONE_LINE = {
    (Base.ANSWERS, Form.MORE_THAN_HALF): N_(
        "Unless a reason is published, it is allowed only if more than half of at least {minimum} answers are "
        "yes. Silence is not counted."
    ),
    (Base.ANSWERS, Form.MORE_THAN): N_(
        "Unless a reason is published, it is allowed only if more than {share} of at least {minimum} answers are "
        "yes. Silence is not counted."
    ),
    (Base.ANSWERS, Form.AT_LEAST): N_(
        "Unless a reason is published, it is allowed only if {share} or more of at least {minimum} answers are "
        "yes. Silence is not counted."
    ),
    (Base.VOTES, Form.MORE_THAN_HALF): N_(
        "Unless a reason is published, it is allowed only if at least {minimum} answer and yes outnumbers no; "
        "only these count."
    ),
    (Base.VOTES, Form.MORE_THAN): N_(
        "Unless a reason is published, it is allowed only if at least {minimum} answer and more than {share} of "
        "yes and no are yes; only these count."
    ),
    (Base.VOTES, Form.AT_LEAST): N_(
        "Unless a reason is published, it is allowed only if at least {minimum} answer and {share} or more of yes "
        "and no are yes; only these count."
    ),
}
EVERYONE = N_(
    "Unless a reason is published, it is allowed only with {needed} yes out of {electorate}. "
    "One silence is enough to opt out."
)
OF_THOSE_ASKED = N_(
    "Unless a reason is published, it is allowed only with {needed} yes out of {electorate}. Silence is never a yes."
)
OF_THOSE_ASKED_WITH_MINIMUM = N_(
    "Unless a reason is published, it is allowed only with {needed} yes out of {electorate}, "
    "and if at least {minimum} answer. Silence is never a yes."
)


def rule_sentence(rule: Rule, electorate: int) -> Sentence:
    """The rule in one line, as the question prints it, with the numbers for this many people asked."""
    minimum = minimum_answers(rule, electorate)
    needed = needed_yes(rule, electorate)
    values = {"needed": needed, "electorate": electorate, "minimum": minimum or 0, "share": str(rule.share)}
    if rule.kind is Basis.UNANIMOUS:
        return Sentence(EVERYONE, values)
    if rule.base is Base.ELECTORATE:
        matters = minimum is not None and minimum > needed
        return Sentence(OF_THOSE_ASKED_WITH_MINIMUM if matters else OF_THOSE_ASKED, values)
    return Sentence(IN_ONE_LINE[rule.base, form_of(rule)], values)


# The rule in the message to owners, before there is a count.
TO_THE_OWNER = {
    (Base.ELECTORATE, Form.MORE_THAN_HALF): N_(
        "The rule will advise allowing it only if more than half of the {electorate} agree."
    ),
    (Base.ELECTORATE, Form.MORE_THAN): N_(
        "The rule will advise allowing it only if more than {share} of the {electorate} agree."
    ),
    (Base.ELECTORATE, Form.AT_LEAST): N_(
        "The rule will advise allowing it only if {share} or more of the {electorate} agree."
    ),
    (Base.ANSWERS, Form.MORE_THAN_HALF): N_(
        "The rule will advise allowing it only if more than half of all answers are yes."
    ),
    (Base.ANSWERS, Form.MORE_THAN): N_(
        "The rule will advise allowing it only if more than {share} of all answers are yes."
    ),
    (Base.ANSWERS, Form.AT_LEAST): N_(
        "The rule will advise allowing it only if {share} or more of all answers are yes."
    ),
    (Base.VOTES, Form.MORE_THAN_HALF): N_("The rule will advise allowing it only if yes outnumbers no."),
    (Base.VOTES, Form.MORE_THAN): N_(
        "The rule will advise allowing it only if more than {share} of yes and no together are yes."
    ),
    (Base.VOTES, Form.AT_LEAST): N_(
        "The rule will advise allowing it only if {share} or more of yes and no together are yes."
    ),
}
ALL_TO_THE_OWNER = N_("The rule will advise allowing it only if all {electorate} agree.")
MINIMUM_TO_THE_OWNER = N_("At least {minimum} of {electorate} must answer, or the question decides nothing.")


def rule_to_owner(rule: Rule, electorate: int) -> tuple[Sentence, ...]:
    """The rule in the words of the owner's message, before the question opens."""
    told = ALL_TO_THE_OWNER if rule.kind is Basis.UNANIMOUS else TO_THE_OWNER[rule.base, form_of(rule)]
    first = Sentence(told, {"electorate": electorate, "share": str(rule.share)})
    minimum = minimum_answers(rule, electorate)
    if minimum is None:
        return (first,)
    return (first, Sentence(MINIMUM_TO_THE_OWNER, {"minimum": minimum, "electorate": electorate}))


# The rule with the numbers of a count, for results. "That many yes" is exact: see tally.reach.
EXPLAINED = {
    (Base.ELECTORATE, Form.MORE_THAN_HALF): N_(
        "The rule: allow it only if more than half of the {base} people asked agree, that is {needed} or more."
    ),
    (Base.ELECTORATE, Form.MORE_THAN): N_(
        "The rule: allow it only if more than {share} of the {base} people asked agree, that is {needed} or more."
    ),
    (Base.ELECTORATE, Form.AT_LEAST): N_(
        "The rule: allow it only if {share} or more of the {base} people asked agree, that is {needed} or more."
    ),
    (Base.ANSWERS, Form.MORE_THAN_HALF): N_(
        "The rule: allow it only if more than half of the {base} answers are yes, that is {needed} or more."
    ),
    (Base.ANSWERS, Form.MORE_THAN): N_(
        "The rule: allow it only if more than {share} of the {base} answers are yes, that is {needed} or more."
    ),
    (Base.ANSWERS, Form.AT_LEAST): N_(
        "The rule: allow it only if {share} or more of the {base} answers are yes, that is {needed} or more."
    ),
    (Base.VOTES, Form.MORE_THAN_HALF): N_(
        "The rule: allow it only if more than half of the {base} yes and no are yes, that is {needed} or more."
    ),
    (Base.VOTES, Form.MORE_THAN): N_(
        "The rule: allow it only if more than {share} of the {base} yes and no are yes, that is {needed} or more."
    ),
    (Base.VOTES, Form.AT_LEAST): N_(
        "The rule: allow it only if {share} or more of the {base} yes and no are yes, that is {needed} or more."
    ),
}
EXPLAINED_EVERYONE = N_("The rule: allow it only if everyone who was asked agrees, that is all {needed}.")
EXPLAINED_MINIMUM = N_("At least {minimum} had to answer.")


def rule_explained(rule: Rule, tally: Tally) -> tuple[Sentence, ...]:
    """The rule in the words of the result, with the numbers of this count."""
    base = base_of(rule, tally)
    values = {"base": base, "needed": needed_yes(rule, base), "share": str(rule.share)}
    told = EXPLAINED_EVERYONE if rule.kind is Basis.UNANIMOUS else EXPLAINED[rule.base, form_of(rule)]
    minimum = minimum_answers(rule, tally.electorate)
    if minimum is None:
        return (Sentence(told, values),)
    return (Sentence(told, values), Sentence(EXPLAINED_MINIMUM, {"minimum": minimum}))
