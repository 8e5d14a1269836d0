"""Preparing and running a question: its modals, and the presses of those who run it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.member import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.guards import actor, reader
from governance.slack.ids import Block
from governance.slack.showing import (
    Answer,
    beside_fields,
    change,
    cleared,
    done,
    pushed,
    refresh_home,
    repaint_view,
    show,
    texts_of,
    updated,
)
from governance.slack.views import defaults, delivery, opening, roles
from governance.slack.views import poll as views
from governance.store import outbox, queries
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.usecases import closing, draft, member, reminder, shown
from governance.usecases import poll as polls

FIELDS = {
    "guests": Block.GUESTS, "closes": Block.CLOSES, "owner": Block.OWNER, "reminders": Block.REMINDERS,
    "paragraph": Block.PARAGRAPH, "minimum": Block.MINIMUM, "share": Block.SHARE, "open_reason": Block.OPEN_REASON,
}  # fmt: skip


def question_asked_for(edge: Edge, gesture: Gesture) -> Answer:
    """`/ai-consent poll`, or *Prepare a question* on Home."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = draft.new_draft(session, who, edge.house, now)
        page = shown.opening_page(session, who, poll, now)
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _faults(faults: dict[str, Refusal], who: Person) -> Answer:
    return beside_fields({FIELDS[field]: fault for field, fault in faults.items()}, texts_of(who))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def basics_chosen(edge: Edge, gesture: Gesture) -> Answer:
    """The first screen was submitted: who is asked, until when, who decides."""
    who, now = actor(edge, gesture), edge.clock()
    guests = {"yes": True, "no": False}.get(gesture.input(Block.GUESTS) or "")
    with change(edge) as session:
        faults = draft.save_basics(
            session,
            who,
            gesture.metadata,
            guests=guests,
            closes_on=_day(gesture.input(Block.CLOSES)),
            owner_id=gesture.input(Block.OWNER) or "",
            now=now,
        )
        if faults:
            return _faults(faults, who)
        page = shown.preview_page(session, who, queries.poll_of(session, edge.workspace_id, gesture.metadata))
    return pushed(opening.preview(page, texts_of(who)))


def defaults_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Change*, beside the list of defaults."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = shown.opening_page(session, who, draft.draft_of(session, who, gesture.value), now)
    show(edge, gesture, defaults.defaults(page, texts_of(who)))
    return None


def _whole(text: str | None, otherwise: int | None) -> int | None:
    text = (text or "").strip().removesuffix("%").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise if not text else -1


def read_defaults(gesture: Gesture, before: pages.Draft) -> pages.Draft:
    """What the screen of defaults says; a field it does not show keeps its value. -1 stands for no number."""
    ticked = gesture.input(Block.EMPLOYER)
    return pages.Draft(
        employer=bool(ticked) if isinstance(ticked, list) else ticked != "no",
        rule_kind=gesture.input(Block.RULE) or before.rule_kind,
        share_percent=_whole(gesture.input(Block.SHARE), before.share_percent) or 0,
        base=gesture.input(Block.BASE) or before.base,
        minimum=_whole(gesture.input(Block.MINIMUM), None),
        reminders=int(gesture.input(Block.REMINDERS) or 0),
        operator=(gesture.input(Block.OPERATOR) or "").strip(),
        privacy_contact=(gesture.input(Block.CONTACT) or "").strip(),
        paragraph=(gesture.input(Block.PARAGRAPH) or "").strip(),
        secret=gesture.input(Block.SECRET) != "named",
        open_reason=(gesture.input(Block.OPEN_REASON) or "").strip(),
    )


def defaults_chosen(edge: Edge, gesture: Gesture) -> Answer:
    """The screen of defaults was submitted: back to the first screen, which is painted anew."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = draft.draft_of(session, who, gesture.metadata)
        faults = draft.save_defaults(session, who, poll.id, read_defaults(gesture, shown.draft_of(poll)))
        if faults:
            return _faults(faults, who)
        repaint_view(session, edge, gesture.view_below, who.user_id, now, "opening", poll=poll.id)
    return None


def preview_accepted(edge: Edge, gesture: Gesture) -> Answer:
    """*Prepare it*: the question is submitted; people are added, owners are told."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = polls.submit(session, who, gesture.metadata, now)
        page = shown.prepared_page(session, who, poll)
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    return updated({**views.preparing(page, texts_of(who)), "clear_on_close": True})


def tried_on_myself(edge: Edge, gesture: Gesture) -> Answer:
    """*Try it on myself*: the question goes to this person alone and is counted nowhere."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        member.allow(session, who, Act.PREPARE)
        poll = _trial_poll(session, edge, who, gesture.value)
        outbox.queue(
            session,
            Kind.TRIAL,
            f"trial:{poll.id}:{who.user_id}:{gesture.at}",
            now,
            workspace_id=edge.workspace_id,
            user_id=who.user_id,
            poll_id=poll.id,
        )
    show(edge, gesture, done(texts_of(who), N_("The trial has been sent to you alone. Look at your messages.")))
    return None


def _trial_poll(session: Session, edge: Edge, who: Person, poll_id: str) -> Poll:
    if poll_id:
        return queries.poll_of(session, edge.workspace_id, poll_id)
    current = queries.current_poll(session, edge.workspace_id)
    return current or draft.new_draft(session, who, edge.house, edge.clock())


def change_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Change it*: the prepared question goes back to the first screen; nothing is sent meanwhile."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = polls.change(session, who, gesture.value, now)
        page = shown.opening_page(session, who, poll, now)
        refresh_home(session, edge, who.user_id, now)
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _people_concerned(session: Session, poll: Poll, what: str) -> int:
    if what == "remind":
        return reminder.silent_count(session, poll)
    if what in ("pause", "resume"):
        states = queries.delivery_states(session, poll.id, Kind.BALLOT)
        return states.get("queued", 0) + states.get("held", 0) + states.get("sending", 0)
    return draft.people_asked(session, poll)[0]


def _second_press(what: str, act: Act, *, own: bool = False) -> Callable[[Edge, Gesture], Answer]:
    """A first press: shows what the second one would do, and to how many people."""

    def asked(edge: Edge, gesture: Gesture) -> Answer:
        who, now = actor(edge, gesture), edge.clock()
        with edge.database.reading() as session:
            poll = poll_meant(session, edge, gesture)
            polls.check_possible(session, who, poll, what, act, own, now)
            page = shown.confirm_page(session, who, poll, what, _people_concerned(session, poll, what), now)
        show(edge, gesture, views.confirm(page, texts_of(who)))
        return None

    asked.__name__ = f"{what}_asked"
    asked.__doc__ = f"The first press of {what.replace('_', ' ')}."
    return asked


def poll_meant(session: Session, edge: Edge, gesture: Gesture) -> Poll:
    """The question that a press names, or for a command the present one."""
    if gesture.place != "command":
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


def sent_now(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Send now*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.send_now(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    words = N_("The messages leave today, each between 9:00 and 17:00 of the person's own time.")
    return updated(done(texts_of(who), words))


def stopped(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Stop it*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.stop(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Stopped. Nobody was asked. The owners have been told.")))


def paused(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Pause*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.pause(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Sending is paused. Answers still count.")))


def resumed(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Resume*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        polls.resume(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Sending goes on.")))


def closed_early(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Close early*, with the reason."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        try:
            closing.close_early(session, who, gesture.metadata, gesture.input(Block.REASON) or "", now)
        except Refusal as refusal:
            return beside_fields({Block.REASON: refusal}, texts_of(who))
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    return updated(done(texts_of(who), N_("The question is closed. The owners get the result.")))


def reminded(edge: Edge, gesture: Gesture) -> Answer:
    """The second press of *Remind*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        people = reminder.remind_now(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
    words = N_("The reminder goes to {people} people who have not answered, in their working hours.")
    return updated(done(texts_of(who), words, people=people))


def prepared_question_accepted(edge: Edge, gesture: Gesture) -> Answer:
    """*Fine*, by an owner who was told: the message says that it was seen."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        member.allow(session, who, Act.READ_FIGURES)
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


def read_as_member(edge: Edge, gesture: Gesture) -> Answer:
    """*Read it as a member will*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.READ_FIGURES)
        poll = queries.poll_of(session, edge.workspace_id, gesture.value)
        page = shown.preview_page(session, who, poll)
    show(edge, gesture, opening.as_member(page, texts_of(who)))
    return None


def failures_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*See why* messages could not be delivered."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.READ_FIGURES)
        page = shown.failures_page(session, who, queries.poll_of(session, edge.workspace_id, gesture.value))
    show(edge, gesture, delivery.failures(page, texts_of(who)))
    return None


def announcement_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Text for a channel*: a person posts it, the app posts nothing there."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.PREPARE)
        page = shown.prepared_page(session, who, queries.poll_of(session, edge.workspace_id, gesture.value))
    show(edge, gesture, views.announcement(page, texts_of(who)))
    return None


def roles_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Who may do what*; owners appoint there."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = shown.roles_page(session, who)
    show(edge, gesture, roles.roles(page, texts_of(who)))
    return None


def roles_appointed(edge: Edge, gesture: Gesture) -> Answer:
    """An owner chose organisers and observers."""
    who, now = actor(edge, gesture), edge.clock()
    chosen = {"organiser": gesture.input(Block.ORGANISERS) or [], "observer": gesture.input(Block.OBSERVERS) or []}
    with change(edge) as session:
        member.appoint(session, who, chosen, now)
        refresh_home(session, edge, who.user_id, now)
    return cleared()
