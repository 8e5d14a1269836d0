"""Which sentences came, went or changed between two texts. Moved sentences and other line breaks are no change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

from governance.rules.watch.extracted_text import Line, Reader, blocks

RUN = 4  # words in a row by which a sentence is known again where lines were broken in another way
ALIKE = 0.5  # of the words of two sentences, for one to be the other's new form
CANDIDATES = 8  # sentences that one is compared with
COMMON = 40  # a word of more sentences than this leads to none
LONGEST_COMPARED = 400  # words of a sentence that are compared one by one


class Passage(NamedTuple):
    """A sentence before and after; empty where there was or is none. `gone`, `come`: the words that make the change."""

    before: str
    after: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    before_key: str
    after_key: str


class Difference(NamedTuple):
    """The sentences that only the old text has, and those that only the new one has."""

    gone: list[Line]
    come: list[Line]

    @property
    def is_none(self) -> bool:
        return not self.gone and not self.come


def difference(old: str, new: str, reader: Reader) -> Difference:
    """The sentences of one text that the other does not have. Linear: what is alike is never looked at closer."""
    before, after = blocks(old), blocks(new)
    once, now = Counter(before), Counter(after)
    gone = [line for block in (once - now).elements() for line in reader.lines(block)]
    come = [line for block in (now - once).elements() for line in reader.lines(block)]
    had, has = Counter(line.key for line in gone), Counter(line.key for line in come)
    gone, come = _unmatched(gone, has), _unmatched(come, had)
    if gone and come:
        gone, come = _not_within(gone, come), _not_within(come, gone)
    return Difference(gone, come)


def _unmatched(found: Sequence[Line], others: Counter[str]) -> list[Line]:
    """Those of `found` beyond as many as the others hold."""
    left, kept = Counter(others), []
    for line in found:
        if left[line.key] > 0:
            left[line.key] -= 1
        else:
            kept.append(line)
    return kept


def _not_within(found: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """Those whose words do not all stand among the others in the same runs."""
    runs = set(_runs([word for line in others for word in line.words]))
    whole = {line.key for line in others}
    return [line for line in found if line.key not in whole and not _is_within(line.words, runs)]


def _is_within(words: list[str], runs: set[tuple[str, ...]]) -> bool:
    return len(words) >= RUN and all(run in runs for run in _runs(words))


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def passages(gone: Sequence[Line], come: Sequence[Line]) -> list[Passage]:
    """Each sentence that went beside the one that took its place, if any, in the order of the new text."""
    kin = _Kin(gone)
    found = [_passage(kin.of(line), line) for line in come]
    return found + [_passage(line, None) for line in kin.left()]


class _Kin:
    """Finds for a new sentence the old one it was made from, by the rare words they share."""

    def __init__(self, gone: Sequence[Line]) -> None:
        self._gone = gone
        self._words = [frozenset(line.words) for line in gone]
        self._taken: set[int] = set()
        self._where: dict[str, list[int]] = {}
        for number, words in enumerate(self._words):
            for word in words:
                self._where.setdefault(word, []).append(number)

    def of(self, line: Line) -> Line | None:
        """The old sentence that is alike enough, each given once."""
        words = frozenset(line.words)
        rare = (found for word in words if len(found := self._where.get(word, ())) <= COMMON)
        shared = Counter(chain.from_iterable(rare))
        best, score = -1, ALIKE
        for number, _ in shared.most_common(CANDIDATES):
            if number not in self._taken and (like := _likeness(words, self._words[number])) >= score:
                best, score = number, like
        if best < 0:
            return None
        self._taken.add(best)
        return self._gone[best]

    def left(self) -> list[Line]:
        """Old sentences that nothing took the place of."""
        return [line for number, line in enumerate(self._gone) if number not in self._taken]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words as a share of the sentence that has more, from 0 to 1."""
    return len(one & other) / max(len(one), len(other))


def _passage(before: Line | None, after: Line | None) -> Passage:
    was, now = before.words if before else [], after.words if after else []
    gone, come = _changed_words(was, now) if was and now else (was, now)
    return Passage(
        before.shown if before else "",
        after.shown if after else "",
        tuple(gone),
        tuple(come),
        before.key if before else "",
        after.key if after else "",
    )


def _changed_words(was: list[str], now: list[str]) -> tuple[list[str], list[str]]:
    """The words taken out and those put in."""
    if max(len(was), len(now)) > LONGEST_COMPARED:
        return list((Counter(was) - Counter(now)).elements()), list((Counter(now) - Counter(was)).elements())
    gone: list[str] = []
    come: list[str] = []
    for kind, start, end, at, to in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += was[start:end]
            come += now[at:to]
    return gone, come
