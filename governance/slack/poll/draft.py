"""Preparing a question: its modals from the first screen to the last look, and trying it on oneself."""

from __future__ import annotations

from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.poll.tally import Base
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import (
    Response,
    beside_fields,
    change,
    done,
    pushed,
    refresh_home,
    repaint_view,
    show,
    texts_of,
    updated,
)
from governance.slack.views.poll import defaults, opening
from governance.slack.views.poll import organiser as views
from governance.store import outbox, queries
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.usecases.people import members
from governance.usecases.poll import draft
from governance.usecases.poll import opening as openings
from governance.usecases.poll import running as polls
from governance.usecases.seen import organiser

FIELDS = {
    "guests": Block.GUESTS, "closes": Block.CLOSES, "owner": Block.OWNER, "reminders": Block.REMINDERS,
    "paragraph": Block.PARAGRAPH, "minimum": Block.MINIMUM, "share": Block.SHARE, "operator": Block.OPERATOR,
}  # fmt: skip


def question_asked_for(edge: Edge, gesture: Gesture) -> Response:
    """`/ai-consent poll`, or *Prepare a question* on Home."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = draft.new_draft(session, who, edge.house, now)
        page = organiser.opening_page(session, who, poll, now)
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _faults(faults: dict[str, Refusal], who: Person) -> Response:
    return beside_fields({FIELDS[field]: fault for field, fault in faults.items()}, texts_of(who))


def basics_chosen(edge: Edge, gesture: Gesture) -> Response:
    """The first screen was submitted: who is asked, until when, who decides."""
    who, now = actor(edge, gesture), edge.clock()
    guests = {"yes": True, "no": False}.get(gesture.text(Block.GUESTS))
    with change(edge) as session:
        faults = draft.save_basics(
            session,
            who,
            gesture.metadata,
            guests=guests,
            closes_on=gesture.day(Block.CLOSES),
            owner_id=gesture.text(Block.OWNER),
            now=now,
        )
        if faults:
            return _faults(faults, who)
        poll = queries.poll_of(session, edge.workspace_id, gesture.metadata)
        draft.refuse_without_operator(poll)
        page = organiser.preview_page(session, who, poll)
    return pushed(opening.preview(page, texts_of(who)))


def defaults_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Change*, beside the list of defaults."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = organiser.opening_page(session, who, draft.draft_of(session, who, gesture.value), now)
    show(edge, gesture, defaults.defaults(page, texts_of(who)))
    return None


def _whole(text: str, otherwise: int | None) -> int | None:
    text = text.strip().removesuffix("%").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise if not text else -1


def read_defaults(gesture: Gesture, before: pages.Draft) -> pages.Draft:
    """What was chosen on the screen of defaults; a field that it does not show keeps its value. -1: no valid number."""
    ticked = gesture.input(Block.EMPLOYER)
    return pages.Draft(
        employer=bool(ticked) if isinstance(ticked, list) else ticked != "no",
        rule_kind=gesture.among(Block.RULE, ("majority", "unanimous", "share"), before.rule_kind),
        share_percent=_whole(gesture.text(Block.SHARE), before.share_percent) or 0,
        base=gesture.among(Block.BASE, [base.value for base in Base], before.base),
        minimum=_whole(gesture.text(Block.MINIMUM), None),
        reminders=int(gesture.among(Block.REMINDERS, ("0", "1", "2"), "0")),
        operator=gesture.text(Block.OPERATOR).strip(),
        privacy_contact=gesture.text(Block.CONTACT).strip(),
        paragraph=gesture.text(Block.PARAGRAPH).strip(),
        secret=gesture.input(Block.SECRET) != "named",
        open_reason=gesture.text(Block.OPEN_REASON).strip(),
    )


def defaults_chosen(edge: Edge, gesture: Gesture) -> Response:
    """The screen of defaults was submitted: back to the first screen, painted again."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = draft.draft_of(session, who, gesture.metadata)
        faults = draft.save_defaults(session, who, poll.id, read_defaults(gesture, organiser.draft_of(poll)))
        if faults:
            return _faults(faults, who)
        repaint_view(session, edge, gesture.view_below, who.user_id, now, "opening", poll=poll.id)
    return None


def preview_accepted(edge: Edge, gesture: Gesture) -> Response:
    """*Prepare it*: the question is submitted; people are added, owners are told."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = openings.submit(session, who, gesture.metadata, now)
        page = organiser.prepared_page(session, who, poll)
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    return updated(views.preparing(page, texts_of(who)))


def tried_on_myself(edge: Edge, gesture: Gesture) -> Response:
    """*Try it on myself*: the question goes to this person alone and is counted nowhere."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        members.allow(session, who, Act.PREPARE)
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
        return draft.shown_to(session, who, Act.PREPARE, poll_id)
    current = queries.current_poll(session, edge.workspace_id)
    return current or draft.new_draft(session, who, edge.house, edge.clock())


def change_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Change it*: the prepared question goes back to the first screen; nothing is sent meanwhile."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = polls.change(session, who, gesture.value, now)
        page = organiser.opening_page(session, who, poll, now)
        if gesture.surface == "message":
            _leave_a_handle(session, edge, gesture, poll.id)
        refresh_home(session, edge, who.user_id, now)
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _leave_a_handle(session: Session, edge: Edge, gesture: Gesture, poll_id: str) -> None:
    """Turn the pressed message into the way back, for somebody who closes the modal midway."""
    outbox.queue(
        session,
        Kind.ANSWERED,
        f"changing:{poll_id}:{gesture.user_id}:{gesture.at}",
        edge.clock(),
        workspace_id=edge.workspace_id,
        user_id=gesture.user_id,
        poll_id=poll_id,
        about={"what": "changing", "channel": gesture.channel, "ts": gesture.message_ts},
        response_url=gesture.response_url,
        interactive=True,
    )
