"""Owners say what a mail says, in one press where they can, and take back that a request is confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block, parts_of
from governance.slack.mail.vendor_reply import page_of
from governance.slack.people.authority import actor
from governance.slack.responses import (
    Response,
    beside_fields,
    change,
    done,
    refresh_home,
    repaint,
    show,
    texts_of,
    updated,
)
from governance.slack.views.mail import unread_answer as views
from governance.store import outbox
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.mail import manual_sorting, mistaken_confirmation
from governance.usecases.people import members
from governance.usecases.seen import case as case_pages


def said_done(edge: Edge, gesture: Gesture) -> Response:
    """*It says that it is done*: one press, answered where it was made."""
    who, now = actor(edge, gesture), edge.clock()
    case_id, mail_id, seen = _meant(gesture.value)
    with change(edge) as session:
        manual_sorting.say_meaning(session, who, case_id, mail_id, MailKind.CONFIRMATION, "", now, seen)
        _answer(session, edge, gesture, who, case_id, mail_id, now)
    return None


def _meant(value: str) -> tuple[str, str, str]:
    """Request, mail, and what its reader saw of it."""
    case_id, mail_id, seen = (*parts_of(value), "", "", "")[:3]
    if not mail_id:
        raise Refusal(N_("This mail no longer exists."))
    return case_id, mail_id, seen


def _answer(
    session: Session, edge: Edge, gesture: Gesture, who: Person, case_id: str, mail_id: str, now: datetime
) -> None:
    """Paint what was pressed in again: the message, the window, or Home."""
    if gesture.surface == "message":
        outbox.queue(
            session,
            Kind.ANSWERED,
            f"says:{mail_id}:{gesture.user_id}:{gesture.at}",
            now,
            workspace_id=edge.workspace_id,
            user_id=gesture.user_id,
            case_id=case_id,
            about={"what": "mail", "mail": mail_id, "channel": gesture.channel, "ts": gesture.message_ts},
            response_url=gesture.response_url,
            interactive=True,
        )
    elif gesture.surface == "modal":
        repaint(session, edge, gesture, now, "verdict", mail=mail_id, case=case_id)
    refresh_home(session, edge, who.user_id, now)


def what_instead_asked(edge: Edge, gesture: Gesture) -> Response:
    """*It does not*: asks what it says instead."""
    who = actor(edge, gesture)
    case_id, mail_id, seen = _meant(gesture.value)
    with edge.database.reading() as session:
        members.allow(session, who, Act.CONFIRM)
        mail = manual_sorting.mail_of(session, edge.workspace_id, mail_id)
        manual_sorting.refuse_overtaken(session, mail, seen)
        page = page_of(session, who, edge.workspace_id, case_id, mail_id, edge.clock())
    show(edge, gesture, views.what_instead(page, texts_of(who)))
    return None


def meaning_said(edge: Edge, gesture: Gesture) -> Response:
    """What the mail says instead was chosen."""
    who, now = actor(edge, gesture), edge.clock()
    meaning = gesture.text(Block.CHOICE)
    try:
        case_id, mail_id, seen = _meant(gesture.metadata)
        with change(edge) as session:
            manual_sorting.say_meaning(session, who, case_id, mail_id, meaning, gesture.text(Block.NOTE), now, seen)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        fields = {manual_sorting.NO_NOTE: Block.NOTE, manual_sorting.NO_MEANING: Block.CHOICE}
        if refusal.msgid not in fields:
            raise
        return beside_fields({fields[refusal.msgid]: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Saved. Home shows how things stand now.")))


def wrong_asked(edge: Edge, gesture: Gesture) -> Response:
    """*This is not true: take it back*: asks why."""
    who = actor(edge, gesture)
    case_id, seen = (*parts_of(gesture.value), "", "")[:2]
    with edge.database.reading() as session:
        members.allow(session, who, Act.CONFIRM)
        case = cases.case_of(session, edge.workspace_id, case_id)
        mistaken_confirmation.refuse_untaken(session, who, case, seen)
        page = case_pages.case_page(session, who, case, edge.mail, edge.clock())
    show(edge, gesture, views.that_was_wrong(page, texts_of(who)))
    return None


def taken_back(edge: Edge, gesture: Gesture) -> Response:
    """The reason was given: the request waits for the vendor again."""
    who, now = actor(edge, gesture), edge.clock()
    case_id, seen = (*parts_of(gesture.metadata), "", "")[:2]
    try:
        with change(edge) as session:
            mistaken_confirmation.take_back(session, who, case_id, seen, gesture.text(Block.REASON), now)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        if refusal.msgid != mistaken_confirmation.NO_REASON:
            raise
        return beside_fields({Block.REASON: refusal}, texts_of(who))
    words = N_("Noted. Our request waits for an answer again; what the mail says instead can be said where it is read.")
    return updated(done(texts_of(who), words))
