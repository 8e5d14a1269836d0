"""What every message that was sent becomes when its matter moves on: painted from the present state, or left as it is.

A message says what is true now and offers what can be done now, or it says in one sentence that its matter is over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages import CasePage
from governance.rules.case.owner_prompts import UNREAD
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person, may, may_own
from governance.rules.people.working_days import zone_of
from governance.rules.poll.states import is_expired
from governance.slack import painters
from governance.slack.gesture import Edge
from governance.slack.mail import painters as mail
from governance.slack.painters import Painter
from governance.slack.poll import painters as poll
from governance.slack.responses import View, texts_of
from governance.slack.vendors import steps
from governance.slack.views.case import decision as decisions
from governance.slack.views.case import owner_prompts
from governance.slack.views.case import request_in_words as stands
from governance.slack.views.poll import organiser
from governance.slack.views.poll.owner_notice import BACK, NOT_ASKED
from governance.slack.watch import painters as watch
from governance.store import queries, repaints
from governance.store.models import Letter, Outgoing, Poll
from governance.store.outbox import Kind
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.case import case as cases
from governance.usecases.case.letter import next_letter
from governance.usecases.people import members
from governance.usecases.poll import draft, later_objection
from governance.usecases.seen import case as case_pages
from governance.usecases.seen import decision as decision_pages

_REMINDERS = Outgoing.occasion.not_like("unanimity:%")  # that everybody agreed no more is another matter
UNSENT = ("drafted", "approved")
WATCHERS = "day_20"  # the occasion of the prompt before a decision that goes to organisers and observers
TURN = ("question", "refused", "bounced", "unclear")
IN_HAND = ("handed_over", "passed_on")


@dataclass(frozen=True)
class Now:
    """Everything that a message is painted from, as things stand now."""

    session: Session
    edge: Edge
    reader: Person
    row: Row
    t: Texts
    at: datetime

    def as_sent(self, painter: Painter) -> View | None:
        """As it would be painted if it left now."""
        return painter(self.session, self.edge, self.reader, self.row, self.t, self.at)

    @property
    def poll(self) -> Poll:
        return queries.poll_of(self.session, self.row.workspace_id, self.row.poll_id or "")

    @property
    def request(self) -> CasePage:
        case = cases.case_of(self.session, self.row.workspace_id, self.row.case_id or "")
        return case_pages.case_page(self.session, self.reader, case, self.edge.mail, self.at)

    @property
    def letter(self) -> Letter | None:
        case = cases.case_of(self.session, self.row.workspace_id, self.row.case_id or "")
        return cases.letter_of(self.session, case, self.row.about.get("letter"))

    def is_owner_now(self, user_id: str) -> bool:
        """Whether this is an active owner, to whom prompts go."""
        return user_id in [owner.user_id for owner in members.owners(self.session, self.row.workspace_id)]


def _result(now: Now) -> View | None:
    return now.as_sent(painters.PAINTERS[now.row.kind])


def _prepared(now: Now) -> View | None:
    """A question that was prepared, is being changed, stopped, open, over; only in the newest of its messages."""
    if repaints.is_followed(now.session, now.row):
        return organiser.followed(now.t)
    asked, what = now.poll, now.row.about.get("what")
    if asked.state == draft.DRAFT and what not in BACK and may_own(now.reader, Act.CHANGE, asked.author):
        return poll.being_changed(asked, now.t)
    kept = {"what": what} if what in NOT_ASKED or asked.state == draft.DRAFT else {}
    seen = {"seen": True} if now.row.about.get("seen") else {}
    return replace(now, row=replace(now.row, about={**kept, **seen})).as_sent(poll.prepared)


def _prompt(now: Now) -> View | None:
    """A reminder while its reason lasts, in the newest of them; then how things stand."""
    if now.row.about["what"] != later_objection.LOST and repaints.is_followed(now.session, now.row, _REMINDERS):
        return organiser.followed(now.t)
    if steps.is_by_steps(now.session, now.row):
        return steps.reminder_now(now.session, now.reader, now.row, now.t, now.at)
    return _decision_prompt(now) if now.row.case_id is None else _request_prompt(now)


def _decision_prompt(now: Now) -> View | None:
    asked, what = now.poll, now.row.about["what"]
    overdue = now.at > asked.decision_due and what not in (later_objection.LOST, WATCHERS) and "month" not in what
    if overdue:  # an owner reads so in a newer message, but for one who has become an owner only since
        now = replace(now, row=replace(now.row, about={**now.row.about, "what": "missed_owners"}))
    page = decision_pages.decision_request_page(now.session, now.reader, asked, now.row.about["what"])
    if page.decided is not None and (what != later_objection.LOST or not now.reader.is_owner):
        return decisions.decision_request(page, now.t)
    if page.decided is None and is_prompt_over(now.session, asked, now.at):
        return owner_prompts.expired(page, now.t)
    to_all = what in (later_objection.LOST, "missed_owners", WATCHERS)
    if page.decided is None and asked.decider != now.reader.user_id and now.is_owner_now(asked.decider) and not to_all:
        name = members.person(now.session, asked.workspace_id, asked.decider).name
        return owner_prompts.handed_on(name, now.t)
    if not now.reader.is_owner and what != WATCHERS:
        return owner_prompts.owners_decide(now.t)
    return now.as_sent(painters.PAINTERS[Kind.PROMPT])


def is_prompt_over(session: Session, asked: Poll, at: datetime) -> bool:
    """Whether the answers are too old to decide on."""
    zone = zone_of(members.workspace(session, asked.workspace_id).zone)
    return asked.closed_at is not None and is_expired(asked.closed_at, at, zone)


def _request_prompt(now: Now) -> View | None:
    page, what = now.request, now.row.about["what"]
    if not may(now.reader, Act.READ_FIGURES):
        return stands.over(page, now.t)
    if what.startswith(UNREAD):
        return now.as_sent(mail.paint_answered)
    if now.reader.is_owner and _has_passed_on(now, page):
        return stands.handed_on(page, now.t)
    asks_again = page.state == "confirmed" and page.asked_again_at is not None
    lasts = {
        "send": page.state in UNSENT,
        "answer": (page.state in ("sent", "acknowledged") or asks_again) and not page.unread,
        "turn": page.state in TURN and not page.unread,
        "check": page.state == "confirmed" and page.check_due and not asks_again,
        "asked": page.state not in ("confirmed", "withdrawn"),
    }
    return now.as_sent(painters.PAINTERS[Kind.PROMPT]) if lasts[what.partition("_")[0]] else stands.over(page, now.t)


def _has_passed_on(now: Now, page: CasePage) -> bool:
    return page.owner.slack_id != now.reader.user_id and now.is_owner_now(page.owner.slack_id or "")


def _news(now: Now) -> View | None:
    """News as long as they are the newest of their matter; then how our request stands."""
    if now.row.about["what"] == watch.NEWS:
        return now.as_sent(painters.news)
    page, what = now.request, now.row.about["what"]
    if what in IN_HAND and _has_passed_on(now, page):
        return stands.handed_on(page, now.t)
    if what == "copy_text" and not (_may_still_leave(now, page) and now.reader.is_owner):
        return stands.not_to_be_sent(now.t)
    if what == "lapsed" and page.state == "approved":  # once more: it is as ready as it was
        now = replace(now, row=replace(now.row, about={**now.row.about, "what": "ready"}))
    if what == "confirmed" and page.wrong:
        mail = now.row.about.get("mail", "") if may(now.reader, Act.READ_FIGURES) else ""
        return stands.no_longer_confirmed(page, mail, now.t)
    lasts = NEWS_LASTS[what](now, page) and painters.is_for(now.reader, what)
    return now.as_sent(painters.news) if lasts else stands.over(page, now.t)


def _is_in_hand(now: Now, page: CasePage) -> bool:
    """Whether there is something to do for whoever has our request in hand."""
    return page.state != "withdrawn" and (page.state != "confirmed" or page.asked_again_at is not None)


def _may_still_leave(now: Now, page: CasePage) -> bool:
    """Whether this letter may still be sent, or has been: its words are not overtaken."""
    letter = now.letter
    if letter is None or page.state == "withdrawn":
        return False
    case = cases.case_of(now.session, now.row.workspace_id, now.row.case_id or "")
    newest = cases.newest_letter(now.session, case.id, letter.kind)
    if letter.kind == "request":
        return newest is letter and CaseState(case.state) is not CaseState.DRAFTED
    to_be_sent = letter.sent_at is None and letter.kind in next_letter.possible(now.session, case, now.at)
    return newest is letter and (to_be_sent or now.row.about["what"] == "copy_text")


# Every piece of news, and how long it is true and of use.
NEWS_LASTS: dict[str, Callable[[Now, CasePage], bool]] = {
    "confirmed": lambda now, page: page.state == "confirmed",
    **dict.fromkeys(IN_HAND, _is_in_hand),
    "sent": lambda now, page: page.state == "sent",
    **dict.fromkeys(("ready", "lapsed"), lambda now, page: page.state in UNSENT),
    "taken_back": lambda now, page: page.state == "drafted" and page.owner.slack_id != now.reader.user_id,
    "not_sent": lambda now, page: page.state == "approved",
    "unclear": lambda now, page: page.state == "unclear",
    "next_sent": lambda now, page: page.state in ("sent", "acknowledged") or page.asked_again_at is not None,
    **dict.fromkeys(("next_not_sent", "next_unclear"), _may_still_leave),
    "other_address": lambda now, page: page.state in ("approved", "sent") and page.request_known in ("drafted", "said"),
    **dict.fromkeys(("mail", "copy_text"), lambda now, page: True),
}


# THE table: every kind of row, and what becomes of its message; a sentence says why one is left as it is.
BECOMES: dict[Kind, Callable[[Now], View | None] | str] = {
    Kind.BALLOT: lambda now: now.as_sent(
        poll.receipt
    ),  # at the end of the question, and once more when nobody can object to it any longer
    Kind.REMINDER: lambda now: now.as_sent(poll.receipt),
    Kind.RESULT: _result,  # at a decision, a withdrawal, and when nobody can object any longer
    Kind.LATE_DECISION: _result,
    Kind.PREPARED: _prepared,  # at each step of the question
    Kind.PROMPT: _prompt,  # at each step of the decision or request, and when a newer one has come
    Kind.NEWS: _news,  # at each step of the request, of its mail, of a change of the vendor's page
    Kind.TRIAL: lambda now: now.as_sent(poll.trial),  # at the end of the question that was tried
    Kind.RECEIPT: "paints the message of a question or reminder, whose own row it is",
    Kind.ANSWERED: "paints a message that was pressed, whose own row it is, or says a sentence that Slack lets fade",
    Kind.HOME: "is painted whenever somebody opens it, and for owners and admins at each obstacle",
    Kind.MODAL: "is closed by whoever opened it",
    Kind.FILE: "is what somebody asked for at that moment; it has no button, or one that opens the letter's words",
    Kind.LETTER: "is a mail",
}


def paint(session: Session, edge: Edge, reader: Person, row: Row, at: datetime) -> tuple[View | None, bool]:
    """A message as things stand now, and whether it can become untrue no more."""
    becomes = BECOMES[row.kind]
    if isinstance(becomes, str):
        return None, True
    try:
        return becomes(Now(session, edge, reader, row, texts_of(reader), at)), _is_final(session, row, at)
    except Refusal:  # its mail is being judged once more: what comes of it marks the message again
        return None, False


def _is_final(session: Session, row: Row, at: datetime) -> bool:
    asked = session.get(Poll, row.poll_id) if row.poll_id else None
    if asked is None or row.case_id is not None:
        return False
    if row.kind is Kind.TRIAL:
        return poll.is_trial_over(asked, at)
    return row.kind is Kind.PROMPT and is_prompt_over(session, asked, at)
