"""The small things that many screens show: a person, a rule, a result, a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True)
class Sentence:
    """A sentence of the rules, untranslated, with its values (what a `Refusal` carries)."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """`role`: primary_owner, owner, admin, member, guest (also organiser or observer where that is what matters)."""

    slack_id: str
    name: str
    role: str = "member"


@dataclass(frozen=True)
class Rule:
    """`kind`: unanimous, share. `base`: electorate, answers, votes. `strict`: more than the share, else at least.

    `needed`: how many yes it takes where that is known beforehand (unanimous, or base electorate), else None.
    `minimum`: the number of answers below which the question decides nothing, or None.
    """

    kind: str = "share"
    base: str = "electorate"
    share: Fraction = Fraction(1, 2)
    strict: bool = True
    needed: int | None = None
    minimum: int | None = None
    fixed_at: datetime | None = None


@dataclass(frozen=True)
class Result:
    """The count of a closed question. `asked` is everybody who was asked: the base of every figure.

    `advice`: stay, opt_out, no_decision. `shown`: whether the numbers may be shown (the floor). Under a failed
    `unanimous` only "not everyone agreed" is printed. `needed`: the yes it took (of the base that counted).
    """

    asked: int
    answered: int
    consent: int
    object: int
    abstain: int
    unreachable: int
    left: int
    guests_not_asked: int
    others_not_asked: int
    rule: Rule
    advice: str
    shown: bool = True
    quorate: bool = True
    needed: int | None = None
    closed_at: datetime | None = None
    closed_early_by: str | None = None
    closed_early_reason: str | None = None


@dataclass(frozen=True)
class Decision:
    """`choice`: stay, opt_out. `departs`: it differs from what the rule advised. `asked`: after a question."""

    choice: str
    by: Person
    at: datetime
    reason: str = ""
    departs: bool = False
    asked: bool = True
