"""News of a request to the people who answer for it, queued once per occasion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import OWNERS, Role
from governance.rules.people.working_days import zone_of
from governance.store import outbox
from governance.store.models import Case, Outgoing
from governance.store.outbox import Kind
from governance.usecases.people import members


def tell(
    session: Session,
    case: Case,
    what: str,
    people: Sequence[str],
    now: datetime,
    *,
    mail: str | None = None,
    letter: str | None = None,
    key: str = "",
    at_once: bool = False,
) -> None:
    """Queue news about the request for these people, in their working hours.

    `what`: names the screen; `key`: tells one occasion from the next; `mail`, `letter`: which one the screen is about;
    `at_once`: for somebody who has just asked.
    """
    for user_id in people:
        zone = None if at_once else str(zone_of(members.person(session, case.workspace_id, user_id).zone))
        outbox.queue(
            session,
            Kind.NEWS,
            f"case:{case.id}:{what}:{key or mail or case.state}:{user_id}",
            now,
            workspace_id=case.workspace_id,
            user_id=user_id,
            case_id=case.id,
            poll_id=case.poll_id,
            zone=zone,
            about={"what": what} | ({"mail": mail} if mail else {}) | ({"letter": letter} if letter else {}),
        )


def told_lately(session: Session, case: Case, what: str, now: datetime) -> int:
    """The most news of this kind about this request that any one person was sent within a day."""
    lately = select(Outgoing.user_id, Outgoing.about).where(
        Outgoing.case_id == case.id, Outgoing.kind == Kind.NEWS.value, Outgoing.created_at > now - timedelta(days=1)
    )
    told = Counter(user_id for user_id, about in session.execute(lately) if about["what"] == what)
    return max(told.values(), default=0)


def answerable(session: Session, case: Case) -> list[str]:
    """The owner of the request; all owners when that one is no longer active."""
    everyone = owners(session, case)
    return [case.owner] if case.owner in everyone else everyone


def owners(session: Session, case: Case) -> list[str]:
    """Every owner, the one of the request too: whoever reads an answer first can say what it says."""
    return [owner.user_id for owner in members.owners(session, case.workspace_id)]


def owners_and_admins(session: Session, workspace_id: str) -> list[str]:
    """Everybody who is told that the vendor confirmed."""
    return [person.user_id for person in members.people_with_role(session, workspace_id, *OWNERS, Role.ADMIN)]
