"""Copies of our own letters that arrive in the inbox and prove that a letter was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.letter import same_letter
from governance.rules.case.letter_words import on_the_wire
from governance.rules.case.states import CaseState, Event, ReplyGrade, RequestGrade
from governance.rules.mail.closing import CLOCKS_DIFFER
from governance.rules.mail.mail_facts import Authenticity, Automatic, Dkim, MailFacts
from governance.rules.mail.thread import domains_of
from governance.store import ledger
from governance.store.models import Case, Letter, Mail
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.case.letter.letter import vendor_mail, words_of
from governance.usecases.case.letter.outcome import is_first, mark_sent
from governance.usecases.mail import thread
from governance.usecases.mail.thread import COPY

OTHER_ADDRESS = N_("It was sent from {address}, not from {expected}, the address that was approved.")


def apply(
    session: Session, case: Case, mail: Mail, facts: MailFacts, authenticity: Authenticity, now: datetime
) -> bool:
    """Record the mail as a copy of our letter if we wrote it; False if we did not.

    A copy from another address than the approved one proves nothing; the owner is told of it.
    """
    letter = _letter_in(session, case, facts)
    if letter is None:
        ours = len(facts.sender) == 1 and on_the_wire(facts.sender[0]) in _addresses(session, case)
        return ours and _own_words(session, case, mail, facts, now)
    expected = on_the_wire(letter.from_address or "").lower()
    mail.kind, mail.grade, mail.in_thread, mail.forged, mail.sorted_at = COPY, None, True, False, now
    if tuple(map(on_the_wire, facts.sender)) != (expected,):
        values = {"address": ", ".join(facts.sender), "expected": expected}
        mail.reasons = [{"msgid": OTHER_ADDRESS, "values": values}]
        owner_notifications.tell(
            session, case, "other_address", owner_notifications.answerable(session, case), now, mail=mail.id
        )
        return True
    signed = authenticity.dkim is Dkim.VALID and authenticity.aligned
    known = _is_known(session, case, letter, facts, signed)
    _learn(letter, mail, facts, signed and "message-id" in authenticity.signed)
    if not known:
        _seen(session, case, letter, facts, RequestGrade.COPY_SIGNED if signed else RequestGrade.COPY_SEEN, now)
    return True


def _is_known(session: Session, case: Case, letter: Letter, facts: MailFacts, signed: bool) -> bool:
    """Whether this copy says nothing new; an unsigned one cannot say that the letter was sent once more."""
    if letter.sent_at is None:
        return False
    proved, unproved = thread.copy_numbers(session, case)
    again = CaseState(case.state) in (CaseState.REFUSED, CaseState.BOUNCED)
    return facts.message_id in {*proved, letter.message_id} or (not signed and (again or facts.message_id in unproved))


def _learn(letter: Letter, mail: Mail, facts: MailFacts, trusted: bool) -> None:
    """Keep the Message-ID that the vendor's replies will refer to. An unsigned one may be made up and replaces none."""
    mail.grade = (ReplyGrade.SIGNED if trusted else ReplyGrade.THREAD).value
    if trusted or letter.copy_message_id is None:
        letter.copy_message_id = facts.message_id or letter.copy_message_id


def _addresses(session: Session, case: Case) -> set[str]:
    """Every address that a letter of this request was approved for."""
    letters = cases.letters_of(session, case.id)
    return {on_the_wire(letter.from_address).lower() for letter in letters if letter.from_address}


def _letter_in(session: Session, case: Case, facts: MailFacts) -> Letter | None:
    """The letter that this mail carries, word for word, to the vendor."""
    reached = {*facts.to, *facts.cc}
    for letter in reversed(cases.letters_of(session, case.id)):
        if letter.to_address.lower() in reached and same_letter(words_of(letter), facts.subject, facts.text):
            return letter
    return None


def _own_words(session: Session, case: Case, mail: Mail, facts: MailFacts, now: datetime) -> bool:
    """The owner answered the vendor's question or refusal in their own words: we wait for the vendor again."""
    sent = thread.letters_of(session, case)
    answers = bool({*facts.in_reply_to, *facts.references} & (sent.message_ids | sent.seen_ids))
    to_vendor = domains_of((*facts.to, *facts.cc)) & vendor_mail(case.vendor).domains
    waits = CaseState(case.state) in (CaseState.QUESTION, CaseState.REFUSED)
    if not (answers and to_vendor and waits and facts.automatic is Automatic.NO and facts.failure is None):
        return False
    mail.kind, mail.grade, mail.in_thread, mail.forged, mail.sorted_at = COPY, None, True, False, now
    cases.record_event(session, case, Event.FOLLOWED_UP, now, note=cases.OWN_WORDS)
    ledger.append(session, case.workspace_id, "case:request:followed_up", case.id, now)
    return True


def _seen(session: Session, case: Case, letter: Letter, facts: MailFacts, grade: RequestGrade, now: datetime) -> None:
    """Note that a copy shows the letter as sent, at the copy's own date where that is possible, else now."""
    likely = facts.date and letter.approved_at - CLOCKS_DIFFER <= facts.date <= now
    dated = max(facts.date, letter.approved_at) if facts.date and likely else now
    try:
        mark_sent(session, case, letter, now, grade, sent_at=dated)
    except Refusal:  # an older letter, written anew since: what is known of it stays with the mail
        return
    if is_first(letter):
        owner_notifications.tell(
            session, case, "sent", owner_notifications.answerable(session, case), now, key=letter.id, at_once=True
        )
    ledger.append(
        session, case.workspace_id, "case:letter:copy_seen", case.id, now, digest=letter.digest, grade=grade.value
    )
