"""Prompts to owners about a request that waits for them or for the vendor, queued once per occasion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.case import owner_prompts as rules
from governance.rules.case.states import CaseState
from governance.rules.people import prompts
from governance.rules.people.permissions import Person
from governance.rules.people.prompts import Audience, Prompt
from governance.rules.people.working_days import zone_of
from governance.rules.poll.states import is_expired
from governance.store import queries, repaints
from governance.store.models import Case
from governance.store.register.entry import Mechanism
from governance.store.timetable.next_looks import NEVER
from governance.usecases.case import case as cases
from governance.usecases.case import checklist, recheck, unread_answers
from governance.usecases.people import members
from governance.usecases.people.prompts import audience, queue_prompt, said
from governance.usecases.people.working_days import working_days_of

# The owner has the word: the vendor asked or refused, or the letter did not arrive.
YOUR_TURN = (CaseState.QUESTION, CaseState.REFUSED, CaseState.BOUNCED, CaseState.UNCLEAR)
SCREENS = {"answer_day_3": "waiting", "answer_day_7": "follow_up", "answer_day_14": "no_answer"}
YEAR = timedelta(days=360)


class Reason(NamedTuple):
    """Why somebody is prompted now: what its occasions begin with, every prompt in order, the mail that it is about."""

    prefix: str = ""
    prompts: tuple[Prompt, ...] = ()
    mail: str | None = None


def reason_of(session: Session, case: Case, zone: ZoneInfo) -> Reason:
    """The present reason; one without prompts where nothing waits.

    While an answer waits for an owner's word, that is the only reason.
    """
    if unread := unread_answers.waiting(session, case):
        first, days = unread[0], working_days_of(session, case.workspace_id)
        prefix = f"{case.id}:{rules.UNREAD}:{first.mail_id}:{first.since:%Y%m%dT%H%M%S}:"
        return Reason(prefix, rules.unread_prompts(first.since, zone, days), first.mail_id)
    state = CaseState(case.state)
    start, found = _prompts_by_reason(session, case, state, zone)
    if start is None:
        return Reason()
    prefix = f"{case.id}:{state.value if state in YOUR_TURN else 'case'}:{start:%Y%m%dT%H%M%S}:"
    if case.remind_owner_at is not None:
        found = prompts.postponed(found, case.remind_owner_at)
    return Reason(prefix, found)


def _prompts_by_reason(
    session: Session, case: Case, state: CaseState, zone: ZoneInfo
) -> tuple[datetime | None, tuple[Prompt, ...]]:
    days = working_days_of(session, case.workspace_id)
    if state in cases.UNSENT:
        return case.opened_at, rules.sending_prompts(case.opened_at, zone, days)
    asked_again = recheck.asked_at(session, case)
    if state in cases.WAITING or asked_again is not None:
        start = asked_again or cases.last_sent_at(session, case) or cases.state_since(session, case.id)
        stood = unread_answers.days_stood(session, case, start, zone, days) if start else 0
        return start, rules.reply_prompts(start, zone, days, stood) if start else ()
    if state in YOUR_TURN:
        start = cases.state_since(session, case.id)
        turn = rules.sending_prompts(start, zone, days) if start else ()
        return start, tuple(replace(one, occasion=one.occasion.replace("send_", "turn_")) for one in turn)
    if state is CaseState.CONFIRMED and case.next_check_at is not None:
        occasion = f"check_{case.check_reason}" if case.check_reason else "check"
        return case.next_check_at, (Prompt(occasion, case.next_check_at, Audience.DECIDER),)
    return None, ()


def queue_case_prompts(session: Session, workspace_id: str, now: datetime) -> datetime:
    """Remind owners of letters that have not left, of steps not done, of answers that have not come, and to check.

    Returns the moment of the next reminder.
    """
    here = (Case.workspace_id == workspace_id, queries.installed(Case.workspace_id))
    going_on, following = select(Case).where(*here, Case.state != CaseState.WITHDRAWN.value), NEVER
    for case in session.scalars(going_on).all():
        if case.mechanism != Mechanism.EMAIL and not checklist.is_open(session, case):
            continue
        zone = zone_of(members.workspace(session, case.workspace_id).zone)
        reason = reason_of(session, case, zone)
        if not reason.prompts or _is_over(session, case, now, zone):
            continue
        for prompt in prompts.due_prompts(reason.prompts, now, said(session, reason.prefix, case)):
            queue_prompt(
                session,
                prompt,
                reason.prefix,
                now,
                workspace_id=case.workspace_id,
                decider=case.owner,
                poll_id=case.poll_id,
                case_id=case.id,
                mail=reason.mail,
            )
            if prompt.occasion.startswith("check"):
                days = working_days_of(session, case.workspace_id)
                case.next_check_at, case.check_reason = rules.recheck_at(now, zone, days), None
                case.check_due_at = now
            repaints.of_case(session, case.workspace_id, case.id, now)  # they name the day of the next one
        following = min(following, prompts.next_after(reason.prompts, now) or NEVER)
    return following


def _is_over(session: Session, case: Case, now: datetime, zone: ZoneInfo) -> bool:
    """Whether prompts have ended: twelve months after the start, unless confirmed, which is checked every year."""
    if CaseState(case.state) is CaseState.CONFIRMED:
        return False
    start = cases.last_sent_at(session, case) or case.opened_at
    return is_expired(start, now, zone)


def next_prompt(session: Session, case: Case, now: datetime) -> Prompt | None:
    """The next reminder to an owner, if there is one."""
    zone = zone_of(members.workspace(session, case.workspace_id).zone)
    if CaseState(case.state) is CaseState.CONFIRMED and recheck.asked_at(session, case) is None:
        return None
    found = reason_of(session, case, zone).prompts
    to_owners = (Audience.DECIDER, Audience.OWNERS)
    return next((one for one in found if one.at > now and one.audience in to_owners), None)


def reminds(session: Session, case: Case, prompt: Prompt | None, reader: Person) -> bool:
    """Whether this reader is among those whom it reminds."""
    if prompt is None or not reader.is_owner:
        return False
    return reader.user_id in audience(session, case.workspace_id, case.owner, prompt.audience)


def screen_of(case: Case, what: str) -> str:
    """The screen of a prompt, but for unread answers: unsent, waiting, follow_up, no_answer, monthly, your_turn."""
    state = CaseState(case.state)
    if what.startswith("check"):
        return what
    if what in SCREENS and state in (*cases.WAITING, CaseState.CONFIRMED):
        return SCREENS[what]
    if state in cases.UNSENT:
        return "unsent"
    return "your_turn" if state in YOUR_TURN else "monthly" if "month" in what else "waiting"
