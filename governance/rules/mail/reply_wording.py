"""What a vendor's reply says, read in parts: what was done, to what, in which tense, denied or under a condition.

It is a generous reading: what it takes for a confirmation is shown to a person and closes nothing by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from governance.rules.mail.wording import LONGEST, AutomaticReplies, Vocabulary, Wording, plain, sentences, written_out

_MOST_READ = 20_000  # characters
_BEGINNING = 5  # sentences in which an absence note says what it is
_CLAUSE = re.compile(r"[,;:()。、—!?]| - |(?<!\d)\.(?!\w)")
_ADDRESS = re.compile(r"\b(?!www\.)[\w-]+\.[\w-]+\.\w{2,}\b(?!/\w)")  # of a workspace, not of a page
_STATUS = re.compile(r"\"((?:[^\"\s]{1,20} ?){1,3})\"")  # a state, and nobody's words
_QUOTED = re.compile(r"\"[^\"]{0,400}\"|(?<![\w])'[^']{12,400}'(?!\w)|『[^』]{0,400}』")


class Meaning(StrEnum):
    """What the words say. `MIXED`: confirming words, and others that deny, postpone, limit or ask."""

    DONE = "done"
    MIXED = "mixed"
    ASKS = "asks"
    REFUSES = "refuses"
    RECEIVED = "received"
    OTHER = "other"
    NOTHING = "nothing"


class _Part(NamedTuple):
    """What one sentence says. `claim`: 3 names the opt-out, 2 the request or workspace, 1 nothing, 0 claims nothing."""

    claim: int = 0
    handled: bool = False  # claimed by a word that fits a rejection too
    seems: bool = False  # holds confirming words that do not count: denied, quoted, supposed
    other: bool = False
    asks: bool = False
    rejects: bool = False
    refuses: bool = False
    pending: bool = False
    limits: bool = False
    received: bool = False
    thanks: bool = False
    topical: bool = False


def is_about_opting_out(text: str, wording: Wording) -> bool:
    """Whether the text speaks of opting out, global models or exclusion at all."""
    return any(words.topic.search(one[:LONGEST]) for one in sentences(text) for words in wording.values())


def says_automatic(subject: str, known: AutomaticReplies) -> bool:
    """Whether this is the subject of an automatic reply, as mail programs write it."""
    return bool(known.subject.match(plain(subject).strip()))


def reads_like_absence(own: str, known: AutomaticReplies) -> bool:
    """Whether the first sentences are an absence note or another automatic reply; a signature does not count."""
    own = re.split(r"^-- ?$", own, maxsplit=1, flags=re.MULTILINE)[0]
    return any(known.body.search(sentence[:LONGEST]) for sentence in sentences(own)[:_BEGINNING])


def reads_unattended(own: str, known: AutomaticReplies) -> bool:
    """Whether the mail says that a program wrote it, or that nobody reads answers to it."""
    return any(known.unattended.search(sentence) for sentence in sentences(own) if len(sentence) <= LONGEST)


def meaning_of(text: str, wording: Wording, about: str = "", known: str = "") -> Meaning:
    """What the words say. `about`: the subject; `known`: our own sentences, which never count when they come back."""
    ours = _words(known)
    said = [s for s in sentences(text) if not (ours and len(s.split()) > 2 and _words(s) in ours)]
    lengths = list(accumulate(map(len, said)))
    said = [s for s, length in zip(said, lengths, strict=True) if len(s) <= LONGEST and length <= _MOST_READ]
    usual = _language(" ".join(said), wording, "en", 0)
    spoken = [(sentence, wording[_language(sentence, wording, usual, 1)]) for sentence in said]
    parts = [_part(sentence, words) for sentence, words in spoken]
    told = next((at for at, (one, words) in enumerate(spoken) if _tells(one, words)), None)
    if told is not None:  # all that follows is somebody else's word
        parts[told:] = [part._replace(claim=0) for part in parts[told:]]
    named = any(part.topical for part in parts) or is_about_opting_out("\n\n".join(said), wording)
    placed = named or any(words.request.search(one) or _ADDRESS.search(one) for one, words in spoken)
    meaning = _together(parts, named or is_about_opting_out(about, wording), placed)
    return Meaning.MIXED if meaning is Meaning.DONE and lengths[-1] > _MOST_READ else meaning


def _together(parts: list[_Part], topical: bool, placed: bool) -> Meaning:
    def some(name: str) -> bool:
        return any(getattr(part, name) for part in parts)

    claims = [part for part in parts if part.claim]
    other = some("other") and not any(part.claim == 3 for part in claims)
    vague = all(part.claim == 1 for part in claims) and any(part.received and not part.claim for part in parts)
    vague = vague or not (placed or any(part.claim and not part.handled for part in parts))
    done = bool(claims) and topical and not other and not vague
    if some("rejects") and all(part.handled for part in claims):
        return Meaning.REFUSES
    if done:
        said = max((at for at, part in enumerate(parts) if part.claim == 3), default=0)  # what was before is over
        doubtful = any(map(some, ("asks", "rejects", "refuses"))) or any(p.pending or p.limits for p in parts[said:])
        return Meaning.MIXED if doubtful else Meaning.DONE
    for name, meaning in (("asks", Meaning.ASKS), ("refuses", Meaning.REFUSES), ("rejects", Meaning.REFUSES)):
        if some(name):
            return meaning
    if some("seems") or (claims and vague):
        return Meaning.OTHER if other and not some("seems") else Meaning.MIXED
    if some("received") or some("pending"):
        return Meaning.RECEIVED
    return Meaning.OTHER if other else Meaning.RECEIVED if some("thanks") else Meaning.NOTHING


def _language(text: str, wording: Wording, otherwise: str, lead: int) -> str:
    """The language whose small words are the most frequent, by more than `lead`; addresses hold no words."""
    text = re.sub(r"\S*[.@]\w\S*", " ", text)
    found = Counter({name: len(words.known_by.findall(text)) for name, words in wording.items()})
    if not found.total():
        found = Counter({name: sum(1 for _ in words.act.finditer(text[:LONGEST])) for name, words in wording.items()})
    (best, most), *_ = found.most_common(1)
    return best if most > found[otherwise] + lead else otherwise


def _part(sentence: str, words: Vocabulary) -> _Part:
    """Read one sentence: first its claims, then all that would take them back."""
    sentence = written_out(sentence)
    topical = bool(words.topic.search(sentence))
    bare = " ".join(words.harmless.sub(" ", _QUOTED.sub(" ", _STATUS.sub(r"\1", sentence))).split())
    supposed = words.supposes.search(bare)
    polite, asking, question = bool(words.polite.search(bare)), bool(words.asks.search(bare)), "?" in bare[-4:]
    harmless = polite and bool(supposed or (question and not asking))
    found = [*words.act.finditer(bare), *words.state.finditer(bare)]
    if topical:
        any_verb = (one for one in words.finished.finditer(bare) if not words.mere.search(one.group()))
        found += [one for one in any_verb if not words.received.search(bare, 0, one.start())]
    told = [one for one in found if not _taken_back(bare, one, words)]
    claims = [one for one in told if not (supposed and supposed.start() < one.start())]
    pending, other = (
        bool(words.pending.search(_without(bare, [one for one in claims if one.re is words.state]))),
        not harmless and bool(words.other.search(bare)),
    )
    strength = 3 if topical else 2 if words.thing.search(bare) else 1
    stated = any(one.re is words.state for one in claims)
    elsewhere = other and not (words.core.search(bare) and not words.narrow.search(bare))
    void = not claims or question or elsewhere or (strength == 1 and not stated)
    quoted = not found and bool(words.act.search(sentence) or words.state.search(sentence))
    return _Part(
        claim=0 if void else strength,
        handled=all(words.handled.search(one.group()) for one in claims),
        seems=topical and not other and (bool(told) or quoted or (bool(found) and not pending)),
        other=other,
        asks=not harmless and (asking or (question and not polite)),
        rejects=bool(words.rejects.search(bare)) and not supposed,
        refuses=bool(words.refuses.search(bare)) and not harmless,
        pending=pending,
        limits=(not harmless and bool(words.limits.search(bare))) or (not void and _is_limited(bare, claims, words)),
        received=bool(words.received.search(bare)),
        thanks=bool(words.thanks.search(bare)),
        topical=topical,
    )


def _tells(sentence: str, words: Vocabulary) -> bool:
    return sentence.endswith(":") and bool(words.reports.search(words.harmless.sub(" ", sentence)))


def _without(sentence: str, claims: list[re.Match[str]]) -> str:
    for one in claims:
        sentence = sentence[: one.start()] + "_" * len(one.group()) + sentence[one.end() :]
    return sentence


def _is_limited(sentence: str, claims: list[re.Match[str]], words: Vocabulary) -> bool:
    """Whether the sentence confines its claim to one feature, or puts a condition behind it."""
    bounds = [bound for one in claims if (bound := words.binds.search(sentence, one.end()))]
    return bool(words.narrow.search(sentence)) or any(not words.polite.search(sentence, one.start()) for one in bounds)


def _taken_back(sentence: str, found: re.Match[str], words: Vocabulary) -> bool:
    """Whether the clause denies, postpones or only reports this before it says it, or says it of something else."""
    marks = [mark for mark in _CLAUSE.finditer(sentence) if mark.end() <= found.start()]
    begin = marks[-1].end() if marks else 0
    said = max((mark.end() for mark in marks if mark.group() != ":"), default=0)
    end = next((mark.start() for mark in _CLAUSE.finditer(sentence, found.end())), len(sentence))
    if words.takes_back.search(sentence[begin : found.start()]):
        return True
    elsewhere = words.review.search(sentence[begin:end])
    return bool(words.reports.search(sentence[said : found.start()])) or bool(
        elsewhere and begin + elsewhere.start() < found.end()
    )


def _words(text: str) -> str:
    found = re.findall(r"[^\W_]+", plain(text[:50_000]))
    return f" {' '.join(found)} " if found else ""
