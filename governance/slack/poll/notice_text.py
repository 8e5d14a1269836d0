"""Fills the released notice with the values of one question, without changing the released text."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from governance.pages import NoticePage
from governance.rules.people.permissions import Person
from governance.rules.poll.advice import FLOOR
from governance.rules.poll.rule_in_words import rule_sentence
from governance.rules.poll.tally import Basis, Rule
from governance.slack.views import words
from governance.slack.views.poll.asking import question
from governance.slack.views.typed import sealed, sealed_quotation
from governance.store.models import Poll
from governance.store.register import documents
from governance.store.register.entry import Mechanism
from governance.texts import Texts
from governance.usecases.people import members
from governance.usecases.poll import draft
from governance.usecases.poll.clearing import NAMED_KEPT
from governance.usecases.register import vendor_facts
from governance.usecases.seen import people
from governance.usecases.seen.about import about


def notice_page(session: Session, reader: Person, poll: Poll, t: Texts) -> NoticePage:
    """The notice of this question as this person reads it, with the fingerprint of the released file."""
    t = words.knowing(about(poll), t)
    released = vendor_facts.notice_of(poll, t.language)
    facts = (poll.vendor_facts or {}).get(released.language, {})
    values = {**_values(session, reader, poll, t), **{name: sealed(said) for name, said in facts.items()}}
    filled = documents.fill(released, values, _flags(session, poll))
    zone = people.zone_for(session, reader)
    return NoticePage(
        zone=zone,
        title=filled.title,
        markdown=filled.markdown,
        version=str(released.version),
        digest=poll.notice_digests.get(released.language, released.digest),
        minutes=filled.minutes,
        released_at=datetime.combine(released.released, time(12), UTC),
    )


def _flags(session: Session, poll: Poll) -> set[str]:
    asked, guests_not_asked = draft.people_asked(session, poll)
    unanimous = poll.rule["kind"] == Basis.UNANIMOUS
    flags = {
        poll.kind,
        "everyone" if unanimous else "share",
        "consent" if unanimous and not poll.employer else "opinion",
    }
    flags.add("each_alone" if about(poll).mechanism == Mechanism.MEMBER_SETTING else "for_all")
    flags |= {"small"} if asked < FLOOR else set()
    return flags | ({"not_asked"} if guests_not_asked else set())


def _values(session: Session, reader: Person, poll: Poll, t: Texts) -> dict[str, Any]:
    zone = people.zone_for(session, reader)
    asked, guests_not_asked = draft.people_asked(session, poll)
    asker = people.asker_of(session, reader, poll)
    decider = people.acting_owner(session, reader, poll.decider)
    return {
        "question": question(about(poll), t),
        "organisation": sealed(members.workspace(session, poll.workspace_id).name),
        "asker": t("{name} ({role})", name=sealed(asker.name), role=words.role(asker, t)),
        "decider": sealed(decider.name),
        "operator": sealed(poll.operator or t("not named")),
        "contact": sealed(
            poll.contact
            or t("The owners of this workspace: {names}.", names=members.owner_names(session, poll.workspace_id))
        ),
        "paragraph": sealed_quotation(poll.paragraph) or t("The organisation has added nothing."),
        "rule": words.said(rule_sentence(Rule.from_data(poll.rule), asked), t),
        "electorate": words.number(asked, t),
        "not_asked": _not_asked(guests_not_asked, t),
        "closes_on": words.plain_when(poll.closes_at, zone, t),
        "decision_due": words.plain_day(poll.decision_due, zone, t),
        "messages": words.number(2 + poll.reminders, t),
        "readers": sealed(", ".join(sorted({asker.name, decider.name}))),
        "reason": sealed(poll.named_reason or ""),
        "retention_days": NAMED_KEPT.days,
    }


def _not_asked(guests: int, t: Texts) -> str:
    return t.n("{n} guest is not asked.", "{n} guests are not asked.", guests)
