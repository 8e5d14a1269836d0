"""What a vendor's reply does to its request, by its verdict or by a person's word."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from governance.rules.case.states import CaseState, Event, ReplyGrade, better_reply, may_follow
from governance.rules.mail.thread import domains_of
from governance.rules.mail.verdict import MailKind, Verdict
from governance.store import ledger, repaints
from governance.store.models import Case, Mail, Poll
from governance.usecases.case import case as cases
from governance.usecases.case import coverage, owner_notifications, recheck, unread_answers
from governance.usecases.case.letter.letter import vendor_mail
from governance.usecases.poll import later_objection

EVENTS = {
    MailKind.ACKNOWLEDGEMENT: Event.ACKNOWLEDGED,
    MailKind.QUESTION: Event.ASKED,
    MailKind.REFUSAL: Event.REFUSED,
    MailKind.CONFIRMATION: Event.CONFIRMED,
    MailKind.DELIVERY_FAILURE: Event.BOUNCED,
}
MANY = 5  # mails that moved nothing and were told one by one within a day; then one message stands for all of the day
QUIET = (MailKind.AUTOMATIC_REPLY, MailKind.UNRELATED)


def apply(session: Session, case: Case, mail: Mail, verdict: Verdict, now: datetime) -> None:
    """Let a judged mail move its request as far as its evidence allows, else ask the owners what it says."""
    event = _event_of(case, mail, verdict)
    repaints.of_case(session, case.workspace_id, case.id, now)
    if event is not None and may_follow(CaseState(case.state), event):
        mail.sorted_at = now
        move(session, case, event, mail, ReplyGrade(verdict.grade.value), now)
        if event is not Event.CONFIRMED:
            _tell_of(session, case, mail, now, mail.id)
        record(session, case, event, mail, now)
    elif verdict.kind in QUIET and verdict.claims is not MailKind.CONFIRMATION and not _is_slacks_other_word(verdict):
        mail.sorted_at = now
    else:
        if _may_be_reply(case, mail, verdict):
            wait(session, case, mail, now)
        else:
            mail.waits_since = None
        many = not mail.aligned and owner_notifications.told_lately(session, case, "mail", now) >= MANY
        _tell_of(session, case, mail, now, f"many:{now:%Y-%m-%d}" if many else mail.id)


def wait(session: Session, case: Case, mail: Mail, now: datetime) -> None:
    """The mail waits until an owner says what it says; prompts that ask whether the vendor has answered are over."""
    if not unread_answers.waiting(session, case):
        cases.drop_prompts(session, case, now)
    mail.waits_since, mail.sorted_at = mail.waits_since or now, None


def _may_be_reply(case: Case, mail: Mail, verdict: Verdict) -> bool:
    """Whether this may be the vendor's answer: no server's report, no forgery, no stranger's mail beside our thread."""
    if verdict.looks_forged or verdict.kind is MailKind.DELIVERY_FAILURE:
        return False
    expected = vendor_mail(case.vendor).domains | domains_of((case.from_address or "",))
    brought = mail.given_by is not None or verdict.in_thread
    return brought or bool(domains_of(tuple((mail.sender or "").split(", "))) & expected)


def _is_slacks_other_word(verdict: Verdict) -> bool:
    """Whether the vendor itself answers our letter with another matter: it moves nothing, but nobody may miss it."""
    return verdict.kind is MailKind.UNRELATED and verdict.proved


def _event_of(case: Case, mail: Mail, verdict: Verdict) -> Event | None:
    """The event that a verdict proves; words that anybody could have written prove none.

    A mail that bears the vendor's address needs the vendor's signature, in our thread: signed mail to others exists. A
    help desk at another domain needs our thread as well, and cannot refuse in the vendor's name.
    """
    if verdict.kind is MailKind.DELIVERY_FAILURE:
        return Event.BOUNCED if verdict.undelivered else None
    if verdict.kind is MailKind.CONFIRMATION:
        return Event.CONFIRMED if verdict.closes_case else None
    bears_vendor = domains_of(tuple((mail.sender or "").split(", "))) & vendor_mail(case.vendor).domains
    by_help_desk = verdict.in_thread and not bears_vendor and verdict.kind is not MailKind.REFUSAL
    return EVENTS.get(verdict.kind) if verdict.proved or by_help_desk else None


def _tell_of(session: Session, case: Case, mail: Mail, now: datetime, occasion: str) -> None:
    asks_all = mail.waits_since is not None and mail.sorted_at is None and not mail.given_by
    people = owner_notifications.owners(session, case) if asks_all else owner_notifications.answerable(session, case)
    owner_notifications.tell(
        session, case, "mail", [one for one in people if one != mail.given_by], now, mail=mail.id, key=occasion
    )
    if mail.given_by:
        owner_notifications.tell(session, case, "mail", [mail.given_by], now, mail=mail.id, at_once=True)


def move(
    session: Session,
    case: Case,
    event: Event,
    mail: Mail | None,
    grade: ReplyGrade,
    now: datetime,
    actor: str | None = None,
    note: str = "",
) -> None:
    """Write the event. A confirmation also removes what was kept until then, and is told to those who need it."""
    before = CaseState(case.state)
    after = cases.record_event(session, case, event, now, actor, note, mail.id if mail else None)
    if event is Event.BOUNCED:
        return
    known = ReplyGrade(case.answer_grade) if case.answer_grade and after is before else ReplyGrade.NONE
    case.answer_grade = better_reply(known, grade).value
    case.answered_at = case.answered_at or now
    if event is Event.CONFIRMED and before is not CaseState.CONFIRMED:
        _confirmed(session, case, mail, now)
    elif event is Event.CONFIRMED and recheck.confirmed_again(session, case, now):
        _tell_confirmed(session, case, mail, now)
    elif after is not CaseState.CONFIRMED:  # also where the vendor takes its word back
        case.confirmed_at = case.checked_at = case.next_check_at = None


def _confirmed(session: Session, case: Case, mail: Mail | None, now: datetime) -> None:
    case.confirmed_at, case.checked_at, case.remind_owner_at = now, None, None
    recheck.remember(session, case, now)
    coverage.note_confirmation(session, case, mail)
    poll = session.get(Poll, case.poll_id) if case.poll_id else None
    if poll is not None:
        later_objection.end(session, poll, now)
    _tell_confirmed(session, case, mail, now)


def _tell_confirmed(session: Session, case: Case, mail: Mail | None, now: datetime) -> None:
    people = sorted(
        {
            *owner_notifications.answerable(session, case),
            *owner_notifications.owners_and_admins(session, case.workspace_id),
        }
    )
    key = f"{now:%Y%m%dT%H%M%S}"  # it may be taken back, and be said once more
    owner_notifications.tell(session, case, "confirmed", people, now, mail=mail.id if mail else None, key=key)


def record(
    session: Session,
    case: Case,
    event: Event,
    mail: Mail | None,
    now: datetime,
    actor: str | None = None,
    **more: str,
) -> None:
    """Record the event with its grade and the fingerprint of the raw mail, without any words of it.

    `more`: what else is recorded of it.
    """
    ledger.append(
        session,
        case.workspace_id,
        f"case:request:{event.value}",
        case.id,
        now,
        actor,
        grade=case.answer_grade,
        by_hand=actor is not None,
        mail=sha256(mail.raw).hexdigest() if mail else None,
        **more,
    )
