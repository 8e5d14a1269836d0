"""Whether several processes keep the keys of open questions in the same directory.

A mark lies there and in the database. A process with another directory would find no key, and call an open question
void.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.store.models import KeyPlace
from governance.store.poll.key_store import KeyStore
from governance.store.upsert import insert_for

ONLY = 1
ELSEWHERE = (
    "{folder} is not the directory in which the other processes keep the keys of open questions. Mount the same one as"
    " KEY_STORE everywhere. If it was lost, start once with ENGINE=embedded: open questions then end without a count."
)


def is_shared(session: Session, keys: KeyStore) -> bool:
    """Whether the mark is the same; also where no process has left one."""
    known = session.scalar(select(KeyPlace.mark))
    return known is None or known == keys.mark()


def demand_shared(session: Session, keys: KeyStore) -> None:
    """Leave the mark, if this is the first of several processes. Raises ValueError where the directory is another."""
    insert = insert_for(session, KeyPlace).values(id=ONLY, mark=keys.mark() or keys.make_mark())
    session.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    if not is_shared(session, keys):
        raise ValueError(ELSEWHERE.format(folder=keys.folder))


def forget(session: Session) -> None:
    """This process is alone: its directory is the right one."""
    session.execute(delete(KeyPlace))
