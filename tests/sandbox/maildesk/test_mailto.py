"""`mailto:` links are read as a mail client reads them, and cannot smuggle headers in."""

from __future__ import annotations

import pytest

from sandbox.maildesk.mailto import BadMailto, parse_mailto


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("mailto:a@b.example", (["a@b.example"], [], "", "")),
        ("MAILTO:a%2Bc@b.example?subject=A%20b&body=1%0D%0A2", (["a+c@b.example"], [], "A b", "1\n2")),
        ("mailto:a@b.example,c@d.example?cc=e%2Bf@g.example&Subject=1+1", None),
        ("mailto:?to=a@b.example&bcc=x@y.example&from=evil@e.example", (["a@b.example"], [], "", "")),
        ("mailto:a@b.example?subject=x%0D%0ABcc:%20evil@e.example", (["a@b.example"], [], "x Bcc: evil@e.example", "")),
    ],
)
def test_mailto(link: str, expected: tuple[list[str], list[str], str, str] | None) -> None:
    draft = parse_mailto(link)
    if expected is None:
        assert (draft.to, draft.cc, draft.subject) == (["a@b.example", "c@d.example"], ["e+f@g.example"], "1+1")
        return
    assert (draft.to, draft.cc, draft.subject, draft.body) == expected


def test_not_a_mailto() -> None:
    with pytest.raises(BadMailto):
        parse_mailto("https://example.com")
