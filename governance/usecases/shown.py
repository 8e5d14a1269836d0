"""Fills the pages of a question from what is stored, for one reader. Changes nothing and sends nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules import rule_in_words as wording
from governance.rules.calendar import next_working_moment, zone_of
from governance.rules.consent import Choice, button_order
from governance.rules.member import GUESTS, OWNERS, Person, Role
from governance.rules.poll import BallotKind, Basis, PollState, Rule, floor_view
from governance.store import outbox, queries
from governance.store.models import Decision, Elector, Participation, Poll
from governance.store.outbox import Kind
from governance.usecases import closing, consent, draft, member
from governance.usecases import poll as polls


def shown_person(person: Person) -> pages.Person:
    """A person as screens show them."""
    role = person.role.value
    if person.role in GUESTS:
        role = "guest"
    return pages.Person(person.user_id, person.name, role)


def somebody(session: Session, workspace_id: str, user_id: str) -> pages.Person:
    """A person by id, as screens show them."""
    return shown_person(member.person(session, workspace_id, user_id))


def zone_for(session: Session, reader: Person) -> str:
    """The reader's time zone, else the commonest of the workspace."""
    return str(zone_of(reader.zone, member.workspace(session, reader.workspace_id).zone))


def rule_of(poll: Poll) -> Rule:
    """The question's rule."""
    return Rule.from_data(poll.rule)


def ballot_page(
    session: Session,
    reader: Person,
    poll: Poll,
    *,
    elector: Elector | None = None,
    trial: bool = False,
    answered: bool = False,
) -> pages.BallotPage:
    """The question for this reader. Without an elector's row (preview, trial) the order is taken from the reader."""
    asked, _ = draft.people_asked(session, poll)
    key = elector.id if elector else trial_key(poll.id, reader.user_id)
    named = poll.kind == BallotKind.NAMED
    readers = {poll.decider, poll.author} if named else set()
    return pages.BallotPage(
        zone=zone_for(session, reader),
        poll_ref=f"t{poll.id}" if trial else poll.id,
        organisation=member.workspace(session, poll.workspace_id).name,
        asker=somebody(session, poll.workspace_id, poll.author),
        decider=somebody(session, poll.workspace_id, poll.decider),
        rule=wording.rule_sentence(rule_of(poll), asked),
        asked=asked,
        closes_at=poll.closes_at,
        yes_first=button_order(key.encode())[0] is Choice.CONSENT,
        secret=not named,
        readers=tuple(somebody(session, poll.workspace_id, user_id) for user_id in sorted(readers)),
        open_reason=poll.named_reason or "",
        consent_wording=poll.rule["kind"] == Basis.UNANIMOUS and not poll.employer,
        trial=trial,
        answered=answered,
    )


def trial_key(poll_id: str, user_id: str) -> str:
    """Stands in for an elector's id where there is none."""
    return f"trial {poll_id} {user_id}"


def answered_by(session: Session, poll: Poll, user_id: str) -> bool:
    """Whether this person has an answer on record; for their own screens only."""
    taken = session.get(Participation, (poll.id, user_id))
    return taken is not None and taken.answered


def reminder_page(session: Session, reader: Person, poll: Poll, elector: Elector, number: int) -> pages.ReminderPage:
    """Reminder `number` of as many as were announced."""
    return pages.ReminderPage(ballot_page(session, reader, poll, elector=elector), number, poll.reminders)


def closed_ballot_page(session: Session, reader: Person, poll: Poll, why: str = "closed") -> pages.ClosedBallotPage:
    """What stands in place of the buttons of a question that is over."""
    decided = decision_of(session, poll)
    return pages.ClosedBallotPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        why=why,
        closed_at=poll.closed_at or poll.closes_at,
        decider=somebody(session, poll.workspace_id, poll.decider),
        decision_due=None if decided else poll.decision_due,
        can_object=why == "closed" and poll.later_salt is not None and poll.closed_at is not None,
    )


def decision_of(session: Session, poll: Poll) -> Decision | None:
    """The decision on this question, if one was taken."""
    return session.scalars(select(Decision).where(Decision.poll_id == poll.id)).first()


CHOICES = {"allow": "stay", "opt_out": "opt_out"}


def decision_page(session: Session, decision: Decision) -> pages.Decision:
    """A decision as screens show it."""
    choice = CHOICES[decision.choice]
    return pages.Decision(
        choice=choice,
        by=somebody(session, decision.workspace_id, decision.decided_by),
        at=decision.decided_at,
        reason=decision.reason,
        departs=decision.advice is not None and decision.advice != choice,
        asked=decision.poll_id is not None,
    )


def result_of(session: Session, poll: Poll) -> pages.Result:
    """The count of a closed question as everybody may read it: below the floor without numbers."""
    tally, rule = closing.tally_of(poll), rule_of(poll)
    seen, advice = floor_view(rule, tally), closing.advice_of(poll)
    states = queries.elector_states(session, poll.id)
    totals = seen.totals
    closer = member.person(session, poll.workspace_id, poll.closed_by).name if poll.closed_by else None
    return pages.Result(
        asked=poll.electorate,
        shown=totals is not None,
        outcome=advice.outcome.value,
        recommendation=advice.recommendation.value,
        sentences=seen.sentences[1:] if totals else seen.sentences,
        answered=totals.answered if totals else 0,
        consent=totals.consent if totals else 0,
        object=totals.object if totals else 0,
        abstain=totals.abstain if totals else 0,
        unreachable=states.get("unreachable", 0),
        left=states.get("left", 0),
        guests_not_asked=poll.excluded_guests,
        others_not_asked=poll.excluded_others,
        rule_fixed_at=poll.opened_at,
        closed_at=poll.closed_at,
        closed_early_by=closer,
        closed_early_reason=poll.close_reason,
    )


def result_page(
    session: Session, reader: Person, poll: Poll, *, case_ref: str | None = None, private: bool = False
) -> pages.ResultPage:
    """The result message, or the private answer to `results`."""
    decided = decision_of(session, poll)
    return pages.ResultPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        organisation=member.workspace(session, poll.workspace_id).name,
        result=result_of(session, poll),
        decision=decision_page(session, decided) if decided else None,
        decision_due=poll.decision_due,
        secret=poll.kind == BallotKind.SECRET,
        case_ref=case_ref,
        can_object=poll.later_salt is not None,
        can_check=poll.kind == BallotKind.SECRET,
        private=private,
    )


def draft_of(poll: Poll) -> pages.Draft:
    """The stored draft as the modals show it."""
    rule, zone_free = rule_of(poll), poll.closes_at
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


def opening_page(session: Session, reader: Person, poll: Poll, now: datetime) -> pages.OpeningPage:
    """The modal that prepares a question."""
    workspace = member.workspace(session, poll.workspace_id)
    members, guests = member.counts(session, poll.workspace_id)
    today = now.astimezone(zone_of(workspace.zone)).date()
    return pages.OpeningPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        draft=draft_of(poll),
        members=members,
        guests=guests,
        owners=tuple(shown_person(owner) for owner in member.owners(session, poll.workspace_id)),
        first_day=today,
        last_day=today + timedelta(days=365),
        synced_at=workspace.synced_at,
        closing_zone=workspace.zone,
        notice_languages=tuple(sorted(poll.notice_digests)),
    )


def first_at(session: Session, poll: Poll) -> datetime:
    """When the first message leaves, or would."""
    zone = zone_of(member.workspace(session, poll.workspace_id).zone)
    return poll.opens_at or polls.release_moment(poll)(zone)


def preview_page(session: Session, reader: Person, poll: Poll) -> pages.PreviewPage:
    """The last screen before submitting: the question as a member will see it, and whom it goes to."""
    asked, guests_not_asked = draft.people_asked(session, poll)
    return pages.PreviewPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        ballot=ballot_page(session, reader, poll),
        asked=asked,
        guests_not_asked=guests_not_asked,
        first_at=first_at(session, poll),
        minutes=draft.minutes_for(asked),
        reminders=poll.reminders,
        decision_due=poll.decision_due,
        warnings=draft.warnings(session, poll),
        without_notice=draft.without_notice(session, poll),
        synced_at=member.workspace(session, poll.workspace_id).synced_at,
        operator=poll.operator,
    )


def prepared_page(session: Session, reader: Person, poll: Poll) -> pages.PreparedPage:
    """What the author reads after preparing."""
    asked, _ = draft.people_asked(session, poll)
    return pages.PreparedPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        asked=asked,
        first_at=first_at(session, poll),
        minutes=draft.minutes_for(asked),
        decider=somebody(session, poll.workspace_id, poll.decider),
        author=somebody(session, poll.workspace_id, poll.author),
        announcement_contact=poll.contact,
        ready=poll.state != PollState.PREPARING,
    )


def owner_notice_page(session: Session, reader: Person, poll: Poll, *, seen: bool = False) -> pages.OwnerNoticePage:
    """What every owner is told when somebody prepares a question, when it is taken back or stopped, or after *Fine*."""
    asked, _ = draft.people_asked(session, poll)
    states = {"cancelled": "stopped", "draft": "changed", "open": "open", "closed": "open"}
    return pages.OwnerNoticePage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        author=somebody(session, poll.workspace_id, poll.author),
        asked=asked,
        first_at=first_at(session, poll),
        rule=wording.rule_to_owner(rule_of(poll), asked),
        decision_due=poll.decision_due,
        decider=somebody(session, poll.workspace_id, poll.decider),
        state=states.get(poll.state, "fine" if seen else "scheduled"),
    )


def progress_of(
    session: Session, poll: Poll, now: datetime, per_second: float = draft.MESSAGES_PER_MINUTE / 60
) -> pages.Progress:
    """How far sending is: figures with their base; seconds left at this rate, None while it waits for mornings."""
    states = queries.delivery_states(session, poll.id, Kind.BALLOT)
    waiting = states.get("queued", 0) + states.get("sending", 0) + states.get("held", 0)
    due_now = outbox.due_count(session, poll.id, Kind.BALLOT, now) if waiting else 0
    return pages.Progress(
        sent=states.get("sent", 0),
        total=poll.electorate,
        failed=states.get("failed", 0),
        seconds_left=int(due_now / per_second) + 1 if due_now else None,
        paused=poll.paused_at is not None,
        waiting_for_hours=bool(waiting) and not due_now and poll.paused_at is None,
    )


def failures_page(session: Session, reader: Person, poll: Poll) -> pages.FailuresPage:
    """Why messages could not be delivered: codes and numbers."""
    failures = queries.delivery_errors(session, poll.id, Kind.BALLOT)
    return pages.FailuresPage(
        zone=zone_for(session, reader),
        poll_ref=poll.id,
        total=poll.electorate,
        failures=tuple(pages.Failure(code, count) for code, count in failures),
    )


def confirm_page(
    session: Session, reader: Person, poll: Poll, what: str, people: int, now: datetime
) -> pages.ConfirmPage:
    """A second press, with the number of people it concerns."""
    at = next_working_moment(now, zone_of(zone_for(session, reader))) if what in ("send_now", "remind") else None
    answered = poll.answers_shown if what == "close" else None
    return pages.ConfirmPage(zone_for(session, reader), poll.id, what, people, at, answered)


def roles_page(session: Session, reader: Person) -> pages.RolesPage:
    """Who may do what."""
    here = reader.workspace_id
    return pages.RolesPage(
        zone=zone_for(session, reader),
        owners=tuple(shown_person(person) for person in member.people_with_role(session, here, *OWNERS)),
        admins=tuple(shown_person(person) for person in member.people_with_role(session, here, Role.ADMIN)),
        organisers=tuple(shown_person(person) for person in member.appointed(session, here, "organiser")),
        observers=tuple(shown_person(person) for person in member.appointed(session, here, "observer")),
        may_appoint=reader.is_owner,
    )


def strongest(person: Person) -> str:
    """The part of the app's screens this person is shown: owner, admin, organiser, observer, guest or member."""
    if person.is_owner:
        return "owner"
    if person.role is Role.ADMIN:
        return "admin"
    if person.organiser or person.observer:
        return "organiser" if person.organiser else "observer"
    return "guest" if person.is_guest else "member"


def my_record_page(session: Session, reader: Person, app_key: bytes) -> pages.MyRecordPage:
    """What is kept about this person; facts only, never a secret choice."""
    poll = queries.current_poll(session, reader.workspace_id)
    zone = zone_for(session, reader)
    if poll is None or poll.state not in ("open", "closed"):
        return pages.MyRecordPage(zone, reader.name, False, False, False, False, False)
    elector = queries.elector_of(session, poll.id, reader.user_id)
    return pages.MyRecordPage(
        zone=zone,
        name=reader.name,
        asked=elector is not None,
        answered=answered_by(session, poll, reader.user_id),
        open=poll.state == PollState.OPEN,
        muted=elector is not None and elector.muted,
        objected_later=consent.has_objected(session, poll, reader.user_id, app_key),
        poll_ref=poll.id,
        forgotten_at=poll.traces_cleared_at,
    )


def private_result(session: Session, reader: Person, poll: Poll) -> pages.ResultPage:
    """The result for one person who asks for it; refused while the question is open."""
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open. The result is shown when it has closed."))
    return result_page(session, reader, poll, private=True)


def help_page(session: Session, reader: Person, unknown: str = "") -> pages.HelpPage:
    """What this person may do."""
    owners = tuple(shown_person(owner) for owner in member.owners(session, reader.workspace_id))
    return pages.HelpPage(strongest(reader), unknown, owners)


def contact_page(session: Session, reader: Person, house: draft.House) -> pages.ContactPage:
    """Who to ask: as the present question announced it, else as the operator set it."""
    poll = queries.current_poll(session, reader.workspace_id)
    owners = tuple(shown_person(owner) for owner in member.owners(session, reader.workspace_id))
    contact, operator = (poll.contact, poll.operator) if poll else (house.contact, house.operator)
    return pages.ContactPage(zone_for(session, reader), contact, owners, operator)
