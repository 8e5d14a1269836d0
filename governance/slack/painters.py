"""For each kind of outbox row, the function that paints it at the moment it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.permissions import Person
from governance.slack.case import painters as case
from governance.slack.gesture import Edge
from governance.slack.ids import reference
from governance.slack.mail import painters as mail
from governance.slack.poll import painters as poll
from governance.slack.responses import View
from governance.slack.views.home import home
from governance.slack.views.home import without_file as refused
from governance.slack.watch import painters as watch
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.seen import home as home_pages

Painter = Callable[[Session, Edge, Person, Row, Texts, datetime], View | None]
FILES = {"codes": poll.file, "raw": mail.file}


def home_tab(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The Home tab of this person now."""
    return home.home(home_pages.home_page(session, reader, edge.keys, edge.house, edge.mail, now), t)


def modal(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open modal, painted again."""
    painter = poll.paint_modal if row.about["screen"] in ("opening", "mine") else mail.paint_modal
    return painter(session, edge, reader, row, t, now)


def news(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """News of our request, of a mail about it, or of the vendor's page."""
    if row.about["what"] == watch.NEWS:
        return watch.paint_news(session, edge, reader, row, t, now)
    painter = mail.paint_news if row.about["what"] in mail.NEWS else case.paint_news
    return painter(session, edge, reader, row, t, now)


def file(session: Session, edge: Edge, reader: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """A file: its name, bytes and accompanying words."""
    return FILES.get(row.about["what"], case.file)(session, edge, reader, row, t)


def without_file(row: Row, t: Texts) -> View:
    """What is said where a file was to come."""
    what, letter = row.about["what"], row.about.get("letter", "")
    return refused.without_file(what, row.about["refused"], reference(row.case_id or "", letter) if letter else "", t)


PAINTERS: dict[Kind, Painter] = {
    Kind.BALLOT: poll.question,
    Kind.REMINDER: poll.reminder,
    Kind.RESULT: case.results,
    Kind.LATE_DECISION: case.results,
    Kind.PREPARED: poll.prepared,
    Kind.PROMPT: case.paint_prompt,
    Kind.NEWS: news,
    Kind.TRIAL: poll.trial,
    Kind.RECEIPT: poll.receipt,
    Kind.ANSWERED: poll.answered,
    Kind.HOME: home_tab,
    Kind.MODAL: modal,
}
