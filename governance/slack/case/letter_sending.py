"""The ways to send an approved letter: as a file, as text, by the app's mail server; and *I have sent it*."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import CasePage
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import zone_of
from governance.slack.case import letter as letters
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block, parts_of
from governance.slack.people.authority import actor
from governance.slack.responses import (
    Response,
    beside_fields,
    change,
    done,
    queue_file,
    refresh_home,
    show,
    texts_of,
    updated,
)
from governance.slack.views.case import sending_options
from governance.store.models import Case, Letter
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications
from governance.usecases.case.letter import outcome, sending
from governance.usecases.people import members
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import people


def _letter_meant(session: Session, edge: Edge, who: Person, value: str) -> tuple[Case, Letter]:
    """What a button means: `request.letter`, or only the request for its first letter. Refused before approval."""
    members.allow(session, who, Act.SEND_LETTER)
    case_id, letter_id = (*parts_of(value), None, None)[:2]
    case = cases.case_of(session, edge.workspace_id, case_id or "")
    return case, sending.letter_to_send(session, case, letter_id)


def _page_meant(session: Session, edge: Edge, who: Person, value: str, now: datetime) -> CasePage:
    case, letter = _letter_meant(session, edge, who, value)
    return case_pages.page_of_letter(session, who, case, letter, edge.mail, now)


def other_ways_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Send the letter*: its words and the ways to send it."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        case, letter = _letter_meant(session, edge, who, gesture.value)
        page = case_pages.page_of_letter(session, who, case, letter, edge.mail, now)
        view = letters.ways_to_send(session, who, case, page)
    show(edge, gesture, view)
    return None


def mail_file_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Mail file*: the file comes in a message."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case, letter = _letter_meant(session, edge, who, gesture.value)
        queue_file(session, edge, gesture, "eml", letter.id, now, case_id=case.id, letter=letter.id)
    show(edge, gesture, done(texts_of(who), N_("The mail file comes to you in a message.")))
    return None


def text_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Text as a message*: the letter's words, so that a long press copies them."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case, letter = _letter_meant(session, edge, who, gesture.value)
        owner_notifications.tell(
            session,
            case,
            "copy_text",
            [who.user_id],
            now,
            letter=letter.id,
            key=f"{letter.id}:{gesture.at}",
            at_once=True,
        )
        page = case_pages.page_of_letter(session, who, case, letter, edge.mail, now)
    show(edge, gesture, sending_options.text_follows(page, texts_of(who)))
    return None


def smtp_asked(edge: Edge, gesture: Gesture) -> Response:
    """*By the app's mail server*: asks for the second press."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        page = _page_meant(session, edge, who, gesture.value, edge.clock())
    if not page.smtp or page.smtp_queued:
        raise Refusal(N_("This letter cannot be sent by the app now."))
    show(edge, gesture, sending_options.smtp(page, texts_of(who)))
    return None


def given_to_server(edge: Edge, gesture: Gesture) -> Response:
    """The second press: the letter goes to the mail server, once."""
    who, now = actor(edge, gesture), edge.clock()
    if not edge.mail.smtp:
        raise Refusal(N_("This letter cannot be sent by the app now."))
    with change(edge) as session:
        case, letter = _letter_meant(session, edge, who, gesture.metadata)
        sending.queue_smtp(session, who, case.id, now, letter.id)
        refresh_home(session, edge, who.user_id, now)
    return updated(
        done(texts_of(who), N_("The letter is on its way to the mail server. Home shows when it was taken."))
    )


def sending_said_asked(edge: Edge, gesture: Gesture) -> Response:
    """*I have sent it*: asks on which day."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        sending.refuse_known(*_letter_meant(session, edge, who, gesture.value))
        page = _page_meant(session, edge, who, gesture.value, now)
        today = now.astimezone(zone_of(people.zone_for(session, who))).date()
    show(edge, gesture, sending_options.sent(page, today, texts_of(who)))
    return None


def sending_said(edge: Edge, gesture: Gesture) -> Response:
    """The day was given: the letter counts as sent from now on, by the owner's word."""
    who, now = actor(edge, gesture), edge.clock()
    chosen = gesture.day(Block.SENT_ON)
    if not chosen:
        return beside_fields({Block.SENT_ON: Refusal(N_("Please choose a day."))}, texts_of(who))
    try:
        with change(edge) as session:
            case, letter = _letter_meant(session, edge, who, gesture.metadata)
            sending.say_sent(session, who, case.id, chosen, now, letter.id)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.SENT_ON: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Noted. When an answer comes, bring its mail here; you are reminded of it.")))


def not_sent_said(edge: Edge, gesture: Gesture) -> Response:
    """*The letter has not left after all*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        outcome.say_not_sent(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    words = N_("Noted: the letter has not left. It is approved as before; you can send it now.")
    show(edge, gesture, done(texts_of(who), words))
    return None
