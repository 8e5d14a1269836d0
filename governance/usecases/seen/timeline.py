"""What happened to a request, in order: letters, mails, what people said."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import Event, ReplyGrade, RequestGrade
from governance.rules.mail.closing import first_hindrance
from governance.rules.mail.mail_facts import Dkim
from governance.rules.mail.quotation import excerpt
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Act, Person, may
from governance.store.models import Case, CaseEvent, Decision, Letter, Mail, Poll
from governance.usecases.case import case as cases
from governance.usecases.case.letter.cancel import BY_SERVER
from governance.usecases.case.letter.outcome import is_first, may_take_back
from governance.usecases.mail import incoming_mail, manual_sorting
from governance.usecases.mail.thread import COPY
from governance.usecases.seen import people
from governance.usecases.seen.about import about
from governance.usecases.seen.result import CHOICES

MOST_ENTRIES = 40
SOURCES = {"uploaded": "upload"}
BY_HAND = (Event.ACKNOWLEDGED, Event.ASKED, Event.REFUSED, Event.BOUNCED, Event.CONFIRMED)


def entries(session: Session, case: Case) -> tuple[pages.Entry, ...]:
    """Everything that happened to this request, the newest first."""
    mails = session.scalars(select(Mail).where(Mail.case_id == case.id, Mail.judged_at.is_not(None))).all()
    copies = {mail.message_id: mail for mail in mails if mail.kind == COPY and mail.message_id}
    pasted = {mail.id for mail in mails if mail.source == "pasted"}
    events = cases.events_of(session, case.id)
    sendings = [event for event in events if event.event == Event.SENT]
    found = [
        *(pages.Entry(event.at, "left", letter=LetterKind.REQUEST) for event in sendings[:-1]),  # it was sent once more
        *(
            entry
            for letter in cases.letters_of(session, case.id)
            for entry in _of_letter(session, case, letter, copies)
        ),
        *(_of_mail(session, case, mail) for mail in mails),
        *(entry for event in events for entry in _of_event(session, case, event, pasted)),
        *_before(session, case),
    ]
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def timeline_page(session: Session, reader: Person, case: Case) -> pages.TimelinePage:
    """All that happened to the request, the newest first."""
    found = entries(session, case)
    return pages.TimelinePage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id,
        entries=found[:MOST_ENTRIES],
        total=len(found),
        may_read=may(reader, Act.READ_FIGURES),
        may_take_back=may(reader, Act.SEND_LETTER) and may_take_back(session, case),
    )


def _before(session: Session, case: Case) -> Iterator[pages.Entry]:
    """What our request follows from: the question, and each decision on it."""
    decision = session.get(Decision, case.decision_id)
    poll = session.get(Poll, case.poll_id) if case.poll_id else None
    while decision is not None:
        by = people.somebody(session, case.workspace_id, decision.decided_by)
        yield pages.Entry(decision.decided_at, CHOICES[decision.choice], by, note=decision.reason)
        decision = session.get(Decision, decision.replaces) if decision.replaces else None
    if poll is not None and poll.opened_at is not None:
        yield pages.Entry(poll.opened_at, "asked", people.somebody(session, case.workspace_id, poll.author))
    if poll is not None and poll.closed_at is not None:
        yield pages.Entry(poll.closed_at, "closed", note=poll.close_reason or "")


def how_sent(letter: Letter, copies: dict[str, Mail]) -> RequestGrade:
    """How well it is known that this letter left: by the server's word, the owner's, or a copy."""
    copy = copies.get(letter.copy_message_id or "")
    if copy is not None and not (letter.sent_at and copy.received_at < letter.sent_at):  # else of an earlier sending
        signed = copy.dkim == Dkim.VALID and bool(copy.aligned)
        return RequestGrade.COPY_SIGNED if signed else RequestGrade.COPY_SEEN
    return RequestGrade.ACCEPTED if letter.sent_via == BY_SERVER else RequestGrade.SAID


def _of_letter(session: Session, case: Case, letter: Letter, copies: dict[str, Mail]) -> Iterator[pages.Entry]:
    """A letter's entries; a later letter counts only once it has left, since opening it does not send it."""
    by = people.somebody(session, case.workspace_id, letter.approved_by)
    if is_first(letter):
        yield pages.Entry(letter.approved_at, "approved", by, letter=letter.kind)
    if letter.sent_at is not None:
        said = people.somebody(session, case.workspace_id, letter.said_by) if letter.said_by else by
        yield pages.Entry(letter.sent_at, "left", said, letter=letter.kind, known=how_sent(letter, copies).value)


def _of_mail(session: Session, case: Case, mail: Mail) -> pages.Entry:
    what = "copy" if mail.kind == COPY else "mail"
    by = people.somebody(session, case.workspace_id, mail.given_by) if mail.given_by else None
    return pages.Entry(mail.received_at, what, by, mail=mail_page(session, mail))


def _of_event(session: Session, case: Case, event: CaseEvent, pasted: Collection[str]) -> Iterator[pages.Entry]:
    by, kind = people.somebody(session, case.workspace_id, event.actor) if event.actor else None, Event(event.event)
    if by is not None and kind in BY_HAND:
        source = "pasted" if event.mail_id in pasted else "mail" if event.mail_id else ""
        yield pages.Entry(event.at, "by_hand", by, known=kind.value, note=event.note, source=source)
    elif kind is Event.SENDING_UNCLEAR:
        yield pages.Entry(event.at, "unclear")
    elif kind is Event.NOT_SENT:
        yield pages.Entry(event.at, "not_sent", by)
    elif kind is Event.REOPENED:
        yield pages.Entry(event.at, "wrong", by, note=event.note)
    elif kind is Event.WITHDRAWN:
        yield pages.Entry(event.at, "withdrawn", by, note=event.note)
    elif event.note == cases.UNAPPROVED:
        yield pages.Entry(event.at, "unapproved", by)
    elif event.note == cases.OWN_WORDS:
        yield pages.Entry(event.at, "own_words")
    elif event.note in cases.LAPSED:
        yield pages.Entry(event.at, f"lapsed_{cases.LAPSED[event.note]}")
    elif event.note == cases.HANDED_OVER:
        yield pages.Entry(event.at, "handed_over", by)


def mail_page(session: Session, mail: Mail) -> pages.Mail:
    """One judged mail as screens show it."""
    said = manual_sorting.said_of(session, mail)
    return pages.Mail(
        ref=mail.id,
        sender=mail.sender or "",
        subject=mail.subject or "",
        received_at=mail.received_at,
        kind=mail.kind or MailKind.UNSURE.value,
        signature=mail.dkim or "none",
        domain=mail.domain or "",
        aligned=bool(mail.aligned),
        in_thread=bool(mail.in_thread),
        source="copy" if mail.kind == COPY else SOURCES.get(mail.source, mail.source),
        excerpt=excerpt(mail.text or "", incoming_mail.EXCERPT),
        reasons=incoming_mail.reasons_of(mail),
        claims=mail.claims,
        closes_case=(mail.kind, mail.grade) == (MailKind.CONFIRMATION.value, ReplyGrade.SIGNED.value),
        forged=bool(mail.forged),
        in_case=mail.case_id is not None,
        put_by=people.somebody(session, mail.workspace_id, mail.sorted_by)
        if mail.sorted_by and mail.workspace_id and mail.sorted_how != "said"
        else None,
        set_aside=mail.sorted_how == "aside",
        hindrance=first_hindrance(incoming_mail.reasons_of(mail)),
        proved=bool(mail.proved),
        waits=mail.waits_since is not None and mail.sorted_at is None,
        said=said.meaning.value if said else "",
        said_by=people.somebody(session, mail.workspace_id, said.by) if said and mail.workspace_id else None,
        said_at=said.at if said else None,
        stamp=manual_sorting.stamp(mail),
    )
