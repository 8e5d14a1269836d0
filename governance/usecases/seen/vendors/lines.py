"""How each vendor that a workspace uses stands, in a line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import checklist as rules
from governance.rules.case.checklist import Standing
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Person
from governance.rules.poll.advice import FLOOR
from governance.rules.poll.states import PollState
from governance.store.models import Case, Decision, Poll
from governance.store.register.entry import Mechanism, Vendor
from governance.texts import language_of
from governance.usecases.case import case as cases
from governance.usecases.case import checklist, used_vendors
from governance.usecases.poll.waiting import line as line_of_questions
from governance.usecases.seen import people

NOTHING_TO_DO = {Mechanism.NONE_NEEDED: "none_needed", Mechanism.NONE_AVAILABLE: "none_available"}
BY_STEPS = {Standing.TO_DO: "to_do", Standing.ASKED: "case_open", Standing.DONE: "done", Standing.REFUSED: "refused"}


def lines(session: Session, reader: Person, now: datetime) -> tuple[pages.VendorLine, ...]:
    """Every vendor in use in a line, Slack's first."""
    return tuple(line(session, reader, entry, now) for entry in used_vendors.used(session, reader.workspace_id))


def line(session: Session, reader: Person, entry: Vendor, now: datetime) -> pages.VendorLine:
    """One entry in a line, in the reader's language."""
    return pages.VendorLine(
        slug=entry.slug,
        name=entry.name,
        purpose=entry.purpose.words(language_of(reader.locale)),
        training=entry.training.value,
        as_of=entry.as_of,
        needs_review=entry.needs_review(now.date()),
        own=entry.own,
        standing=_standing(session, reader.workspace_id, entry),
    )


def _standing(session: Session, workspace_id: str, entry: Vendor) -> pages.VendorStanding:
    """How it stands: nothing to do, asked of the members, decided, or how far the request is."""
    if entry.mechanism in NOTHING_TO_DO:
        return pages.VendorStanding(NOTHING_TO_DO[entry.mechanism])
    decided = checklist.newest_decision(session, workspace_id, entry.slug)
    asked = _question(session, workspace_id, entry.slug, decided)
    if asked is not None:
        return asked
    if decided is None:
        to_be_asked = any(poll.vendor == entry.slug for poll in line_of_questions.waiting(session, workspace_id))
        return pages.VendorStanding("waits" if to_be_asked else "undecided")
    by = people.somebody(session, workspace_id, decided.decided_by)
    case = checklist.case_of(session, decided)
    if case is None:
        allowed = "nobody_asked" if entry.mechanism is Mechanism.MEMBER_SETTING else "allowed"
        return pages.VendorStanding(allowed, decided.decided_at, by)
    if case.mechanism == Mechanism.EMAIL:
        return _of_letter(case, decided, by)
    return _of_steps(session, case, entry, decided, by)


def _question(session: Session, workspace_id: str, slug: str, decided: Decision | None) -> pages.VendorStanding | None:
    """That the members are being asked, or that their answers wait for a decision; None where neither is so."""
    query = select(Poll).where(Poll.workspace_id == workspace_id, Poll.vendor == slug, Poll.opened_at.is_not(None))
    poll = session.scalars(query.order_by(Poll.created_at.desc()).limit(1)).first()
    if poll is None or (decided is not None and decided.decided_at >= poll.created_at):
        return None
    if poll.state == PollState.OPEN:
        return pages.VendorStanding("asking", poll.closes_at)
    waits = poll.state in (PollState.CLOSING, PollState.CLOSED)
    return pages.VendorStanding("closed", poll.decision_due) if waits else None


def _of_letter(case: Case, decided: Decision, by: pages.Person) -> pages.VendorStanding:
    state = CaseState(case.state)
    how = "drafted" if state is CaseState.APPROVED else state.value
    if how in ("drafted", "withdrawn"):
        return pages.VendorStanding(how, decided.decided_at, by)
    at = {"confirmed": case.confirmed_at, "sent": case.sent_at}.get(how) or case.answered_at or case.sent_at
    return pages.VendorStanding(how, at or decided.decided_at, by, case.answer_grade or "")


def _of_steps(session: Session, case: Case, entry: Vendor, decided: Decision, by: pages.Person) -> pages.VendorStanding:
    if entry.mechanism is Mechanism.MEMBER_SETTING:
        ticked = checklist.how_many_ticked(session, case)
        shown = ticked if ticked >= FLOOR else None
        return pages.VendorStanding("own_settings", decided.decided_at, by, ticked=shown)
    is_asked = entry.mechanism.is_asked
    how = BY_STEPS[rules.standing_in(CaseState(case.state), is_asked=is_asked)]
    done, of = len(checklist.ticked(session, case, entry)), len(entry.steps)
    if how == "to_do":
        return pages.VendorStanding(how, decided.decided_at, by, done=done, of=of)
    who = people.somebody(session, case.workspace_id, _said_by(session, case) or decided.decided_by)
    at = {"done": case.confirmed_at, "case_open": case.sent_at}.get(how) or case.answered_at
    return pages.VendorStanding(how, at or decided.decided_at, who, case.answer_grade or "said", done, of)


def _said_by(session: Session, case: Case) -> str | None:
    """Who said last how it stands."""
    return next((row.actor for row in reversed(cases.events_of(session, case.id)) if row.actor), None)
