"""The subject of a test mail: recognised as it was written, and in nothing that only speaks of it."""

from __future__ import annotations

import pytest

from governance.rules.case.copy_test import subject_with, token_in

TOKEN = "K7QF2M9XK7QF"
SUBJECT = subject_with(TOKEN)


@pytest.mark.parametrize(
    ("subject", "token"),
    [
        (SUBJECT, TOKEN),
        (SUBJECT.lower(), TOKEN),
        (f"[EXTERNAL] [list] {SUBJECT} ", TOKEN),
        (f"Re: {SUBJECT}", None),
        (f"Undeliverable: {SUBJECT}", None),
        (f"{SUBJECT} and more", None),
        (SUBJECT[:-1], None),
        (f"{SUBJECT}7", None),
        ("Slack Global model opt-out request", None),
        ("[" * 5000, None),
        ("", None),
    ],
)
def test_only_the_subject_as_it_was_written(subject: str, token: str | None) -> None:
    assert token_in(subject) == token
