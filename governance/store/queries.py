"""Queries that several rooms ask, all reading except the bulk statements that say so."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, bindparam, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.errors import N_, Refusal
from governance.store.models import Case, Decision, Delivered, Elector, Outgoing, Participation, Poll, Workspace
from governance.store.outbox import BULK, Kind
from governance.store.upsert import changed, insert_for

CODE = re.compile(r"[a-z][a-z0-9_:.]{0,79}")  # an older version kept whole pages in their place
RUNNING = ("preparing", "scheduled", "open", "closing")
TO_MEMBERS = (Kind.BALLOT.value, Kind.REMINDER.value)  # what is not sent any more once a question is over


def poll_of(session: Session, workspace_id: str, poll_id: str) -> Poll:
    """The question with this id in this workspace. Raises Refusal when there is none."""
    found = session.get(Poll, poll_id)
    if found is None or found.workspace_id != workspace_id:
        raise Refusal(N_("This question no longer exists."))
    return found


def installed(workspace_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The condition that the app is installed in this workspace now; elsewhere nothing new is begun."""
    return workspace_id.in_(select(Workspace.id).where(Workspace.removed_at.is_(None)))


def poll_to_change(session: Session, workspace_id: str, poll_id: str) -> Poll:
    """As `poll_of`, for a change: anybody else who wants to change it waits until this transaction ends."""
    query = select(Poll).where(Poll.id == poll_id, Poll.workspace_id == workspace_id)
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise Refusal(N_("This question no longer exists."))
    return found


def has_written(session: Session, workspace_id: str) -> bool:
    """Whether any message has left for anybody; what somebody tried on themself is none."""
    messages = (*BULK, Kind.PREPARED, Kind.PROMPT, Kind.NEWS)
    left = (Outgoing.kind.in_(kind.value for kind in messages), Outgoing.status.in_(("sending", "sent", "unknown")))
    query = select(Outgoing.id).where(Outgoing.workspace_id == workspace_id, *left)
    return session.scalar(query.limit(1)) is not None


def keys_in_use(session: Session) -> set[str]:
    """Fingerprints of the app keys that answers or later objections were made with and still need."""
    held = Poll.answers_key_destroyed_at.is_(None) | Poll.objections_key_destroyed_at.is_(None)
    query = select(Poll.key_fingerprint).where(Poll.opened_at.is_not(None), held)
    return {fingerprint for fingerprint in session.scalars(query.distinct()) if fingerprint}


def current_poll(session: Session, workspace_id: str) -> Poll | None:
    """The question that Home speaks of: the newest that was submitted, has its turn and was not stopped."""
    query = (
        select(Poll)
        .where(Poll.workspace_id == workspace_id, Poll.state.not_in(("draft", "waiting", "cancelled")))
        .order_by(Poll.created_at.desc(), Poll.id)
    )
    return session.scalars(query.limit(1)).first()


BY_LETTER = Case.mechanism == "email"  # other requests have steps instead of a letter: usecases/case/checklist.py


def current_case(session: Session, workspace_id: str) -> Case | None:
    """The newest request by letter."""
    query = select(Case).where(Case.workspace_id == workspace_id, BY_LETTER)
    query = query.order_by(Case.opened_at.desc(), Case.id)
    return session.scalars(query.limit(1)).first()


def case_of_decision(session: Session, decision_id: str) -> Case | None:
    """The request that followed from this decision."""
    return session.scalars(select(Case).where(Case.decision_id == decision_id)).first()


def decision_on(session: Session, poll_id: str) -> Decision | None:
    """The valid decision on this question, if there is one."""
    return session.scalars(select(Decision).where(Decision.poll_id == poll_id)).first()


_ELECTOR = select(Elector).where(Elector.poll_id == bindparam("poll_id"), Elector.user_id == bindparam("user_id"))


def elector_of(session: Session, poll_id: str, user_id: str) -> Elector | None:
    """The row of a person who was asked."""
    return session.scalars(_ELECTOR, {"poll_id": poll_id, "user_id": user_id}).first()


def place_of_ballot(session: Session, poll_id: str, user_id: str) -> tuple[str, str] | None:
    """Channel and time of the question in this person's conversation, if it was delivered."""
    elector = elector_of(session, poll_id, user_id)
    if elector is None or not elector.channel or not elector.message_ts:
        return None
    return elector.channel, elector.message_ts


def elector_zones(session: Session, poll: Poll, *where: ColumnElement[bool]) -> list[str]:
    """The time zones of the people asked (a few hundred at most); kept with the question since its opening."""
    if poll.zones is not None and not where:
        return list(poll.zones)
    return sorted(session.scalars(select(Elector.zone).where(Elector.poll_id == poll.id, *where).distinct()))


def in_state(session: Session, poll_id: str, state: str) -> int:
    """How many people asked are `waiting`, `asked`, `unreachable` or `left`; on Home ask only for what is few."""
    query = select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id, Elector.state == state)
    return session.scalar(query) or 0


def reached(session: Session, poll_id: str) -> int:
    """How many people have the question."""
    found = session.get(Delivered, poll_id)
    return found.people if found is not None else 0


def unsent_count(session: Session, poll_id: str, kind: Kind) -> int:
    """How many messages of this kind have neither left nor failed."""
    return session.scalar(select(func.count()).select_from(Outgoing).where(*_unsent(poll_id, kind))) or 0


def is_any_unsent(session: Session, poll_id: str, kind: Kind) -> bool:
    """Whether there is one."""
    return session.scalar(select(Outgoing.id).where(*_unsent(poll_id, kind)).limit(1)) is not None


def _unsent(poll_id: str, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    waits = Outgoing.status.in_(("held", "queued", "sending"))
    return Outgoing.poll_id == poll_id, Outgoing.kind == kind.value, waits


def due_count(session: Session, poll: Poll, kind: Kind, now: datetime, most: int) -> int:
    """How many messages of this kind could leave now; one more than `most` stands for any greater number.

    By what is due first: the index of the question's own messages leads through all that are not due.
    """
    due = select(Outgoing.poll_id, Outgoing.kind).where(
        Outgoing.workspace_id == poll.workspace_id, Outgoing.status.in_(("queued", "sending")),
        Outgoing.interactive.in_((False,)), Outgoing.bulk.in_((True,)), Outgoing.not_before <= now,
    )  # fmt: skip
    first = due.limit(most + 1).subquery()
    query = select(func.count()).select_from(first)
    return session.scalar(query.where(first.c.poll_id == poll.id, first.c.kind == kind.value)) or 0


def delivery_errors(session: Session, poll_id: str, kind: Kind) -> list[tuple[str, int]]:
    """Codes of messages that could not be delivered, with the number of people each; commonest first."""
    query = (
        select(Outgoing.error, func.count())
        .where(Outgoing.poll_id == poll_id, Outgoing.kind == kind.value, Outgoing.status == "failed")
        .group_by(Outgoing.error)
    )
    found: Counter[str] = Counter()
    for code, count in session.execute(query):
        found[code if code and CODE.fullmatch(code) else "unknown"] += count
    return found.most_common()


def answered_count(session: Session, poll_id: str) -> int:
    """How many people have an answer on record now. Never show it: see `live_number` in rules/poll/opening.py."""
    query = select(func.count()).where(Participation.poll_id == poll_id, Participation.answered)
    return session.scalar(query) or 0


def queue_for_electors(
    session: Session,
    poll: Poll,
    kind: Kind,
    occasion: str,
    now: datetime,
    releases: Iterable[tuple[str, datetime]],
    *where: ColumnElement[bool],
    about: dict[str, Any] | None = None,
    held: bool = False,
) -> int:
    """Write one outbox row for each person asked who fits, zone by zone; `releases`: when each zone's rows are due.

    The elector's random id is appended to `occasion`; who has such a row already gets no other. Returns the number of
    rows.
    """
    written = 0
    for zone, not_before in releases:
        rows = select(
            literal(poll.workspace_id),
            literal(kind.value),
            literal(occasion + ":") + Elector.id,
            Elector.user_id,
            literal(poll.id),
            Elector.zone,
            cast(literal(json.dumps(about or {})), JSON)
            if session.get_bind().dialect.name != "sqlite"
            else literal(json.dumps(about or {})),
            literal("held" if held else "queued"),
            literal(False),
            literal(kind in BULK),
            literal(not_before, Outgoing.not_before.type),
            literal(0),
            literal(now, Outgoing.created_at.type),
        ).where(Elector.poll_id == poll.id, Elector.zone == zone, Elector.user_id.is_not(None), *where)
        columns = (
            "workspace_id", "kind", "occasion", "user_id", "poll_id", "zone", "about", "status", "interactive",
            "bulk", "not_before", "attempts", "created_at",
        )  # fmt: skip
        once = insert_for(session, Outgoing).from_select(columns, rows)
        written += changed(session, once.on_conflict_do_nothing(index_elements=["workspace_id", "occasion"]))
    if written:
        session.info.setdefault("queued_in", set()).add(poll.workspace_id)
    return written


def has_tried(session: Session, poll: Poll, user_id: str) -> bool:
    """Whether a trial of this question was sent to this person: it may be a draft again by now."""
    theirs = (Outgoing.workspace_id == poll.workspace_id, Outgoing.poll_id == poll.id, Outgoing.user_id == user_id)
    return session.scalar(select(Outgoing.id).where(*theirs, Outgoing.kind == "trial").limit(1)) is not None
