"""Fills the Home tab of one person: the stage the workspace is at, and what that person is shown of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case import owner_prompts
from governance.rules.case.states import CaseState
from governance.rules.people.delivery_codes import OF_THE_TOKEN
from governance.rules.people.permissions import ACTIVE, Person
from governance.rules.people.working_days import working_days_since, zone_of
from governance.rules.poll.states import PollState, is_expired
from governance.store import lanes, ledger, queries
from governance.store.lanes import Obstacle
from governance.store.models import AnswersOnDay, Case, Decision, Poll, Workspace
from governance.store.poll import answers
from governance.store.poll.key_store import KeyStore
from governance.store.register import vendors
from governance.store.register.entry import Mechanism
from governance.usecases.case import decision
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, later_objection, opening, release_time, reminders, resend
from governance.usecases.poll.waiting import line
from governance.usecases.seen import ballot, organiser, people, policy, result
from governance.usecases.seen import case as case_pages
from governance.usecases.seen.about import about, notice_digest
from governance.usecases.seen.decision import under_way
from governance.usecases.seen.preparing import waiting
from governance.usecases.seen.vendors import lines as vendor_lines

SILENT_WORKING_DAYS = 17  # ten after the reminders of days 3 and 7
NEWS = timedelta(days=30)
WATCHES = {"owner", "admin", "organiser", "observer"}
BEFORE_ASKING = ("nothing", "expired", "void", "allowed", "confirmed", "withdrawn")  # a question can be prepared
OVER = (CaseState.CONFIRMED.value, CaseState.WITHDRAWN.value)
CLOSED_STAGES = ("closed", "late", "expired")


def stage_of(session: Session, poll: Poll | None, decided: Decision | None, case: Case | None, now: datetime) -> str:
    """The stage that Home speaks of, from `nothing` to `confirmed`, as listed in pages/home.py."""
    if poll is not None and poll.state in (PollState.PREPARING, PollState.SCHEDULED):
        return "prepared"
    if poll is not None and poll.state == PollState.OPEN:
        return "open"
    if poll is not None and poll.state in (PollState.CLOSING, PollState.VOID):
        return str(poll.state)
    if decided is not None and decided.choice == "allow":
        return "allowed"
    if case is not None and decided is not None and case.decision_id == decided.id:
        return case_pages.stage_of(session, case, now)
    if decided is not None and about(decided).mechanism != Mechanism.EMAIL:
        return "steps"
    if poll is None:
        return "nothing"
    zone = zone_of(members.workspace(session, poll.workspace_id).zone)
    if poll.closed_at is not None and is_expired(poll.closed_at, now, zone):
        return "expired"
    return "late" if now >= poll.decision_due else "closed"


def _matter(session: Session, workspace_id: str, now: datetime) -> tuple[Poll | None, Decision | None, Case | None]:
    """What Home speaks of: the newest question, unless it is settled while a request about another vendor goes on."""
    poll = queries.current_poll(session, workspace_id)
    decided, case = decision.current(session, workspace_id, poll), queries.current_case(session, workspace_id)
    is_open = case is not None and (case.state not in OVER or case.check_due_at is not None)
    if case is None or not is_open or line.unsettled(session, workspace_id, now) is not None:
        return poll, decided, case
    if poll is not None and decided is None and poll.vendor == case.vendor:
        return poll, decided, case
    if decided is None or case.vendor != decided.vendor:
        decided = session.get(Decision, case.decision_id)
        poll = session.get(Poll, decided.poll_id) if decided and decided.poll_id else None
    return poll, decided, case


def home_page(
    session: Session, reader: Person, keys: KeyStore, house: draft.House, mail_setup: MailSetup, now: datetime
) -> pages.HomePage:
    """Everything the Home tab of this person needs."""
    workspace = members.workspace(session, reader.workspace_id)
    poll, decided, case = _matter(session, reader.workspace_id, now)
    stage = stage_of(session, poll, decided, case, now)
    if poll is not None and decided is not None and decided.poll_id != poll.id:
        poll = None
    role, obstacle = people.strongest(reader), lanes.obstacle(session, reader.workspace_id)
    contact = poll.contact if poll else house.contact
    return pages.HomePage(
        about=about(poll or decided),
        zone=people.zone_for(session, reader),
        organisation=workspace.name,
        viewer=people.shown_person(reader),
        role=role,
        stage=stage,
        owners=tuple(people.shown_person(owner) for owner in members.owners(session, reader.workspace_id)),
        now=now,
        installed_at=workspace.installed_at,
        mine=_my_part(session, reader, poll, stage, keys),
        poll=_poll_part(session, reader, poll, stage, now) if poll else None,
        result=result.result_of(session, poll) if poll and poll.closed_at else None,
        decision=result.decision_page(session, decided) if decided else None,
        case=case_pages.case_page(session, reader, case, mail_setup, now)
        if case and decided and case.decision_id == decided.id
        else None,
        checks=_checks(workspace, obstacle, mail_setup),
        strip=_strip(workspace, obstacle),
        organisers=tuple(map(people.shown_person, members.appointed(session, workspace.id, "organiser"))),
        observers=tuple(map(people.shown_person, members.appointed(session, workspace.id, "observer"))),
        notice_digest=notice_digest(poll, reader, now),
        record_head=ledger.head_hash(session, workspace.id) if role == "observer" else "",
        contact=contact,
        contact_gone=members.gone_in(session, workspace.id, contact) if role in ("admin", "owner") else "",
        changing=_being_changed(session, reader),
        unreadable_people=workspace.unreadable_people,
        owner_silent=_owner_silent(session, workspace, stage, poll, case, now),
        moved=_moved(workspace, now),
        under_way=under_way(session, poll) if poll and stage in ("closed", "late") else "",
        policy=policy.shown_change(session, reader, now),
        has_written=stage == "nothing" and queries.has_written(session, workspace.id),
        unset=_unset(house) if stage in BEFORE_ASKING else (),
        vendors=vendor_lines.lines(session, reader, now),
        waiting=waiting.waiting(session, reader, now) if role in WATCHES else (),
    )


def _unset(house: draft.House) -> tuple[str, ...]:
    """Which settings that a question needs are empty."""
    return tuple(one.name for one in fields(house) if not getattr(house, one.name).strip())


def _moved(workspace: Workspace, now: datetime) -> pages.Moved | None:
    """That the workspace's name or address has changed, for as long as that is news."""
    if workspace.moved_at is None or now - workspace.moved_at > NEWS:
        return None
    new_url = workspace.url if workspace.url_before else ""
    return pages.Moved(workspace.moved_at, workspace.name_before or "", workspace.url_before or "", new_url)


def _owner_silent(
    session: Session, workspace: Workspace, stage: str, poll: Poll | None, case: Case | None, now: datetime
) -> pages.OwnerSilent | None:
    """What admins read when nobody can write to Slack: no owner is active, or none has acted after the reminders."""
    waits_since = (
        case.opened_at if case and stage == "drafted" else poll.closed_at if poll and stage == "late" else None
    )
    days = working_days_of(session, workspace.id)
    waited = working_days_since(waits_since, now, zone_of(workspace.zone), days) if waits_since else 0
    if members.owners(session, workspace.id) and waited < SILENT_WORKING_DAYS:
        return None
    return pages.OwnerSilent(vendors.vendor(draft.VENDOR).help["transfer_ownership"], workspace.url)


def _being_changed(session: Session, reader: Person) -> pages.Changing | None:
    poll = draft.taken_back(session, reader)
    return organiser.changing_page(poll) if poll else None


def _my_part(session: Session, reader: Person, poll: Poll | None, stage: str, keys: KeyStore) -> pages.MyPart:
    if poll is None or stage in ("nothing", "prepared"):
        return pages.MyPart()
    elector = queries.elector_of(session, poll.id, reader.user_id)
    closed = poll.closed_at is not None
    asked, running = elector is not None, poll.state == PollState.OPEN
    answered = running and answers.has_answered(session, poll.id, reader.user_id)
    return pages.MyPart(
        asked=asked,
        why_not=None if asked else ("guest" if reader.is_guest and not poll.include_guests else "joined"),
        answered=answered,
        ballot=ballot.ballot_page(session, reader, poll, elector=elector) if elector and running else None,
        can_object=later_objection.is_possible(poll) and reader.role in ACTIVE,
        objected=later_objection.has_objected(session, poll, reader.user_id, keys),
        can_check=closed and poll.kind == "secret" and asked,
        muted=elector is not None and elector.muted,
    )


def _poll_part(session: Session, reader: Person, poll: Poll, stage: str, now: datetime) -> pages.HomePoll:
    asked, guests = draft.people_asked(session, poll)
    return pages.HomePoll(
        poll_ref=poll.id,
        state="paused" if poll.paused_at else poll.state,
        asker=(people.asker_of if stage == "open" else people.author_of)(session, reader, poll),
        decider=people.acting_owner(session, reader, poll.decider),
        asked=asked,
        guests_not_asked=guests,
        closes_at=poll.closes_at,
        decision_due=poll.decision_due,
        first_at=organiser.first_at(session, poll) if stage == "prepared" else None,
        let_go=release_time.let_go(poll, now) if stage == "prepared" else None,
        answered=poll.answers_shown,
        answered_at=poll.answers_shown_at if poll.answers_shown is not None else None,
        by_day=_by_day(session, poll) if stage == "open" and people.strongest(reader) in WATCHES else (),
        progress=organiser.progress_of(session, poll, now) if stage == "open" else None,
        unreachable=queries.in_state(session, poll.id, "unreachable") if stage == "open" else 0,
        reminder_at=reminders.next_reminder(session, poll, now) if stage == "open" else None,
        may_remind=stage == "open" and reminders.reminder_refusal(session, poll, now) is None,
        may_resend=stage == "open" and resend.is_possible(session, reader, poll, now),
        owner_reminder_at=_next_prompt(session, poll, now) if stage in ("closed", "late") else None,
        objections=later_objection.shown_number(poll),
        unanimity_lost=later_objection.unanimity_lost(poll),
        rule_fingerprint=opening.rules_digest(poll),
    )


def _by_day(session: Session, poll: Poll) -> tuple[tuple[date, int], ...]:
    """Each day's number of answers, in tens, as it was shown on that day."""
    kept = select(AnswersOnDay.day, AnswersOnDay.answered).where(AnswersOnDay.poll_id == poll.id)
    return tuple((day, answered) for day, answered in session.execute(kept.order_by(AnswersOnDay.day)))


def _next_prompt(session: Session, poll: Poll, now: datetime) -> datetime | None:
    if poll.closed_at is None:
        return None
    zone = zone_of(members.workspace(session, poll.workspace_id).zone)
    days = working_days_of(session, poll.workspace_id)
    coming = [p.at for p in owner_prompts.decision_prompts(poll.closed_at, poll.decision_due, zone, days) if p.at > now]
    later = poll.remind_owner_at
    return max(min(coming), later) if coming and later else (min(coming) if coming else None)


def _checks(workspace: Workspace, obstacle: Obstacle | None, mail: MailSetup) -> tuple[pages.InstallationCheck, ...]:
    """What was looked at; the mailbox where there is one."""
    refused = obstacle.code if obstacle and obstacle.code in OF_THE_TOKEN else ""
    inbox = pages.InstallationCheck("inbox", workspace.inbox_fault_code is None, workspace.inbox_fault_code or "")
    return (
        pages.InstallationCheck("token", not refused, refused),
        pages.InstallationCheck("directory", workspace.synced_at is not None),
        *([inbox] if mail.copy_address else []),
    )


def _strip(workspace: Workspace, obstacle: Obstacle | None) -> pages.Strip | None:
    """The last failure while it lasts; one towards Slack comes first, since nothing else works without it."""
    if obstacle is not None:
        return pages.Strip(obstacle.code, obstacle.since)
    if workspace.inbox_fault_code and workspace.inbox_fault_at:
        return pages.Strip(workspace.inbox_fault_code, workspace.inbox_fault_at)
    return None
