"""What members do for themselves: answer, see, remove, mute, check a code, object later, see what is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import CheckCodePage, MyAnswerPage, MyRecordPage, ObjectNowPage
from governance.rules.people.permissions import Act, Person, may
from governance.rules.poll.tally import Basis
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import TRIAL, Block, ballot_press, is_trial
from governance.slack.people.authority import reader
from governance.slack.responses import (
    Response,
    beside_fields,
    change,
    queue_file,
    refresh_home,
    repaint,
    show,
    texts_of,
    updated,
)
from governance.slack.views.poll import member_modals
from governance.store import outbox, queries
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.usecases.people import members
from governance.usecases.poll import answer, check_codes, later_objection
from governance.usecases.seen import ballot, people


def ballot_answered(edge: Edge, gesture: Gesture) -> Response:
    """One of the three answers was pressed."""
    found = ballot_press(gesture.value)
    if found is None:
        raise Refusal(N_("This question no longer exists."))
    poll_id, position = found
    now, press = edge.clock(), gesture.press(edge.workspace_id)
    if is_trial(poll_id):
        if gesture.surface != "message":
            raise Refusal(N_("This is a trial. Only you see this; it is counted nowhere."))
        with change(edge) as session:
            _queue_trial_receipt(session, edge, gesture, poll_id, now)
        return None
    try:
        with change(edge) as session:
            answer.record_answer(session, press, poll_id, position, edge.keys, now)
            if gesture.surface == "modal":
                repaint(session, edge, gesture, now, "mine", poll=poll_id)
            if gesture.surface != "message":
                refresh_home(session, edge, gesture.user_id, now)
    except Refusal:
        _paint_as_things_stand(edge, gesture, poll_id, now)
        raise
    return None


def _paint_as_things_stand(edge: Edge, gesture: Gesture, poll_id: str, now: datetime) -> None:
    """After a refused press, paint its old message again; after closing it offers *I object now*."""
    with change(edge) as session:
        poll = session.get(Poll, poll_id)
        if (
            gesture.surface == "message"
            and poll is not None
            and poll.workspace_id == edge.workspace_id
            and poll.closed_at
        ):
            answer.queue_receipt(session, gesture.press(edge.workspace_id), poll_id, now)
        elif gesture.surface == "home" and may(members.person(session, edge.workspace_id, gesture.user_id), Act.READ):
            refresh_home(session, edge, gesture.user_id, now)


def _queue_trial_receipt(session: Session, edge: Edge, gesture: Gesture, poll_ref: str, now: datetime) -> None:
    outbox.queue(
        session,
        Kind.ANSWERED,
        f"trial_receipt:{gesture.user_id}:{gesture.message_ts}",
        now,
        workspace_id=edge.workspace_id,
        user_id=gesture.user_id,
        poll_id=queries.poll_of(session, edge.workspace_id, poll_ref.removeprefix(TRIAL)).id,
        about={"what": "trial", "channel": gesture.channel, "ts": gesture.message_ts},
        response_url=gesture.response_url,
        interactive=True,
    )


def _wording(session: Session, edge: Edge, poll_id: str) -> bool:
    poll = queries.poll_of(session, edge.workspace_id, poll_id)
    return poll.rule["kind"] == Basis.UNANIMOUS and not poll.employer


def my_answer_page(
    session: Session, edge: Edge, gesture: Gesture, who: Person, poll_ref: str, now: datetime
) -> MyAnswerPage:
    """One's own answer, read now."""
    if is_trial(poll_ref):
        poll = queries.poll_of(session, edge.workspace_id, poll_ref.removeprefix(TRIAL))
        return MyAnswerPage(people.zone_for(session, who), poll_ref, None, poll.closes_at, trial=True)
    press = gesture.press(edge.workspace_id)
    return ballot.my_answer_page(session, who, press, poll_ref, edge.keys, now)


def my_answer_asked(edge: Edge, gesture: Gesture) -> Response:
    """*See my answer*: a modal, so that nothing stays in the conversation."""
    who, now = reader(edge, gesture), edge.clock()
    try:
        with edge.database.reading() as session:
            page = my_answer_page(session, edge, gesture, who, gesture.value, now)
    except Refusal:
        _paint_as_things_stand(edge, gesture, gesture.value, now)
        raise
    show(edge, gesture, member_modals.my_answer(page, texts_of(who)))
    return None


def answer_removed(edge: Edge, gesture: Gesture) -> Response:
    """*Remove my answer*, in that modal."""
    now = edge.clock()
    with change(edge) as session:
        answer.remove_answer(session, gesture.press(edge.workspace_id), gesture.value, edge.keys, now)
        if gesture.surface == "modal":
            repaint(session, edge, gesture, now, "mine", poll=gesture.value)
        refresh_home(session, edge, gesture.user_id, now)
    return None


def reminders_muted(edge: Edge, gesture: Gesture) -> Response:
    """*No more reminders*."""
    now = edge.clock()
    try:
        with change(edge) as session:
            answer.mute(session, gesture.press(edge.workspace_id), gesture.value, now)
    except Refusal:
        _paint_as_things_stand(edge, gesture, gesture.value, now)
        raise
    return None


def code_check_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Check my code*: asks for the code."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        poll = queries.poll_of(session, edge.workspace_id, gesture.value)
        listed = poll.closed_at is not None and check_codes.list_is_shown(poll)
        page = CheckCodePage(people.zone_for(session, who), gesture.value, list_available=listed)
    show(edge, gesture, member_modals.check_code(page, texts_of(who)))
    return None


def code_checked(edge: Edge, gesture: Gesture) -> Response:
    """A code was typed; it is looked up and not kept."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        try:
            found = check_codes.look_up_code(session, who, gesture.metadata, gesture.text(Block.CODE))
        except Refusal as refusal:
            return beside_fields({Block.CODE: refusal}, texts_of(who))
        wording = _wording(session, edge, gesture.metadata)
        page = CheckCodePage(people.zone_for(session, who), gesture.metadata, found, wording)
    return updated(member_modals.check_code(page, texts_of(who)))


def code_list_asked(edge: Edge, gesture: Gesture) -> Response:
    """The list of all codes, as a file in the person's own conversation with the app."""
    who, now = reader(edge, gesture), edge.clock()
    with change(edge) as session:
        check_codes.published_codes(session, who, gesture.value)
        queue_file(session, edge, gesture, "codes", gesture.value, now, poll_id=gesture.value)
    return None


def _object_page(session: Session, edge: Edge, who: Person, poll_id: str, state: str) -> ObjectNowPage:
    poll = queries.poll_of(session, edge.workspace_id, poll_id)
    decider = people.acting_owner(session, who, poll.decider)
    unanimous = poll.rule["kind"] == Basis.UNANIMOUS
    return ObjectNowPage(people.zone_for(session, who), poll_id, decider, state, unanimous)


def objection_asked(edge: Edge, gesture: Gesture) -> Response:
    """*I object now*: says what it does, and asks for a second press."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        poll = queries.poll_of(session, edge.workspace_id, gesture.value)
        before = later_objection.has_objected(session, poll, who.user_id, edge.keys)
        page = _object_page(session, edge, who, gesture.value, "already" if before else "ask")
    show(edge, gesture, member_modals.object_now(page, texts_of(who)))
    return None


def objected_later(edge: Edge, gesture: Gesture) -> Response:
    """The objection after closing was confirmed. No row that names the person is written beside it, not even Home's."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        new = later_objection.object_later(session, who, gesture.metadata, edge.keys)
        page = _object_page(session, edge, who, gesture.metadata, "recorded" if new else "already")
    return updated(member_modals.object_now(page, texts_of(who)))


def kept_about_me_asked(edge: Edge, gesture: Gesture) -> Response:
    """*What is kept about me*."""
    who = reader(edge, gesture)
    show(edge, gesture, member_modals.my_record(my_record_page(edge, who), texts_of(who)))
    return None


def my_record_page(edge: Edge, who: Person) -> MyRecordPage:
    """What is kept about this person, without any secret choice."""
    with edge.database.reading() as session:
        return people.my_record_page(session, who, edge.keys)
