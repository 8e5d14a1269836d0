"""Records of Slack's directory that cannot be read: admins see on Home how many, as long as it lasts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.usecases.people import homes, members


def note(session: Session, workspace_id: str, unreadable: int, now: datetime) -> None:
    """How many records of the last whole reading could not be read; Home says so once per change."""
    workspace = members.workspace(session, workspace_id)
    if workspace.unreadable_people != unreadable:
        workspace.unreadable_people = unreadable
        homes.refresh(session, workspace_id, now)
