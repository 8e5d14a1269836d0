"""The letter of a request: drafted from the register, approved by an owner, and frozen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import letter as rules
from governance.rules.case import letter_words as in_letters
from governance.rules.case.coverage import ORG_OWNER, title_of
from governance.rules.case.next_letter import LetterKind
from governance.rules.case.states import CaseState, Event, next_state
from governance.rules.mail.mail_facts import VendorMail
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import zone_of
from governance.store import ledger, repaints
from governance.store.models import Case, Letter
from governance.store.register import documents, vendors
from governance.store.register import vendor_mail as replies
from governance.store.register.entry import MailRoute
from governance.texts import language_of
from governance.usecases.case import case as cases
from governance.usecases.case import coverage
from governance.usecases.case.letter import cancel
from governance.usecases.people import members
from governance.usecases.poll.draft import VENDOR

NO_ADDRESS = "address to be given"
FIRST_OF_MONTH = {"fr": "1er"}  # which the calendar data writes as any other day
SO_FAR = {CaseState.REFUSED: "refused", CaseState.BOUNCED: "bounced"}  # else the request is not confirmed yet
FLAGS = {"Primary Owner": "primary_owner", "Workspace Owner": "owner", ORG_OWNER: "org_owner"}


def mail_route(vendor: str = VENDOR) -> MailRoute:
    """How the register says that a request by mail to this vendor has to look."""
    route = vendors.vendor(vendor).mail
    if route is None:
        raise Refusal(N_("This vendor takes no request by mail."))
    return route


def vendor_mail(vendor: str = VENDOR) -> VendorMail:
    """How this vendor writes, for judging what arrives."""
    return replies.vendor_mail(vendor)


def words_of(letter: Letter) -> rules.Letter:
    """A frozen letter as it was approved."""
    return rules.Letter(letter.to_address, letter.cc_address, letter.subject, letter.body)


@dataclass(frozen=True)
class Writer:
    """In whose name a letter is: name, Slack's title for them, and the address it comes from, if known."""

    name: str
    title: str
    address: str | None
    attested: bool


def writer_of(session: Session, case: Case, viewer: Person | None = None) -> Writer:
    """In whose name the letter is; before approval, the owner who looks at it."""
    if viewer and viewer.is_owner and viewer.user_id != case.owner and CaseState(case.state) is CaseState.DRAFTED:
        return as_oneself(case, viewer)
    name = members.person(session, case.workspace_id, case.owner).name
    return Writer(name, case.owner_title, case.from_address, case.address_attested)


def as_oneself(case: Case, who: Person) -> Writer:
    """An owner who does not have the request and writes in their own name, from the address that Slack tells."""
    return Writer(who.name, title_of(who, case.owner_title), who.email, attested=False)


def writer_of_frozen(session: Session, case: Case, letter: Letter) -> Writer:
    """In whose name a frozen letter is, whoever has the request by now."""
    author = members.person(session, case.workspace_id, letter.approved_by)
    return Writer(author.name, title_of(author, case.owner_title), letter.from_address, attested=False)


def values_of(session: Session, case: Case, writer: Writer, language: str = "en") -> dict[str, str]:
    """The values of a letter's placeholders."""
    workspace = members.workspace(session, case.workspace_id)
    values = {
        "url": workspace.url.rstrip("/"),
        "name": writer.name,
        "address": writer.address or NO_ADDRESS,
        "reference": case.reference,
        **coverage.letter_values(session, case),
    }
    zone = zone_of(workspace.zone)
    answered = CaseState(case.state) in (CaseState.REFUSED, CaseState.QUESTION)
    days = {
        "sent_on": case.sent_at,
        "answered_on": cases.state_since(session, case.id) if answered else case.answered_at,
        "confirmed_on": case.checked_at or case.confirmed_at,
    }
    known = {name: _date_in_words(at.astimezone(zone).date(), language) for name, at in days.items() if at}
    return {**values, **known, "route": mail_route(case.vendor).to}


def _date_in_words(day: date, language: str) -> str:
    words = str(format_date(day, "d MMMM y", locale=language))
    first = FIRST_OF_MONTH.get(language)
    return words.replace("1 ", f"{first} ", 1) if first and day.day == 1 else words


def template_of(case: Case, writer: Writer, slug: str, language: str = "en", *, one_of_several: bool = False) -> str:
    """The released letter with the passages that apply to this request, its placeholders still in it.

    `one_of_several`: the workspace belongs to an organisation; a letter for this workspace alone then says so.
    """
    title = FLAGS.get(writer.title, "owner")
    flags = [title, "copy" if case.copy_address else "no_copy"]
    flags.append(SO_FAR.get(CaseState(case.state), "unconfirmed"))
    flags += ["one_of_several"] if one_of_several and title != "org_owner" else []
    return documents.passages(documents.latest_letter(slug, language), flags)


def refuse_unwritable(session: Session, who: Person) -> None:
    """Raise Refusal, before anything is decided, where no letter could be written in this owner's name."""
    in_letters.value("name", who.name)
    in_letters.value("url", members.workspace(session, who.workspace_id).url)
    if who.email:
        in_letters.address(who.email)


def draft(session: Session, case: Case, viewer: Person | None = None) -> rules.Letter:
    """The letter as it would be approved now; it is stored only at approval."""
    route, writer = mail_route(case.vendor), writer_of(session, case, viewer)
    return rules.write_letter(
        template_of(case, writer, route.letter, one_of_several=coverage.within_organisation(session, case)),
        values_of(session, case, writer),
        to=route.to,
        subject=route.subject,
        reference=case.reference,
        cc=case.copy_address,
    )


def reading(session: Session, case: Case, viewer: Person, writer: Writer, slug: str | None = None) -> str | None:
    """The letter in the reader's language, for reading only; None where it is sent in that language."""
    language = language_of(viewer.locale)
    if language == "en":
        return None
    several = coverage.within_organisation(session, case)
    text = template_of(case, writer, slug or mail_route(case.vendor).letter, language, one_of_several=several)
    return text.strip().format(**values_of(session, case, writer, language))


def shown(session: Session, case: Case, viewer: Person) -> rules.Letter:
    """The letter to show: the draft, or once approved the frozen letter."""
    frozen = cases.newest_letter(session, case.id)
    if frozen is None or CaseState(case.state) is CaseState.DRAFTED:
        return draft(session, case, viewer)
    return words_of(frozen)


def set_address(session: Session, who: Person, case_id: str, address: str, attested: bool, now: datetime) -> Case:
    """Set the address that the letter will come from; the owner answers for it.

    An earlier approval lapses; a letter that has left keeps its own address.
    """
    members.allow(session, who, Act.SEND_LETTER)
    members.note_owner(session, who, now)
    case = cases.case_of(session, who.workspace_id, case_id)
    given = in_letters.address(address)
    if not attested:
        raise Refusal(N_("Please answer for the address: by it you are recognised as an owner."))
    if who.email and given.lower() != who.email.lower():
        raise Refusal(N_("Slack knows you by {address}: the letter has to come from there."), address=who.email)
    kept = (case.owner, case.from_address, case.address_attested)
    if kept == (who.user_id, given, not who.email) and case.state not in (CaseState.APPROVED, CaseState.BOUNCED):
        return case  # nothing changes: submitted twice
    if CaseState(case.state) in (*cases.UNSENT, CaseState.BOUNCED):
        cancel.cancel_sending(session, case, now)
        cases.record_event(session, case, Event.CHANGED, now, who.user_id, "address")
    cases.take_over(case, who)
    case.from_address, case.address_attested = given, not who.email
    repaints.of_case(session, case.workspace_id, case.id, now)
    ledger.append(session, who.workspace_id, "case:address:given", case.id, now, who.user_id)
    return case


def approve(session: Session, who: Person, case_id: str, now: datetime, seen: str | None = None) -> Letter:
    """Freeze the letter in the name of the owner who approves it. `seen`: digest of the words that the owner read.

    1. Slack's own flags say that this is an owner. 2. The sending address is known. 3. The words are those that were
    read. 4. They are frozen by digest.
    """
    members.allow(session, who, Act.APPROVE)
    members.note_owner(session, who, now)
    case = cases.case_of(session, who.workspace_id, case_id)
    next_state(CaseState(case.state), Event.APPROVED)
    coverage.demand_right_to_speak(case, who)
    if who.user_id != case.owner or not case.address_attested:
        cases.take_over(case, who)
    if not case.from_address:
        raise Refusal(N_("First give the address of your Slack account: the letter has to come from there."))
    in_letters.address(case.from_address)
    words = draft(session, case)
    if seen and seen != rules.digest(words):
        raise Refusal(N_("The letter has changed since you opened it. Please read it again; nothing was approved."))
    cases.record_event(session, case, Event.APPROVED, now, who.user_id)
    letter = freeze(session, case, LetterKind.REQUEST, words, who, case.from_address, now)
    record(session, "approved", case, letter, now, who)
    return letter


def freeze(
    session: Session, case: Case, kind: str, words: rules.Letter, who: Person, address: str, now: datetime
) -> Letter:
    """Keep these words unchangeably, with the Message-ID that they carry if the app sends them.

    `address`: where the letter has to come from.
    """
    host = in_letters.on_the_wire(address).rpartition("@")[2]
    letter = Letter(
        case_id=case.id,
        kind=kind,
        from_address=address,
        to_address=words.to,
        cc_address=words.cc,
        subject=words.subject,
        body=words.body,
        digest=rules.digest(words),
        message_id=f"{case.reference.lower()}.{secrets.token_hex(8)}@{host}",
        approved_by=who.user_id,
        approved_at=now,
    )
    session.add(letter)
    session.flush()
    return letter


def record(session: Session, verb: str, case: Case, letter: Letter, now: datetime, who: Person) -> None:
    """Record an event of this letter, with the letter's digest."""
    ledger.append(session, case.workspace_id, f"case:letter:{verb}", case.id, now, who.user_id, digest=letter.digest)
