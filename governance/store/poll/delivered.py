"""Counts the people that a question has reached, each when it reaches them."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Executable, bindparam, literal, select
from sqlalchemy.orm import Session

from governance.store.models import Delivered, Elector
from governance.store.upsert import dialect_of, insert_into


def count(session: Session, poll_id: str, user_id: str) -> None:
    """One more, unless this person had the question before; call it before that is noted."""
    session.flush()
    session.connection().execute(_counting(dialect_of(session)), {"poll": poll_id, "person": user_id})


@cache
def _counting(dialect: str) -> Executable:
    elector = Elector.__table__.c
    new = select(elector.poll_id, literal(1)).where(
        elector.poll_id == bindparam("poll"), elector.user_id == bindparam("person"), elector.asked_at.is_(None)
    )
    insert = insert_into(dialect, Delivered.__table__).from_select(["poll_id", "people"], new)
    return insert.on_conflict_do_update(index_elements=["poll_id"], set_={"people": Delivered.__table__.c.people + 1})
