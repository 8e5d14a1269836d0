"""The letter: read, given an address, approved, sent in one of several ways, and said to be sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import CasePage
from governance.rules.calendar import zone_of
from governance.rules.member import Act, Person
from governance.rules.nextletter import LetterKind
from governance.slack.gesture import Edge, Gesture
from governance.slack.guards import actor, reader
from governance.slack.ids import Action, Block, parts_of
from governance.slack.showing import (
    Answer,
    View,
    beside_fields,
    change,
    done,
    queue_file,
    refresh_home,
    show,
    texts_of,
    updated,
)
from governance.slack.views import coverage as coverage_views
from governance.slack.views import letter as views
from governance.slack.views import nextletter as next_views
from governance.slack.views import undoing as undo_views
from governance.slack.views import ways
from governance.store.models import Case, Letter
from governance.usecases import case as cases
from governance.usecases import casepage, coverage, departure, member, news, nextletter, sending, shown, undoing
from governance.usecases import letter as letters

KINDS: dict[str, LetterKind] = {  # the others ask for what is advised
    Action.FOLLOW_UP_ANSWER: LetterKind.ANSWER,
    Action.FOLLOW_UP_REPLY: LetterKind.AFTER_REFUSAL,
    Action.FOLLOW_UP_NEXT_STEP: LetterKind.NEXT_STEP,
    Action.FOLLOW_UP_RECHECK: LetterKind.RECHECK,
}


def next_view(session: Session, edge: Edge, who: Person, case: Case, now: datetime) -> View:
    """What this person sees of the letter: first its address where that is missing, then the letter, then the ways."""
    covers = coverage.coverage_page(session, who, case)
    view = coverage_views.beside_letter(_next_view(session, edge, who, case, now), covers, texts_of(who))
    return undo_views.beside_letter(view, undoing.undo_page(session, who, case), texts_of(who))


def _next_view(session: Session, edge: Edge, who: Person, case: Case, now: datetime) -> View:
    t, page = texts_of(who), casepage.case_page(session, who, case, edge.mail, now)
    if not who.is_owner or page.state not in ("drafted", "approved"):
        return views.letter(page, t)
    if not page.address:
        return views.address(casepage.address_page(session, who, case), t)
    return views.letter(page, t) if page.state == "drafted" else ways.sending(page, t)


def letter_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*See the letter*, *Read and approve the letter*."""
    who = reader(edge, gesture)
    if who.is_owner:  # what an owner approves is in their name, role and address of this moment
        who = actor(edge, gesture)
    with edge.database.reading() as session:
        case = cases.case_of(session, edge.workspace_id, gesture.value)
        undoing.demand_readable(session, who, case)
        view = next_view(session, edge, who, case, edge.clock())
    show(edge, gesture, view)
    return None


def address_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Give my mail address*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        member.allow(session, who, Act.SEND_LETTER)
        page = casepage.address_page(session, who, cases.case_of(session, edge.workspace_id, gesture.value))
    show(edge, gesture, views.address(page, texts_of(who)))
    return None


def address_given(edge: Edge, gesture: Gesture) -> Answer:
    """The owner gave the address and answers for it: next comes the letter."""
    who, now = actor(edge, gesture), edge.clock()
    attested = bool(gesture.input(Block.ATTEST))
    try:
        with change(edge) as session:
            given = gesture.input(Block.ADDRESS) or ""
            case = letters.set_address(session, who, gesture.metadata, given, attested, now)
            refresh_home(session, edge, who.user_id, now)
            view = next_view(session, edge, who, case, now)
    except Refusal as refusal:
        field = Block.ADDRESS if attested else Block.ATTEST
        return beside_fields({field: refusal}, texts_of(who))
    return updated(view)


def approved(edge: Edge, gesture: Gesture) -> Answer:
    """*Approve the letter*: it is frozen; the ways to send it come next, here and in a message."""
    who, now = actor(edge, gesture), edge.clock()
    case_id, seen = (*parts_of(gesture.metadata), "", "")[:2]
    with change(edge) as session:
        frozen = letters.approve(session, who, case_id, now, seen)
        case = cases.case_of(session, edge.workspace_id, case_id)
        news.tell(session, case, "ready", [who.user_id], now, key=frozen.id, at_once=True)
        refresh_home(session, edge, who.user_id, now)
        view = next_view(session, edge, who, case, now)
    return updated(view)


def _letter_meant(session: Session, edge: Edge, who: Person, value: str) -> tuple[Case, Letter]:
    """What a button means: `request.letter`, or the request alone for its first letter. Refused before its approval."""
    member.allow(session, who, Act.SEND_LETTER)
    case_id, letter_id = (*parts_of(value), None, None)[:2]
    case = cases.case_of(session, edge.workspace_id, case_id or "")
    return case, sending.letter_to_send(session, case, letter_id)


def _page_meant(session: Session, edge: Edge, who: Person, value: str, now: datetime) -> CasePage:
    case, letter = _letter_meant(session, edge, who, value)
    return casepage.page_of_letter(session, who, case, letter, edge.mail, now)


def other_ways_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*See the letter, other ways*, *Send the letter*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        page = _page_meant(session, edge, who, gesture.value, edge.clock())
    show(edge, gesture, ways.other_ways(page, texts_of(who)))
    return None


def mail_file_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Get it as a mail file*: it comes in a message."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case, letter = _letter_meant(session, edge, who, gesture.value)
        queue_file(session, edge, gesture, "eml", letter.id, now, case_id=case.id, letter=letter.id)
    show(edge, gesture, done(texts_of(who), N_("The mail file comes to you in a message.")))
    return None


def text_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Get the text in a message*: the words alone, so that a long press copies them."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case, letter = _letter_meant(session, edge, who, gesture.value)
        news.tell(
            session,
            case,
            "copy_text",
            [who.user_id],
            now,
            letter=letter.id,
            key=f"{letter.id}:{gesture.at}",
            at_once=True,
        )
        page = casepage.page_of_letter(session, who, case, letter, edge.mail, now)
    show(edge, gesture, ways.text_follows(page, texts_of(who)))
    return None


def smtp_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*Let the app send it*: the first press."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        page = _page_meant(session, edge, who, gesture.value, edge.clock())
    if not page.smtp or page.smtp_queued:
        raise Refusal(N_("This letter cannot be sent by the app now."))
    show(edge, gesture, ways.smtp(page, texts_of(who)))
    return None


def given_to_server(edge: Edge, gesture: Gesture) -> Answer:
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


def sending_said_asked(edge: Edge, gesture: Gesture) -> Answer:
    """*I have sent it*: on which day."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = _page_meant(session, edge, who, gesture.value, now)
        today = now.astimezone(zone_of(shown.zone_for(session, who))).date()
    show(edge, gesture, ways.sent(page, today, texts_of(who)))
    return None


def sending_said(edge: Edge, gesture: Gesture) -> Answer:
    """The day was given: from now on it counts as sent, as the owner's word."""
    who, now = actor(edge, gesture), edge.clock()
    chosen = gesture.input(Block.SENT_ON)
    if not chosen:
        return beside_fields({Block.SENT_ON: Refusal(N_("Please choose a day."))}, texts_of(who))
    try:
        with change(edge) as session:
            case, letter = _letter_meant(session, edge, who, gesture.metadata)
            sending.say_sent(session, who, case.id, date.fromisoformat(chosen), now, letter.id)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.SENT_ON: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Noted. When Slack answers, bring its mail here; you are reminded of it.")))


def not_sent_said(edge: Edge, gesture: Gesture) -> Answer:
    """*The letter has not left after all*."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        departure.say_not_sent(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    words = N_("Noted: the letter has not left. It is approved as before; you can send it now.")
    show(edge, gesture, done(texts_of(who), words))
    return None


def next_letter_asked(edge: Edge, gesture: Gesture) -> Answer:
    """A letter after the first: frozen when it is opened, so that its copy is recognised."""
    who, now = actor(edge, gesture), edge.clock()
    try:
        with change(edge) as session:
            letter = nextletter.prepare(session, who, gesture.value, KINDS.get(gesture.action), now)
            case = cases.case_of(session, edge.workspace_id, gesture.value)
            page = casepage.page_of_letter(session, who, case, letter, edge.mail, now)
    except Refusal as refusal:
        if refusal.msgid != nextletter.NO_ADDRESS:
            raise
        return address_asked(edge, gesture)
    show(edge, gesture, next_views.next_letter(page, texts_of(who)))
    return None
