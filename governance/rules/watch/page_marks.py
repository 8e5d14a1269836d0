"""Whether a page is marked up in another way than before: then it was read or built anew, and much differs at once."""

from __future__ import annotations

import re
from collections import Counter

FEWEST = 12  # marks, below which a page shows no manner of its own
IN_COMMON = 0.5  # share of the marks of both pages, below which their manner is another

_MARKS = re.compile(r"^(?:[ \t]*[*+-][ \t]+|#{1,6} |[=-]{3,}$|[ \t]*\d{1,3}\\?[.)][ \t])", re.M)


def is_marked_anew(old: str, new: str) -> bool:
    """Whether headings and lists are written in another manner almost everywhere."""
    before, after = _manner(old), _manner(new)
    return min(before.total(), after.total()) >= FEWEST and (before & after).total() < IN_COMMON * max(
        before.total(), after.total()
    )


def _manner(text: str) -> Counter[str]:
    """How often each kind of mark is used; numbers and lengths of underlines are all alike."""
    return Counter(re.sub(r"\d+", "1", re.sub(r"([=-])\1+", r"\1", found)) for found in _MARKS.findall(text))
