"""Messages are painted for the role of their reader: when a role changes, those that depend on it are painted anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import ACTIVE, OWNERS
from governance.store import repaints
from governance.store.models import Member


def roles_of(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """The role that each of these people has by our directory; without those whom it does not know."""
    known = select(Member.user_id, Member.role).where(Member.workspace_id == workspace_id, Member.user_id.in_(user_ids))
    return {row.user_id: row.role for row in session.execute(known)}


def follow(
    session: Session, workspace_id: str, before: Mapping[str, str], after: Mapping[str, str], now: datetime
) -> None:
    """Mark what is no longer painted right: where an owner comes or goes, all; else the messages of those concerned.

    Owners read in theirs who else is one, to whom they can hand over. Who was not known has no messages yet.
    """
    changed = {user: role for user, role in after.items() if before.get(user) != role}
    if any((role in OWNERS) != (before.get(user) in OWNERS) for user, role in changed.items()):
        repaints.of_roles(session, workspace_id, now)
    elif theirs := [user for user, role in changed.items() if user in before and role in ACTIVE]:
        repaints.of_roles(session, workspace_id, now, theirs)
