"""Whether a changed passage changes what the policy means for the people of a workspace, and in which respect."""

from __future__ import annotations

import re

from governance.rules.watch.changed_passages import Passage
from governance.rules.watch.extracted_text import DATE, mail_addresses
from governance.rules.watch.subject_words import (
    ALIKE,
    CONSENT,
    DATA,
    DENIALS,
    INTELLIGENCE,
    KEEPING,
    LIGHT,
    OPTING,
    OTHER_MATTER,
    OTHERS,
    PEOPLE,
    SPAN,
    STANDARD,
    TITLE,
    TURNS,
    USE,
    WRITING,
    Subject,
)

HEAVY = 4  # other words of weight that together change a sentence on the subject
CORE = frozenset({Subject.TRAINING, Subject.OPT_OUT, Subject.WHO_MAY, Subject.ADDRESS, Subject.MAIL_SUBJECT})
PARTIES = {Subject.WHO_MAY: PEOPLE, Subject.THIRD_PARTIES: OTHERS}
SWITCHES = frozenset({"on", "off", "yes", "no", "enabled", "disabled", "opt", "default"})
_NUMBER = re.compile(r"\d[\d.,]*")


def subjects_of(passage: Passage) -> tuple[Subject, ...]:
    """What the change is about; empty for one of mere wording or of another matter."""
    before, after = _subjects(passage.before_key), _subjects(passage.after_key)
    found = before | after
    if _is_switched(passage):
        return _in_order(found | {Subject.DEFAULTS})
    if _addresses_changed(passage) and (found or WRITING.search(passage.after_key or passage.before_key)):
        return _in_order(found | {Subject.ADDRESS})
    if not found:
        return ()
    if not (passage.before_key and passage.after_key):
        return _in_order(found) if _is_said(passage) else ()
    if before ^ after or _weighs(passage, found):
        return _in_order(found)
    return ()


def _is_switched(passage: Passage) -> bool:
    """Whether a row of a table, whose subject stands in its head, says on where it said off."""
    is_row = " · " in passage.before and " · " in passage.after
    return is_row and bool(SWITCHES & set(passage.gone)) and bool(SWITCHES & set(passage.come))


def _is_said(passage: Passage) -> bool:
    """Whether a line that came or went says something; names in a row, as in a menu that lost its links, do not."""
    is_row = " · " in passage.before + passage.after
    return is_row or any(word in LIGHT or word in TURNS or word in ALIKE for word in (*passage.gone, *passage.come))


def _in_order(found: set[Subject]) -> tuple[Subject, ...]:
    return tuple(subject for subject in Subject if subject in found)


def _subjects(key: str) -> set[Subject]:
    """What a sentence in plain form is about."""
    clever, data, choice = (bool(pattern.search(key)) for pattern in (INTELLIGENCE, DATA, OPTING))
    if not clever and OTHER_MATTER.search(key):
        return set()
    if OTHERS.search(key) and SPAN.search(key) and not (clever or data or choice):
        return {Subject.RETENTION, Subject.THIRD_PARTIES}  # a row of a table of cookies
    if not (clever or data or choice):
        return set()
    choice = choice or bool(CONSENT.search(key))
    tests = {
        Subject.TRAINING: clever,
        Subject.OPT_OUT: choice,
        Subject.WHO_MAY: (clever or choice) and bool(PEOPLE.search(key)),
        Subject.MAIL_SUBJECT: (clever or choice) and bool(TITLE.search(key)),
        Subject.DEFAULTS: bool(STANDARD.search(key)),
        Subject.DATA: data and bool(USE.search(key)),
        Subject.THIRD_PARTIES: data and bool(OTHERS.search(key)) and bool(USE.search(key)),
        Subject.RETENTION: data and bool(KEEPING.search(key)),
    }
    return {subject for subject, holds in tests.items() if holds}


def _addresses_changed(passage: Passage) -> bool:
    """Whether mail addresses differ; a page that hides them from robots tells nothing."""
    if "hidden-address" in passage.before or "hidden-address" in passage.after:
        return False
    return mail_addresses(passage.before) != mail_addresses(passage.after)


def _weighs(passage: Passage, subjects: set[Subject]) -> bool:
    """Whether the words that changed in a sentence on the subject change what it says."""
    gone, come = ([ALIKE.get(word, word) for word in words] for words in (passage.gone, passage.come))
    changed = {word for word in {*gone, *come} - LIGHT - {DATE} if word in DENIALS or (word in gone) != (word in come)}
    if any(word in TURNS or _NUMBER.fullmatch(word) for word in changed):
        return True
    if (changed and Subject.MAIL_SUBJECT in subjects) or (subjects & CORE and len(changed) >= HEAVY):
        return True
    if set(INTELLIGENCE.findall(" ".join(gone))) != set(INTELLIGENCE.findall(" ".join(come))):
        return True
    named = [DATA, *(pattern for subject, pattern in PARTIES.items() if subject in subjects or subjects & CORE)]
    return any(set(one.findall(passage.before_key)) != set(one.findall(passage.after_key)) for one in named)
