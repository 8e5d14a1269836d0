"""The addresses that a letter for an organisation names, and what the vendor's confirmation says of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.store.models import CoveredUrl

ORGANISATION, WORKSPACE = "organisation", "workspace"


def covered(session: Session, case_id: str) -> Sequence[CoveredUrl]:
    """The organisation first, then its workspaces in the order in which they were given."""
    query = select(CoveredUrl).where(CoveredUrl.case_id == case_id).order_by(CoveredUrl.position)
    return session.scalars(query).all()


def replace_covered(session: Session, case_id: str, organisation: str | None, workspaces: Sequence[str]) -> None:
    """Set the addresses that the request speaks for."""
    session.execute(delete(CoveredUrl).where(CoveredUrl.case_id == case_id))
    urls = [(organisation, ORGANISATION)] if organisation else []
    urls += [(url, WORKSPACE) for url in workspaces]
    session.add_all(
        CoveredUrl(case_id=case_id, url=url, kind=kind, position=number) for number, (url, kind) in enumerate(urls)
    )
    session.flush()
