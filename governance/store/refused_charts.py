"""Where Slack has refused a chart: on this surface no more are tried until the app's next version."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import governance
from governance.store.models import RefusedChart
from governance.store.upsert import insert_for


def surfaces(session: Session, workspace_id: str) -> set[str]:
    """The surfaces (message, home) that refused one since this version of the app runs."""
    mine = (RefusedChart.workspace_id == workspace_id, RefusedChart.version == governance.VERSION)
    return set(session.scalars(select(RefusedChart.surface).where(*mine)))


def note(session: Session, workspace_id: str, surface: str) -> None:
    """Keep that this surface refused one."""
    insert = insert_for(session, RefusedChart)
    again = {"version": insert.excluded.version}
    session.execute(
        insert.on_conflict_do_update(index_elements=["workspace_id", "surface"], set_=again),
        {"workspace_id": workspace_id, "surface": surface, "version": governance.VERSION},
    )
