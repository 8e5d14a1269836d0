"""For each kind of outbox row, the function that paints it at the moment it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.permissions import Act, Person, may
from governance.slack.case import copy_test
from governance.slack.case import painters as case
from governance.slack.gesture import Edge
from governance.slack.ids import reference
from governance.slack.mail import painters as mail
from governance.slack.poll import painters as poll
from governance.slack.responses import View
from governance.slack.vendors import steps
from governance.slack.views.home import home
from governance.slack.views.home import without_file as refused
from governance.slack.watch import painters as watch
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.seen import home as home_pages

Painter = Callable[[Session, Edge, Person, Row, Texts, datetime], View | None]
NEWS_FOR = {"mail": Act.READ_FIGURES, "confirmed": Act.READ}  # all other news ask an owner to do something
FILES = {"codes": poll.file, "raw": mail.file, "proof": steps.file}
MODALS = {"opening": poll.paint_modal, "mine": poll.paint_modal, copy_test.SCREEN: copy_test.paint_modal}


def home_tab(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The Home tab of this person now."""
    return home.home(home_pages.home_page(session, reader, edge.keys, edge.house, edge.mail, now), t)


def modal(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open modal, painted again."""
    painter = MODALS.get(row.about["screen"], mail.paint_modal)
    return painter(session, edge, reader, row, t, now)


def is_for(reader: Person, what: str) -> bool:
    """Whether this news is still for this reader: what can be done in it is theirs to do."""
    return may(reader, NEWS_FOR.get(what, Act.SEND_LETTER))


def news(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """News of our request, of a mail about it, or of the vendor's page; None where not for this reader any more."""
    if row.about["what"] == watch.NEWS:
        return watch.paint_news(session, edge, reader, row, t, now)
    if not is_for(reader, row.about["what"]):
        return None
    painter = mail.paint_news if row.about["what"] in mail.NEWS else case.paint_news
    return painter(session, edge, reader, row, t, now)


def prompt(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder of a decision, of our request, or of a mail about it that nobody has read."""
    painter = mail.paint_reminder if row.about.get("mail") else case.paint_prompt
    painter = steps.reminder if steps.is_by_steps(session, row) else painter
    return painter(session, edge, reader, row, t, now)


def answered(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A pressed message, as it is after the press."""
    painter = mail.paint_answered if row.about["what"] == "mail" else poll.answered
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
    Kind.PROMPT: prompt,
    Kind.NEWS: news,
    Kind.TRIAL: poll.trial,
    Kind.RECEIPT: poll.receipt,
    Kind.ANSWERED: answered,
    Kind.HOME: home_tab,
    Kind.MODAL: modal,
}
