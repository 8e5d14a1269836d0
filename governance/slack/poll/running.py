"""Running a question: its first presses each open a window that says what the second one will do."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views import words
from governance.slack.views.poll import delivery_progress, opening
from governance.slack.views.poll import organiser as views
from governance.store import outbox, queries, repaints
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.usecases.people import homes, members
from governance.usecases.poll import closing, draft, release_time, reminders, resend
from governance.usecases.poll import running as polls
from governance.usecases.seen import organiser, people


def _people_concerned(session: Session, poll: Poll, what: str) -> int:
    if what in ("pause", "resume"):
        return queries.unsent_count(session, poll.id, Kind.BALLOT)
    if what == "resend":
        return resend.unreached(session, poll)
    return draft.people_asked(session, poll)[0]


def _second_press(what: str, act: Act, *, own: bool = False) -> Callable[[Edge, Gesture], Response]:
    """A first press: shows what the second one would do, and to how many people."""

    def asked(edge: Edge, gesture: Gesture) -> Response:
        who, now = actor(edge, gesture), edge.clock()
        with edge.database.reading() as session:
            poll = poll_meant(session, edge, gesture)
            polls.check_possible(session, who, poll, what, act, own, now)
            page = organiser.confirm_page(session, who, poll, what, _people_concerned(session, poll, what), now)
        show(edge, gesture, views.confirm(page, texts_of(who)))
        return None

    asked.__name__ = f"{what}_asked"
    asked.__doc__ = f"The first press of {what.replace('_', ' ')}."
    return asked


def poll_meant(session: Session, edge: Edge, gesture: Gesture) -> Poll:
    """The question that a press names; for a command, the present one."""
    if gesture.surface != "command":
        return queries.poll_of(session, edge.workspace_id, gesture.value)
    poll = queries.current_poll(session, edge.workspace_id)
    if poll is None:
        raise Refusal(N_("No question has been asked yet."))
    return poll


send_now_asked = _second_press("send_now", Act.SEND_NOW, own=True)
stop_asked = _second_press("stop", Act.CHANGE, own=True)
pause_asked = _second_press("pause", Act.PAUSE)
resume_asked = _second_press("resume", Act.PAUSE)
close_asked = _second_press("close", Act.CLOSE_EARLY)
remind_asked = _second_press("remind", Act.REMIND)
resend_asked = _second_press("resend", Act.RESEND)


def sent_now(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Send now*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll, zone = polls.send_now(session, who, gesture.metadata, now), people.zone_for(session, who)
        first = words.plain_when(poll.opens_at or now, zone, texts_of(who), weekday=True)
        waits = release_time.let_go(poll, now) or ""
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    return updated(done(texts_of(who), delivery_progress.LET_GO[waits], when=first))


def stopped(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Stop it*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.stop(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Stopped. Nobody was asked. The owners have been told.")))


def paused(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Pause*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.pause(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Sending is paused. Answers still count.")))


def resumed(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Resume*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.resume(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Sending goes on.")))


def closed_early(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Close early*, with the reason."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        try:
            reason = gesture.text(Block.REASON)
            closing.close_early(session, who, gesture.metadata, reason, now)
        except Refusal as refusal:
            return beside_fields({Block.REASON: refusal}, texts_of(who))
        homes.refresh(session, edge.workspace_id, now)
    edge.wake()
    return updated(done(texts_of(who), N_("The question is closed. The owners get the result.")))


def reminded(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Remind*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        reminders.remind_now(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    told = N_("The reminder goes only to those who have not answered, in their working hours.")
    return updated(done(texts_of(who), told))


def resent(edge: Edge, gesture: Gesture) -> Response:
    """The second press of *Send to those who were not reached*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        resend.send_to_unreached(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("The question goes out once more to those whose message failed.")))


def prepared_question_accepted(edge: Edge, gesture: Gesture) -> Response:
    """*I have seen it*, by an owner who was told: the message is marked as seen."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        members.allow(session, who, Act.READ_FIGURES)
        repaints.note_seen(session, edge.workspace_id, who.user_id, gesture.message_ts or "", now)
        outbox.queue(
            session,
            Kind.ANSWERED,
            f"fine:{gesture.value}:{gesture.user_id}",
            now,
            workspace_id=edge.workspace_id,
            user_id=gesture.user_id,
            poll_id=queries.poll_of(session, edge.workspace_id, gesture.value).id,
            about={"what": "fine", "channel": gesture.channel, "ts": gesture.message_ts},
            response_url=gesture.response_url,
            interactive=True,
        )
    return None


def read_as_member(edge: Edge, gesture: Gesture) -> Response:
    """*Read it as a member will*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        poll = draft.shown_to(session, who, Act.READ_FIGURES, gesture.value)
        page = organiser.preview_page(session, who, poll, edge.clock())
    show(edge, gesture, opening.as_member(page, texts_of(who)))
    return None


def failures_asked(edge: Edge, gesture: Gesture) -> Response:
    """*See why* messages could not be delivered."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.READ_FIGURES)
        poll = queries.poll_of(session, edge.workspace_id, gesture.value)
        page = organiser.failures_page(session, who, poll, edge.clock())
    show(edge, gesture, delivery_progress.failures(page, texts_of(who)))
    return None


def announcement_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Text for a channel*: for a person to post; the app posts nothing there."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        poll = draft.shown_to(session, who, Act.PREPARE, gesture.value)
        if poll.opened_at is not None:
            raise Refusal(N_("The first messages have left already."))
        page = organiser.prepared_page(session, who, poll, edge.clock())
    show(edge, gesture, views.announcement(page, texts_of(who)))
    return None
