"""*Send a test mail* and *Has it arrived?*: whether copies of the letter reach the app."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.people.authority import actor
from governance.slack.responses import Response, View, change, repaint, show, texts_of
from governance.slack.views.case.copies import test_mail as views
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.case import case as cases
from governance.usecases.case.letter import copy_test
from governance.usecases.people import members
from governance.usecases.seen import copy_test as copy_test_pages

SCREEN = "copy_test"


def test_mail_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Send a test mail*: it is given its token, and shown with the ways to send it."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case = copy_test.begin(session, who, gesture.value, now)
        view = views.window(copy_test_pages.copy_test_page(session, who, case), texts_of(who))
    show(edge, gesture, view)
    return None


def arrival_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Has it arrived?*: the window is painted again."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        members.allow(session, who, Act.TEST_COPIES)
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        repaint(session, edge, gesture, now, SCREEN, case=case.id)
    return None


def paint_modal(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The open window as things stand now."""
    case = cases.case_of(session, row.workspace_id, row.about["case"])
    return views.window(copy_test_pages.copy_test_page(session, who, case), t)
