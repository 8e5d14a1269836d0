"""How far each folder of the mailbox was read; written in the transaction that keeps the mail found there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from governance.store.models import MailboxPosition
from governance.store.upsert import insert_for


def record_position(session: Session, place: str, numbering: int, last: int) -> None:
    """Note that everything in this place up to `last` was dealt with."""
    insert = insert_for(session, MailboxPosition).values(place=place, numbering=numbering, last=last)
    session.execute(insert.on_conflict_do_update(index_elements=["place"], set_={"numbering": numbering, "last": last}))
