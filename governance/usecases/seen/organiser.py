"""Fills the screens of those who prepare a question and watch over it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.people.permissions import ACTIVE, GUESTS, Act, Person, may, may_own
from governance.rules.people.working_days import zone_of
from governance.rules.poll import rule_in_words as wording
from governance.rules.poll.opening import (
    BallotKind,
    closing_check,
    group_warnings,
)
from governance.rules.poll.states import PollState
from governance.rules.poll.tally import Basis, Rule
from governance.rules.sentence import Sentence
from governance.store import queries
from governance.store.models import Member, Poll
from governance.store.outbox import Kind
from governance.texts import LANGUAGES
from governance.usecases.people import members as member
from governance.usecases.people.working_days import working_days_of
from governance.usecases.poll import draft, release_time, resend
from governance.usecases.seen import ballot
from governance.usecases.seen import people as people_pages
from governance.usecases.seen.about import about
from governance.usecases.seen.preparing import vendor_choice, waiting

COUNTED = 1_000  # messages that are due; of more, all that have not left


def draft_of(poll: Poll) -> pages.Draft:
    """The stored draft as the modals show it."""
    rule, zone_free = Rule.from_data(poll.rule), poll.closes_at
    unanimous, majority = rule.kind is Basis.UNANIMOUS, rule == draft.default_rule()
    return pages.Draft(
        guests=poll.include_guests,
        closes_on=zone_free.date(),
        owner_id=poll.decider,
        employer=poll.employer,
        rule_kind="unanimous" if unanimous else "majority" if majority else "share",
        share_percent=int(rule.share * 100),
        base=rule.base.value,
        minimum=None if rule.quorum is None else int(rule.quorum * 100),
        reminders=poll.reminders,
        operator=poll.operator,
        privacy_contact=poll.contact,
        paragraph=poll.paragraph,
        secret=poll.kind == BallotKind.SECRET,
        open_reason=poll.named_reason or "",
    )


def opening_page(session: Session, reader: Person, poll: Poll, now: datetime, ref: str = "") -> pages.OpeningPage:
    """The modal that prepares a question. `ref`: what the window carries, where it is not the draft's id alone."""
    workspace = member.workspace(session, poll.workspace_id)
    members, guests = member.counts(session, poll.workspace_id)
    zone, days = zone_of(workspace.zone), working_days_of(session, poll.workspace_id)
    today = now.astimezone(zone).date()
    return pages.OpeningPage(
        about=about(poll),
        zone=people_pages.zone_for(session, reader),
        poll_ref=ref or poll.id or "",
        draft=draft_of(poll),
        members=members,
        guests=guests,
        owners=tuple(people_pages.shown_person(owner) for owner in member.owners(session, poll.workspace_id)),
        first_day=release_time.first_morning(now, zone, days).astimezone(zone).date(),
        last_day=today + timedelta(days=365),
        synced_at=workspace.synced_at,
        closing_zone=workspace.zone,
        notice_languages=tuple(sorted(poll.notice_digests)),
        is_prepared=poll.state != draft.DRAFT,
        choices=vendor_choice.choices(session, poll),
        waits=waiting.wait_of(session, poll, now),
    )


def first_at(session: Session, poll: Poll) -> datetime:
    """When the first message leaves, or would."""
    zone = zone_of(member.workspace(session, poll.workspace_id).zone)
    return poll.opens_at or release_time.release_moment(session, poll)(zone)


def preview_page(session: Session, reader: Person, poll: Poll, now: datetime) -> pages.PreviewPage:
    """The last screen before submitting: the question as a member will see it, and whom it goes to."""
    asked, guests_not_asked = draft.people_asked(session, poll)
    return pages.PreviewPage(
        zone=people_pages.zone_for(session, reader),
        poll_ref=poll.id,
        ballot=ballot.ballot_page(session, reader, poll),
        asked=asked,
        guests_not_asked=guests_not_asked,
        first_at=first_at(session, poll),
        minutes=draft.minutes_for(asked),
        reminders=poll.reminders,
        decision_due=poll.decision_due,
        warnings=warnings(session, poll),
        without_notice=without_notice(session, poll),
        synced_at=member.workspace(session, poll.workspace_id).synced_at,
        operator=poll.operator,
        waits=waiting.wait_of(session, poll, now),
    )


def prepared_page(session: Session, reader: Person, poll: Poll, now: datetime) -> pages.PreparedPage:
    """What the author reads after preparing."""
    asked, _ = draft.people_asked(session, poll)
    return pages.PreparedPage(
        about=about(poll),
        zone=people_pages.zone_for(session, reader),
        poll_ref=poll.id,
        asked=asked,
        first_at=first_at(session, poll),
        minutes=draft.minutes_for(asked),
        decider=people_pages.acting_owner(session, reader, poll.decider),
        author=people_pages.somebody(session, poll.workspace_id, poll.author),
        announcement_contact=poll.contact,
        ready=poll.state != PollState.PREPARING,
        waits=waiting.wait_of(session, poll, now),
    )


def changing_page(poll: Poll) -> pages.Changing:
    """A prepared question that somebody makes a draft again."""
    return pages.Changing(poll.id, about(poll))


def owner_notice_page(
    session: Session, reader: Person, poll: Poll, now: datetime, *, seen: bool = False, what: str = ""
) -> pages.OwnerNoticePage:
    """What owners are told when somebody prepares a question, when it is taken back or stopped, or *I have seen it*.

    `what`: what the clock did to it instead: `lapsed`, `too_late`, or why it was not asked when its turn came.
    """
    asked, _ = draft.people_asked(session, poll)
    states = {
        "cancelled": "stopped",
        "draft": "changed",
        "open": "open",
        "closing": "closed",
        "closed": "closed",
        "void": "void",
    }
    return pages.OwnerNoticePage(
        about=about(poll),
        zone=people_pages.zone_for(session, reader),
        poll_ref=poll.id,
        author=people_pages.somebody(session, poll.workspace_id, poll.author),
        asked=asked,
        first_at=first_at(session, poll),
        rule=wording.rule_to_owner(Rule.from_data(poll.rule), asked),
        decision_due=poll.decision_due,
        decider=people_pages.acting_owner(session, reader, poll.decider),
        state=what or states.get(poll.state, "fine" if seen else "scheduled"),
        waits=waiting.wait_of(session, poll, now),
        closes_at=poll.closes_at,
        closed_at=poll.frozen_at,
        may_read=may(reader, Act.READ_FIGURES),
        may_change=may_own(reader, Act.CHANGE, poll.author),
        is_mine=reader.is_owner and reader.user_id == poll.decider,
    )


def progress_of(
    session: Session, poll: Poll, now: datetime, per_second: float = draft.MESSAGES_PER_MINUTE / 60
) -> pages.Progress:
    """How far sending is, in figures with their base; seconds left at this rate, None while it waits for mornings."""
    sent, failed = queries.reached(session, poll.id), resend.unreached(session, poll)
    unsent = queries.is_any_unsent(session, poll.id, Kind.BALLOT)
    due_now = queries.due_count(session, poll, Kind.BALLOT, now, COUNTED) if unsent else 0
    if due_now > COUNTED:  # nobody waits while they are counted
        due_now = max(due_now, poll.electorate - sent - failed)
    return pages.Progress(
        sent=sent,
        total=poll.electorate,
        failed=failed,
        seconds_left=int(due_now / per_second) + 1 if due_now else None,
        paused=poll.paused_at is not None,
        waiting_for_hours=unsent and not due_now and poll.paused_at is None,
    )


def failures_page(session: Session, reader: Person, poll: Poll, now: datetime) -> pages.FailuresPage:
    """Why messages could not be delivered: codes and numbers."""
    failures = queries.delivery_errors(session, poll.id, Kind.BALLOT)
    return pages.FailuresPage(
        zone=people_pages.zone_for(session, reader),
        poll_ref=poll.id,
        total=poll.electorate,
        failures=tuple(pages.Failure(code, count) for code, count in failures),
        may_resend=resend.is_possible(session, reader, poll, now),
    )


def confirm_page(
    session: Session, reader: Person, poll: Poll, what: str, people: int, now: datetime
) -> pages.ConfirmPage:
    """The window of a second press, with the number of people it concerns."""
    start, first = release_time.hastened(session, reader, poll, now) if what == "send_now" else (now, None)
    answered = poll.answers_shown if what == "close" else None
    waits = release_time.waits_for(first, start, now) if first else ""
    return pages.ConfirmPage(people_pages.zone_for(session, reader), poll.id, what, people, first, answered, waits)


def warnings(session: Session, poll: Poll) -> tuple[Sentence, ...]:
    """What the opener should know before submitting: a small group, a short time, weeks of leave."""
    zone, days = zone_of(member.workspace(session, poll.workspace_id).zone), working_days_of(session, poll.workspace_id)
    asked, _ = draft.people_asked(session, poll)
    first = release_time.release_moment(session, poll)(zone)
    small = group_warnings(asked) if poll.kind == BallotKind.SECRET else ()
    return (*small, *closing_check(poll.closes_at, first, zone, days).warnings)


def without_notice(session: Session, poll: Poll) -> tuple[tuple[str, int], ...]:
    """Languages we have no notice in, with the number of people who use Slack in them and would read English."""
    roles = [role.value for role in ACTIVE if poll.include_guests or role not in GUESTS]
    query = select(Member.locale, func.count()).where(
        Member.workspace_id == poll.workspace_id, Member.role.in_(roles), Member.locale.is_not(None)
    )
    by_language: dict[str, int] = {}
    for locale, count in session.execute(query.group_by(Member.locale)):
        language = (locale or "en").replace("_", "-").split("-")[0].lower()
        if language not in LANGUAGES:
            by_language[language] = by_language.get(language, 0) + count
    return tuple(sorted(by_language.items()))
