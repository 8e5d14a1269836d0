"""The test mail that shows whether copies of a letter reach the app: its subject, and how it is recognised."""

from __future__ import annotations

import re

from governance.rules.poll.answer import CODE_LETTERS

TOKEN_LETTERS = 12
_SUBJECT = "AI Consent test mail {token}"
# Gateways put a word in brackets before a subject. An answer or a bounce puts something else there: it shows nothing.
_WRITTEN = re.compile(
    rf"\s*(?:\[[^\[\]]{{1,60}}\]\s*){{0,5}}AI Consent test mail ([{CODE_LETTERS}]{{{TOKEN_LETTERS}}})\s*", re.IGNORECASE
)


def subject_with(token: str) -> str:
    """The subject of the mail that carries this token."""
    return _SUBJECT.format(token=token)


def token_in(subject: str) -> str | None:
    """The token of a test mail with this subject; None if it is another mail's."""
    found = _WRITTEN.fullmatch(subject)
    return found[1].upper() if found else None
