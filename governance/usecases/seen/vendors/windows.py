"""Fills the windows on vendors: all in use, which to choose, one entry in full, and its steps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import checklist as rules
from governance.rules.case.checklist import Standing
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person, may
from governance.store.models import Case, Proof
from governance.store.register import vendors
from governance.store.register.entry import Mechanism, Phrase, Vendor
from governance.texts import language_of
from governance.usecases.case import checklist, owner_prompts, used_vendors
from governance.usecases.case.steps import proofs
from governance.usecases.people import members
from governance.usecases.poll.draft import VENDOR
from governance.usecases.register.vendor_facts import entry_of
from governance.usecases.seen import people
from governance.usecases.seen.about import about
from governance.usecases.seen.vendors import lines

SHOWN_NOTES = 3
SHOWN_FILES = 5


def vendors_page(session: Session, reader: Person, now: datetime) -> pages.VendorsPage:
    """All vendors in use."""
    zone = people.zone_for(session, reader)
    return pages.VendorsPage(zone, lines.lines(session, reader, now), may(reader, Act.CHOOSE_VENDORS))


def choose_page(session: Session, reader: Person) -> pages.ChooseVendorsPage:
    """Which vendors can be chosen. Raises Refusal for those who may not."""
    members.allow(session, reader, Act.CHOOSE_VENDORS)
    language = language_of(reader.locale)
    found = [one for one in vendors.vendors() if one.slug != VENDOR]
    chosen = frozenset(one.slug for one in used_vendors.used(session, reader.workspace_id))
    return pages.ChooseVendorsPage(tuple((one.slug, one.name, one.purpose.words(language)) for one in found), chosen)


def vendor_page(session: Session, reader: Person, slug: str, now: datetime) -> pages.VendorPage:
    """One entry in full. Raises Refusal for one that is not in the register."""
    entry, language = entry_of(slug), language_of(reader.locale)
    decided = checklist.newest_decision(session, reader.workspace_id, slug)
    case = checklist.case_of(session, decided)
    return pages.VendorPage(
        zone=people.zone_for(session, reader),
        line=lines.line(session, reader, entry, now),
        product=entry.product.words(language),
        trained_on=entry.trained_on.words(language),
        mechanism=entry.mechanism.value,
        defaults=tuple(
            (one.plan.words(language), one.training.value, _words(one.more, language)) for one in entry.defaults
        ),
        who=tuple(who.words(language) for who in entry.who),
        steps=tuple(step.words(language) for step in entry.steps),
        since=_words(entry.since, language),
        backwards=entry.backwards.value,
        note=_words(entry.note, language),
        sources=tuple((source.url, source.date, source.evidence.value) for source in entry.sources),
        subject=entry.case.subject if entry.case else "",
        may_act=_may_act(reader, entry, case),
        ticked_own=case is not None and checklist.has_ticked(session, case, reader.user_id),
        reason=decided.reason if decided and entry.slug != VENDOR else "",
        notes=_notes(session, case) if case and may(reader, Act.READ_FIGURES) else (),
        files=_files(session, case) if case and may(reader, Act.READ_FIGURES) else (),
        may_download=may(reader, Act.READ_RAW),
    )


def _words(phrase: Phrase | None, language: str) -> str:
    return phrase.words(language) if phrase else ""


def _may_act(reader: Person, entry: Vendor, case: Case | None) -> tuple[str, ...]:
    """What this reader can do there: tick a setting of their own, decide, go on with the steps."""
    own = ("tick",) if entry.mechanism is Mechanism.MEMBER_SETTING and case is not None else ()
    if entry.mechanism not in (*checklist.BY_STEPS, Mechanism.MEMBER_SETTING):
        return ()
    if may(reader, Act.DECIDE):
        return (*own, "decide")
    keeps = may(reader, Act.KEEP_CHECKLIST) and case is not None and entry.mechanism in checklist.BY_STEPS
    return (*own, *(("steps",) if keeps else ()))


def _notes(session: Session, case: Case) -> tuple[str, ...]:
    """The newest notes, for those who read figures."""
    query = select(Proof.content).where(Proof.case_id == case.id, Proof.kind == "note").order_by(Proof.kept_at.desc())
    return tuple(content.decode() for content in session.scalars(query.limit(SHOWN_NOTES)))


def _files(session: Session, case: Case) -> tuple[pages.KeptFile, ...]:
    found = proofs.newest(session, case, SHOWN_FILES)
    return tuple(pages.KeptFile(one.id, one.kind, one.kept_at, proofs.reasons_of(one)) for one in found)


def steps_reminder_page(session: Session, reader: Person, case: Case, now: datetime) -> pages.StepsReminderPage:
    """How a request that goes by steps stands, for a reminder. Raises Refusal where its entry is gone."""
    reminder = owner_prompts.next_prompt(session, case, now)
    return pages.StepsReminderPage(
        about=about(case),
        zone=people.zone_for(session, reader),
        line=lines.line(session, reader, entry_of(case.vendor), now),
        asked=CaseState(case.state) is CaseState.SENT,
        lasts=checklist.is_open(session, case),
        notes=may(reader, Act.KEEP_CHECKLIST),
        next_reminder_at=reminder.at if reminder else None,
        is_reminded=owner_prompts.reminds(session, case, reminder, reader),
    )


def steps_page(session: Session, reader: Person, slug: str, now: datetime, *, may_upload: bool) -> pages.StepsPage:
    """The window of steps. Raises Refusal for whoever can do nothing there."""
    page = vendor_page(session, reader, slug, now)
    if "decide" not in page.may_act:
        members.allow(session, reader, Act.KEEP_CHECKLIST)
    entry = entry_of(slug)
    decided = checklist.newest_decision(session, reader.workspace_id, slug)
    case = checklist.case_of(session, decided)
    is_asked = entry.mechanism.is_asked
    stands = rules.standing_in(CaseState(case.state), is_asked=is_asked) if case else Standing.TO_DO
    by_steps = entry.mechanism in checklist.BY_STEPS
    return pages.StepsPage(
        vendor=page,
        ticked=checklist.ticked(session, case, entry) if case else frozenset(),
        stands=stands.value,
        choices=tuple(one.value for one in rules.choices(is_asked)) if by_steps else (),
        decides="decide" in page.may_act,
        choice=decided.choice if decided else "",
        may_upload=may_upload and by_steps,
        kept=session.scalar(select(func.count()).where(Proof.case_id == case.id)) or 0 if case else 0,
    )
