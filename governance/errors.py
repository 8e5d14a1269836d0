"""The two errors of our own: a rule says no, or the outside world failed. Any other exception is a bug."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any


def N_(msgid: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return msgid


class Refusal(Exception):
    """A rule says no. Carries the sentence for the person who asked, untranslated, and its values."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.values = values

    def say(self, t: Callable[..., str]) -> str:
        """The sentence in the language of `t`."""
        return t(self.msgid, **self.values)


class Whose(StrEnum):
    """Whose fault a failure is: of the way there, of the one person written to, or of nobody knows what."""

    WAY = "way"  # network, server, limit, token: the message itself is never to blame
    PERSON = "person"
    UNCLEAR = "unclear"  # a word of the other side that may speak of the message or of everything


class Fault(Exception):
    """The outside world failed. `code` is the other side's error code, `retry_after` in seconds.

    `reached`: whether the other side may have carried out the request; None when that cannot be known. `permanent`: the
    same call cannot succeed any more.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        reached: bool | None = False,
        whose: Whose = Whose.WAY,
        **detail: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.reached = reached
        self.whose = whose
        self.detail = detail
