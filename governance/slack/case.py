"""Our request to Slack: which listener answers which gesture, and how its messages are painted when they leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import CaseState
from governance.rules.member import Person
from governance.slack import correspondence, coverage, decision, letter, undoing
from governance.slack.gesture import Edge, Gesture
from governance.slack.guards import reader
from governance.slack.ids import Action, Callback
from governance.slack.showing import Answer, View, show
from governance.slack.views import case as views
from governance.slack.views import mail as mail_views
from governance.slack.views import nextletter, request, ways, words
from governance.store import queries
from governance.store.claimed import Row
from governance.store.models import Case, Poll
from governance.texts import Texts
from governance.usecases import case as cases
from governance.usecases import casepage, decisionpage, objection, sending, sorting
from governance.usecases import coverage as coverages
from governance.usecases import undoing as undoings

Listener = Callable[[Edge, Gesture], Answer]
PRESSES: dict[str, Listener] = {
    Action.DECIDE_OPT_OUT: decision.opt_out_asked,
    Action.DECIDE_ALLOW: decision.allow_asked,
    Action.DECIDE_ALONE: decision.decision_alone_asked,
    Action.DECIDE_ANEW: undoing.decision_anew_asked,
    Action.WITHDRAW: undoing.withdrawal_asked,
    Action.UNAPPROVE: undoing.approval_taken_back,
    Action.LATER: decision.later_asked,
    Action.HAND_OVER: decision.hand_over_asked,
    Action.LETTER: letter.letter_asked,
    Action.ADDRESS: letter.address_asked,
    Action.OTHER_WAYS: letter.other_ways_asked,
    Action.EML: letter.mail_file_asked,
    Action.SMTP: letter.smtp_asked,
    Action.SENT: letter.sending_said_asked,
    Action.FOLLOW_UP: letter.next_letter_asked,
    **dict.fromkeys(letter.KINDS, letter.next_letter_asked),
    Action.COPY_TEXT: letter.text_asked,
    Action.NOT_SENT: letter.not_sent_said,
    Action.ANSWERED: correspondence.answer_asked,
    Action.NOT_YET: correspondence.not_answered,
    Action.MAIL: correspondence.mail_to_sort_asked,
    Action.MAIL_READ: correspondence.verdict_asked,
    Action.MAIL_PUT: correspondence.mail_put,
    Action.MAIL_ASIDE: correspondence.mail_set_aside,
    Action.MAIL_RAW: correspondence.raw_mail_asked,
    Action.VERDICT: correspondence.verdict_asked,
    Action.TIMELINE: correspondence.timeline_asked,
    Action.ORG_WIDE: coverage.org_wide_asked,
    Action.ONLY_HERE: coverage.only_here_asked,
    Action.COVERAGE: coverage.coverage_asked,
    Action.COVERAGE_FILE: coverage.coverage_file_asked,
}
LETTER_NEWS = ("copy_text", "not_sent", "unclear", "next_sent", "next_not_sent", "next_unclear")
SUBMISSIONS: dict[str, Listener] = {
    Callback.DECIDE: decision.decided,
    Callback.WITHDRAW: undoing.request_withdrawn,
    Callback.LATER: decision.put_off,
    Callback.HAND_OVER: decision.handed_over,
    Callback.ADDRESS: letter.address_given,
    Callback.APPROVE: letter.approved,
    Callback.SMTP: letter.given_to_server,
    Callback.SENT: letter.sending_said,
    Callback.ANSWERED: correspondence.answer_brought,
    Callback.CONFIRM: correspondence.meaning_said,
    Callback.ORG_WIDE: coverage.made_org_wide,
    Callback.ONLY_HERE: coverage.made_only_here,
}


def request_asked(edge: Edge, gesture: Gesture) -> Answer:
    """`/ai-consent request`: our request, as this person may see it."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        case = queries.current_case(session, edge.workspace_id)
        if case is None:
            raise Refusal(N_("No request has been made: no owner has decided to opt out so far."))
        undoings.demand_readable(session, who, case)
        view = letter.next_view(session, edge, who, case, edge.clock())
    show(edge, gesture, view)
    return None


def reference_of(session: Session, poll: Poll) -> str | None:
    """The request that followed from this question, if its letter may be read by everybody."""
    no_letter = (CaseState.DRAFTED.value, CaseState.WITHDRAWN.value)
    return session.scalar(select(Case.id).where(Case.poll_id == poll.id, Case.state.not_in(no_letter)).limit(1))


def _case(session: Session, row: Row) -> Case:
    return cases.case_of(session, row.workspace_id, row.case_id or "")


def paint_prompt(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder to an owner, or one line to those who watch; nothing when the reason has gone."""
    what = row.about["what"]
    if row.case_id is None:
        return _paint_decision_prompt(session, who, row, t)
    page = casepage.reminder_page(session, who, _case(session, row), what, edge.mail, now)
    if not who.is_owner:
        return request.still_open(page, t)
    if page.occasion.startswith("check"):
        return request.check(page, t)
    over = page.case.state == CaseState.CONFIRMED and page.case.asked_again_at is None
    if over or page.case.state == CaseState.WITHDRAWN:
        return None
    return request.your_turn(page.case, t) if page.occasion == "your_turn" else views.reminder(page, t)


def _paint_decision_prompt(session: Session, who: Person, row: Row, t: Texts) -> View | None:
    poll = queries.poll_of(session, row.workspace_id, row.poll_id or "")
    page = decisionpage.decision_request_page(session, who, poll, row.about["what"])
    if row.about["what"] == objection.LOST:
        return request.unanimity_lost(page, t) if who.is_owner else None
    if page.decided is not None:
        return None
    return views.decision_request(page, t) if who.is_owner else views.still_undecided(page, t)


def paint_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """Something happened to our request."""
    what, mail_id = row.about["what"], row.about.get("mail", "")
    page = casepage.case_page(session, who, _case(session, row), edge.mail, now)
    if what == "mail":
        return mail_views.arrived(correspondence.page_of(session, who, row.workspace_id, page.case_ref, mail_id), t)
    if what == "other_address":
        found = correspondence.page_of(session, who, row.workspace_id, page.case_ref, mail_id)
        return request.other_address(page, found.mail.sender, t)
    if what in LETTER_NEWS:
        return _paint_letter_news(session, edge, who, row, t, now)
    painters: dict[str, Callable[[], View]] = {
        "confirmed": lambda: views.confirmed(page, t),
        "handed_over": lambda: request.handed_over(page, t),
        "sent": lambda: request.gone(page, t),
        "ready": lambda: ways.ready(page, t),
    }
    return painters[what]()


def _paint_letter_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """News of one letter of the request: its text to copy, or what the mail server did with it."""
    what, case = row.about["what"], _case(session, row)
    frozen = cases.letter_of(session, case, row.about.get("letter"))
    if frozen is None:
        return None
    page = casepage.page_of_letter(session, who, case, frozen, edge.mail, now)
    painters: dict[str, Callable[[], View]] = {
        "copy_text": lambda: ways.text_alone(page),
        "not_sent": lambda: request.not_taken(page, t),
        "unclear": lambda: request.your_turn(page, t),
        "next_sent": lambda: nextletter.gone(page, t),
        "next_not_sent": lambda: nextletter.not_left(page, False, t),
        "next_unclear": lambda: nextletter.not_left(page, True, t),
    }
    return painters[what]()


def paint_modal(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """An open window anew: what was read in an answer, once it is judged; the mail that is still to be sorted."""
    if row.about["screen"] == "to_sort":
        return mail_views.to_sort(correspondence.to_sort_page(session, edge, who), t)
    if row.about["screen"] != "verdict" or row.case_id is None:
        return None
    try:
        return correspondence.verdict_view(session, who, row.workspace_id, row.case_id, row.about["mail"])
    except Refusal:  # not judged yet: the message will say it
        return None


def file(session: Session, edge: Edge, who: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """A letter, a mail as it arrived, or what our request covers, as a file: name, bytes, words beside it."""
    if row.about["what"] == "raw":
        name, content = sorting.raw_mail(session, who, row.about["mail"])
        told = t(N_("The mail as it arrived, byte for byte."))
        return name, content, words.plain(told)
    if row.about["what"] == "coverage":
        name, content = coverages.table(session, who, row.case_id or "")
        return name, content, words.plain(t(N_("What our request covers, and what is known of each address.")))
    name, content = sending.eml(session, who, row.case_id or "", edge.clock(), row.about.get("letter"))
    told = t(N_("The letter as a mail file. Open it in your mail program, check that you are the sender, and send it."))
    return name, content, words.plain(told)
