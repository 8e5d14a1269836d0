"""The addresses that a letter for an organisation names, and what the vendor's confirmation says of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from governance.store.schema import Base

ORGANISATION, WORKSPACE = "organisation", "workspace"


class CoveredUrl(Base):
    """One address for which a request was made. When it was asked stands in the frozen letters that name it."""

    __tablename__ = "covered_urls"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # organisation, workspace
    position: Mapped[int]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))  # None: by word
    named: Mapped[bool | None]  # whether that confirmation names it; None: no mail has


def covered(session: Session, case_id: str) -> Sequence[CoveredUrl]:
    """The organisation first, then its workspaces in the order in which they were given."""
    query = select(CoveredUrl).where(CoveredUrl.case_id == case_id).order_by(CoveredUrl.position)
    return session.scalars(query).all()


def replace_covered(session: Session, case_id: str, organisation: str | None, workspaces: Sequence[str]) -> None:
    """From now on the request is for these."""
    session.execute(delete(CoveredUrl).where(CoveredUrl.case_id == case_id))
    urls = [(organisation, ORGANISATION)] if organisation else []
    urls += [(url, WORKSPACE) for url in workspaces]
    session.add_all(
        CoveredUrl(case_id=case_id, url=url, kind=kind, position=number) for number, (url, kind) in enumerate(urls)
    )
    session.flush()
