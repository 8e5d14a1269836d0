"""The letter: read, given an address, and approved; and the letters after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages import CasePage
from governance.rules.case.next_letter import LetterKind
from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Action, Block, parts_of
from governance.slack.people.authority import actor, look_at_workspace, reader
from governance.slack.responses import (
    Response,
    View,
    beside_fields,
    change,
    refresh_home,
    show,
    texts_of,
    updated,
)
from governance.slack.views.case import coverage as coverage_views
from governance.slack.views.case import letter as views
from governance.slack.views.case import next_letter as next_views
from governance.slack.views.case import sending_options
from governance.slack.views.case import withdrawal as withdrawal_views
from governance.slack.views.case.copies import proof
from governance.store.models import Case
from governance.usecases.case import case as cases
from governance.usecases.case import owner_notifications, withdrawal
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import next_letter
from governance.usecases.people import members
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import coverage as coverage_pages
from governance.usecases.seen import withdrawal as withdrawal_pages

KINDS: dict[str, LetterKind] = {  # the others ask for what is advised
    Action.FOLLOW_UP_ANSWER: LetterKind.ANSWER,
    Action.FOLLOW_UP_REPLY: LetterKind.AFTER_REFUSAL,
    Action.FOLLOW_UP_NEXT_STEP: LetterKind.NEXT_STEP,
    Action.FOLLOW_UP_RECHECK: LetterKind.RECHECK,
}


def next_view(session: Session, edge: Edge, who: Person, case: Case, now: datetime) -> View:
    """The next step for this person: the sending address if missing, else the letter, else the ways to send it."""
    t, page = texts_of(who), case_pages.case_page(session, who, case, edge.mail, now)
    if who.is_owner and page.state == "approved" and page.is_mine and page.address:
        return ways_to_send(session, who, case, page)
    unsent = page.state in ("drafted", "approved")
    if who.is_owner and unsent and not page.address:
        view = views.address(case_pages.address_page(session, who, case), t)
    else:
        view = views.letter(page, t)
    room = 3 if page.state == "drafted" else 1
    view = coverage_views.beside_letter(view, coverage_pages.coverage_page(session, who, case), t, most=room)
    test_mail = None if who.is_owner and unsent and not page.address else proof.button(page, t)
    return withdrawal_views.beside_letter(view, withdrawal_pages.withdrawal_page(session, who, case), t, test_mail)


def ways_to_send(session: Session, who: Person, case: Case, page: CasePage) -> View:
    """The window with the ways to send this letter; with the first one, what it covers and what can be taken back."""
    t = texts_of(who)
    if page.letter_id:
        return sending_options.sending(page, t)
    covers = coverage_pages.coverage_page(session, who, case)
    back = withdrawal_views.taking_back(withdrawal_pages.withdrawal_page(session, who, case), t)
    view = sending_options.sending(page, t, *coverage_views.steps(covers, t)[:1], *back)
    return coverage_views.beside_letter(view, covers, t, most=0)


def letter_asked(edge: Edge, gesture: Gesture) -> Response:
    """*See the letter*, *Read and approve the letter*."""
    who = reader(edge, gesture)
    if who.is_owner:  # what an owner approves is in their name, role and address of this moment
        who = actor(edge, gesture)
    with edge.database.reading() as session:
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        withdrawal.demand_readable(session, who, case)
        view = next_view(session, edge, who, case, edge.clock())
    show(edge, gesture, view)
    return None


def address_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Give my mail address*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.SEND_LETTER)
        page = case_pages.address_page(session, who, cases.case_of(session, edge.workspace_id, gesture.value))
    show(edge, gesture, views.address(page, texts_of(who)))
    return None


def address_given(edge: Edge, gesture: Gesture) -> Response:
    """The owner gave the address and answers for it; the letter comes next."""
    who, now = actor(edge, gesture), edge.clock()
    attested = bool(gesture.input(Block.ATTEST))
    try:
        with change(edge) as session:
            given = gesture.text(Block.ADDRESS)
            case = letters.set_address(session, who, gesture.metadata, given, attested, now)
            refresh_home(session, edge, who.user_id, now)
            view = next_view(session, edge, who, case, now)
    except Refusal as refusal:
        field = Block.ADDRESS if attested else Block.ATTEST
        return beside_fields({field: refusal}, texts_of(who))
    return updated(view)


def approved(edge: Edge, gesture: Gesture) -> Response:
    """*Approve the letter*: it is frozen; the ways to send it come next, here and in a message."""
    who, now = actor(edge, gesture), edge.clock()
    look_at_workspace(edge)
    case_id, seen = (*parts_of(gesture.metadata), "", "")[:2]
    with change(edge) as session:
        frozen = letters.approve(session, who, case_id, now, seen)
        case = cases.case_of(session, edge.workspace_id, case_id)
        owner_notifications.tell(session, case, "ready", [who.user_id], now, key=frozen.id, at_once=True)
        refresh_home(session, edge, who.user_id, now)
        view = next_view(session, edge, who, case, now)
    return updated(view)


def next_letter_asked(edge: Edge, gesture: Gesture) -> Response:
    """A letter after the first: frozen when it is opened, so that its copy is recognised."""
    who, now = actor(edge, gesture), edge.clock()
    try:
        with change(edge) as session:
            letter = next_letter.prepare(session, who, gesture.value, KINDS.get(gesture.action), now)
            case = cases.case_of(session, edge.workspace_id, gesture.value)
            page = case_pages.page_of_letter(session, who, case, letter, edge.mail, now)
    except Refusal as refusal:
        if refusal.msgid != next_letter.NO_ADDRESS:
            raise
        return address_asked(edge, gesture)
    show(edge, gesture, next_views.next_letter(page, texts_of(who)))
    return None
