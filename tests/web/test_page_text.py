"""The text of the declared part of a page."""

from __future__ import annotations

import pytest

from governance.errors import Fault
from governance.web.page_text import text_of
from tests.web.vendor_site import PRINCIPLES

TEXT = """# Privacy principles

We do not train models on Customer Data.

* Files

* Messages

Who | How long

Us | 30 days
"""


def test_the_declared_part_as_markdown() -> None:
    assert text_of(PRINCIPLES.encode(), "utf-8", ["#content", "main"]) == TEXT
    for odd in ("no-such-charset", "idna", "undefined", "zip", "a\x00b"):  # none, or none that decodes pages
        assert text_of(PRINCIPLES.encode(), odd, []) == TEXT


@pytest.mark.parametrize(
    ("page", "parts", "code"),
    [
        (PRINCIPLES, ["#content"], "no_such_part"),
        (PRINCIPLES, ["main#x["], "no_such_part"),
        ("<main><script>x</script></main>", ["main"], "empty"),
        (f"<main>{'word ' * 300_000}</main>", ["main"], "too_large"),
        ("<div>" * 2_001, [], "too_deep"),
    ],
    ids=["changed markup", "no selector", "empty", "too large", "too deep"],
)
def test_a_page_that_gives_no_text(page: str, parts: list[str], code: str) -> None:
    with pytest.raises(Fault, match=code):
        text_of(page.encode(), "utf-8", parts)
