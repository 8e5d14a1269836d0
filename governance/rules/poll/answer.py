"""One person's answer: what may be chosen, by whom and when, and its check code."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from governance.errors import N_, Refusal
from governance.rules.people.permissions import GUESTS, Role

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread or misspelt
CODE_BYTES = 5  # 40 bits are 8 letters


class Choice(StrEnum):
    """What a person can answer. Silence is none of these."""

    CONSENT = "consent"
    OBJECT = "object"
    ABSTAIN = "abstain"


class Belonging(StrEnum):
    """How a person stands to one question at the moment of the press."""

    ASKED = "asked"
    GUEST_NOT_ASKED = "guest_not_asked"
    NOT_IN_AUDIENCE = "not_in_audience"
    JOINED_LATER = "joined_later"
    EXTERNAL = "external"
    DEACTIVATED = "deactivated"


NOT_ASKED = {
    Belonging.GUEST_NOT_ASKED: N_(
        "You were not asked, because guests were not included. {owner} decides; you can write to them."
    ),
    Belonging.NOT_IN_AUDIENCE: N_(
        "You were not asked, because the question goes to a part of the members only. "
        "{owner} decides; you can write to them."
    ),
    Belonging.JOINED_LATER: N_("You joined after the question opened, so you were not asked. You can object."),
    Belonging.EXTERNAL: N_("This question is for the members of this workspace. Your own company decides for you."),
    Belonging.DEACTIVATED: N_("This account has been deactivated: it cannot answer."),
}


def answer_refusal(
    belonging: Belonging,
    *,
    closes_at: datetime,
    now: datetime,
    closed_on: datetime,
    owner: str,
    closed: bool = False,
) -> Refusal | None:
    """Why this person's answer cannot be taken, or None.

    `closed` is also true after an early closing; `closed_on` is shown as a date in the reader's own language.
    """
    if belonging in (Belonging.EXTERNAL, Belonging.DEACTIVATED):
        return Refusal(NOT_ASKED[belonging])
    if closed or now >= closes_at:
        return Refusal(
            N_("This question closed on {day}. You can still press *I object now*."),
            day=closed_on,
        )
    if belonging is Belonging.ASKED:
        return None
    return Refusal(NOT_ASKED[belonging], owner=owner)


def is_newer(action_ts: str, last: str | None) -> bool:
    """Whether a press is later than the last one taken; an older, equal or repeated press changes nothing."""
    return last is None or Decimal(action_ts) > Decimal(last)


def button_order(key: bytes) -> tuple[Choice, Choice, Choice]:
    """The order of the buttons for the person with this key: yes and no vary, abstaining is always third."""
    if sha256(key).digest()[0] % 2:
        return (Choice.OBJECT, Choice.CONSENT, Choice.ABSTAIN)
    return (Choice.CONSENT, Choice.OBJECT, Choice.ABSTAIN)


@dataclass(frozen=True)
class SecretKey:
    """What a secret answer is kept under: the app's key with a key of the question, which is destroyed in time."""

    app: bytes = field(repr=False)
    own: bytes = field(repr=False)

    def derived(self, purpose: bytes) -> bytes:
        """A key for one purpose."""
        return hmac.digest(self.app, purpose + b"\0" + self.own, "sha256")


def secret_tag(key: SecretKey, person: str) -> str:
    """The name under which a secret answer is kept: without the question's key it leads to nobody."""
    return hmac.new(key.derived(b"secret answer"), person.encode(), "sha256").hexdigest()


def check_code(random: bytes) -> str:
    """A check code such as K7QF-2M9X from five random bytes."""
    if len(random) != CODE_BYTES:
        raise ValueError("a check code takes five random bytes")
    return code_of(int.from_bytes(random, "big"))


def code_of(number: int) -> str:
    """The check code of a number of 40 bits; codes are in the order of their numbers."""
    letters = "".join(CODE_LETTERS[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def number_of(code: str) -> int:
    """The number of a check code."""
    number = 0
    for letter in code.replace("-", ""):
        number = number << 5 | CODE_LETTERS.index(letter)
    return number


def typed_code(text: str) -> str | None:
    """The check code that somebody typed, whatever its case, spaces and look-alikes; None if it cannot be one."""
    plain = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(plain) != 8 or any(letter not in CODE_LETTERS for letter in plain):
        return None
    return f"{plain[:4]}-{plain[4:]}"


def belonging_of(
    user_team: str, workspace_id: str, role: str | None, asked: bool, include_guests: bool | None
) -> Belonging:
    """What somebody is to a question: the payload's team and the list of people asked decide."""
    if user_team != workspace_id or role in (None, Role.EXTERNAL, Role.BOT):
        return Belonging.EXTERNAL
    if role == Role.DEACTIVATED:
        return Belonging.DEACTIVATED
    if asked:
        return Belonging.ASKED
    return Belonging.GUEST_NOT_ASKED if role in GUESTS and not include_guests else Belonging.JOINED_LATER
