"""The vendors that a workspace uses: how each stands, what is known of it, and the steps that a person takes there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.pages.about import About
from governance.pages.people import Person
from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class VendorStanding:
    """How it stands with one vendor and purpose.

    `how`: none_needed, none_available, undecided, waits, asking, closed, allowed, nobody_asked, to_do, case_open, done,
    refused, own_settings; of a request by letter drafted, sent, unclear, question, bounced, acknowledged, confirmed,
    withdrawn, and refused.
    `known`: of what is done said, note, picture, mail, signed; of a confirmation word, pasted, thread, signed.
    `done` of `of`: steps that are ticked. `ticked`: how many people have changed their own setting, None where the
    number is not shown.
    """

    how: str
    at: datetime | None = None
    by: Person | None = None
    known: str = ""
    done: int = 0
    of: int = 0
    ticked: int | None = None


@dataclass(frozen=True)
class VendorLine:
    """One vendor and purpose in a line. `training`: on, partly, off, unknown, if nobody does anything.

    `as_of`: day, month or year of the newest text behind it, empty where none is dated. `own`: the operator's entry.
    """

    slug: str
    name: str
    purpose: str
    training: str
    as_of: str
    needs_review: bool
    own: bool
    standing: VendorStanding


@dataclass(frozen=True)
class VendorsPage:
    """All vendors in use; `may_choose`: whether the reader may choose which."""

    zone: str
    lines: tuple[VendorLine, ...]
    may_choose: bool = False


@dataclass(frozen=True)
class ChooseVendorsPage:
    """Every entry of the register but Slack's that always is in use: reference, name and purpose; which are chosen."""

    entries: tuple[tuple[str, str, str], ...]
    chosen: frozenset[str]


@dataclass(frozen=True)
class KeptFile:
    """A picture or mail that is kept. `kind`: picture, mail; `found`: of a mail, what its signature shows."""

    ref: str
    kind: str
    at: datetime
    found: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class VendorPage:
    """One entry, in the reader's language. Each default: plan, training, more exact words; each source: address, date,
    evidence (read, second-hand, belief).

    `since`: empty where it is not known. `backwards`: yes, partly, no, unknown, not_applicable. `mechanism`: as in the
    register. `subject`: that of a support case. `may_act`: any of decide, steps, tick. `notes`: the newest that are
    kept, as typed; `files`: the newest pictures and mails.
    """

    zone: str
    line: VendorLine
    product: str
    trained_on: str
    mechanism: str
    defaults: tuple[tuple[str, str, str], ...]
    who: tuple[str, ...]
    steps: tuple[str, ...]
    since: str
    backwards: str
    note: str
    sources: tuple[tuple[str, str, str], ...]
    subject: str = ""
    may_act: tuple[str, ...] = ()
    ticked_own: bool = False
    reason: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[KeptFile, ...] = ()
    may_download: bool = False


@dataclass(frozen=True)
class StepsReminderPage:
    """A reminder of steps that are not done, or of a vendor that has not answered. `asked`: the vendor has the word.

    `lasts`: there is still something to do. `notes`: the reader may note it. `is_reminded`: the reader is among those
    whom `next_reminder_at` reminds.
    """

    about: About
    zone: str
    line: VendorLine
    asked: bool
    lasts: bool
    notes: bool
    next_reminder_at: datetime | None = None
    is_reminded: bool = False


@dataclass(frozen=True)
class StepsPage:
    """The window of steps: what is ticked, how it stands (to_do, asked, done, refused) and what can be said of it.

    `decides`: the reader decides with it, because nobody has, or may decide otherwise. `choice`: opt_out or allow, what
    was decided. `may_upload`: whether files can be given. `kept`: how many notes and files are kept.
    """

    vendor: VendorPage
    ticked: frozenset[int]
    stands: str
    choices: tuple[str, ...]
    decides: bool
    choice: str = ""
    may_upload: bool = False
    kept: int = 0
