"""Fills what is said of prepared questions that wait until the one before them is settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance import pages
from governance.rules.people.permissions import Act, Person, may_own
from governance.rules.poll.states import PollState
from governance.store.models import Poll
from governance.usecases.poll import draft
from governance.usecases.poll.waiting import line
from governance.usecases.seen import people
from governance.usecases.seen.about import about


def wait_of(session: Session, poll: Poll, now: datetime) -> pages.Wait | None:
    """What this question waits for, or would if it were prepared now."""
    if poll.state not in (draft.DRAFT, PollState.WAITING):
        return None
    ahead = line.last_before(session, poll.workspace_id, now, poll)
    if ahead is None:
        return None
    return pages.Wait(about(ahead), ahead.decision_due if ahead.decision_due > now else None)


def waiting(session: Session, reader: Person, now: datetime) -> tuple[pages.WaitingQuestion, ...]:
    """All that wait, the next one first; one whose turn is just coming is left out."""
    found = ((poll, wait_of(session, poll, now)) for poll in line.waiting(session, reader.workspace_id))
    return tuple(
        pages.WaitingQuestion(
            about=about(poll),
            poll_ref=poll.id,
            author=people.somebody(session, poll.workspace_id, poll.author),
            asked=draft.people_asked(session, poll)[0],
            waits=waits,
            may_change=may_own(reader, Act.CHANGE, poll.author),
        )
        for poll, waits in found
        if waits is not None
    )
