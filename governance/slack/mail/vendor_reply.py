"""Slack's replies: brought in as text or file, read with their verdict, sorted, and given their meaning by an owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import MailToSortPage, VerdictPage
from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block, parts_of, reference
from governance.slack.link import files, scopes
from governance.slack.people.authority import actor
from governance.slack.responses import (
    Response,
    View,
    beside_fields,
    change,
    done,
    queue_file,
    refresh_home,
    repaint,
    show,
    texts_of,
    updated,
)
from governance.slack.views.case import timeline
from governance.slack.views.mail import upload
from governance.slack.views.mail import vendor_reply as views
from governance.store import outbox, queries
from governance.store.models import Case, Mail
from governance.store.outbox import Kind
from governance.usecases.case import case as cases
from governance.usecases.mail import manual_sorting, reply_submission
from governance.usecases.people import members
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import timeline as timeline_pages

UNTIL_JUDGED = timedelta(seconds=2)


def reply_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Slack has answered*: asks for its text, or the mail itself."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.SUBMIT_REPLY)
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        page = case_pages.case_page(session, who, case, edge.mail, edge.clock())
        granted = members.workspace(session, edge.workspace_id).scopes
    t = texts_of(who)
    show(edge, gesture, views.paste(page, t, upload.file_field(t) if scopes.may_upload(granted) else None))
    return None


def reply_submitted(edge: Edge, gesture: Gesture) -> Response:
    """A reply was submitted: kept as it is, then judged like every mail; the window shows what was read in it.

    Files are fetched with no session open, and only for somebody who may bring a reply to this request.
    """
    who, now = actor(edge, gesture), edge.clock()
    text, chosen = gesture.text(Block.REPLY_TEXT), gesture.files(Block.REPLY_FILES)
    try:
        with edge.database.reading() as session:
            reply_submission.refuse_unready(session, who, gesture.metadata)
        brought = files.contents(edge.client, chosen)
        with change(edge) as session:
            kept = reply_submission.keep_files(session, who, gesture.metadata, brought, now)
            kept += _pasted(session, who, gesture, text, now)
            if kept and gesture.view_id:
                _show_when_judged(session, edge, gesture, kept, now)
    except Refusal as refusal:
        return beside_fields({Block.REPLY_FILES if chosen else Block.REPLY_TEXT: refusal}, texts_of(who))
    edge.wake()
    return updated(done(texts_of(who), _brought(kept, chosen)))


def _pasted(session: Session, who: Person, gesture: Gesture, text: str, now: datetime) -> list[str]:
    """Keep the text, if there is one; where a file can be given, the text may be empty."""
    if Block.REPLY_FILES in gesture.state and not text.strip():
        if not gesture.input(Block.REPLY_FILES):
            raise Refusal(reply_submission.NOTHING)
        return []
    mail_id = reply_submission.paste_reply(session, who, gesture.metadata, text, now)
    return [mail_id] if mail_id else []


def _brought(kept: list[str], chosen: list[Any]) -> str:
    if not kept and chosen:
        return N_("This mail was brought in before. Nothing was changed.")
    if not kept:
        return N_("This text was pasted before. Nothing was changed.")
    return N_("Kept. It is being read now; what it means comes to you in a message as well.")


def _show_when_judged(session: Session, edge: Edge, gesture: Gesture, kept: list[str], now: datetime) -> None:
    outbox.queue(
        session,
        Kind.MODAL,
        f"modal:{gesture.view_id}",
        now,
        workspace_id=edge.workspace_id,
        user_id=gesture.user_id,
        case_id=gesture.metadata,
        about={"view_id": gesture.view_id, "screen": "verdict", "mail": reference(*kept)},
        not_before=now + UNTIL_JUDGED,
        interactive=True,
    )


def verdict_view(session: Session, reader: Person, workspace_id: str, case_id: str, value: str, now: datetime) -> View:
    """What was read in the mails named by `value`. Raises Refusal while one is being judged."""
    pages = [page_of(session, reader, workspace_id, case_id, mail_id, now) for mail_id in parts_of(value)]
    t = texts_of(reader)
    return views.verdict(pages[0], t) if len(pages) == 1 else upload.verdicts(pages, t)


def no_reply_yet(edge: Edge, gesture: Gesture) -> Response:
    """*No answer yet*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        manual_sorting.not_yet(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    show(edge, gesture, done(texts_of(who), N_("Noted. You will be reminded again.")))
    return None


def mail_to_sort_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Sort the mail*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.SUBMIT_REPLY)
        page = to_sort_page(session, edge, who)
    show(edge, gesture, views.to_sort(page, texts_of(who)))
    return None


def to_sort_page(session: Session, edge: Edge, who: Person) -> MailToSortPage:
    """The mail that waits for a person."""
    return case_pages.mail_to_sort_page(session, who, queries.current_case(session, edge.workspace_id))


def mail_put(edge: Edge, gesture: Gesture) -> Response:
    """*It is about our request*: a mail without a request is put to it, and the record says by whom."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case, mail = _meant(session, edge, gesture.value)
        manual_sorting.put_mail(session, who, mail.id, case.id, now)
        _sorted(session, edge, gesture, who, now)
    return None


def mail_set_aside(edge: Edge, gesture: Gesture) -> Response:
    """*It is about something else*: the mail no longer waits, but stays on record."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        manual_sorting.set_aside(session, who, (parts_of(gesture.value) or [""])[-1], now)
        _sorted(session, edge, gesture, who, now)
    return None


def _sorted(session: Session, edge: Edge, gesture: Gesture, who: Person, now: datetime) -> None:
    repaint(session, edge, gesture, now, "to_sort")
    refresh_home(session, edge, who.user_id, now)


def raw_mail_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Get the original mail*: the mail comes as a file, in a message."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        members.allow(session, who, Act.READ_RAW)
        case, mail = _meant(session, edge, gesture.value)
        queue_file(session, edge, gesture, "raw", mail.id, now, case_id=case.id, mail=mail.id)
    show(edge, gesture, done(texts_of(who), N_("The mail comes to you in a message, as a file.")))
    return None


def timeline_asked(edge: Edge, gesture: Gesture) -> Response:
    """*See all that happened*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.READ_FIGURES)
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        page = timeline_pages.timeline_page(session, who, case)
    show(edge, gesture, timeline.timeline(page, texts_of(who)))
    return None


def _meant(session: Session, edge: Edge, value: str) -> tuple[Case, Mail]:
    """What a button means: `request.mail`, a request alone (its newest mail), or a mail alone."""
    first, *rest = parts_of(value) or [""]
    if rest:
        return cases.case_of(session, edge.workspace_id, first), manual_sorting.mail_of(
            session, edge.workspace_id, rest[0]
        )
    case = session.get(Case, first) or queries.current_case(session, edge.workspace_id)
    if case is None or case.workspace_id != edge.workspace_id:
        raise Refusal(N_("This request no longer exists."))
    if case.id != first:
        return case, manual_sorting.mail_of(session, edge.workspace_id, first)
    mail = case_pages.latest_mail(session, case)
    if mail is None:
        raise Refusal(N_("No mail has arrived about this request."))
    return case, mail


def verdict_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Read this mail*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.READ_FIGURES)
        case, mail = _meant(session, edge, gesture.value)
        page = case_pages.verdict_page(session, who, case, mail, edge.clock())
    show(edge, gesture, views.verdict(page, texts_of(who)))
    return None


def page_of(
    session: Session, reader: Person, workspace_id: str, case_id: str, mail_id: str, now: datetime
) -> VerdictPage:
    """One mail with its verdict, for a message or an open window. Raises Refusal while it is being judged."""
    case = cases.case_of(session, workspace_id, case_id)
    mail = manual_sorting.mail_of(session, workspace_id, mail_id)
    return case_pages.verdict_page(session, reader, case, mail, now)
