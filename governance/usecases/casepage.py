"""Fills the pages of a decision and a request for one reader, from what is stored. Changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules import letter as rules
from governance.rules.calendar import working_days_since, zone_of
from governance.rules.case import CaseState, is_overdue
from governance.rules.evidence import MailKind
from governance.rules.member import Act, Person, may
from governance.rules.quotation import excerpt
from governance.store.models import Case, Decision, Mail
from governance.usecases import case as cases
from governance.usecases import correspondence, member, resultpage, sending, shown, sorting
from governance.usecases import letter as letters
from governance.usecases import prompts as prompting
from governance.usecases.copies import COPY

STAGES = {
    CaseState.DRAFTED: "drafted",
    CaseState.APPROVED: "drafted",
    CaseState.SENT: "sent",
    CaseState.UNCLEAR: "unclear",
    CaseState.QUESTION: "question",
    CaseState.REFUSED: "refused",
    CaseState.BOUNCED: "bounced",
    CaseState.ACKNOWLEDGED: "acknowledged",
    CaseState.CONFIRMED: "confirmed",
    CaseState.WITHDRAWN: "nothing",
}
BY_SMTP = (CaseState.APPROVED, CaseState.UNCLEAR)
SOURCES = {"uploaded": "upload"}


class Ways(Protocol):
    """What the operator set up for mail."""

    @property
    def smtp(self) -> bool: ...


def stage_of(session: Session, case: Case, now: datetime) -> str:
    """The stage of Home that this request is at."""
    return "no_answer" if no_answer_days(session, case, now) else STAGES[CaseState(case.state)]


def no_answer_days(session: Session, case: Case, now: datetime) -> int | None:
    """Working days without any answer, once that is 14 or more."""
    zone = zone_of(member.workspace(session, case.workspace_id).zone)
    since = sending.last_sent_at(session, case)
    if since is None or not is_overdue(CaseState(case.state), since, now, zone):
        return None
    return working_days_since(since, now, zone)


def case_page(session: Session, reader: Person, case: Case, ways: Ways, now: datetime) -> pages.CasePage:
    """The request as this reader may see it; owners get what they need to act."""
    words, sender = letters.shown(session, case, reader), letters.sender_of(session, case, reader)
    state, letter = CaseState(case.state), cases.newest_letter(session, case.id)
    decision = session.get(Decision, case.decision_id)
    frozen = state is not CaseState.DRAFTED
    return pages.CasePage(
        zone=shown.zone_for(session, reader),
        case_ref=case.id,
        reference=case.reference,
        vendor=letters.vendor_mail(case.vendor).name,
        state=state.value,
        owner=shown.somebody(session, case.workspace_id, case.owner),
        letter=_letter(words, letters.reading(session, case, reader)),
        organisation=member.workspace(session, case.workspace_id).name,
        decision=resultpage.decision_page(session, decision) if decision else None,
        address=sender.address,
        address_given=sender.attested,
        copy_address=case.copy_address,
        mailto_url=_link(rules.mailto(words)) if frozen else None,
        gmail_url=_link(rules.gmail_link(words)) if frozen else None,
        outlook_url=_link(rules.outlook_link(words)) if frozen else None,
        smtp=ways.smtp and state in BY_SMTP,
        smtp_queued=letter is not None and sending.smtp_under_way(session, letter),
        approved_at=letter.approved_at if letter and frozen else None,
        sent_at=case.sent_at,
        state_at=case.confirmed_at if state is CaseState.CONFIRMED else cases.state_since(session, case.id),
        request_known=case.request_grade,
        answer_known=case.answer_grade or "none",
        next_reminder_at=prompting.next_prompt_at(session, case, now),
        next_check_at=case.next_check_at,
        follow_up_due=sending.may_write_again(session, case, now),
        no_answer_days=no_answer_days(session, case, now),
        to_sort=sorting.count_to_sort(session, case.workspace_id),
        latest=_latest(session, case),
        may_send=reader.is_owner,
    )


def _letter(words: rules.Letter, reading: str | None = None) -> pages.Letter:
    return pages.Letter(words.to, words.cc, words.subject, words.body, reading)


def _link(link: rules.Link) -> str | None:
    """A link only if the whole letter is in it: a letter cut short would be another letter."""
    return link.url if link.complete else None


def latest_mail(session: Session, case: Case) -> Mail | None:
    """The newest mail about this request that is not our own and not about something else."""
    query = (
        select(Mail)
        .where(Mail.case_id == case.id, Mail.judged_at.is_not(None), Mail.kind.not_in((COPY, MailKind.UNRELATED.value)))
        .order_by(Mail.received_at.desc(), Mail.id)
    )
    return session.scalars(query.limit(1)).first()


def _latest(session: Session, case: Case) -> pages.Mail | None:
    mail = latest_mail(session, case)
    return mail_page(mail) if mail else None


def mail_page(mail: Mail) -> pages.Mail:
    """One judged mail as screens show it."""
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
        excerpt=excerpt(mail.text or "", correspondence.EXCERPT),
        reasons=correspondence.reasons_of(mail),
        claims=mail.claims,
        closes_case=mail.kind == MailKind.CONFIRMATION.value,
        forged=bool(mail.forged),
    )


def follow_up_page(session: Session, reader: Person, case: Case, ways: Ways, now: datetime) -> pages.CasePage:
    """The request with its next letter in the same thread, as it was frozen when an owner opened it."""
    page, letter = case_page(session, reader, case, ways, now), cases.newest_letter(session, case.id, "follow_up")
    if letter is None:
        return page
    words = letters.words_of(letter)
    reading = letters.reading(session, case, reader, sending.follow_up_slug(case))
    return replace(page, follow_up=_letter(words, reading), follow_up_mailto=_link(rules.mailto(words)))


def reminder_page(
    session: Session, reader: Person, case: Case, what: str, ways: Ways, now: datetime
) -> pages.CaseReminderPage:
    """A prompt about the request. `what` is the occasion of its row."""
    return pages.CaseReminderPage(case_page(session, reader, case, ways, now), prompting.screen_of(case, what))


def verdict_page(session: Session, reader: Person, case: Case, mail: Mail) -> pages.VerdictPage:
    """What was read in one mail; owners may say what it means while that is open."""
    open_still = CaseState(case.state) not in (CaseState.CONFIRMED, CaseState.WITHDRAWN, CaseState.DRAFTED)
    return pages.VerdictPage(
        zone=shown.zone_for(session, reader),
        case_ref=case.id,
        mail=mail_page(mail),
        may_confirm=may(reader, Act.CONFIRM) and open_still and mail.kind != COPY,
        state=case.state,
    )


def mail_to_sort_page(session: Session, reader: Person, case: Case | None) -> pages.MailToSortPage:
    """Mails that wait for a person."""
    return pages.MailToSortPage(
        zone=shown.zone_for(session, reader),
        case_ref=case.id if case else None,
        mails=tuple(mail_page(mail) for mail in sorting.mails_to_sort(session, reader.workspace_id)),
        total=sorting.count_to_sort(session, reader.workspace_id),
    )


def address_page(session: Session, reader: Person, case: Case) -> pages.AddressPage:
    """Asked of an owner whose address Slack does not tell."""
    suggestion = case.from_address if case.owner == reader.user_id else None
    return pages.AddressPage(shown.zone_for(session, reader), case.id, reader.email or suggestion or "")
