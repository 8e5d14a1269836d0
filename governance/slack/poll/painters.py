"""Paints messages and windows of a question at the moment they leave."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import SayPage
from governance.rules.people.permissions import Act, Person, may, may_own
from governance.rules.poll.states import PollState
from governance.rules.sentence import Sentence
from governance.slack.gesture import Edge
from governance.slack.responses import View
from governance.slack.views import words
from governance.slack.views.poll import ballot as ballots
from governance.slack.views.poll import member_modals, opening, organiser, owner_notice
from governance.store import queries, repaints
from governance.store.models import Poll
from governance.store.outbox_row import Row
from governance.store.poll import answers
from governance.texts import Texts, texts_for
from governance.usecases.poll import check_codes, clearing, draft
from governance.usecases.poll.answer import Press
from governance.usecases.seen import ballot as ballot_pages
from governance.usecases.seen import organiser as organiser_pages

OVER = (PollState.CLOSING, PollState.CLOSED, PollState.VOID, PollState.CANCELLED)


def _poll(session: Session, row: Row) -> Poll:
    return queries.poll_of(session, row.workspace_id, row.poll_id or "")


def question(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The question, or the receipt where the person has answered on Home meanwhile."""
    asked = _poll(session, row)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None:
        return None
    at = answers.answered_at(session, asked.id, reader.user_id)
    return ballots.ballot(ballot_pages.ballot_page(session, reader, asked, elector=elector, recorded_at=at), t)


def reminder(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder with its number."""
    asked = _poll(session, row)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None:
        return None
    return ballots.reminder(ballot_pages.reminder_page(session, reader, asked, elector, row.about["number"]), t)


def receipt(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The member's message as it is now: the receipt, after a removal the question or reminder again, or its end.

    A reminder ends without *I object now*: its row goes when the traces do, and then nobody could take the button away.
    """
    asked = _poll(session, row)
    place = (row.about.get("channel"), row.about.get("ts"))
    is_reminder = place[1] is not None and place != queries.place_of_ballot(session, asked.id, reader.user_id)
    why = "void" if asked.state == PollState.VOID else "closed" if asked.frozen_at else "stopped"
    if why == "stopped" and asked.state != PollState.CANCELLED:
        again = open_reminder if is_reminder else question
        return again(session, edge, reader, row, t, now)
    page = ballot_pages.closed_ballot_page(session, reader, asked, why)
    return ballots.closed_ballot(replace(page, can_object=page.can_object and not is_reminder), t)


def receipt_at_once(session: Session, row: Row) -> View | None:
    """The receipt of an ordinary press, in one look; None where it is to be painted as any other."""
    found = ballot_pages.page_after_press(session, row.workspace_id, row.user_id or "", row.poll_id or "")
    return ballots.ballot(found[0], texts_for(found[1])) if found else None


def open_reminder(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder that was sent, while its question is open: unanswered, answered, or the last that the person wants."""
    asked = _poll(session, row)
    elector = queries.elector_of(session, asked.id, reader.user_id)
    if elector is None or answers.answered_at(session, asked.id, reader.user_id) is not None:
        return question(session, edge, reader, row, t, now)
    number = row.about.get("number") or repaints.reminder_number(session, row.about["ts"]) or elector.reminded
    page = ballot_pages.reminder_page(session, reader, asked, elector, number)
    return ballots.muted(page, t) if elector.muted else ballots.reminder(page, t)


def prepared(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """To the author what happens next; to every owner what was prepared."""
    asked, what = _poll(session, row), row.about.get("what", "")
    if what in owner_notice.BACK and asked.state != "draft":  # its author has prepared it again
        return None
    is_ready = asked.state in (PollState.WAITING, PollState.SCHEDULED)
    if reader.user_id == asked.author and is_ready and may(reader, Act.PREPARE):
        return organiser.prepared(organiser_pages.prepared_page(session, reader, asked, now), t)
    seen = bool(row.about.get("seen"))
    page = organiser_pages.owner_notice_page(session, reader, asked, now, seen=seen, what=what)
    return owner_notice.owner_notice(page, t)


def being_changed(asked: Poll, t: Texts) -> View:
    """To whoever may change it: the way back to a question that is a draft again."""
    return organiser.being_changed(organiser_pages.changing_page(asked), t)


def trial(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The question to one person alone, marked as a trial and counted nowhere; once it is over, only that."""
    asked = _poll(session, row)
    if is_trial_over(asked, now):
        return ballots.closed_ballot(ballot_pages.closed_ballot_page(session, reader, asked, "trial"), t)
    return ballots.ballot(ballot_pages.ballot_page(session, reader, asked, trial=True), t)


def is_trial_over(asked: Poll, at: datetime) -> bool:
    """Whether the question that was tried is over, or a draft that is about to be deleted."""
    return asked.state in OVER or (asked.state == draft.DRAFT and asked.created_at < at - clearing.KEEP_DRAFTS)


def answered(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A pressed message, as it is after the press."""
    what = row.about["what"]
    if what == "say":
        page = SayPage(Sentence(row.about["msgid"], row.about["values"]), code=row.about.get("code", ""))
        return ballots.sentence(page, t)
    asked = _poll(session, row)
    if what == "trial" and is_trial_over(asked, now):  # a late press
        return trial(session, edge, reader, row, t, now)
    if what == "trial":
        tried = ballot_pages.ballot_page(session, reader, asked, trial=True, recorded_at=row.created_at)
        return ballots.receipt(tried, t)
    if what == "changing" and asked.state == "draft" and may_own(reader, Act.CHANGE, asked.author):
        return being_changed(asked, t)
    if what == "changing":
        return prepared(session, edge, reader, row, t, now)
    if what == "fine":
        return owner_notice.owner_notice(organiser_pages.owner_notice_page(session, reader, asked, now, seen=True), t)
    return receipt(session, edge, reader, row, t, now)  # a reminder, of which the person wants no more


def paint_modal(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open window of a question, painted again."""
    if row.about["screen"] == "mine":
        return _my_answer(session, edge, reader, row.about["poll"], t, now)
    asked = queries.poll_of(session, row.workspace_id, row.about["poll"])
    return opening.opening(organiser_pages.opening_page(session, reader, asked, now), t)


def _my_answer(session: Session, edge: Edge, reader: Person, poll_id: str, t: Texts, now: datetime) -> View | None:
    """The person's own answer, read when the window is painted; nothing when the question closed meanwhile."""
    press = Press(reader.workspace_id, reader.user_id, reader.workspace_id, "0")
    try:
        page = ballot_pages.my_answer_page(session, reader, press, poll_id, edge.keys, now)
    except Refusal:
        return None
    return member_modals.my_answer(page, t)


def file(session: Session, edge: Edge, reader: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """The list of check codes after closing: file name, bytes, accompanying words."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["code", "counted_as"])
    table.writerows(check_codes.published_codes(session, reader, row.poll_id or ""))
    told = t(N_("The list of all check codes with what each was counted as, in the order of the codes."))
    return "check-codes.csv", out.getvalue().encode(), words.plain(told)
