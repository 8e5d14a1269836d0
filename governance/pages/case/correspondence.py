"""Letters and mails of a request, each with what is known of it, and all of them in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About
from governance.pages.people import Person
from governance.rules.sentence import Sentence


@dataclass(frozen=True)
class Letter:
    """The letter exactly as it is approved, and its `digest`; `reading`: the same in the reader's language."""

    to: str
    cc: str | None
    subject: str
    body: str
    reading: str | None = None
    digest: str = ""


@dataclass(frozen=True)
class Mail:
    """One mail that arrived.

    `kind`: the verdict (delivery_failure, automatic_reply, acknowledgement, question, refusal, confirmation, unrelated,
    unsure). `signature`: valid, invalid, none, unknown. `aligned`: the signature is of the vendor's own domain.
    `source`: pasted, copy, inbox, forwarded, upload. `claims`: the words look like this kind although the verdict is
    weaker. `excerpt`: the writer's own words, at most 6,000 characters. `in_case`: it belongs to a request; `put_by`:
    who put it there by hand, or, with `set_aside`, set it aside. `hindrance`: the first reason that keeps it from
    closing the request. `proved`: nothing speaks against its being the vendor's answer to our letter. `waits`: an owner
    is asked what it says. `said`: what a person (`said_by`) said of it: one of the kinds, or empty. `stamp`: another
    text whenever that changes.
    """

    ref: str
    sender: str
    subject: str
    received_at: datetime
    kind: str
    signature: str
    domain: str
    aligned: bool
    in_thread: bool
    source: str
    excerpt: str
    reasons: tuple[Sentence, ...] = ()
    claims: str | None = None
    closes_case: bool = False
    forged: bool = False
    in_case: bool = True
    put_by: Person | None = None
    set_aside: bool = False
    hindrance: Sentence | None = None
    proved: bool = False
    waits: bool = False
    said: str = ""
    said_by: Person | None = None
    said_at: datetime | None = None
    stamp: str = ""


@dataclass(frozen=True)
class Confirmation:
    """Whose word it is that our request is done: a person's (`by`), or by itself the mail's of `mail_at`.

    `source`: that of the mail a person said it of, empty where it was their bare word. `stamp`: another text for each.
    """

    at: datetime
    by: Person | None = None
    mail_at: datetime | None = None
    source: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class TakenBack:
    """An owner said that it was wrong to call our request confirmed."""

    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened to our request.

    `what`: approved, left, copy, mail, by_hand, wrong, own_words, unclear, not_sent, handed_over, unapproved,
    withdrawn; before it: asked, closed, and as decided opt_out, stay.
    `letter`: which one was approved or left.
    `known`: for a letter that left said, copy_seen, copy_signed, accepted or nothing; for by_hand what a person says
    that the vendor said: acknowledged, asked, refused, bounced, confirmed; `source`: of what: mail, pasted, or their
    bare word.
    """

    at: datetime
    what: str
    by: Person | None = None
    letter: str = ""
    known: str = ""
    note: str = ""
    mail: Mail | None = None
    source: str = ""


@dataclass(frozen=True)
class TimelinePage:
    """All that happened to our request, the newest first; `total`: how many entries there are.

    `may_read`: the reader may read mails; `may_take_back`: they may say that the letter has not left after all.
    """

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    entries: tuple[Entry, ...]
    total: int
    may_read: bool = False
    may_take_back: bool = False
