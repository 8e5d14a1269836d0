"""Whether a page came whole. One that did not says nothing about the policy."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

from governance.rules.watch.extracted_text import plain
from governance.rules.watch.page_furniture import NOT_THE_PAGE
from governance.rules.watch.subject_words import INTELLIGENCE, OPTING

NEARLY = 0.95  # share of each other's length that two whole versions have as a rule
END = 200  # characters at the end that are there if a page came to its end
EMPTY = 200  # characters below which nothing is a policy that was four times as long
NOTHING = 50  # characters that no policy has, where a whole one comes after
WHOLE = 1_000  # characters that a whole one has
SHORT = 3_000  # characters of an answer that can be a server's excuse
STAYED = 0.1  # share of the text before that stays in any new version of it
PIECE = 1_500  # characters whose loss in one piece can be a cut
LOST_AT_END = 0.1  # share of the text before that is missing at the end of a page that was cut
LOST_WITHIN = 0.35  # the same where the end is there: less than that is a section taken out
LAST = 6  # sentences at the end of the new text, one of which tells where it was cut
ADDED = 0.02  # share of the text that may be new in a page that was cut
IN_ONE = 0.6  # share of what is missing that is one piece
GONE = 0.8  # share of the end that is missing
DOUBLED = 0.4  # share of the new text that came in one piece, mostly of sentences that were there before
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


class Lack(StrEnum):
    """What is missing."""

    EMPTY = "empty"
    ANOTHER_PAGE = "another_page"
    CUT = "cut"
    WAS_CUT = "was_cut"  # the text before was not whole


def lack(old: str, new: str) -> Lack | None:
    """What keeps these texts from being compared, if anything."""
    if NEARLY * len(old) <= len(new) <= len(old) / NEARLY and old[-END:].strip() in new:
        return None  # the ordinary case, told without a closer look
    before, after = _pieces(old), _pieces(new)
    length, now = _size(before), _size(after)
    if now < min(EMPTY, length / 4):
        return Lack.EMPTY
    if length < NOTHING and now > WHOLE:
        return Lack.WAS_CUT
    missing, added = _size_of_difference(before, after), _size_of_difference(after, before)
    if now < min(SHORT, length / 4) and length - missing < STAYED * length and _is_no_policy(new):
        return Lack.ANOTHER_PAGE
    if _is_cut_at_end(before, after, length):
        return Lack.CUT
    if added <= ADDED * length and missing >= max(PIECE, LOST_WITHIN * length):
        return Lack.CUT if _largest_piece(before, after) >= IN_ONE * missing else None
    if missing <= ADDED * now and added > max(PIECE, DOUBLED * now) and _is_doubled(before, after, added):
        return Lack.WAS_CUT
    return None


def _pieces(text: str) -> list[str]:
    """The sentences as they stand; marks and all, since this is asked of every page."""
    return [piece for piece in _SENTENCE.split(text) if piece and not piece.isspace()]


def _is_no_policy(new: str) -> bool:
    """Whether a short text is a server's notice, or at least says nothing of the subject."""
    said = plain(new)
    return bool(NOT_THE_PAGE.search(said)) or not (INTELLIGENCE.search(said) or OPTING.search(said))


def _is_cut_at_end(before: list[str], after: list[str], length: int) -> bool:
    """Whether the new text ends where the text before went on for long, or in the middle of one of its sentences."""
    for piece in after[: -LAST - 1 : -1]:
        if piece in before:
            first, last = before.index(piece), len(before) - 1 - before[::-1].index(piece)
            return any(_breaks_off(before, after, at + 1, length) for at in {first, last})
    return False


def _breaks_off(before: list[str], after: list[str], at: int, length: int) -> bool:
    """Whether hardly anything of the text before is there from this sentence on, and that is much."""
    end = before[at:]
    if not end:
        return False
    lost = _size(end) - _size_of_common(end, Counter(after) - Counter(before[:at]))
    if lost < GONE * _size(end):
        return False
    within = end[0].startswith(after[-1]) and end[0] != after[-1]
    return within or lost >= max(PIECE, LOST_AT_END * length)


def _size_of_common(parts: list[str], others: Counter[str]) -> int:
    return _size(list((Counter(parts) & others).elements()))


def _is_doubled(before: list[str], after: list[str], added: int) -> bool:
    """Whether another edition of the page stands beside it now: one piece, most of whose words were there before."""
    if _largest_piece(after, before) < IN_ONE * added:
        return False
    came = _runs(list((Counter(after) - Counter(before)).elements()))
    return len(came & _runs(before)) >= len(came) / 2


def _size(parts: list[str]) -> int:
    return sum(map(len, parts))


def _size_of_difference(parts: list[str], others: list[str]) -> int:
    """Characters of the sentences that the others do not have."""
    return _size(list((Counter(parts) - Counter(others)).elements()))


def _largest_piece(parts: list[str], others: list[str]) -> int:
    """Characters of the run of sentences that the others do not have or have less often, less what they have of it."""
    had, has = Counter(parts), Counter(others)
    largest = here = 0.0
    for part in parts:
        missing = 1 - has[part] / had[part]
        here = max(0.0, here + len(part) * (missing if missing > 0 else -1))
        largest = max(largest, here)
    return int(largest)


def _runs(parts: list[str]) -> set[tuple[str, ...]]:
    words = " ".join(parts).split()
    return set(zip(*(words[start:] for start in range(4)), strict=False))
