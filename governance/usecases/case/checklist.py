"""A request that goes by steps instead of a letter: a setting, a support case, or each person's own account.

The decision, the request, its states and its place in the record of events are those of every request.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import checklist as rules
from governance.rules.case.checklist import DoneGrade, ProofKind, Standing
from governance.rules.case.states import CaseState, Event
from governance.rules.people.permissions import ACTIVE, Act, Person
from governance.store import ledger, queries, repaints
from governance.store.models import Case, Checklist, Decision, OwnSetting, Proof
from governance.store.register import vendors
from governance.store.register.entry import Mechanism, Vendor
from governance.store.upsert import changed, insert_for
from governance.usecases.case import case as cases
from governance.usecases.people import members
from governance.usecases.poll.waiting import line
from governance.usecases.register.vendor_facts import entry_of

BY_STEPS = (Mechanism.ADMIN_SETTING, Mechanism.SUPPORT_CASE, Mechanism.CONTRACT)
LONGEST_NOTE = 1000
LONGEST_REASON = 1000


class Given(NamedTuple):
    """What a person says in the window: steps done, how it stands, and what shows it."""

    ticked: frozenset[int]
    said: Standing
    note: str = ""
    files: Sequence[tuple[ProofKind, bytes]] = ()


def goes_by_letter(slug: str) -> bool:
    """Whether a request to this vendor is a letter; none is written where nobody knows the vendor any more."""
    entry = vendors.known(slug)
    return entry is not None and entry.mechanism is Mechanism.EMAIL


def newest_decision(session: Session, workspace_id: str, vendor: str) -> Decision | None:
    """What was decided last about this vendor, with or without a question."""
    query = select(Decision).where(Decision.workspace_id == workspace_id, Decision.vendor == vendor)
    return session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id).limit(1)).first()


def case_of(session: Session, decision: Decision | None) -> Case | None:
    """The request that follows from it; in a transaction that may write, nobody else can change it until the end."""
    found = queries.case_of_decision(session, decision.id) if decision and decision.choice == "opt_out" else None
    return cases.locked(session, Case, found.id) if found else None


def ticked(session: Session, case: Case, entry: Vendor) -> frozenset[int]:
    """The steps that are done; none where they read differently when they were ticked."""
    kept = session.get(Checklist, case.id)
    return frozenset(kept.ticked) if kept and kept.digest == digest_of(entry) else frozenset()


def is_open(session: Session, case: Case) -> bool:
    """Whether somebody still has to do its steps, or the vendor to answer; not where an owner decided otherwise since.

    Of each person's own account nobody knows, and a refusal is in the hand of whoever noted it.
    """
    by_steps = case.mechanism in BY_STEPS and vendors.known(case.vendor) is not None
    if not by_steps or CaseState(case.state) not in (*cases.UNSENT, CaseState.SENT):
        return False
    newest = newest_decision(session, case.workspace_id, case.vendor)
    return newest is not None and newest.id == case.decision_id


def digest_of(entry: Vendor) -> str:
    """The fingerprint of the steps as they read now."""
    return sha256("\n".join(step.words("en") for step in entry.steps).encode()).hexdigest()


def grade(session: Session, case: Case) -> DoneGrade:
    """How well it is known that it was done."""
    kept = session.execute(select(Proof.kind, Proof.aligned).where(Proof.case_id == case.id))
    return rules.grade_of([(ProofKind(kind), aligned is True) for kind, aligned in kept])


def decide(session: Session, who: Person, slug: str, choice: str, reason: str, now: datetime) -> Decision:
    """An owner decides about a vendor without asking the members. Raises Refusal while a question about it goes on.

    1. Only an owner may. 2. The same choice again changes nothing. 3. Where the members are asked about this vendor, or
    will be, or have answered, that comes first. 4. A decision to opt out begins the request. 5. The event is recorded,
    the reason as fingerprint.
    """
    members.allow(session, who, Act.DECIDE)
    members.one_at_a_time(session, who.workspace_id)
    entry, reason = entry_of(slug), reason.strip()
    if entry.mechanism not in (*BY_STEPS, Mechanism.MEMBER_SETTING):
        raise Refusal(N_("There is nothing to decide about this vendor here."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_REASON)
    before = newest_decision(session, who.workspace_id, slug)
    if before is not None and before.choice == choice:
        return before
    line.refuse_past_question(session, who.workspace_id, slug, now)
    decision = Decision(
        workspace_id=who.workspace_id, vendor=slug, choice=choice, reason=reason, decided_by=who.user_id, decided_at=now
    )
    decision.replaces = before.id if before else None
    if (earlier := case_of(session, before)) is not None:
        repaints.of_case(session, who.workspace_id, earlier.id, now)
    session.add(decision)
    session.flush()
    if choice == "opt_out":
        begin(session, who, decision, now)
    told = {"choice": choice, "replaces": decision.replaces, "reason_digest": sha256(reason.encode()).hexdigest()}
    ledger.append(session, who.workspace_id, "decision:choice:recorded", decision.id, now, who.user_id, **told)
    return decision


def begin(session: Session, who: Person, decision: Decision, now: datetime) -> Case | None:
    """The request that follows from a decision, if steps do; those for one's own account are given out with it."""
    entry = vendors.known(decision.vendor)
    if entry is None or entry.mechanism not in (*BY_STEPS, Mechanism.MEMBER_SETTING):
        return None
    case = cases.open_case(session, who, decision, now, None)
    case.mechanism, case.from_address = entry.mechanism.value, None
    if entry.mechanism is Mechanism.MEMBER_SETTING:
        for event in (Event.APPROVED, Event.SENT):
            cases.record_event(session, case, event, now, who.user_id)
        case.sent_at = now
    return case


def keep(session: Session, who: Person, slug: str, given: Given, now: datetime) -> Case:
    """Keep what an owner or admin says of the steps, and what shows it.

    1. Somebody decided to opt out. 2. All steps are ticked before it counts as done. 3. Notes, pictures and mails are
    kept as given, each once. 4. The request moves as the table of its states allows. 5. The events are recorded.
    """
    members.allow(session, who, Act.KEEP_CHECKLIST)
    entry = entry_of(slug)
    case = case_of(session, newest_decision(session, who.workspace_id, slug))
    if case is None or entry.mechanism not in BY_STEPS:
        raise Refusal(N_("An owner has to decide to opt out first."))
    steps = given.ticked & set(range(1, len(entry.steps) + 1))
    is_asked = entry.mechanism.is_asked
    state = CaseState(case.state)
    moves = rules.steps_towards(given.said, state, is_asked=is_asked, all_ticked=len(steps) == len(entry.steps))
    _tick(session, who, case, entry, steps, now)
    for kind, content in [*_noted(given.note), *given.files]:
        _keep_proof(session, who, case, kind, content, now)
    for event in moves:
        cases.record_event(session, case, event, now, who.user_id)
    _note_standing(session, who, case, moves, now)
    repaints.of_case(session, who.workspace_id, case.id, now)
    return case


def _noted(note: str) -> list[tuple[ProofKind, bytes]]:
    if len(note.strip()) > LONGEST_NOTE:
        raise Refusal(N_("At most {number} characters."), number=LONGEST_NOTE)
    return [(ProofKind.NOTE, note.strip().encode())] if note.strip() else []


def _tick(session: Session, who: Person, case: Case, entry: Vendor, steps: Collection[int], now: datetime) -> None:
    if steps == ticked(session, case, entry):
        return
    kept = session.get(Checklist, case.id) or Checklist(case_id=case.id)
    kept.ticked, kept.digest, kept.ticked_by, kept.ticked_at = sorted(steps), digest_of(entry), who.user_id, now
    session.add(kept)
    figures = {"done": len(steps), "of": len(entry.steps)}
    ledger.append(
        session, case.workspace_id, "case:steps:ticked", case.id, now, who.user_id, steps=kept.digest, **figures
    )


def _keep_proof(session: Session, who: Person, case: Case, kind: ProofKind, content: bytes, now: datetime) -> None:
    """Keep it as it was given, once: the same note or file again changes nothing."""
    digest = sha256(content).hexdigest()
    if session.scalar(select(Proof.id).where(Proof.case_id == case.id, Proof.digest == digest)):
        return
    if (session.scalar(select(func.count()).where(Proof.case_id == case.id)) or 0) >= rules.MOST_PROOFS:
        raise Refusal(N_("At most {number} notes and files can be kept for one request."), number=rules.MOST_PROOFS)
    session.add(
        Proof(case_id=case.id, kind=kind.value, content=content, digest=digest, kept_by=who.user_id, kept_at=now)
    )
    session.flush()
    told = {"kind": kind.value, "digest": digest}
    ledger.append(session, case.workspace_id, "case:proof:kept", case.id, now, who.user_id, **told)


def _note_standing(session: Session, who: Person, case: Case, moves: Collection[Event], now: datetime) -> None:
    """When it was asked and done, how well that is known, and the event."""
    case.answer_grade = grade(session, case).value
    if Event.SENT in moves or Event.FOLLOWED_UP in moves:
        case.sent_at = now
    if Event.CONFIRMED in moves or Event.REFUSED in moves:
        case.answered_at = now
    if moves:
        case.confirmed_at = now if Event.CONFIRMED in moves else None
        told = {"state": case.state, "known": case.answer_grade}
        ledger.append(session, case.workspace_id, "case:steps:said", case.id, now, who.user_id, **told)


def tick_own(session: Session, who: Person, slug: str, now: datetime) -> bool:
    """*I have done it*, in one's own account; False when it was ticked before. Nobody reads who, and no event tells.

    Wherever it was pressed, this person's result message does not ask for it any more.
    """
    if who.role not in ACTIVE:
        raise Refusal(N_("This app is for the people of this workspace. Your own company decides for you."))
    case = case_of(session, newest_decision(session, who.workspace_id, slug))
    if case is None or case.mechanism != Mechanism.MEMBER_SETTING:
        raise Refusal(N_("No owner has decided to opt out of this, so there is nothing to tick."))
    if case.poll_id:
        repaints.of_result(session, who.workspace_id, case.poll_id, who.user_id, now)
    row = insert_for(session, OwnSetting).values(case_id=case.id, user_id=who.user_id)
    return bool(changed(session, row.on_conflict_do_nothing(index_elements=["case_id", "user_id"])))


def has_ticked(session: Session, case: Case, user_id: str) -> bool:
    """Whether this person ticked; for that person's own screen."""
    return session.get(OwnSetting, (case.id, user_id)) is not None


def how_many_ticked(session: Session, case: Case) -> int:
    """How many people have ticked. Never show it where it would give one of them away."""
    return session.scalar(select(func.count()).where(OwnSetting.case_id == case.id)) or 0
