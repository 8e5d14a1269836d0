"""Paints messages, windows and files about arrived mail at the moment they leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import VerdictPage
from governance.rules.people.permissions import Person
from governance.slack.gesture import Edge
from governance.slack.mail import vendor_reply
from governance.slack.responses import View
from governance.slack.views import words
from governance.slack.views.case import owner_prompts
from governance.slack.views.mail import unread_answer
from governance.slack.views.mail import vendor_reply as views
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.case import case as cases
from governance.usecases.mail import manual_sorting
from governance.usecases.seen import case as case_pages

NEWS = ("mail", "other_address")


def paint_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """News that a mail about our request has arrived, or that a confirmation names another address."""
    case = cases.case_of(session, row.workspace_id, row.case_id or "")
    found = vendor_reply.page_of(session, who, row.workspace_id, case.id, row.about["mail"], now)
    if row.about["what"] == "mail":
        return _painted(found, t)
    page = case_pages.case_page(session, who, case, edge.mail, now)
    return owner_prompts.other_address(page, found.mail.sender, t)


def _painted(page: VerdictPage, t: Texts, *, reminder: bool = False) -> View:
    """A mail in a message: what it says is asked, or who said what it says, or what was read in it by itself."""
    if page.mail.waits:
        return unread_answer.asked(page, t, reminder=reminder)
    return unread_answer.answered(page, t) if page.mail.said else views.arrived(page, t)


def paint_answered(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A message about a mail, a reminder too, as things stand: pressed a moment ago, or painted anew."""
    page = vendor_reply.page_of(session, who, row.workspace_id, row.case_id or "", row.about["mail"], now)
    return _painted(page, t, reminder=row.kind is Kind.PROMPT)


def paint_reminder(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder of a mail that no owner has read; None where somebody has said by now what it says."""
    page = vendor_reply.page_of(session, who, row.workspace_id, row.case_id or "", row.about["mail"], now)
    return _painted(page, t, reminder=True) if page.mail.waits and page.may_confirm else None


def paint_modal(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open window painted again: what was read in a reply, once judged, or the mail still to be sorted."""
    if row.about["screen"] == "to_sort":
        return views.to_sort(vendor_reply.to_sort_page(session, edge, who), t)
    case_id = row.case_id or row.about.get("case")
    if row.about["screen"] != "verdict" or case_id is None:
        return None
    try:
        return vendor_reply.verdict_view(session, who, row.workspace_id, case_id, row.about["mail"], now)
    except Refusal:  # not judged yet: the message will say it
        return None


def file(session: Session, edge: Edge, who: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """A mail as it arrived: file name, bytes, accompanying words."""
    name, content = manual_sorting.raw_mail(session, who, row.about["mail"])
    return name, content, words.plain(t(N_("The mail as it arrived, byte for byte.")))
