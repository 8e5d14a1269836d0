"""What a new text of a policy page is beside the one before: no change, noise, wording, substance, or not whole."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from governance.errors import N_
from governance.rules.sentence import Sentence
from governance.rules.watch.changed_passages import Difference, difference, passages
from governance.rules.watch.completeness import Lack, lack
from governance.rules.watch.extracted_text import Reader
from governance.rules.watch.meaning import subjects_of
from governance.rules.watch.page_marks import is_marked_anew
from governance.rules.watch.subject_words import Subject


class Verdict(StrEnum):
    """What became of the text. Only SUBSTANCE is told to people."""

    SAME = "same"
    NOISE = "noise"
    RETURNED = "returned"
    WORDING = "wording"
    SUBSTANCE = "substance"
    TRUNCATED = "truncated"


class Change(NamedTuple):
    """One passage before and after, and what it is about; `subjects` is empty for mere wording."""

    before: str
    after: str
    subjects: tuple[Subject, ...]


class Comparison(NamedTuple):
    """The verdict with its reasons; passages of substance first."""

    verdict: Verdict
    changes: tuple[Change, ...]
    reasons: tuple[Sentence, ...]

    @property
    def of_substance(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.subjects)


_LACKS = {
    Lack.EMPTY: N_("The page came empty or nearly so: this says nothing about the policy."),
    Lack.ANOTHER_PAGE: N_("Another page came in place of the policy, such as a server's notice."),
    Lack.CUT: N_("A large piece is missing and nothing new stands there: the page did not come whole."),
    Lack.WAS_CUT: N_("The text before was not whole: what seems new may have been there all along."),
}
_SAME = N_("The text is the same.")
_NOISE = N_("Only links, marks, menus, spaces or the order differ.")
_ANEW = N_("The whole page is marked up anew: only passages on training count.")
_RETURNED = N_("This text was there before.")
_SEEN = N_("The passages that matter were there before.")
_WORDING = N_("What differs changes nothing of what it says about training, choice or data.")
_ABOUT = {
    Subject.TRAINING: N_("It says something else about artificial intelligence or about training models."),
    Subject.OPT_OUT: N_("It says something else about consent or opting out."),
    Subject.WHO_MAY: N_("It says something else about who may decide or ask."),
    Subject.ADDRESS: N_("It says something else about a mail address."),
    Subject.MAIL_SUBJECT: N_("It says something else about the subject of a mail."),
    Subject.DEFAULTS: N_("It says something else about what holds by default."),
    Subject.DATA: N_("It says something else about which data is used, and what for."),
    Subject.THIRD_PARTIES: N_("It says something else about who else receives data."),
    Subject.RETENTION: N_("It says something else about how long data is kept."),
}


def compare(old: str, new: str, earlier: Sequence[str] = ()) -> Comparison:
    """Compare the extracted text of a page with the one before. `earlier`: older ones, the oldest first.

    What an older text said is not new, and what was taken out once before is not taken out again: each text is told
    of at most once.
    """
    if old == new:
        return Comparison(Verdict.SAME, (), (Sentence(_SAME),))
    if missing := lack(old, new):
        return Comparison(Verdict.TRUNCATED, (), (Sentence(_LACKS[missing]),))
    reader = Reader()
    found = difference(old, new, reader)
    if found.is_none:
        return Comparison(Verdict.NOISE, (), (Sentence(_NOISE),))
    if earlier and reader.words(new) in {reader.words(text) for text in earlier}:
        return Comparison(Verdict.RETURNED, (), (Sentence(_RETURNED),))
    return _judged(found, (*earlier, old), new, reader)


def _judged(found: Difference, before: Sequence[str], new: str, reader: Reader) -> Comparison:
    """The verdict on sentences that came and went. `before`: every older text, the last one last."""
    anew = is_marked_anew(before[-1], new)
    changes = _changes(found, anew=anew)
    if not any(change.subjects for change in changes):
        return Comparison(Verdict.WORDING, changes, (Sentence(_WORDING),))
    unseen = _unseen(found, [reader.keys(text) for text in before], reader.keys(new))
    if unseen.is_none:
        return Comparison(Verdict.RETURNED, changes, (Sentence(_RETURNED),))
    if unseen != found:
        changes = _changes(unseen, anew=anew)
    if any(change.subjects for change in changes):
        return Comparison(Verdict.SUBSTANCE, changes, _reasons(changes, anew=anew))
    return Comparison(Verdict.WORDING, changes, (Sentence(_SEEN),))


def _unseen(found: Difference, before: list[set[str]], now: set[str]) -> Difference:
    """The sentences that no text before held, and those that were not missing once before."""
    said = set[str]().union(*before)
    dropped = {key for old, new in pairwise(before) for key in old - new}
    come = [line for line in found.come if line.key not in said]
    gone = [line for line in found.gone if line.key not in now and line.key not in dropped]
    return Difference(gone, come)


def _changes(found: Difference, *, anew: bool) -> tuple[Change, ...]:
    """Each passage with what it is about; those of substance first."""
    changes = []
    for passage in passages(found.gone, found.come):
        subjects = subjects_of(passage)
        told = subjects if not anew or Subject.TRAINING in subjects else ()
        changes.append(Change(passage.before, passage.after, told))
    order = {subject: number for number, subject in enumerate(Subject)}
    return tuple(sorted(changes, key=lambda change: order[change.subjects[0]] if change.subjects else len(order)))


def _reasons(changes: tuple[Change, ...], *, anew: bool) -> tuple[Sentence, ...]:
    told = {subject for change in changes for subject in change.subjects}
    about = [Sentence(_ABOUT[subject]) for subject in Subject if subject in told]
    return (*about, Sentence(_ANEW)) if anew else tuple(about)
