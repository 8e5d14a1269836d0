"""How far each folder of the mailbox was read; written in the transaction that keeps the mail found there."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, Session, mapped_column

from governance.store.schema import Base
from governance.store.upsert import insert_for


class MailboxPosition(Base):
    """One folder of the app's own mailbox. Names the account, never its password; of no member."""

    __tablename__ = "mailbox_positions"
    place: Mapped[str] = mapped_column(primary_key=True)  # account and folder, or the path of a Maildir
    numbering: Mapped[int] = mapped_column(BigInteger)  # UIDVALIDITY; 0 for a Maildir
    last: Mapped[int] = mapped_column(BigInteger)  # UID; for a Maildir the newest change of a file, in Unix seconds


def move(session: Session, place: str, numbering: int, last: int) -> None:
    """Everything in this place up to `last` was dealt with."""
    insert = insert_for(session, MailboxPosition).values(place=place, numbering=numbering, last=last)
    session.execute(insert.on_conflict_do_update(index_elements=["place"], set_={"numbering": numbering, "last": last}))
