"""What our own receiving server found: read only under its name, only from the topmost header, and never believed."""

from __future__ import annotations

import pytest

from governance.mail.reading.receiving_host import told_by
from tests.mail.mailroom import answer

HOST = "mx.exemple.example"
HOLDS = "{host}, which received it, says that {domain} signed it; that alone closes nothing."
HOLDS_NOT = "{host}, which received it, says that no signature of it holds."


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([f"{HOST}; dkim=pass header.d=slack.com"], HOLDS),
        ([f"{HOST} 1; spf=pass; dkim=pass (2048-bit key) header.i=@slack.com header.s=s1"], HOLDS),
        ([f"{HOST}; dkim=fail header.d=evil.example; dkim=pass header.d=slack.com"], HOLDS),
        ([f"{HOST.upper()};\r\n dkim=pass\r\n header.d=slack.com"], HOLDS),
        ([f"{HOST}; dkim=fail header.d=slack.com"], HOLDS_NOT),
        ([f"{HOST}; dkim=none"], HOLDS_NOT),
        ([f"{HOST}; spf=pass"], None),
        ([f"{HOST}; none"], None),
        (["mx.evil.example; dkim=pass header.d=slack.com", f"{HOST}; dkim=pass header.d=slack.com"], None),
        ([f"{HOST}.evil.example; dkim=pass header.d=slack.com"], None),
        ([f"x ({HOST}); dkim=pass header.d=slack.com"], None),
        ([f"{HOST}; x=y (; dkim=pass header.d=slack.com)"], None),
        (["(" * 9_000 + f"{HOST}; dkim=pass"], None),
        ([], None),
    ],
)
def test_only_the_configured_server_is_heard(headers: list[str], expected: str | None) -> None:
    lines = "".join(f"Authentication-Results: {value}\r\n" for value in headers)
    told = told_by(lines.encode() + answer(), HOST)
    assert (told.msgid if told else None) == expected
