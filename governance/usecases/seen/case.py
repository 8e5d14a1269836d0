"""Fills the pages of a decision's request for one reader: its state, its letter, its mail, its prompts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import letter as rules
from governance.rules.case.states import CaseState, is_overdue
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Act, Person, may
from governance.rules.people.working_days import working_days_since, zone_of
from governance.store.models import Case, Decision, Letter, Mail
from governance.texts import language_of
from governance.usecases.case import case as cases
from governance.usecases.case import owner_prompts as prompting
from governance.usecases.case import recheck, unread_answers
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter, sending
from governance.usecases.case.letter.outcome import is_first
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.mail import manual_sorting, mistaken_confirmation
from governance.usecases.mail.thread import COPY
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.seen import copy_test, people, result, timeline, witnesses
from governance.usecases.seen.about import about

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
    CaseState.WITHDRAWN: "withdrawn",
}
RECENT = 3


def stage_of(session: Session, case: Case, now: datetime) -> str:
    """The stage of Home for this request."""
    if CaseState(case.state) in unread_answers.OPEN and unread_answers.waiting(session, case):
        return "unread"
    return "no_answer" if no_reply_days(session, case, now) else STAGES[CaseState(case.state)]


def no_reply_days(session: Session, case: Case, now: datetime) -> int | None:
    """Working days without any reply, once that is 14 or more; an acknowledgement is one, and so is an unread mail."""
    if CaseState(case.state) is not CaseState.SENT or unread_answers.waiting(session, case):
        return None
    zone = zone_of(members.workspace(session, case.workspace_id).zone)
    since = cases.last_sent_at(session, case)
    days = working_days_of(session, case.workspace_id)
    stood = unread_answers.days_stood(session, case, since, zone, days) if since else 0
    if since is None or not is_overdue(CaseState(case.state), since, now, zone, days, stood):
        return None
    return working_days_since(since, now, zone, days) - stood


def case_page(session: Session, reader: Person, case: Case, mail_setup: MailSetup, now: datetime) -> pages.CasePage:
    """The request as this reader may see it; owners get what they need to act."""
    writer, state = letters.writer_of(session, case, reader), CaseState(case.state)
    letter, decision = cases.newest_letter(session, case.id), session.get(Decision, case.decision_id)
    reminder = prompting.next_prompt(session, case, now)
    page = pages.CasePage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id,
        reference=case.reference,
        state=state.value,
        owner=people.acting_owner(session, reader, case.owner),
        letter=_letter(letters.shown(session, case, reader), letters.reading(session, case, reader, writer)),
        organisation=members.workspace(session, case.workspace_id).name,
        decision=result.decision_page(session, decision) if decision else None,
        address=writer.address,
        address_given=writer.attested,
        copy_address=case.copy_address,
        sent_at=case.sent_at,
        state_at=case.confirmed_at if state is CaseState.CONFIRMED else cases.state_since(session, case.id),
        request_known=case.request_grade,
        reply_known=case.answer_grade or "none",
        next_reminder_at=reminder.at if reminder else None,
        is_reminded=prompting.reminds(session, case, reminder, reader),
        next_check_at=case.next_check_at,
        next_letters=next_letter.possible(session, case, now),
        asked_again_at=recheck.asked_at(session, case),
        checked_at=case.checked_at,
        no_reply_days=no_reply_days(session, case, now),
        to_sort=manual_sorting.count_to_sort(session, case.workspace_id),
        latest=_latest(session, case),
        unread=_unread(session, case),
        recent=timeline.entries(session, case)[:RECENT],
        asks=_asks(case, reader),
        may_send=reader.is_owner,
        may_hand_over=bool(members.other_owners(session, reader)),
        check_due=case.check_due_at is not None,
        copies=copy_test.proof(reader, case, mail_setup),
        decided_by_reader=decision is not None and decision.decided_by == reader.user_id,
        **witnesses.witnesses(session, case, state, letter),
    )
    if letter is None or state is CaseState.DRAFTED:
        return page
    return _with_ways(session, page, case, letter, reader, mail_setup, now)


def _with_ways(
    session: Session,
    page: pages.CasePage,
    case: Case,
    letter: Letter,
    reader: Person,
    mail_setup: MailSetup,
    now: datetime,
) -> pages.CasePage:
    """The page with the links and ways by which this frozen letter can leave."""
    mine = letter.approved_by == reader.user_id
    words = letters.words_of(letter)
    return replace(
        page,
        mailto_url=_link(rules.mailto(words)),
        gmail_url=_link(rules.gmail_link(words)),
        outlook_url=_link(rules.outlook_link(words)),
        smtp=mail_setup.smtp and mine and sending.may_go_by_server(session, case, letter, now),
        smtp_queued=sending.smtp_under_way(session, letter),
        approved_at=letter.approved_at,
        approved_by=people.somebody(session, case.workspace_id, letter.approved_by),
        is_mine=mine,
    )


def page_of_letter(
    session: Session, reader: Person, case: Case, letter: Letter, mail_setup: MailSetup, now: datetime
) -> pages.CasePage:
    """The request, with this letter as the one that the screen is about."""
    page = case_page(session, reader, case, mail_setup, now)
    if is_first(letter):
        return page
    author, slug = letters.writer_of_frozen(session, case, letter), letters.mail_route(case.vendor).letters[letter.kind]
    return replace(
        _with_ways(session, page, case, letter, reader, mail_setup, now),
        letter=_letter(letters.words_of(letter), letters.reading(session, case, reader, author, slug)),
        letter_kind=letter.kind,
        letter_id=letter.id,
        address=author.address,
    )


def _asks(case: Case, reader: Person) -> tuple[pages.Ask, ...]:
    language = language_of(reader.locale)
    known = letters.mail_route(case.vendor).known
    return tuple(pages.Ask(one.words(language), one.source, one.date, one.evidence.value) for one in known)


def _letter(words: rules.Letter, reading: str | None = None) -> pages.Letter:
    return pages.Letter(words.to, words.cc, words.subject, words.body, reading, rules.digest(words))


def _link(link: rules.ComposeLink) -> str | None:
    """A link only if the whole letter is in it: a letter cut short would be another letter."""
    return link.url if link.complete else None


def latest_mail(session: Session, case: Case) -> Mail | None:
    """The newest mail about this request, without our own and those about something else."""
    query = (
        select(Mail)
        .where(Mail.case_id == case.id, Mail.judged_at.is_not(None), Mail.kind.not_in((COPY, MailKind.UNRELATED.value)))
        .order_by(Mail.received_at.desc(), Mail.id)
    )
    return session.scalars(query.limit(1)).first()


def _latest(session: Session, case: Case) -> pages.Mail | None:
    mail = latest_mail(session, case)
    return timeline.mail_page(session, mail) if mail else None


def _unread(session: Session, case: Case) -> pages.Mail | None:
    """The mail that has waited longest for an owner to say what it says."""
    waiting = unread_answers.waiting(session, case)
    mail = session.get(Mail, waiting[0].mail_id) if waiting else None
    return timeline.mail_page(session, mail) if mail else None


def reminder_page(
    session: Session, reader: Person, case: Case, what: str, mail_setup: MailSetup, now: datetime
) -> pages.CaseReminderPage:
    """A prompt about the request. `what` is the occasion of its row."""
    return pages.CaseReminderPage(case_page(session, reader, case, mail_setup, now), prompting.screen_of(case, what))


def verdict_page(session: Session, reader: Person, case: Case, mail: Mail, now: datetime) -> pages.VerdictPage:
    """What was read in one mail; owners may say what it says while that is open, or our request is."""
    settled = CaseState(case.state) in (CaseState.CONFIRMED, CaseState.WITHDRAWN, CaseState.DRAFTED)
    events = cases.events_of(session, case.id)
    last = mistaken_confirmation.confirmed_by(events)
    rests_on_it = last is not None and last.mail_id == mail.id
    confirmed = CaseState(case.state) is CaseState.CONFIRMED
    reminder = prompting.next_prompt(session, case, now)
    return pages.VerdictPage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id,
        mail=timeline.mail_page(session, mail),
        may_confirm=may(reader, Act.CONFIRM) and mail.kind != COPY and not (settled and mail.sorted_at),
        state=case.state,
        may_download=may(reader, Act.READ_RAW) and mail.source != "pasted",
        wrong=witnesses.taken_back_as_wrong(session, case, events) if rests_on_it else None,
        confirmation=witnesses.confirmation(session, case, last) if last and rests_on_it and confirmed else None,
        may_take_back=may(reader, Act.CONFIRM),
        next_reminder_at=reminder.at if reminder else None,
        is_reminded=prompting.reminds(session, case, reminder, reader),
    )


def mail_to_sort_page(session: Session, reader: Person, case: Case | None) -> pages.MailToSortPage:
    """Mails that wait for a person."""
    waiting = manual_sorting.mails_to_sort(session, reader.workspace_id)
    return pages.MailToSortPage(
        about=about(case),
        zone=people.zone_for(session, reader),
        case_ref=case.id if case else None,
        mails=tuple(timeline.mail_page(session, mail) for mail in waiting),
        total=manual_sorting.count_to_sort(session, reader.workspace_id),
    )


def address_page(session: Session, reader: Person, case: Case) -> pages.AddressPage:
    """Asks an owner for their address where Slack does not tell it."""
    suggestion = case.from_address if case.owner == reader.user_id else None
    zone = people.zone_for(session, reader)
    return pages.AddressPage(zone, case.id, reader.email or suggestion or "", about=about(case))
