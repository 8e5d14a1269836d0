"""What each kind of outbox row looks like at the moment it leaves: loads the page, calls the view. Sends nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import SayPage
from governance.rules.member import Person
from governance.rules.sentence import Sentence
from governance.slack import case
from governance.slack.gesture import Edge
from governance.slack.showing import View
from governance.slack.views import consent, home, mine, opening, poll, result, words
from governance.store import queries
from governance.store.claimed import Row
from governance.store.models import Poll
from governance.store.outbox import Kind
from governance.texts import Texts
from governance.usecases import ballotpage, codes, pollpage, resultpage
from governance.usecases import home as homes
from governance.usecases.consent import Press

Painter = Callable[[Session, Edge, Person, Row, Texts, datetime], View | None]


def _poll(session: Session, row: Row) -> Poll:
    return queries.poll_of(session, row.workspace_id, row.poll_id or "")


def ballot(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The question; as a receipt where the person has answered on Home meanwhile."""
    asked = _poll(session, row)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None:
        return None
    answered = ballotpage.answered_by(session, asked, reader.user_id)
    return consent.ballot(ballotpage.ballot_page(session, reader, asked, elector=elector, answered=answered), t)


def reminder(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """Reminder number so and so."""
    asked = _poll(session, row)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None:
        return None
    return consent.reminder(ballotpage.reminder_page(session, reader, asked, elector, row.about["number"]), t)


def receipt(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The member's message as it is now: the receipt, the question again after a removal, or its end."""
    asked = _poll(session, row)
    if asked.closed_at is not None:
        return consent.closed_ballot(ballotpage.closed_ballot_page(session, reader, asked), t)
    if asked.state == "cancelled":
        return consent.closed_ballot(ballotpage.closed_ballot_page(session, reader, asked, "stopped"), t)
    return ballot(session, edge, reader, row, t, now)


def results(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The result with the decision, or that there is none."""
    asked = _poll(session, row)
    case_ref = case.reference_of(session, asked)
    return result.result(resultpage.result_page(session, reader, asked, case_ref=case_ref), t)


def prepared(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """To the author what happens next, to every owner what was prepared."""
    asked, what = _poll(session, row), row.about.get("what", "")
    if what == "too_late" and asked.state != "draft":  # its author has prepared it again
        return None
    if reader.user_id == asked.author and asked.state == "scheduled":
        return poll.prepared(pollpage.prepared_page(session, reader, asked), t)
    return poll.owner_notice(pollpage.owner_notice_page(session, reader, asked, what=what), t)


def trial(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The question to one person alone, marked, counted nowhere."""
    return consent.ballot(ballotpage.ballot_page(session, reader, _poll(session, row), trial=True), t)


def answered(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A pressed message, after the press."""
    what = row.about["what"]
    if what == "say":
        page = SayPage(Sentence(row.about["msgid"], row.about["values"]), code=row.about.get("code", ""))
        return consent.sentence(page, t)
    asked = _poll(session, row)
    if what == "trial":
        return consent.receipt(ballotpage.ballot_page(session, reader, asked, trial=True, answered=True), t)
    if what == "changing" and asked.state == "draft":
        return poll.being_changed(asked.id, t)
    if what == "changing":
        return prepared(session, edge, reader, row, t, now)
    if what == "fine":
        return poll.owner_notice(pollpage.owner_notice_page(session, reader, asked, seen=True), t)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None or asked.closed_at is not None:
        return receipt(session, edge, reader, row, t, now)
    return consent.muted(ballotpage.reminder_page(session, reader, asked, elector, max(elector.reminded, 1)), t)


def home_tab(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The Home tab of this person now."""
    return home.home(homes.home_page(session, reader, edge.keys.answers, edge.house, edge.mail, now), t)


def modal(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open modal, painted anew."""
    screen = row.about["screen"]
    if screen == "opening":
        asked = queries.poll_of(session, row.workspace_id, row.about["poll"])
        return opening.opening(pollpage.opening_page(session, reader, asked, now), t)
    if screen == "mine":
        return _my_answer(session, edge, reader, row.about["poll"], t, now)
    return case.paint_modal(session, edge, reader, row, t, now)


def _my_answer(session: Session, edge: Edge, reader: Person, poll_id: str, t: Texts, now: datetime) -> View | None:
    """The person's own answer, read when the window is painted; nothing when the question closed meanwhile."""
    press = Press(reader.workspace_id, reader.user_id, reader.workspace_id, "0")
    try:
        page = ballotpage.my_answer_page(session, reader, press, poll_id, edge.keys.answers, now)
    except Refusal:
        return None
    return mine.my_answer(page, t)


def prompt(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder to an owner, or one line to those who watch."""
    return case.paint_prompt(session, edge, reader, row, t, now)


def news(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """Something happened to our request."""
    return case.paint_news(session, edge, reader, row, t, now)


PAINTERS: dict[Kind, Painter] = {
    Kind.BALLOT: ballot,
    Kind.REMINDER: reminder,
    Kind.RESULT: results,
    Kind.LATE_DECISION: results,
    Kind.PREPARED: prepared,
    Kind.PROMPT: prompt,
    Kind.NEWS: news,
    Kind.TRIAL: trial,
    Kind.RECEIPT: receipt,
    Kind.ANSWERED: answered,
    Kind.HOME: home_tab,
    Kind.MODAL: modal,
}


def place_of_ballot(session: Session, row: Row) -> tuple[str, str] | None:
    """Where the question stands in this person's conversation, if it was delivered."""
    elector = queries.elector_of(session, row.poll_id or "", row.user_id or "")
    if elector is None or not elector.channel or not elector.message_ts:
        return None
    return elector.channel, elector.message_ts


def file(session: Session, edge: Edge, reader: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """Name, bytes and accompanying words of a file."""
    if row.about["what"] != "codes":
        return case.file(session, edge, reader, row, t)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["code", "counted_as"])
    table.writerows(codes.published_codes(session, reader, row.poll_id or ""))
    told = t(N_("The list of all check codes with what each was counted as, in the order of the codes."))
    return "check-codes.csv", out.getvalue().encode(), words.plain(told)
