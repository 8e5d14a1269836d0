"""Paints messages about our request at the moment they leave, and the files that come with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_
from governance.pages import CasePage
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person, may
from governance.slack.gesture import Edge
from governance.slack.responses import View
from governance.slack.views import words
from governance.slack.views.case import decision as views
from governance.slack.views.case import next_letter, owner_prompts, request_prompts, result, sending_options
from governance.store import queries
from governance.store.models import Case
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.case import case as cases
from governance.usecases.case.letter import sending
from governance.usecases.poll import later_objection
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import coverage as coverage_pages
from governance.usecases.seen import decision
from governance.usecases.seen import result as result_pages

LETTER_NEWS = ("copy_text", "not_sent", "unclear", "next_sent", "next_not_sent", "next_unclear")


def _case(session: Session, row: Row) -> Case:
    return cases.case_of(session, row.workspace_id, row.case_id or "")


def results(session: Session, edge: Edge, reader: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The result with the decision, or that there is none."""
    asked = queries.poll_of(session, row.workspace_id, row.poll_id or "")
    return result.result(result_pages.result_page(session, reader, asked), t)


def paint_prompt(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder to an owner, or one line to those who watch; None when its reason has passed."""
    what = row.about["what"]
    if row.case_id is None:
        return _paint_decision_prompt(session, who, row, t)
    page = case_pages.reminder_page(session, who, _case(session, row), what, edge.mail, now)
    if not who.is_owner:
        return owner_prompts.still_open(page, t) if may(who, Act.READ_FIGURES) else None
    if page.occasion.startswith("check"):
        return owner_prompts.check(page, t)
    over = page.case.state == CaseState.CONFIRMED and page.case.asked_again_at is None
    if over or page.case.state == CaseState.WITHDRAWN:
        return None
    return owner_prompts.your_turn(page.case, t) if page.occasion == "your_turn" else request_prompts.reminder(page, t)


def _paint_decision_prompt(session: Session, who: Person, row: Row, t: Texts) -> View | None:
    poll = queries.poll_of(session, row.workspace_id, row.poll_id or "")
    page = decision.decision_request_page(session, who, poll, row.about["what"])
    if row.about["what"] == later_objection.LOST:
        return owner_prompts.unanimity_lost(page, t) if who.is_owner else None
    if page.decided is not None:
        return None
    if who.is_owner:
        return views.decision_request(page, t)
    return views.still_undecided(page, t) if may(who, Act.READ_FIGURES) else None


def paint_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """Something that happened to our request. News of mails is painted in slack/mail/painters.py."""
    what = row.about["what"]
    if what in LETTER_NEWS:
        return _paint_letter_news(session, edge, who, row, t, now)
    return NEWS[what](case_pages.case_page(session, who, _case(session, row), edge.mail, now), t)


def _confirmed(page: CasePage, t: Texts) -> View | None:
    """None where Slack's word has been said to mean something else before this could leave."""
    return request_prompts.confirmed(page, t) if page.state == CaseState.CONFIRMED else None


def _lapsed(page: CasePage, t: Texts) -> View | None:
    return sending_options.ready(page, t) if page.state == "drafted" else None


def _taken_back(page: CasePage, t: Texts) -> View | None:
    given_anew = page.state == CaseState.APPROVED and page.is_mine
    return None if given_anew else owner_prompts.taken_back(page, t)


NEWS: dict[str, Callable[[CasePage, Texts], View | None]] = {
    "confirmed": _confirmed,
    "handed_over": owner_prompts.handed_over,
    "passed_on": owner_prompts.passed_on,
    "lapsed": _lapsed,
    "taken_back": _taken_back,
    "sent": owner_prompts.letter_sent,
    "ready": sending_options.ready,
}


def _paint_letter_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """News of one letter of the request: its text to copy, or what the mail server did with it."""
    what, case = row.about["what"], _case(session, row)
    frozen = cases.letter_of(session, case, row.about.get("letter"))
    if frozen is None:
        return None
    page = case_pages.page_of_letter(session, who, case, frozen, edge.mail, now)
    painters: dict[str, Callable[[], View]] = {
        "copy_text": lambda: sending_options.text_alone(page, t),
        "not_sent": lambda: owner_prompts.letter_not_sent(page, t),
        "unclear": lambda: owner_prompts.your_turn(page, t),
        "next_sent": lambda: next_letter.next_letter_sent(page, t),
        "next_not_sent": lambda: next_letter.next_letter_not_sent(page, False, t),
        "next_unclear": lambda: next_letter.next_letter_not_sent(page, True, t),
    }
    return painters[what]()


def file(session: Session, edge: Edge, who: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """A letter, or the list of what our request covers: file name, bytes, accompanying words."""
    if row.about["what"] == "coverage":
        name, content = coverage_pages.table(session, who, row.case_id or "")
        return name, content, words.plain(t(N_("What our request covers, and what is known of each address.")))
    name, content = sending.eml(session, who, row.case_id or "", edge.clock(), row.about.get("letter"))
    told = t(N_("The letter as a mail file. Open it in your mail program, check that you are the sender, and send it."))
    return name, content, words.plain(told)
