"""The sentences that a vendor is known to use, and whether a text consists of these alone.

A text is compared character by character after spaces and quotation marks were folded; only declared slots vary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from governance.rules.mail.wording import Wording

_LONGEST = 20_000  # characters of a text that may close a request
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,20}(?:[-'][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]{1,20})?|[A-Z]\.)"
NAME = rf"{_WORD}(?: {_WORD}){{0,2}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} {_MONTH}\.? \d{{4}}|{_MONTH}\.? \d{{1,2}}, \d{{4}}|\d\d?[/.]\d\d?[/.]\d{{4}})"
_SLOTS = {"name": NAME, "ours": NAME, "ticket": r"#?\d{4,12}", "date": _DATE}
_ATTRIBUTION = re.compile(
    rf"On (?:[A-Z][a-z]{{2,8}},? )?{_DATE}(?:,? (?:at )?\d{{1,2}}:\d\d(?: ?[AP]M)?(?: [A-Z]{{2,4}}|[+-]\d{{4}})?)?,? "
    rf"\"?{NAME}\"?(?: <[\w.+-]{{1,64}}@[\w.-]{{1,90}}>)? wrote:"
)
_BLANKS, _LINE_END = re.compile(r"[ \t\xa0]+"), re.compile(r"\r\n?|\n")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


class Place(StrEnum):
    """What a sentence is for; they stand in this order, explanations and claims in any."""

    GREETING = "greeting"
    DONE = "done"
    MORE = "more"  # thanks, and what the vendor explains
    CLOSING = "closing"
    SIGNATURE = "signature"
    TICKET = "ticket"  # wherever it stands


_ORDER = {Place.GREETING: 0, Place.DONE: 1, Place.MORE: 1, Place.CLOSING: 2, Place.SIGNATURE: 3}


@dataclass(frozen=True)
class KnownSentence:
    """One sentence as the vendor writes it; slots: {workspace}, {ours} (the owner's name), {name}, {ticket}, {date}."""

    text: str
    place: Place


@dataclass(frozen=True)
class Match:
    """How far a text is known. `unknown`: where it stops being known, if it does; `names`: who is greeted.

    `said`: each sentence with its slots filled, on one line.
    """

    sentences: tuple[KnownSentence, ...] = ()
    said: tuple[str, ...] = ()
    unknown: str = ""
    names: tuple[str, ...] = ()
    quoted: str = ""


def folded(text: str) -> str:
    """The text with each run of spaces as one space, or one line end if it holds one, and straight quotation marks."""
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in _LINE_END.split(text.translate(_MARKS)))
    return "\n".join(line for line in lines if line)


def match(text: str, known: Sequence[KnownSentence], workspace: str, wording: Wording) -> Match:
    """Which known sentences the writer's own words are made of, and what is quoted below them, marked line by line."""
    own, quoted = _without_quotation(folded(text[:_LONGEST]))
    found: list[tuple[KnownSentence, re.Match[str]]] = []
    position, unknown = 0, "" if len(text) <= _LONGEST else own[-200:]
    while position < len(own):
        tried = [(one, _pattern(one.text, workspace).match(own, position)) for one in known]
        best = max(((one, told) for one, told in tried if told), key=lambda pair: pair[1].end(), default=None)
        if best is None or not _may_be_names(best[1], wording) or not _in_order([*found, best]):
            unknown = re.split(r"(?<=[.!?])[ \n]|\n(?=[^a-z])", own[position:], maxsplit=1)[0].replace("\n", " ")[:200]
            break
        found.append(best)
        position = best[1].end() + 1
    said = tuple(told.group().replace("\n", " ") for _, told in found)
    names = tuple(name for _, told in found if (name := told.groupdict().get("ours")))
    return Match(tuple(one for one, _ in found), said, unknown, names, quoted)


@lru_cache(maxsize=2_000)
def _pattern(text: str, workspace: str) -> re.Pattern[str]:
    """The whole sentence, up to a space or the end."""
    slots = {**_SLOTS, "workspace": rf"(?:https?://)?{re.escape(workspace)}/?" if workspace else r"(?!)"}
    pieces = re.split(r"\{(\w+)\}", folded(text))
    said = [re.escape(piece).replace(r"\ ", r"[ \n]") for piece in pieces[::2]]
    filled = [f"(?P<{slot}>{slots[slot]})" for slot in pieces[1::2]]
    whole = "".join(one for pair in zip(said, [*filled, ""], strict=True) for one in pair)
    return re.compile(rf"{whole}(?=[ \n]|\Z)")


def _in_order(found: list[tuple[KnownSentence, re.Match[str]]]) -> bool:
    ranks = [_ORDER[one.place] for one, _ in found if one.place is not Place.TICKET]
    return all(first <= second for first, second in pairwise(ranks)) and ranks.count(0) <= 1


def _may_be_names(told: re.Match[str], wording: Wording) -> bool:
    """Three capitalised words may be a name, but not where one of them could speak of what was done, or not done."""
    name = (told.groupdict().get("name") or "").lower()
    return not name or not any(words.could_speak(name) for words in wording.values())


def _without_quotation(text: str) -> tuple[str, str]:
    """The own words, and the quoted ones below them: every line of these is marked, and who wrote them may be told."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.startswith(">")), len(lines))
    if not all(line.startswith(">") for line in lines[first:]):
        return text, ""
    quoted = " ".join(word for word in " ".join(lines[first:]).split() if word.strip(">"))
    inside = _ATTRIBUTION.match(quoted)
    for count in (1, 2):
        above = " ".join(lines[max(0, first - count) : first])
        if quoted and not inside and first >= count and _ATTRIBUTION.fullmatch(above):
            return "\n".join(lines[: first - count]), quoted
    return "\n".join(lines[:first]), quoted[inside.end() :].strip() if inside else quoted
