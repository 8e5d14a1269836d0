"""Which messages that were sent are to be painted anew, because their matter has moved on.

That is a mark in the message's own row of the outbox, so that a second change doubles nothing and the mark goes with
the row. `pumps/marked.py` claims them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import JSON, ColumnElement, TextClause, case, cast, func, literal, select, update
from sqlalchemy.orm import Session

from governance.store.models import Elector, Mailing, Marking, Outgoing, Poll
from governance.store.models.record import IS_QUIET
from governance.store.outbox import BULK, LEASE, Kind
from governance.store.outbox_kinds import STATUSES
from governance.store.outbox_row import Row
from governance.store.upsert import changed, dialect_of, insert_for

TO_MEMBERS = (Kind.BALLOT, Kind.REMINDER)
KINDS = (*TO_MEMBERS, Kind.RESULT, Kind.LATE_DECISION, Kind.PREPARED, Kind.PROMPT, Kind.NEWS, Kind.TRIAL)
# A reminder went only to those who had not answered, and its row goes at the clearing: it comes before the question.
REMINDERS_FIRST = timedelta(seconds=1)
RESULTS = (Kind.RESULT, Kind.LATE_DECISION)
PLACES = {Kind.BALLOT: Elector.message_ts, Kind.RESULT: Elector.result_ts}  # of what rests: store/poll/at_rest.py
ANEW = "anew:"  # a mailing of what rests
RESULTS_LAST = timedelta(seconds=2)  # nobody waits for what they have read already to say how it went on
PORTION = 1_000  # rows marked in one write, so that no press waits long for it
_MOMENT = Outgoing.repaint_at.type
_STANDS = (Outgoing.message_ts.is_not(None),)  # which says that it was sent; its status would mislead to another index


def mark(session: Session, workspace_id: str, now: datetime, *where: ColumnElement[bool] | TextClause) -> None:
    """Have those sent messages painted anew that fit; one that is on its way just now, once it has surely arrived."""
    kinds = Outgoing.kind.in_([kind.value for kind in KINDS])
    session.flush()
    _set_marks(session, now, Outgoing.workspace_id == workspace_id, kinds, *where)
    session.info.setdefault("queued_in", set()).add(workspace_id)


def _set_marks(session: Session, now: datetime, *where: ColumnElement[bool] | TextClause) -> None:
    on_its_way = Outgoing.status == "sending"
    moments = [
        (on_its_way, now + LEASE),
        *((Outgoing.kind == kind.value, now + _later(kind)) for kind in (Kind.BALLOT, *RESULTS)),
    ]
    when = case(*((condition, literal(at, _MOMENT)) for condition, at in moments), else_=literal(now, _MOMENT))
    marked = update(Outgoing).where(on_its_way | Outgoing.message_ts.is_not(None), *where)
    marks = marked.values(repaint_at=when, repaint_tries=0)
    session.execute(marks.execution_options(synchronize_session=False))


def of_poll(session: Session, workspace_id: str, poll_id: str, now: datetime, *kinds: Kind) -> None:
    """Messages of these kinds about this question; without kinds, all of them. Where they are many, some at a time."""
    few = [kind.value for kind in kinds or KINDS if kind not in BULK]
    mark(session, workspace_id, now, Outgoing.poll_id == poll_id, Outgoing.kind.in_(few))
    for kind in (kind for kind in kinds or KINDS if kind in BULK):
        _of_many(session, workspace_id, poll_id, kind, now)
        if kind in PLACES:
            _wake_all(session, poll_id, kind, now)


def _wake_all(session: Session, poll_id: str, kind: Kind, now: datetime) -> None:
    """Write down that those which rest are to be put back, with the change itself: no crash loses it."""
    resting = update(Poll).where(Poll.id == poll_id, Poll.traces_cleared_at.is_not(None)).values(rested_at=None)
    if changed(session, resting):
        insert = insert_for(session, Mailing).values(
            poll_id=poll_id, kind=f"{ANEW}{kind.value}", key="", number=0, moment=now + _later(kind), after=""
        )
        again = {"moment": insert.excluded.moment, "after": ""}
        session.execute(insert.on_conflict_do_update(index_elements=["poll_id", "kind", "key"], set_=again))


def wake(session: Session, workspace_id: str, kind: Kind, at: datetime, *where: ColumnElement[bool]) -> None:
    """Put messages that rest back into the outbox, to be painted anew at this moment; those that are there stay."""
    place, moment, nothing = PLACES[kind], literal(at, _MOMENT), literal("{}")
    values = {
        "workspace_id": literal(workspace_id), "kind": literal(kind.value),
        "occasion": literal(f"{kind.value}:") + Elector.poll_id + literal(":") + Elector.id,
        "user_id": Elector.user_id, "poll_id": Elector.poll_id, "zone": Elector.zone,
        "about": nothing if dialect_of(session) == "sqlite" else cast(nothing, JSON), "status": literal("sent"),
        "interactive": literal(False), "bulk": literal(True), "not_before": moment, "attempts": literal(1),
        "created_at": moment, "settled_at": moment, "channel": Elector.channel, "message_ts": place,
        "repaint_at": moment,
    }  # fmt: skip
    here = Elector.poll_id.in_(select(Poll.id).where(Poll.workspace_id == workspace_id))
    theirs = (place != "", Elector.channel.is_not(None), Elector.user_id.is_not(None), here, *where)
    rows = insert_for(session, Outgoing).from_select(list(values), select(*values.values()).where(*theirs))
    session.execute(rows.on_conflict_do_nothing(index_elements=["workspace_id", "occasion"]))
    session.info.setdefault("queued_in", set()).add(workspace_id)


def _later(kind: Kind) -> timedelta:
    return RESULTS_LAST if kind in RESULTS else REMINDERS_FIRST if kind is Kind.BALLOT else timedelta()


def _of_many(session: Session, workspace_id: str, poll_id: str, kind: Kind, now: datetime) -> None:
    """Up to a portion at once; of more, write down what is to be marked, with the change itself: no crash loses it."""
    these = (Outgoing.poll_id == poll_id, Outgoing.kind == kind.value)
    few = select(Outgoing.id).where(*these).limit(PORTION + 1).subquery()
    if (session.scalar(select(func.count()).select_from(few)) or 0) <= PORTION:
        mark(session, workspace_id, now, *these)
        return
    first, last = _end(session, True, *these), _end(session, False, *these)
    key = {"poll_id": poll_id, "kind": kind.value}
    rest = {"workspace_id": workspace_id, "moment": now, "reached": first - 1, "last": last}
    insert = insert_for(session, Marking).values(**key, **rest)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=rest))


def _end(session: Session, lowest: bool, *these: ColumnElement[bool]) -> int:
    """The lowest or highest number of these: found status by status, since so an index leads to it at once."""
    which, best = (func.min, min) if lowest else (func.max, max)
    found = (session.scalar(select(which(Outgoing.id)).where(*these, Outgoing.status == one)) for one in STATUSES)
    return best(end for end in found if end is not None)


def unmarked(session: Session) -> list[str]:
    """Questions of which messages are still to be marked."""
    return list(session.scalars(select(Marking.poll_id).distinct()))


def mark_some(session: Session) -> bool:
    """Mark the next portion, and note how far that is; reminders before questions, as they are painted first.

    True: there may be more.
    """
    waiting = select(Marking).order_by(Marking.kind.desc(), Marking.poll_id).limit(1)
    found = session.scalars(waiting.with_for_update(skip_locked=True)).first()
    if found is None:
        return False
    until = min(found.reached + PORTION, found.last)
    numbers = select(Outgoing.id, Outgoing.poll_id, Outgoing.kind).where(
        Outgoing.id > found.reached, Outgoing.id <= until
    )  # by number alone, as in the marks: else each portion would go through an index of all messages
    of_it = [row.id for row in session.execute(numbers) if (row.poll_id, row.kind) == (found.poll_id, found.kind)]
    _set_marks(session, found.moment, Outgoing.id.in_(of_it))
    session.info.setdefault("queued_in", set()).add(found.workspace_id)
    found.reached = until
    if until == found.last:
        session.delete(found)
    return True


def of_case(session: Session, workspace_id: str, case_id: str, now: datetime) -> None:
    """All messages about this request."""
    mark(session, workspace_id, now, Outgoing.case_id == case_id)


def of_roles(session: Session, workspace_id: str, now: datetime, user_ids: Collection[str] | None = None) -> None:
    """Messages that are painted for the role of their reader, of these people; without people, everybody's.

    None of them goes to many at once, so that an index leads to them past a hundred thousand questions.
    """
    of_few(session, workspace_id, now, *(() if user_ids is None else (Outgoing.user_id.in_(user_ids),)))


def of_few(session: Session, workspace_id: str, now: datetime, *where: ColumnElement[bool]) -> None:
    """Messages that fit, of those that do not go to many at once."""
    few = (Outgoing.status.in_(("sending", "sent")), Outgoing.interactive.is_(False), Outgoing.bulk.is_(False))
    mark(session, workspace_id, now, *few, *where)


def of_pressed(session: Session, workspace_id: str, user_id: str, message_ts: str, now: datetime) -> None:
    """The message in which somebody pressed what is refused by now. Of questions and reminders no press is noted."""
    wake(session, workspace_id, Kind.RESULT, now, Elector.user_id == user_id, Elector.result_ts == message_ts)
    quiet = Outgoing.kind.not_in([kind.value for kind in TO_MEMBERS])
    mark(session, workspace_id, now, Outgoing.user_id == user_id, Outgoing.message_ts == message_ts, quiet)


def of_result(session: Session, workspace_id: str, poll_id: str, user_id: str, now: datetime) -> None:
    """The result of a question, as one person reads it."""
    wake(session, workspace_id, Kind.RESULT, now, Elector.user_id == user_id, Elector.poll_id == poll_id)
    theirs = (Outgoing.user_id == user_id, IS_QUIET, Outgoing.poll_id == poll_id)
    mark(session, workspace_id, now, *theirs, Outgoing.kind.in_([kind.value for kind in RESULTS]))


def of_member(
    session: Session, workspace_id: str, poll_id: str, user_id: str, pressed: str | None, now: datetime
) -> None:
    """Question and reminders of one member but for the message that was `pressed`, which is painted in answer.

    Without it the press came from elsewhere, and the question itself is painted in answer.
    """
    kinds = [kind.value for kind in (TO_MEMBERS if pressed else (Kind.REMINDER,))]
    theirs = (Outgoing.user_id == user_id, IS_QUIET, Outgoing.poll_id == poll_id)
    others = (Outgoing.kind.in_(kinds), Outgoing.message_ts.is_distinct_from(pressed or ""))
    mark(session, workspace_id, now, *theirs, *others)


def reminder_number(session: Session, message_ts: str) -> int | None:
    """Which reminder stands in this message."""
    about = select(Outgoing.about).where(Outgoing.message_ts == message_ts, Outgoing.kind == Kind.REMINDER.value)
    found = session.scalar(about.limit(1))
    return found["number"] if found else None


def painted_beside(session: Session, row: Row, now: datetime) -> None:
    """A pressed message was painted in answer, beside its own row: what it shows is not known, so it is looked at."""
    place = (Outgoing.channel == str(row.about.get("channel")), Outgoing.message_ts == str(row.about.get("ts")))
    others = Outgoing.kind != Kind.TRIAL.value  # its answer stands in the message alone, and stays there
    there = (Outgoing.workspace_id == row.workspace_id, *place, others, Outgoing.painted.is_not(None))
    result = (Elector.user_id == row.user_id, Elector.result_ts == str(row.about.get("ts")))
    wake(session, row.workspace_id, Kind.RESULT, now, *result)
    session.execute(update(Outgoing).where(*there).values(painted=None, repaint_at=now, repaint_tries=0))


def note_seen(session: Session, workspace_id: str, user_id: str, message_ts: str, now: datetime) -> None:
    """Somebody has taken note of this message (*I have seen it*): it says so from now on."""
    where = (Outgoing.workspace_id == workspace_id, Outgoing.user_id == user_id, Outgoing.message_ts == message_ts)
    for row in session.scalars(select(Outgoing).where(*where)).all():
        row.about = {**row.about, "seen": True}
    of_pressed(session, workspace_id, user_id, message_ts, now)


def earlier(session: Session, row: Row, now: datetime) -> None:
    """Messages of this kind about the same matter that the same person was sent before this one."""
    mark(session, row.workspace_id, now, *_alike(row), Outgoing.id < row.id)


def is_followed(session: Session, row: Row, *where: ColumnElement[bool]) -> bool:
    """Whether the same person was sent a later message of this kind about the same matter."""
    later = (Outgoing.workspace_id == row.workspace_id, *_alike(row), Outgoing.id > row.id, *_STANDS, *where)
    return session.scalar(select(Outgoing.id).where(*later).limit(1)) is not None


def _alike(row: Row) -> tuple[ColumnElement[bool], ...]:
    about = Outgoing.poll_id == row.poll_id if row.case_id is None else Outgoing.case_id == row.case_id
    to_them = (Outgoing.user_id == row.user_id, Outgoing.kind == row.kind.value)
    return (about, Outgoing.case_id.is_(None), *to_them) if row.case_id is None else (about, *to_them)
