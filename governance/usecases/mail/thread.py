"""Which request a mail belongs to, and the letters that it may answer."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.rules.case.letter_words import on_the_wire
from governance.rules.case.states import ReplyGrade
from governance.rules.mail.mail_facts import MailFacts, SentLetter
from governance.store.models import Case, Letter, Mail
from governance.store.queries import BY_LETTER
from governance.usecases.case import case as cases

COPY = "copy"  # the kind of a mail that is a copy of a letter of ours
_COPIES = (Mail.kind == COPY, Mail.grade.is_not(None))
_REFERENCE = re.compile(r"\bAC-[0-9A-Z]{6}\b", re.IGNORECASE)


def case_of(session: Session, mail: Mail, facts: MailFacts, outer: MailFacts) -> Case | None:
    """The request that a mail belongs to; for a mail that somebody brought in, only one of that workspace.

    `outer`: the mail that arrived; `facts`: the same, or the mail forwarded in it.
    """
    case = session.get(Case, mail.case_id) if mail.case_id else None
    case = case or _by_thread(session, facts) or _by_address(session, facts, outer)
    case = case or _by_reference(session, " ".join((facts.subject, facts.text, outer.subject)))
    if case is not None and mail.source != "inbox" and case.workspace_id != mail.workspace_id:
        return None
    return case


def _by_thread(session: Session, facts: MailFacts) -> Case | None:
    ids = referred(facts) | ({facts.message_id} if facts.message_id else set())
    by_letter = select(Case).join(Letter, Letter.case_id == Case.id).where(Letter.message_id.in_(ids))
    by_copy = select(Case).join(Mail, Mail.case_id == Case.id).where(Mail.message_id.in_(ids), *_COPIES)
    return session.scalars(by_letter.limit(1)).first() or session.scalars(by_copy.limit(1)).first()


def referred(facts: MailFacts) -> set[str]:
    """Message-IDs of the mails that this one answers, or that came back with it."""
    return {*facts.in_reply_to, *facts.references, *(facts.failure.returned if facts.failure else ())}


def _by_address(session: Session, *headers: MailFacts) -> Case | None:
    addresses = {address for one in headers for address in (*one.to, *one.cc)}
    return session.scalars(select(Case).where(func.lower(Case.copy_address).in_(addresses)).limit(1)).first()


def _by_reference(session: Session, words: str) -> Case | None:
    named = {found.upper() for found in _REFERENCE.findall(words)}
    found = session.scalars(select(Case).where(Case.reference.in_(named), BY_LETTER).limit(2)).all()
    return found[0] if len(found) == 1 else None


def copy_numbers(session: Session, case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """Message-IDs of our letters as found in copies: in signed ones, and in those that anybody could have written.

    Every copy counts, since a letter may have been sent twice.
    """
    told = session.execute(select(Mail.message_id, Mail.grade).where(Mail.case_id == case.id, *_COPIES)).all()
    signed = frozenset(number for number, grade in told if number and grade == ReplyGrade.SIGNED)
    return signed, frozenset(number for number, _ in told if number) - signed


def letters_of(session: Session, case: Case) -> SentLetter:
    """All letters of a request as one, for what an answer may refer to."""
    letters = cases.letters_of(session, case.id)
    signed, unsigned = copy_numbers(session, case)
    addresses = {case.from_address, case.copy_address, *(letter.from_address for letter in letters)}
    return SentLetter(
        message_ids=signed | {letter.message_id for letter in letters},
        seen_ids=unsigned,
        at=min((letter.approved_at for letter in letters), default=None),
        addresses=frozenset(on_the_wire(address).lower() for address in addresses if address),
        text="\n\n".join(letter.body for letter in letters),
        copies=frozenset([case.copy_address.lower()] if case.copy_address else ()),
    )
