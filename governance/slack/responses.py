"""How a gesture is answered: a transaction that wakes the delivery, a modal, or a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.errors import N_, Fault, Refusal
from governance.pages import SayPage
from governance.rules.people.permissions import Person
from governance.rules.sentence import Sentence
from governance.slack import plain_form
from governance.slack.gesture import Edge, Gesture
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling
from governance.slack.views import words
from governance.slack.views.poll import ballot as ballot_views
from governance.slack.views.poll import member_modals
from governance.store import outbox, repaints
from governance.store.outbox import Kind
from governance.store.outbox_row import AT_ONCE, CLAIMED
from governance.texts import Texts, texts_for
from governance.usecases.people import members
from governance.usecases.seen import people

View = dict[str, Any]
SECONDS = 2.3  # that a window may take to open: its gesture has to be acknowledged within three
Response = dict[str, Any] | None  # what the acknowledgement carries


@contextmanager
def change(edge: Edge) -> Iterator[Session]:
    """A transaction of a listener; what was queued in it is sent once it is committed."""
    with edge.database.writing() as session:
        session.info[AT_ONCE] = edge.has_room()
        yield session
        queued, claimed = set(session.info.get("queued_in", ())), session.info.get(CLAIMED, ())
    edge.send_claimed(claimed)
    edge.nudge(queued)


def texts_of(person: Person) -> Texts:
    """The texts in this person's language."""
    return texts_for(person.locale)


def show(edge: Edge, gesture: Gesture, view: View) -> None:
    """Open this modal, on top of the one it was asked from. Raises Fault, also after the trigger's three seconds."""
    client = client_for(edge.client.token, edge.client.base_url, SECONDS)
    opened = client.views_push if gesture.surface == "modal" else client.views_open
    with edge.slots.one():
        plain_form.sending(
            lambda content: calling(lambda: opened(trigger_id=gesture.trigger_id, view=content)),
            view,
            callback=str(view.get("callback_id", "")),
            title=str(view["title"]["text"]),
        )


def refresh_home(session: Session, edge: Edge, user_id: str, now: datetime) -> None:
    """Paint this person's Home again."""
    outbox.queue(
        session, Kind.HOME, f"home:{user_id}", now, workspace_id=edge.workspace_id, user_id=user_id, interactive=True
    )


def repaint(session: Session, edge: Edge, gesture: Gesture, now: datetime, screen: str, **about: Any) -> None:
    """Paint the modal that was pressed in again. `screen`: one that `modal` in slack/painters.py knows."""
    repaint_view(session, edge, gesture.view_id, gesture.user_id, now, screen, **about)


def repaint_view(
    session: Session, edge: Edge, view_id: str | None, user_id: str, now: datetime, screen: str, **about: Any
) -> None:
    """Paint an open modal again."""
    if view_id:
        outbox.queue(
            session,
            Kind.MODAL,
            f"modal:{view_id}",
            now,
            workspace_id=edge.workspace_id,
            user_id=user_id,
            about={"view_id": view_id, "screen": screen, **about},
            interactive=True,
        )


def queue_file(
    session: Session,
    edge: Edge,
    gesture: Gesture,
    what: str,
    of: str,
    now: datetime,
    *,
    poll_id: str | None = None,
    case_id: str | None = None,
    **about: Any,
) -> None:
    """Send this file to whoever pressed. `what`: a file that slack/painters.py knows; `of`: what it shows."""
    outbox.queue(
        session,
        Kind.FILE,
        f"{what}:{of}:{gesture.user_id}:{gesture.at}",
        now,
        workspace_id=edge.workspace_id,
        user_id=gesture.user_id,
        poll_id=poll_id,
        case_id=case_id,
        about={"what": what, **about},
        interactive=True,
    )


def done(t: Texts, msgid: str, **values: object) -> View:
    """A modal that says what was done."""
    return member_modals.say(SayPage(Sentence(msgid, values), refused=False), t)


def updated(view: View) -> Response:
    """Answer a submission with this view in its place; the views below it, by now out of date, close with it."""
    return {"response_action": "update", "view": {**view, "clear_on_close": True}}


def pushed(view: View) -> Response:
    """Answer a submission with this view on top of it; what was typed below stays."""
    return {"response_action": "push", "view": view}


def beside_fields(faults: dict[str, Refusal], t: Texts) -> Response:
    """Answer a submission with what is wrong beside each field."""
    return {"response_action": "errors", "errors": {field: fault.say(t) for field, fault in faults.items()}}


def refuse(edge: Edge, gesture: Gesture, refusal: Refusal) -> Response:
    """Say why not, where the gesture was made; a message that offered it still is painted as things stand."""
    if gesture.surface == "message" and gesture.message_ts:
        with change(edge) as session:
            repaints.of_pressed(session, edge.workspace_id, gesture.user_id, gesture.message_ts, edge.clock())
    with edge.database.reading() as session:
        person = members.person(session, edge.workspace_id, gesture.user_id)
        zone = people.zone_for(session, person)
    t = texts_of(person)
    values = {
        key: words.plain_day(value, zone, t) if isinstance(value, datetime) else value
        for key, value in refusal.values.items()
    }
    return say(edge, gesture, SayPage(Sentence(refusal.msgid, values)), t)


def say(edge: Edge, gesture: Gesture, page: SayPage, t: Texts) -> Response:
    """Show one sentence: in the answer to a command, on top of a submitted modal, or in a modal of its own."""
    if gesture.surface == "command":
        return privately(ballot_views.sentence(page, t))
    view = member_modals.say(page, t)
    if gesture.is_submission:
        return pushed(view)
    try:
        show(edge, gesture, view)
    except Fault:
        _say_by_message(edge, gesture, page)
    return None


def not_shown(edge: Edge, gesture: Gesture) -> Response:
    """Slack opened no window: say so in a way that needs none."""
    page = SayPage(Sentence(N_("Slack did not open the window. Please try again.")))
    if gesture.surface != "command":
        _say_by_message(edge, gesture, page)
        return None
    with edge.database.reading() as session:
        t = texts_of(members.person(session, edge.workspace_id, gesture.user_id))
    return privately(ballot_views.sentence(page, t))


def _say_by_message(edge: Edge, gesture: Gesture, page: SayPage) -> None:
    """Answer through the message's response URL, because the modal could not open: a trigger lives three seconds."""
    if not gesture.response_url:
        return
    now = edge.clock()
    sentence = {
        "msgid": page.sentence.msgid,
        "values": {key: str(value) for key, value in page.sentence.values.items()},
    }
    with change(edge) as session:
        outbox.queue(
            session,
            Kind.ANSWERED,
            f"said:{gesture.user_id}:{gesture.at}",
            now,
            workspace_id=edge.workspace_id,
            user_id=gesture.user_id,
            about={"what": "say", **sentence, "code": page.code},
            response_url=gesture.response_url,
            interactive=True,
        )


def link_opened(edge: Edge, gesture: Gesture) -> Response:
    """A button that only opens an address; it needs nothing but an acknowledgement."""
    return None


def privately(view: View) -> Response:
    """Answer a command visibly only to the person who typed it."""
    return {"response_type": "ephemeral", **view}
