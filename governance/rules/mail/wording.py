"""What the words of one language tell, and a text in the plain form that they are written for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

LONGEST = 1_500  # characters of a sentence; a longer one is not understood
MOST = 3_000  # sentences of a mail


class Vocabulary(NamedTuple):
    """Patterns over one plain sentence, by what they tell. Every repetition is bounded.

    `known_by`: small words of the language. `topic`: what our request is about, `core`: no other matter is; `thing`:
    what else may stand for it, `request`: that we asked. `act`: that it was done, as a verb; `state`: as a state;
    `finished`: any verb in a tense that says done, which counts beside the topic unless it is `mere`: it only handles
    the request. `takes_back`: what denies or postpones it when it stands before, in the same clause. `supposes`: makes
    all that follows a condition; `binds`: puts one behind. `polite`: makes a condition or a question harmless.
    `reports`: somebody else's words. `handled`: acts that a rejection is, too. `review`: what may be completed without
    our request. `narrow`: one feature; `other`: another matter. `harmless`: left out first. `limits`: takes back,
    confines or doubts what was said.
    """

    known_by: re.Pattern[str]
    topic: re.Pattern[str]
    core: re.Pattern[str]
    thing: re.Pattern[str]
    request: re.Pattern[str]
    act: re.Pattern[str]
    state: re.Pattern[str]
    finished: re.Pattern[str]
    mere: re.Pattern[str]
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
        return any(pattern.search(name) for pattern in self)


class AutomaticReplies(NamedTuple):
    """How automatic replies begin, and how a program says that it is one, in all languages together."""

    subject: re.Pattern[str]
    body: re.Pattern[str]
    unattended: re.Pattern[str]


Wording = Mapping[str, Vocabulary]  # by language


def pattern(lines: str, begins: str = "") -> re.Pattern[str]:
    """A pattern from lines of alternatives."""
    return re.compile(f"{begins}(?:{'|'.join(lines.strip().splitlines())})")


_MARKS = {**dict.fromkeys("’‘ʼ´", "'"), **dict.fromkeys("“”„«»「」", '"')}
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
    parts = (part.strip() for block in blocks for part in _ENDS.split(" ".join(block)))
    return [part for part in parts if part][:MOST]


_ENDS = re.compile(r"(?<=[.!?;]) |(?<=。) ?|(?<=[!?])(?=[^\x00-\x7f])")
_SHORT = {"n't": " not", "'ve": " have", "'re": " are", "'ll": " will", "'m": " am", "'d": " would"}
_IS = re.compile(r"\b(it|that|this|there|everything|all|here|what|which|part|he|she|who)'s\b")


def written_out(sentence: str) -> str:
    """An English sentence without contractions."""
    sentence = re.sub(r"\bcan(?:'t|not)\b", "can not", re.sub(r"\bwon't\b", "will not", sentence))
    sentence = re.sub(r"'s (?=(?:(?:now|just|already|also) )?been\b)", " has ", sentence)
    return _IS.sub(r"\1 is", re.sub(r"(?:n't|'ve|'re|'ll|'m|'d)\b", lambda found: _SHORT[found.group()], sentence))
