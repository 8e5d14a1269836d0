"""One request to a vendor: its states, what may follow what, and how well each is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.errors import N_, Refusal
from governance.rules.people.working_days import WorkingDays, working_days_since

OVERDUE_WORKING_DAYS = 14  # our yardstick: the vendor promises no date
HAS_LEFT = N_("Our request has left: the app cannot take it back. Only whoever got it could undo it.")


class CaseState(StrEnum):
    """Where a request stands. *Overdue* is not a state: it is worked out from the time."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    UNCLEAR = "unclear"
    QUESTION = "question"
    REFUSED = "refused"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to a request."""

    CHANGED = "changed"  # the letter is written anew
    APPROVED = "approved"
    SENT = "sent"  # the owner says so, a copy arrived, or a server took it
    SENDING_UNCLEAR = "sending_unclear"
    NOT_SENT = "not_sent"  # a person looked: it did not leave
    FOLLOWED_UP = "followed_up"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    REFUSED = "refused"
    BOUNCED = "bounced"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"  # an owner says that it was wrong to call it confirmed


# A mail that has arrived is a fact: no state refuses it.
MAIL_EVENTS = (Event.ACKNOWLEDGED, Event.ASKED, Event.REFUSED, Event.BOUNCED, Event.CONFIRMED)


@dataclass(frozen=True)
class Move:
    """One allowed step, with the reason where it may surprise."""

    start: CaseState
    event: Event
    end: CaseState
    why: str = ""


_S, _E = CaseState, Event
_UNTOLD = "the letter had left without the owner telling us"
_EARLIER = "an answer to an earlier letter; the new one is still to be approved"
_NOT_CHASED = "nobody chases it any more"

MOVES = (
    Move(_S.DRAFTED, _E.CHANGED, _S.DRAFTED),
    Move(_S.DRAFTED, _E.APPROVED, _S.APPROVED),
    Move(_S.DRAFTED, _E.ACKNOWLEDGED, _S.DRAFTED, _EARLIER),
    Move(_S.DRAFTED, _E.ASKED, _S.DRAFTED, _EARLIER),
    Move(_S.DRAFTED, _E.REFUSED, _S.DRAFTED, _EARLIER),
    Move(_S.DRAFTED, _E.BOUNCED, _S.DRAFTED, _EARLIER),
    Move(_S.DRAFTED, _E.CONFIRMED, _S.CONFIRMED, "done already, on an earlier letter, or by the steps of a setting"),
    Move(_S.DRAFTED, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.APPROVED, _E.CHANGED, _S.DRAFTED, "the approval was for other words"),
    Move(_S.APPROVED, _E.SENT, _S.SENT),
    Move(_S.APPROVED, _E.SENDING_UNCLEAR, _S.UNCLEAR),
    Move(_S.APPROVED, _E.ACKNOWLEDGED, _S.ACKNOWLEDGED, _UNTOLD),
    Move(_S.APPROVED, _E.ASKED, _S.QUESTION, _UNTOLD),
    Move(_S.APPROVED, _E.REFUSED, _S.REFUSED, _UNTOLD),
    Move(_S.APPROVED, _E.BOUNCED, _S.BOUNCED, _UNTOLD),
    Move(_S.APPROVED, _E.CONFIRMED, _S.CONFIRMED, _UNTOLD),
    Move(_S.APPROVED, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.UNCLEAR, _E.SENDING_UNCLEAR, _S.UNCLEAR),
    Move(_S.UNCLEAR, _E.SENT, _S.SENT, "a person looked, or a copy arrived"),
    Move(_S.UNCLEAR, _E.NOT_SENT, _S.APPROVED, "only a person may let the same letter leave again"),
    Move(_S.UNCLEAR, _E.ACKNOWLEDGED, _S.ACKNOWLEDGED, "an answer shows that it left"),
    Move(_S.UNCLEAR, _E.ASKED, _S.QUESTION, "an answer shows that it left"),
    Move(_S.UNCLEAR, _E.REFUSED, _S.REFUSED, "an answer shows that it left"),
    Move(_S.UNCLEAR, _E.BOUNCED, _S.BOUNCED),
    Move(_S.UNCLEAR, _E.CONFIRMED, _S.CONFIRMED, "an answer shows that it left"),
    Move(_S.UNCLEAR, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.SENT, _E.SENT, _S.SENT, "pressed twice, or the copy arrives after the press"),
    Move(_S.SENT, _E.NOT_SENT, _S.APPROVED, "pressed too early; only while no copy and no answer shows the contrary"),
    Move(_S.SENT, _E.FOLLOWED_UP, _S.SENT),
    Move(_S.SENT, _E.ACKNOWLEDGED, _S.ACKNOWLEDGED),
    Move(_S.SENT, _E.ASKED, _S.QUESTION),
    Move(_S.SENT, _E.REFUSED, _S.REFUSED),
    Move(_S.SENT, _E.BOUNCED, _S.BOUNCED),
    Move(_S.SENT, _E.CONFIRMED, _S.CONFIRMED),
    Move(_S.SENT, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.ACKNOWLEDGED, _E.SENT, _S.ACKNOWLEDGED, "a late copy does not undo what the vendor said"),
    Move(_S.ACKNOWLEDGED, _E.FOLLOWED_UP, _S.ACKNOWLEDGED, "asking again does not undo what the vendor said"),
    Move(_S.ACKNOWLEDGED, _E.ACKNOWLEDGED, _S.ACKNOWLEDGED),
    Move(_S.ACKNOWLEDGED, _E.ASKED, _S.QUESTION),
    Move(_S.ACKNOWLEDGED, _E.REFUSED, _S.REFUSED),
    Move(_S.ACKNOWLEDGED, _E.BOUNCED, _S.ACKNOWLEDGED, "what came back was a later mail: the request had arrived"),
    Move(_S.ACKNOWLEDGED, _E.CONFIRMED, _S.CONFIRMED),
    Move(_S.ACKNOWLEDGED, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.QUESTION, _E.SENT, _S.QUESTION, "a late copy does not answer the question"),
    Move(_S.QUESTION, _E.FOLLOWED_UP, _S.SENT, "the owner answered: the vendor has the word again"),
    Move(_S.QUESTION, _E.ACKNOWLEDGED, _S.QUESTION, "an automatic receipt does not answer the question"),
    Move(_S.QUESTION, _E.ASKED, _S.QUESTION),
    Move(_S.QUESTION, _E.REFUSED, _S.REFUSED),
    Move(_S.QUESTION, _E.BOUNCED, _S.QUESTION, "our answer came back: the question still waits"),
    Move(_S.QUESTION, _E.CONFIRMED, _S.CONFIRMED),
    Move(_S.QUESTION, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.REFUSED, _E.CHANGED, _S.DRAFTED, "a new letter needs a new approval"),
    Move(_S.REFUSED, _E.SENT, _S.REFUSED, "a late copy does not undo what the vendor said"),
    Move(_S.REFUSED, _E.FOLLOWED_UP, _S.SENT, "the owner objected: the vendor has the word again"),
    Move(_S.REFUSED, _E.ACKNOWLEDGED, _S.REFUSED, "a receipt does not take a refusal back"),
    Move(_S.REFUSED, _E.ASKED, _S.QUESTION),
    Move(_S.REFUSED, _E.REFUSED, _S.REFUSED),
    Move(_S.REFUSED, _E.BOUNCED, _S.REFUSED, "what came back was a later mail"),
    Move(_S.REFUSED, _E.CONFIRMED, _S.CONFIRMED, "the vendor changed its mind"),
    Move(_S.REFUSED, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.BOUNCED, _E.CHANGED, _S.DRAFTED, "a new letter needs a new approval"),
    Move(_S.BOUNCED, _E.SENT, _S.SENT, "the owner sent the same letter again"),
    Move(_S.BOUNCED, _E.FOLLOWED_UP, _S.SENT),
    Move(_S.BOUNCED, _E.ACKNOWLEDGED, _S.ACKNOWLEDGED, "only one of its copies came back"),
    Move(_S.BOUNCED, _E.ASKED, _S.QUESTION, "only one of its copies came back"),
    Move(_S.BOUNCED, _E.REFUSED, _S.REFUSED, "only one of its copies came back"),
    Move(_S.BOUNCED, _E.BOUNCED, _S.BOUNCED),
    Move(_S.BOUNCED, _E.CONFIRMED, _S.CONFIRMED, "only one of its copies came back"),
    Move(_S.BOUNCED, _E.WITHDRAWN, _S.WITHDRAWN),
    Move(_S.CONFIRMED, _E.SENT, _S.CONFIRMED, "a late copy changes nothing"),
    Move(_S.CONFIRMED, _E.FOLLOWED_UP, _S.CONFIRMED, "asking the vendor to confirm again does not undo its word"),
    Move(_S.CONFIRMED, _E.ACKNOWLEDGED, _S.CONFIRMED),
    Move(_S.CONFIRMED, _E.ASKED, _S.CONFIRMED, "a question after the work is done, such as how satisfied we are"),
    Move(_S.CONFIRMED, _E.BOUNCED, _S.CONFIRMED),
    Move(_S.CONFIRMED, _E.REFUSED, _S.REFUSED, "the vendor took its word back"),
    Move(_S.CONFIRMED, _E.CONFIRMED, _S.CONFIRMED),
    Move(_S.CONFIRMED, _E.REOPENED, _S.SENT, "an owner says that a press, or what closed it by itself, was wrong"),
    Move(_S.WITHDRAWN, _E.SENT, _S.WITHDRAWN, _NOT_CHASED),
    Move(_S.WITHDRAWN, _E.ACKNOWLEDGED, _S.WITHDRAWN, _NOT_CHASED),
    Move(_S.WITHDRAWN, _E.ASKED, _S.WITHDRAWN, _NOT_CHASED),
    Move(_S.WITHDRAWN, _E.REFUSED, _S.WITHDRAWN, _NOT_CHASED),
    Move(_S.WITHDRAWN, _E.BOUNCED, _S.WITHDRAWN, _NOT_CHASED),
    Move(_S.WITHDRAWN, _E.CONFIRMED, _S.CONFIRMED, "the letter had left: what the vendor did stays true"),
)

_NEXT = {(move.start, move.event): move.end for move in MOVES}


def next_state(state: CaseState, event: Event) -> CaseState:
    """The state after this event. Raises Refusal with the reason where the table has no such step."""
    after = _NEXT.get((state, event))
    if after is None:
        raise _refusal(state, event)
    return after


def may_follow(state: CaseState, event: Event) -> bool:
    """Whether the table has this step."""
    return (state, event) in _NEXT


def _refusal(state: CaseState, event: Event) -> Refusal:
    if state is CaseState.WITHDRAWN:
        return Refusal(N_("This request was withdrawn."))
    if state is CaseState.DRAFTED:
        return Refusal(N_("An owner has to approve the letter first."))
    if event is Event.APPROVED:
        return Refusal(N_("This letter has already been approved."))
    if event is Event.CHANGED:
        return Refusal(N_("This letter has left: it can no longer be changed."))
    return Refusal(N_("Our request has moved on in the meantime. Nothing was changed."))


def fold(events: Iterable[Event]) -> CaseState:
    """The state after these events, in their order, starting from a first draft."""
    state = CaseState.DRAFTED
    for event in events:
        state = next_state(state, event)
    return state


def is_overdue(
    state: CaseState,
    waiting_since: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    days: WorkingDays,
    stood: int = 0,
) -> bool:
    """Whether the vendor has given no answer at all for 14 working days since our last letter of this request.

    `stood`: working days that do not count, because an answer waited for an owner to say what it says.
    """
    if state is not CaseState.SENT or waiting_since is None:
        return False
    return working_days_since(waiting_since, now, zone, days) - stood >= OVERDUE_WORKING_DAYS


class RequestGrade(StrEnum):
    """How well it is known that our letter left, from weak to strong; the last two are equally good."""

    DRAFTED = "drafted"
    SAID = "said"
    COPY_SEEN = "copy_seen"
    COPY_SIGNED = "copy_signed"
    ACCEPTED = "accepted"


class ReplyGrade(StrEnum):
    """What we know of the vendor's answer, from weak to strong."""

    NONE = "none"
    WORD = "word"
    PASTED = "pasted"
    THREAD = "thread"
    SIGNED = "signed"


_REQUEST_RANK = {grade: rank for rank, grade in enumerate(RequestGrade)} | {RequestGrade.ACCEPTED: 3}
_REPLY_RANK = {grade: rank for rank, grade in enumerate(ReplyGrade)}


def better_request(known: RequestGrade, new: RequestGrade) -> RequestGrade:
    """The stronger of the two; the known one where they are equal."""
    return new if _REQUEST_RANK[new] > _REQUEST_RANK[known] else known


def better_reply(known: ReplyGrade, new: ReplyGrade) -> ReplyGrade:
    """The stronger of the two."""
    return max(known, new, key=_REPLY_RANK.__getitem__)


def reply_grade(*, pasted: bool, in_thread: bool, signed: bool, aligned: bool, confirming: bool) -> ReplyGrade:
    """How well a mail from the vendor is known. `signed`: DKIM verified by us; `aligned`: to the vendor's own domain.

    A raw mail that hangs in no thread of ours counts like pasted text: anybody could have written it.
    """
    if pasted or not in_thread:
        return ReplyGrade.PASTED
    return ReplyGrade.SIGNED if signed and aligned and confirming else ReplyGrade.THREAD
