"""Check codes after closing: what one code was counted as, and the list of all. No code leads to a person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Person
from governance.rules.poll.advice import floor_view
from governance.rules.poll.answer import typed_code
from governance.rules.poll.tally import Rule, Tally
from governance.store import queries
from governance.store.models import (
    ClosedBallot,
    Poll,
)


def look_up_code(session: Session, who: Person, poll_id: str, typed: str) -> str:
    """What a check code was counted as: a choice, or `counted` where no list may be shown, or `missing`."""
    poll = queries.poll_of(session, who.workspace_id, poll_id)
    if poll.closed_at is None:
        raise Refusal(N_("The question is still open. Codes can be checked after it has closed."))
    code = typed_code(typed)
    if code is None:
        raise Refusal(N_("A check code has eight letters and digits, such as K7QF-2M9X."))
    beside = select(ClosedBallot.choice).where(ClosedBallot.poll_id == poll_id, ClosedBallot.code == code)
    choices = set(session.scalars(beside))
    if not choices:
        return "missing"
    return choices.pop() if list_is_shown(poll) and len(choices) == 1 else "counted"


def list_is_shown(poll: Poll) -> bool:
    """Whether codes may be shown with their choices: from 6 answers on, unless an *everyone* rule failed."""
    tally = Tally(poll.electorate, poll.consent or 0, poll.object or 0, poll.abstain or 0)
    return floor_view(Rule.from_data(poll.rule), tally).totals is not None


def published_codes(session: Session, who: Person, poll_id: str) -> list[tuple[str, str]]:
    """The list of all check codes and answers, in the order of the codes."""
    poll = queries.poll_of(session, who.workspace_id, poll_id)
    if poll.closed_at is None or not list_is_shown(poll):
        raise Refusal(N_("For this question no list is shown: it would give answers away."))
    rows = select(ClosedBallot.code, ClosedBallot.choice).where(ClosedBallot.poll_id == poll_id)
    return [(code, choice) for code, choice in session.execute(rows.order_by(ClosedBallot.code))]
