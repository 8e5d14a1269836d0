"""What members can read about a question: its notice, what Slack says, whom to ask."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.pages import Ask, VendorSaysPage
from governance.rules.people.permissions import Act, Person
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import TRIAL, is_trial
from governance.slack.people.authority import reader
from governance.slack.poll import notice_text
from governance.slack.responses import Response, View, change, show, texts_of
from governance.slack.views.poll import notice as views
from governance.texts import Texts, language_of
from governance.usecases.poll import answer, draft
from governance.usecases.poll.draft import VENDOR
from governance.usecases.register.vendor_facts import entry_meant, facts_of
from governance.usecases.seen import people
from governance.usecases.seen.about import about_vendor


def notice_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Read the notice* of this question; where there is none, what Slack says."""
    who, now = reader(edge, gesture), edge.clock()
    t, trial = texts_of(who), is_trial(gesture.value)
    with edge.database.reading() as session:
        poll_id = gesture.value.removeprefix(TRIAL) if trial else gesture.value
        view = _notice_or_statements(session, edge, who, poll_id, t)
    show(edge, gesture, view)
    if poll_id and not trial:
        with change(edge) as session:
            answer.note_notice_read(session, who, poll_id, now)
    return None


def _notice_or_statements(session: Session, edge: Edge, who: Person, poll_id: str, t: Texts) -> View:
    if poll_id:
        poll = draft.shown_to(session, who, Act.READ, poll_id)
        return views.notice(notice_text.notice_page(session, who, poll, t), t)
    return views.vendor_says(vendor_says_page(session, who, edge.clock()), t)


def vendor_says_page(session: Session, who: Person, now: datetime, slug: str = VENDOR) -> VendorSaysPage:
    """What the vendor says, with the day of the newest text that it rests on."""
    entry, language = entry_meant(slug), language_of(who.locale)
    facts = facts_of(entry, now.date())[language]
    said = tuple(
        Ask(one.words(language), one.source, one.date, one.evidence.value)
        for one in entry.statements
        if one.about != "benefit"
    )
    day = date.fromisoformat(entry.as_of) if len(entry.as_of) == len("2026-12-01") else None
    sources = f"{facts['sources']}\n\n{facts['verified']}"
    return VendorSaysPage(people.zone_for(session, who), said, day, sources, about=about_vendor(entry.slug))


def what_slack_says_asked(edge: Edge, gesture: Gesture) -> Response:
    """*What Slack says*: both statements, dated."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = vendor_says_page(session, who, edge.clock(), gesture.value or VENDOR)
    show(edge, gesture, views.vendor_says(page, texts_of(who)))
    return None


def contact_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Who to ask*."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = people.contact_page(session, who, edge.house)
    show(edge, gesture, views.contact(page, texts_of(who)))
    return None
