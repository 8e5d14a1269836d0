"""What is kept to show that steps were done: a mail's signature is checked, files can be had back as they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import checklist as rules
from governance.rules.case.checklist import ProofKind
from governance.rules.mail.mail_facts import Authenticity
from governance.rules.people.permissions import Act, Person
from governance.rules.sentence import Sentence
from governance.store import ledger, queries
from governance.store.models import Case, Proof
from governance.store.register import vendors
from governance.usecases.case import checklist
from governance.usecases.people import members

AT_ONCE = 5
UNEXAMINED = (Proof.kind == ProofKind.MAIL.value, Proof.examined_at.is_(None))
GONE = N_("No file is kept here any more.")


class Kept(NamedTuple):
    """A mail to be examined. `domains`: which may sign the vendor's mail, as its entry says."""

    id: str
    raw: bytes
    kept_at: datetime
    domains: frozenset[str]


def to_examine(session: Session, but: Sequence[str] = ()) -> list[Kept]:
    """Mails whose signature nobody has looked at, the first that came first; not these."""
    query = select(Proof, Case.vendor).join(Case, Case.id == Proof.case_id).where(*UNEXAMINED, Proof.id.not_in(but))
    found = session.execute(query.where(queries.installed(Case.workspace_id)).order_by(Proof.kept_at).limit(AT_ONCE))
    return [Kept(proof.id, proof.content, proof.kept_at, _domains(vendor)) for proof, vendor in found]


def is_any_unexamined(session: Session) -> bool:
    """Whether there is one."""
    return session.scalar(select(Proof.id).where(*UNEXAMINED).limit(1)) is not None


def _domains(vendor: str) -> frozenset[str]:
    entry = vendors.known(vendor)
    return entry.answer_domains if entry else frozenset()


def note_examined(session: Session, proof_id: str, signed: Authenticity | Refusal, now: datetime) -> None:
    """Keep who signed it, or why that is not known; the request is known as well as what is kept shows."""
    proof = session.get(Proof, proof_id, with_for_update=True)
    if proof is None or proof.examined_at is not None:
        return
    if isinstance(signed, Refusal):
        signed = Authenticity(reasons=(Sentence(signed.msgid, signed.values),))
    proof.examined_at, proof.domain, proof.aligned = now, signed.domain, signed.aligned
    proof.reasons = [{"msgid": why.msgid, "values": dict(why.values)} for why in signed.reasons]
    proof.dns = dict(signed.dns)
    session.flush()
    case = session.get_one(Case, proof.case_id)
    case.answer_grade = checklist.grade(session, case).value
    told = {"digest": proof.digest, "signed": signed.dkim.value, "known": case.answer_grade}
    ledger.append(session, case.workspace_id, "case:proof:examined", case.id, now, **told)


def newest(session: Session, case: Case, most: int) -> Sequence[Proof]:
    """The newest pictures and mails that are kept."""
    files = select(Proof).where(Proof.case_id == case.id, Proof.kind != ProofKind.NOTE.value)
    return session.scalars(files.order_by(Proof.kept_at.desc(), Proof.id).limit(most)).all()


def reasons_of(proof: Proof) -> tuple[Sentence, ...]:
    """What was found of a mail's signature."""
    kept: list[Mapping[str, Any]] = proof.reasons or []
    return tuple(Sentence(one["msgid"], one["values"]) for one in kept)


def files_of(session: Session, who: Person, vendor: str) -> Sequence[Proof]:
    """Every picture and mail of the present request to this vendor, for an owner. Raises Refusal where none is kept."""
    members.allow(session, who, Act.READ_RAW)
    case = checklist.case_of(session, checklist.newest_decision(session, who.workspace_id, vendor))
    if case is None or not (found := newest(session, case, rules.MOST_PROOFS)):
        raise Refusal(GONE)
    return found


def original(session: Session, who: Person, proof_id: str) -> tuple[str, bytes]:
    """File name and bytes of a picture or mail as it was given, for an owner's own archive."""
    members.allow(session, who, Act.READ_RAW)
    proof = session.get(Proof, proof_id)
    if proof is None or session.get_one(Case, proof.case_id).workspace_id != who.workspace_id:
        raise Refusal(GONE)
    kind = "eml" if proof.kind == ProofKind.MAIL else rules.picture_type(proof.content)
    return f"{proof.kept_at:%Y-%m-%d}-{proof.id}.{kind}", proof.content
