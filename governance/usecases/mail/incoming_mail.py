"""Mail about a request: kept raw as it arrived, put to its request, and judged once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.rules.case.coverage import named_in
from governance.rules.case.states import ReplyGrade
from governance.rules.mail.mail_facts import Authenticity, DeliveryFailure, Dkim, MailFacts
from governance.rules.mail.quotation import excerpt, part
from governance.rules.mail.verdict import MailKind, Verdict, verdict_on, verdict_on_text
from governance.rules.sentence import Sentence
from governance.store.models import Case, Mail, Workspace
from governance.store.schema import new_id
from governance.store.text_cleaning import storable
from governance.store.upsert import changed, insert_for
from governance.usecases.case import case as cases
from governance.usecases.case.letter.letter import vendor_mail
from governance.usecases.mail import copy_test, letter_copies, reply_effects, thread

EXCERPT = 6000


@dataclass(frozen=True)
class Read:
    """One mail as it was read. `outer`: the mail that arrived; `facts`: the same, or the mail forwarded inside it."""

    facts: MailFacts
    outer: MailFacts
    authenticity: Authenticity

    @property
    def forwarded(self) -> bool:
        return self.facts is not self.outer


def record_mail(
    session: Session,
    source: str,
    source_key: str,
    raw: bytes,
    now: datetime,
    *,
    workspace_id: str | None = None,
    case_id: str | None = None,
    given_by: str | None = None,
) -> str | None:
    """Keep the raw bytes. Returns the mail's id, or None if this `source_key` was kept before."""
    mail_id = new_id()
    insert = insert_for(session, Mail).values(
        id=mail_id,
        source=source,
        source_key=source_key,
        raw=raw,
        received_at=now,
        workspace_id=workspace_id or _only_workspace(session),
        case_id=case_id,
        given_by=given_by,
    )
    written = changed(session, insert.on_conflict_do_nothing(index_elements=["source_key"]))
    return mail_id if written else None


def _only_workspace(session: Session) -> str | None:
    """The workspace that mail without a mark belongs to, where the app is installed in one only."""
    installed = session.scalars(select(Workspace.id).where(Workspace.removed_at.is_(None)).limit(2)).all()
    return installed[0] if len(installed) == 1 else None


def is_kept(session: Session, source_key: str) -> bool:
    """Whether this mail was kept before."""
    return session.scalar(select(Mail.id).where(Mail.source_key == source_key)) is not None


def _to_judge(session: Session, mail_id: str) -> Mail | None:
    """The mail, locked; None if somebody has judged or sorted it meanwhile."""
    mail = session.get(Mail, mail_id, with_for_update=True, populate_existing=True)
    if mail is None or (mail.judged_at is not None and not mail.again):
        return None
    if mail.again and mail.sorted_at and (mail.sorted_by or mail.sorted_how):
        mail.again = False
        return None
    return mail


def judge_mail(session: Session, mail_id: str, read: Read, now: datetime) -> str | None:
    """Judge one mail, once, and write what follows from it, in one transaction. Returns the kind, for the log.

    1. A test mail of ours shows that copies arrive, no more. 2. Its request is found: by thread, by copy address, by
    reference. 3. A copy of our own letter proves that it was sent; mails that answered this letter before its copy
    arrived are judged once more. 4. Anything else gets its verdict. 5. A mail that fits no request waits for a person.
    """
    mail = _to_judge(session, mail_id)
    if mail is None:
        return None
    _note(mail, read, now)
    if copy_test.apply(session, mail, read.facts, now):
        return mail.kind
    case = thread.case_of(session, mail, read.facts, read.outer)
    if case is not None:
        case = cases.case_of(session, case.workspace_id, case.id)
        mail.case_id, mail.workspace_id = case.id, case.workspace_id
        known = thread.copy_numbers(session, case)
        if letter_copies.apply(session, case, mail, read.facts, read.authenticity, now):
            _judge_again(session, case, known)
            return mail.kind
    sent = thread.letters_of(session, case) if case else None
    again = _counted_before(session, mail)
    verdict = verdict_on(read.facts, sent, _vendors_only(read), vendor_mail(), now, again=again)
    write_verdict(mail, verdict)
    if case is not None:
        reply_effects.apply(session, case, mail, verdict, now)
    return mail.kind


def _judge_again(session: Session, case: Case, known: tuple[frozenset[str], frozenset[str]]) -> None:
    """Have mails judged again that answered our letter before its copy arrived, unless a person settled them."""
    told = [now - before for before, now in zip(known, thread.copy_numbers(session, case), strict=True)]
    new = told[0] | told[1]
    early = select(Mail).where(
        or_(Mail.workspace_id == case.workspace_id, Mail.workspace_id.is_(None)),
        or_(Mail.case_id == case.id, Mail.case_id.is_(None)),
        Mail.received_at >= case.opened_at,
        Mail.source != "pasted",
        Mail.in_thread.is_(False),
        or_(Mail.sorted_at.is_(None), Mail.sorted_by.is_(None) & Mail.sorted_how.is_(None)),
        or_(Mail.sorted_at.is_(None), Mail.kind.in_([kind.value for kind in reply_effects.QUIET])),
    )
    for mail in session.scalars(early) if new else ():
        mail.again = bool(new & set(mail.refers or ()))


def judge_text(session: Session, mail_id: str, failure: DeliveryFailure | None, now: datetime) -> str | None:
    """Judge a text that somebody pasted; its words alone never close a request. Returns the kind, for the log.

    `failure`: what it reports, where it is a delivery report.
    """
    mail = _to_judge(session, mail_id)
    if mail is None:
        return None
    mail.judged_at, mail.text = now, storable(mail.raw.decode("utf-8", "replace"))
    mail.named_urls = named_in(part(mail.text).own or mail.text)
    case = session.get(Case, mail.case_id) if mail.case_id else None
    verdict = verdict_on_text(mail.text, vendor_mail(), thread.letters_of(session, case) if case else None, failure)
    write_verdict(mail, verdict)
    mail.dkim, mail.aligned = Dkim.NONE.value, False
    if case is not None:
        reply_effects.apply(session, case, mail, verdict, now)
    return mail.kind


def judge_unreadable(session: Session, mail_id: str, why: Refusal, now: datetime) -> None:
    """Leave what is no mail, or too large to be read, to a person, with the reason."""
    mail = _to_judge(session, mail_id)
    if mail is None:
        return
    mail.judged_at, mail.again, mail.kind, mail.dkim = now, False, MailKind.UNSURE.value, Dkim.NONE.value
    mail.aligned = mail.in_thread = mail.forged = False
    mail.reasons = [_as_data(Sentence(why.msgid, why.values))]


def _note(mail: Mail, read: Read, now: datetime) -> None:
    facts, authenticity = read.facts, read.authenticity
    mail.judged_at, mail.again, mail.sorted_at = now, False, None
    mail.source, mail.refers = "forwarded" if read.forwarded else mail.source, sorted(thread.referred(facts))[:100]
    mail.message_id, mail.subject = facts.message_id, facts.subject
    mail.sender = ", ".join(facts.sender)[:320]
    mail.named_urls = named_in(facts.own or facts.beneath or facts.text)
    mail.text = excerpt(facts.own or facts.beneath or facts.text, EXCERPT)
    mail.dkim, mail.domain, mail.aligned = authenticity.dkim.value, authenticity.domain, authenticity.aligned
    mail.dns = dict(authenticity.dns)


def write_verdict(mail: Mail, verdict: Verdict) -> None:
    """Store a verdict in its mail, with its reasons."""
    mail.kind, mail.in_thread, mail.grade = verdict.kind.value, verdict.in_thread, verdict.grade.value
    mail.claims = verdict.claims.value if verdict.claims else None
    mail.forged, mail.proved = verdict.looks_forged, verdict.proved
    mail.reasons = [_as_data(sentence) for sentence in verdict.reasons]


def _as_data(sentence: Sentence) -> dict[str, Any]:
    return {"msgid": sentence.msgid, "values": {name: _plain(value) for name, value in sentence.values.items()}}


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int)) else str(value)


def reasons_of(mail: Mail) -> tuple[Sentence, ...]:
    """The stored reasons of a verdict."""
    kept: list[Mapping[str, Any]] = mail.reasons or []
    return tuple(Sentence(reason["msgid"], reason["values"]) for reason in kept)


def _vendors_only(read: Read) -> Authenticity:
    """The signature, unless it is of our own domain, which proves nothing about the vendor."""
    authenticity, domains = read.authenticity, vendor_mail().domains
    if authenticity.aligned and authenticity.domain not in domains:
        return replace(authenticity, aligned=False)
    return authenticity


def _counted_before(session: Session, mail: Mail) -> bool:
    """Whether the same mail has confirmed a request already."""
    confirming = (Mail.kind == MailKind.CONFIRMATION.value, Mail.grade == ReplyGrade.SIGNED.value)
    query = select(Mail.id).where(Mail.message_id == mail.message_id, *confirming, Mail.id != mail.id)
    return mail.message_id is not None and session.scalar(query.limit(1)) is not None
