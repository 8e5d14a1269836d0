"""What a vendor's reply says, by its words, sentence by sentence.

Slack's only known confirmation reads “Your opt-out request has been completed.” and “your opt out request has been
processed”. A sentence that denies, postpones, asks, or speaks of something else never counts as a confirmation.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from governance.rules.mail import automatic_reply_phrases, english_phrases, other_language_phrases

_LONGEST = 1_500  # characters of a sentence; a longer one is not understood
_MOST = 3_000  # sentences of a mail
_BEGINNING = 5  # sentences in which an absence note says what it is
_NEXT = r"[,;:(]| - | please | and (?=(?:no|your|you|we|i|there|nothing|the|this|that|as|please|it|all)\b)"


class Meaning(StrEnum):
    """What the words say. `MIXED`: one sentence says it is done, another that it is not, or asks."""

    DONE = "done"
    MIXED = "mixed"
    ASKS = "asks"
    REFUSES = "refuses"
    RECEIVED = "received"
    NOTHING = "nothing"


def plain(text: str) -> str:
    """The text in lower case, with quotes, dashes, spaces and emphasis each in one form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    table = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    marks = str.maketrans({**table, "*": "", "_": " ", "~": "", "`": "", "–": "-", "—": " - ", "‐": "-", "‑": "-"})
    folded = "".join(letter for letter in folded.translate(marks) if unicodedata.category(letter) != "Cf")
    return re.sub(r"\b(opt(?:ed|ing)?)-", r"\1 ", folded)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line in plain form; a blank line or a list mark also ends one."""
    blocks: list[list[str]] = [[]]
    for line in plain(text).splitlines():
        words = " ".join(line.split())
        if not words or words[:2] in ("- ", "• ", "· "):
            blocks.append([])
        if words:
            blocks[-1].append(words)
    found: list[str] = []
    for block in blocks:
        found += (part.strip() for part in re.split(r"(?<=[.!?;]) |(?<=。)", " ".join(block)) if part.strip())
    return found[:_MOST]


def is_about_opting_out(text: str) -> bool:
    """Whether the text speaks of opting out, global models or exclusion at all."""
    return any(_names_it(sentence) for sentence in sentences(text) if len(sentence) <= _LONGEST)


def says_automatic(subject: str) -> bool:
    """Whether this is the subject of an automatic reply, as mail programs write it."""
    return bool(automatic_reply_phrases.SUBJECT.match(plain(subject).strip()))


def reads_like_absence(own: str) -> bool:
    """Whether the first sentences are an absence note or another automatic reply; a signature does not count."""
    own = re.split(r"^-- ?$", own, maxsplit=1, flags=re.MULTILINE)[0]
    return any(automatic_reply_phrases.BODY.search(sentence[:_LONGEST]) for sentence in sentences(own)[:_BEGINNING])


def reads_unattended(own: str) -> bool:
    """Whether the mail says that a program wrote it, or that nobody reads answers to it."""
    return any(
        automatic_reply_phrases.UNATTENDED.search(sentence) for sentence in sentences(own) if len(sentence) <= _LONGEST
    )


def meaning_of(text: str, about: str = "", known: str = "") -> Meaning:
    """What the words say. `about`: the subject; `known`: our own sentences, which never count when they come back."""
    ours = _words(known)
    said = [s for s in sentences(text) if not (ours and len(s.split()) > 2 and _words(s) in ours)]
    said = [s for s in said if len(s) <= _LONGEST]
    topical = is_about_opting_out(about) or any(_names_it(s) for s in said)
    done = any(_says_done(s, topical) for s in said)
    asks = any(_asks(s) for s in said)
    refuses = any(_refuses(s) for s in said)
    if done:
        return Meaning.MIXED if asks or refuses or any(_is_open(s) for s in said) else Meaning.DONE
    if asks:
        return Meaning.ASKS
    if refuses:
        return Meaning.REFUSES
    return Meaning.RECEIVED if any(_is_received(s) for s in said) else Meaning.NOTHING


def _names_it(sentence: str) -> bool:
    return bool(english_phrases.TOPIC.search(sentence) or other_language_phrases.TOPIC.search(sentence))


def _is_open(sentence: str) -> bool:
    """Whether the sentence says that it is still under way, or takes back what was said."""
    still = english_phrases.STILL.search(sentence) and not english_phrases.IF.search(sentence)
    return bool(english_phrases.PENDING.search(sentence) or still or english_phrases.TAKEN_BACK.search(sentence))


def _refuses(sentence: str) -> bool:
    if sentence.startswith("if "):
        return False
    return bool(english_phrases.REFUSES.search(sentence) or other_language_phrases.REFUSES.search(sentence))


def _is_received(sentence: str) -> bool:
    return bool(english_phrases.RECEIVED.search(sentence) or other_language_phrases.RECEIVED.search(sentence))


def _words(text: str) -> str:
    found = re.findall(r"[^\W_]+", plain(text[:50_000]))
    return f" {' '.join(found)} " if found else ""


def _says_done(sentence: str, topical: bool) -> bool:
    if "?" in sentence[-4:] or english_phrases.ANOTHER.search(sentence):
        return False
    if other_language_phrases.DONE.search(sentence):
        return not other_language_phrases.DENIES.search(sentence)
    if not (english_phrases.TOPIC.search(sentence) or (topical and english_phrases.OBJECT.search(sentence))):
        return False
    return any(_is_plain_claim(sentence, found) for found in english_phrases.SAYS_DONE.finditer(sentence))


def _is_plain_claim(sentence: str, found: re.Match[str]) -> bool:
    """Nothing before the claim denies or postpones it, and nothing after it takes it back."""
    before, after = sentence[: found.start()], sentence[found.end() :]
    clause = re.split(r"[,;:(]| - ", before)[-1] + found.group(0)
    if _denies(before) or english_phrases.IF.search(before) or english_phrases.LATER.search(clause):
        return False
    if before.count('"') % 2:  # somebody else's words
        return False
    near = re.split(_NEXT, after)[0]
    limited = (
        english_phrases.BUT.search(after)
        or english_phrases.NARROWED.search(after)
        or not english_phrases.FOLLOWS.fullmatch(near)
    )
    return not (limited or _denies(after))


def _denies(words: str) -> bool:
    return bool(english_phrases.DENIES.search(_without_harmless(words)))


def _without_harmless(words: str) -> str:
    return english_phrases.HARMLESS.sub("", words)


def _asks(sentence: str) -> bool:
    if (
        english_phrases.COURTESY.search(sentence)
        or other_language_phrases.COURTESY.search(sentence)
        or sentence.startswith(("if ", "should you "))
    ):
        return False
    return sentence.endswith("?") or bool(
        english_phrases.ASKS.search(_without_harmless(sentence)) or other_language_phrases.ASKS.search(sentence)
    )
