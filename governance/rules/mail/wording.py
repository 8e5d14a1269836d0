"""What the words of one language tell, and a text in the plain form that they are written for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 1_500  # characters of a sentence; a longer one is not understood
MOST = 3_000  # sentences of a mail


@dataclass(frozen=True)
class Vocabulary:
    """Patterns over one plain sentence, by what they tell. Every repetition is bounded.

    `known_by`: small words of the language. `topic`: what our request is about, `core`: no other matter is; `thing`:
    what else may stand for it. `act`: that it was done, as a verb; `state`: as a state. `takes_back`: what denies or
    postpones it when it stands before, in the same clause. `supposes`: makes all that follows a condition; `binds`:
    puts one behind. `polite`: makes a condition or a question harmless. `reports`: somebody else's words. `handled`:
    acts that a rejection is, too. `review`: what may be completed without our request. `narrow`: one feature; `other`:
    another matter. `harmless`: left out first. `limits`: takes back, confines or doubts what was said.
    """

    known_by: re.Pattern[str]
    topic: re.Pattern[str]
    core: re.Pattern[str]
    thing: re.Pattern[str]
    act: re.Pattern[str]
    state: re.Pattern[str]
    takes_back: re.Pattern[str]
    supposes: re.Pattern[str]
    binds: re.Pattern[str]
    polite: re.Pattern[str]
    reports: re.Pattern[str]
    handled: re.Pattern[str]
    review: re.Pattern[str]
    narrow: re.Pattern[str]
    other: re.Pattern[str]
    harmless: re.Pattern[str]
    rejects: re.Pattern[str]
    refuses: re.Pattern[str]
    pending: re.Pattern[str]
    limits: re.Pattern[str]
    asks: re.Pattern[str]
    received: re.Pattern[str]
    thanks: re.Pattern[str]

    def could_speak(self, name: str) -> bool:
        """Whether a word that stands where a name may stand could say something else in this language."""
        told = (self.known_by, self.topic, self.act, self.state, self.takes_back, self.supposes, self.binds, self.other)
        more = (self.rejects, self.refuses, self.pending, self.limits, self.narrow, self.handled)
        return any(pattern.search(name) for pattern in (*told, *more))


Wording = Mapping[str, Vocabulary]  # by language


def vocabulary(patterns: Mapping[str, str], spaced: bool = True) -> Vocabulary:
    """A vocabulary from its patterns, each some lines of alternatives. `spaced`: words begin where a word begins."""
    begins = r"(?<!\w)" if spaced else ""
    given = {name: re.compile(f"{begins}(?:{'|'.join(lines.split(chr(10)))})") for name, lines in patterns.items()}
    return Vocabulary(**given)


_MARKS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "「": '"',
    "」": '"',
}
_TABLE = str.maketrans({**_MARKS, "*": "", "_": " ", "~": "", "`": "", "–": "-", "—": " - ", "‐": "-", "‑": "-"})


def plain(text: str) -> str:
    """The text in lower case, with quotes, dashes, spaces and emphasis each in one form."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)
    folded = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return re.sub(r"\bopt(ed|ing)?-(?=in|out)", r"opt\1 ", folded)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line in plain form; a blank line or a list mark also ends one."""
    blocks: list[list[str]] = [[]]
    for line in plain(text).splitlines():
        words = " ".join(line.split())
        if not words or words[:2] in ("- ", "• ", "· ") or words[:1] == "※":
            blocks.append([])
        if words:
            blocks[-1].append(words)
    found: list[str] = []
    for block in blocks:
        found += (
            part.strip() for part in re.split(r"(?<=[.!?;]) |(?<=。) ?|(?<=[!?])(?=[^\x00-\x7f])", " ".join(block))
        )
    return [part for part in found if part][:MOST]


_WRITTEN_OUT = (
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|that|this|there|everything|all|here|what|which|part|he|she|who)'s\b"), r"\1 is"),
)


def written_out(sentence: str) -> str:
    """An English sentence without contractions."""
    for pattern, words in _WRITTEN_OUT:
        sentence = pattern.sub(words, sentence)
    return sentence
