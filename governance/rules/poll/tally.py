"""The numbers of a question: rule, count, and the exact arithmetic between them, in fractions without rounding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

from governance.errors import N_, Refusal

HALF = Fraction(1, 2)


class Basis(StrEnum):
    """The kind of a rule."""

    UNANIMOUS = "unanimous"
    SHARE = "share"


class Base(StrEnum):
    """What a share is a share of: the people asked, all answers, or yes and no without abstentions."""

    ELECTORATE = "electorate"
    ANSWERS = "answers"
    VOTES = "votes"


@dataclass(frozen=True)
class Rule:
    """When the advice is to allow.

    `more_than`: exactly the share is not enough. The quorum is a share of the people asked.
    """

    kind: Basis = Basis.SHARE
    share: Fraction = HALF
    more_than: bool = True
    base: Base = Base.ELECTORATE
    quorum: Fraction | None = None
    quorum_more_than: bool = False

    def __post_init__(self) -> None:
        for share in (self.share, self.quorum):
            if share is not None and not 0 <= share <= 1:
                raise Refusal(
                    N_("A share is a fraction from 0 to 1, such as 1/2; this is {share}."),
                    share=str(share),
                )

    def to_data(self) -> dict[str, Any]:
        """Plain values for storing and hashing; fractions as text such as 1/2."""
        return {
            "kind": self.kind.value,
            "share": str(self.share),
            "more_than": self.more_than,
            "base": self.base.value,
            "quorum": None if self.quorum is None else str(self.quorum),
            "quorum_more_than": self.quorum_more_than,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Rule:
        """The rule that `to_data` wrote."""
        quorum = data["quorum"]
        return cls(
            kind=Basis(data["kind"]),
            share=Fraction(data["share"]),
            more_than=data["more_than"],
            base=Base(data["base"]),
            quorum=None if quorum is None else Fraction(quorum),
            quorum_more_than=data["quorum_more_than"],
        )


@dataclass(frozen=True)
class Tally:
    """How many people were asked and how many gave each answer. Raises Refusal for impossible numbers."""

    electorate: int
    consent: int
    object: int
    abstain: int

    def __post_init__(self) -> None:
        if min(self.electorate, self.consent, self.object, self.abstain) < 0:
            raise Refusal(N_("A number of people cannot be less than 0."))
        if self.answered > self.electorate:
            raise Refusal(
                N_("There are more answers ({answered}) than people asked ({electorate})."),
                answered=self.answered,
                electorate=self.electorate,
            )

    @property
    def answered(self) -> int:
        """All answers, abstentions included."""
        return self.consent + self.object + self.abstain

    @property
    def silent(self) -> int:
        """People asked who gave no answer."""
        return self.electorate - self.answered


def reach(share: Fraction, more_than: bool, total: int) -> int:
    """The smallest whole number that is more than, or at least, this share of `total`; may be above `total`."""
    return floor(share * total) + 1 if more_than else ceil(share * total)


def base_of(rule: Rule, tally: Tally) -> int:
    """The number that the rule's share is a share of."""
    if rule.kind is Basis.UNANIMOUS or rule.base is Base.ELECTORATE:
        return tally.electorate
    return tally.answered if rule.base is Base.ANSWERS else tally.consent + tally.object


def needed_yes(rule: Rule, base: int) -> int:
    """How many yes the rule needs out of `base`."""
    return base if rule.kind is Basis.UNANIMOUS else reach(rule.share, rule.more_than, base)


def minimum_answers(rule: Rule, electorate: int) -> int | None:
    """The least number of answers that the rule asks for; None if it asks for none."""
    return None if rule.quorum is None else reach(rule.quorum, rule.quorum_more_than, electorate)


def is_quorate(rule: Rule, tally: Tally) -> bool:
    """Whether enough people answered; abstentions count, silence does not."""
    minimum = minimum_answers(rule, tally.electorate)
    return minimum is None or tally.answered >= minimum
