"""Preparing a question: its modals from the first screen to the last look, and trying it on oneself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.rules.poll.tally import Base
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block, parts_of, reference
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
from governance.usecases.register.vendor_facts import entry_meant
from governance.usecases.seen import organiser
from governance.usecases.seen.preparing import vendor_choice

FIELDS = {
    "guests": Block.GUESTS, "closes": Block.CLOSES, "owner": Block.OWNER, "reminders": Block.REMINDERS,
    "paragraph": Block.PARAGRAPH, "minimum": Block.MINIMUM, "share": Block.SHARE, "operator": Block.OPERATOR,
}  # fmt: skip

UNSTORED = "+"  # before the vendor of a question that nothing is stored of yet


def question_asked_for(edge: Edge, gesture: Gesture) -> Response:
    """`/ai-consent poll`, or *Prepare a question* on Home: nothing is stored before the window is submitted.

    `/ai-consent poll zoom` begins with that vendor, and so does the button in a message about one.
    """
    who, now = actor(edge, gesture), edge.clock()
    typed = gesture.value.partition(" ")[2].strip() if gesture.surface == "command" else gesture.value
    with edge.database.reading() as session:
        vendor = (
            entry_meant(typed).slug if typed else vendor_choice.vendor_to_ask_about(session, edge.workspace_id, now)
        )
        page = organiser.opening_page(session, who, draft.blank_draft(session, who, edge.house, now, vendor), now)
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _faults(faults: dict[str, Refusal], who: Person) -> Response:
    return beside_fields({FIELDS[field]: fault for field, fault in faults.items()}, texts_of(who))


def basics_chosen(edge: Edge, gesture: Gesture) -> Response:
    """The first screen was submitted: who is asked, until when, who decides."""
    who, now = actor(edge, gesture), edge.clock()
    guests = {"yes": True, "no": False}.get(gesture.text(Block.GUESTS))
    with change(edge) as session:
        poll = _draft_meant(session, edge, who, gesture, gesture.view_id, now)
        faults = draft.save_basics(
            session,
            who,
            poll.id,
            guests=guests,
            closes_on=gesture.day(Block.CLOSES),
            owner_id=gesture.text(Block.OWNER),
            now=now,
            vendor=gesture.text(Block.VENDOR),
        )
        if faults:
            session.rollback()  # a window that is refused has changed nothing
            return _faults(faults, who)
        draft.refuse_without_operator(poll)
        page = organiser.preview_page(session, who, poll, now)
    return pushed(opening.preview(page, texts_of(who)))


def defaults_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Change*, beside the list of defaults."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        if gesture.value:
            poll = _as_shown(polls.changeable(session, who, parts_of(gesture.value)[0]), gesture.value)
            page = organiser.opening_page(session, who, poll, now, gesture.value)
        else:
            vendor = gesture.text(Block.VENDOR) or draft.VENDOR
            poll = draft.blank_draft(session, who, edge.house, now, vendor)
            page = organiser.opening_page(session, who, poll, now, f"{UNSTORED}{vendor}")
    show(edge, gesture, defaults.defaults(page, texts_of(who)))
    return None


def _reference(poll: Poll, gesture: Gesture) -> str:
    """What a window on this question carries: of a prepared one also which preparation, and the message pressed in."""
    if poll.state == draft.DRAFT:
        return poll.id
    place = (gesture.channel, (gesture.message_ts or "").replace(".", "-")) if gesture.surface == "message" else ()
    return reference(poll.id, _preparation(poll), *(part or "" for part in place))


def _preparation(poll: Poll) -> str:
    return str(int(poll.created_at.timestamp()))


def _as_shown(poll: Poll, ref: str) -> Poll:
    """The question, unless somebody has prepared it since the window was opened."""
    _, shown = (*parts_of(ref), "")[:2]
    if poll.state != draft.DRAFT and shown != _preparation(poll):
        raise Refusal(draft.SUBMITTED)
    return poll


def _draft_meant(
    session: Session, edge: Edge, who: Person, gesture: Gesture, first_window: str | None, now: datetime
) -> Poll:
    """The draft that a submitted window writes: a new one, or a prepared question, taken back by this submission."""
    if not gesture.metadata or gesture.metadata.startswith(UNSTORED):
        vendor = gesture.metadata.removeprefix(UNSTORED) or gesture.text(Block.VENDOR) or draft.VENDOR
        poll = draft.new_draft(session, who, edge.house, now, vendor)
    else:
        poll_id, _, channel, ts = (*parts_of(gesture.metadata), "", "", "")[:4]
        poll = _as_shown(polls.changeable(session, who, poll_id), gesture.metadata)
        if poll.state == draft.DRAFT:
            return poll
        polls.change(session, who, poll_id, now)
        if channel:
            _leave_a_handle(session, edge, gesture, poll_id, channel, ts.replace("-", "."), now)
        refresh_home(session, edge, who.user_id, now)
    repaint_view(session, edge, first_window, who.user_id, now, "opening", poll=poll.id)
    return poll


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
        poll = _draft_meant(session, edge, who, gesture, None, now)
        faults = draft.save_defaults(session, who, poll.id, read_defaults(gesture, organiser.draft_of(poll)))
        if faults:
            session.rollback()  # a window that is refused has changed nothing
            return _faults(faults, who)
        repaint_view(session, edge, gesture.view_below, who.user_id, now, "opening", poll=poll.id)
    return None


def preview_accepted(edge: Edge, gesture: Gesture) -> Response:
    """*Prepare it*: the question is submitted; people are added, owners are told."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        poll = openings.submit(session, who, gesture.metadata, now)
        page = organiser.prepared_page(session, who, poll, now)
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
    """*Change it*: the first screen with what was chosen; the question stays as it is until a window is submitted."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        poll = polls.changeable(session, who, gesture.value)
        page = organiser.opening_page(session, who, poll, now, _reference(poll, gesture))
    show(edge, gesture, opening.opening(page, texts_of(who)))
    return None


def _leave_a_handle(
    session: Session, edge: Edge, gesture: Gesture, poll_id: str, channel: str, ts: str, now: datetime
) -> None:
    """Turn the message pressed in into the way back, for somebody who closes the modal midway."""
    outbox.queue(
        session,
        Kind.ANSWERED,
        f"changing:{poll_id}:{gesture.user_id}:{gesture.at}",
        now,
        workspace_id=edge.workspace_id,
        user_id=gesture.user_id,
        poll_id=poll_id,
        about={"what": "changing", "channel": channel, "ts": ts},
        interactive=True,
    )
