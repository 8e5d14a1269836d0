"""Screens of questions about other vendors: one that trains itself, with an elision in French, and one through "
"others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.pages import (
    DecideModalPage,
    DecisionRequestPage,
    Draft,
    NoticePage,
    OpeningPage,
    OwnerNoticePage,
    ReminderPage,
    ResultPage,
    StepsToDo,
)
from governance.slack.views.case import decision, result
from governance.slack.views.poll import asking, ballot, notice, opening, owner_notice
from governance.slack.views.typed import sealed
from governance.store.register import documents, vendors
from governance.texts import Texts
from governance.usecases.register.vendor_facts import GENERAL_NOTICE, facts_of
from governance.usecases.seen.about import about_vendor
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of

ASKED_ABOUT = ("atlassian", "linkedin", "squarespace", "salesforce-einstein")
FLAGS = {"secret", "share", "opinion", "not_asked"}


def other_vendor_scenes(cast: Cast) -> dict[str, Paint]:
    """The question, its notice and its decision about some of the vendors."""
    return {f"{name}_of_{slug}": paint for slug in ASKED_ABOUT for name, paint in _of_vendor(cast, slug).items()}


def _of_vendor(cast: Cast, slug: str) -> dict[str, Paint]:
    about = about_vendor(slug)
    asked = cast.ballot(about=about)
    first, due, closes = at(11, 23, 8), at(12, 24, 15), at(12, 10, 16)
    told = OwnerNoticePage(cast.zone, "p1", cast.ada, cast.n, first, (cast.rule,), due, cast.olga, closes, about=about)
    decides = DecisionRequestPage(cast.zone, "p1", cast.result(), due, about=about)
    chosen = DecideModalPage(cast.zone, "p1", "opt_out", "opt_out", False, cast.n, about=about)
    decided = ResultPage(cast.zone, "p1", cast.organisation, cast.result(), cast.decision(), due, about=about)
    todo = tuple(step.words("en") for step in vendors.vendor(slug).steps)
    decided = replace(decided, by_steps=StepsToDo(slug, todo, about.mechanism == "member_setting"))
    allowed = replace(decided, decision=cast.decision("stay"))
    return {
        "ballot": _of(ballot.ballot, asked),
        "receipt": _of(ballot.ballot, replace(asked, recorded_at=at(11, 27, 9))),
        "reminder": _of(ballot.reminder, ReminderPage(asked, 1, 2)),
        "opening": _of(opening.opening, _opening(cast, slug)),
        "owner_notice": _of(owner_notice.owner_notice, told),
        "decision": _of(decision.decision_request, decides),
        "decide": _of(decision.decide, chosen),
        "result": _of(result.result, decided),
        "result_allowed": _of(result.result, allowed),
        "notice": lambda t: notice.notice(_notice(cast, slug, t), t),
    }


def _opening(cast: Cast, slug: str) -> OpeningPage:
    known = {entry.slug: entry for entry in vendors.vendors()}
    choices = tuple((one, known[one].name, known[one].purpose.by_language) for one in ("slack", slug))
    days = (date(2026, 11, 24), date(2027, 2, 1), at(11, 20, 7))
    page = OpeningPage(cast.zone, "", Draft(), cast.n, 37, cast.owners, *days, about=about_vendor(slug))
    return replace(page, choices=choices)


def _notice(cast: Cast, slug: str, t: Texts) -> NoticePage:
    """The general notice, filled from the entry."""
    about, entry = about_vendor(slug), vendors.vendor(slug)
    alone = "each_alone" if about.mechanism == "member_setting" else "for_all"
    facts = facts_of(entry, date(2026, 12, 1))[t.language]
    values = {**dict.fromkeys(documents.NOTICE_FIELDS, sealed(cast.organisation)), **facts}
    values |= {"question": asking.question(about, t)}
    filled = documents.fill(documents.notice(GENERAL_NOTICE, 1, t.language), values, FLAGS | {alone})
    return NoticePage(cast.zone, filled.title, filled.markdown, "1", "ab" * 32, filled.minutes, at(12, 1))
