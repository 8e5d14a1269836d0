"""Fills the pages about the vendor's watched pages: one change, the history, the line on Home."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import pages
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person, may
from governance.rules.watch.comparison import Verdict
from governance.store import queries
from governance.store.models import PageVersion, WatchedPage
from governance.store.register import vendors
from governance.store.register.entry import PageOfVendor
from governance.usecases.poll.draft import VENDOR
from governance.usecases.register.vendor_facts import is_askable
from governance.usecases.seen import people
from governance.usecases.seen.about import about_vendor
from governance.usecases.watch import page_checks, settling

SHOWN_FOR = timedelta(days=60)  # on Home, after it was settled
MOST = 10  # changes of one page in the history


def change_page(session: Session, reader: Person, version_id: str) -> pages.PolicyChange:
    """One change of substance. Raises Refusal for one that is not kept."""
    version = settling.version_of(session, reader.workspace_id, version_id)
    vendor = version.page.partition("/")[0]
    declared = next((page for entry in vendors.vendors() for page in entry.pages if page.name == version.page), None)
    case = queries.current_case(session, reader.workspace_id)
    stands = case is not None and case.vendor == vendor and case.state == CaseState.CONFIRMED.value
    return pages.PolicyChange(
        about=about_vendor(vendor),
        zone=people.zone_for(session, reader),
        version=version.id,
        title=declared.title if declared else version.page,
        url=declared.url if declared else "",
        at=version.at,
        passages=tuple((before, after) for before, after, _ in version.changes),
        reasons=tuple(version.reasons),
        notice_of=vendors.vendor(VENDOR).as_of if vendor == VENDOR else "",
        askable=(entry := vendors.known(vendor)) is not None and is_askable(entry),
        may_settle=may(reader, Act.SETTLE_POLICY) and not version.settled,
        settled=version.settled or "",
        settled_at=version.settled_at,
        because=version.settled_because or "",
        is_shown=version.is_shown,
        confirmed_case=case.id if case and stands and reader.is_owner else "",
        confirmed_at=case.confirmed_at if case and stands else None,
    )


def shown_change(session: Session, reader: Person, now: datetime) -> pages.PolicyChange | None:
    """The newest change that somebody had shown to members, while it is news; first one that waits for the reader."""
    here = select(PageVersion).where(PageVersion.workspace_id == reader.workspace_id).order_by(PageVersion.at.desc())
    waits = here.where(PageVersion.verdict == Verdict.SUBSTANCE.value, PageVersion.settled.is_(None))
    shown = here.where(PageVersion.is_shown, PageVersion.settled_at > now - SHOWN_FOR)
    found = session.scalars(waits.limit(1)).first() if may(reader, Act.SETTLE_POLICY) else None
    found = found or session.scalars(shown.limit(1)).first()
    return change_page(session, reader, found.id) if found else None


def history_page(session: Session, reader: Person) -> pages.PolicyHistory:
    """Every watched page of the vendors in use, with its changes."""
    here = reader.workspace_id
    read = tuple(_read_page(session, here, page) for page in page_checks.watched(session, here))
    query = select(PageVersion.id).where(
        PageVersion.workspace_id == here, PageVersion.verdict == Verdict.SUBSTANCE.value
    )
    newest = session.scalars(query.order_by(PageVersion.at.desc()).limit(1)).first()
    return pages.PolicyHistory(people.zone_for(session, reader), read, newest or "", about=about_vendor(VENDOR))


def _read_page(session: Session, workspace_id: str, page: PageOfVendor) -> pages.ReadPage:
    row = session.get(WatchedPage, (workspace_id, page.name))
    kept = page_checks.versions(session, workspace_id, page.name)
    changes = tuple((one.at, one.verdict, one.settled or "") for one in reversed(kept))[:MOST]
    if row is None:
        return pages.ReadPage(page.title, page.url)
    return pages.ReadPage(page.title, page.url, row.checked_at, row.result, row.failures, changes)
