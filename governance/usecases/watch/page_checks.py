"""Which pages are due to be read, and what a reading becomes: a line in the record, a new version, news to owners."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from governance.errors import Fault
from governance.rules.people.working_days import zone_of
from governance.rules.watch.comparison import Comparison, Verdict, compare
from governance.store import ledger, outbox
from governance.store.models import PageVersion, WatchedPage, Workspace
from governance.store.outbox import Kind
from governance.store.register.entry import PageOfVendor
from governance.usecases.case import used_vendors
from governance.usecases.case.owner_notifications import owners_and_admins
from governance.usecases.people import members

EVERY = timedelta(days=1)
SOONEST = timedelta(hours=1)  # after the first failure; twice as long after each further one, a day at most
FIRST, TECHNICAL = "first", "technical"
KEPT_EARLIER = 60  # texts that a new one is held against,
MOST_EARLIER = 3_000_000  # and how many characters they have together
NEWS = "policy"


class Reading(NamedTuple):
    """A page as it was read just now."""

    body: bytes
    charset: str
    text: str
    extractor: int
    etag: str
    modified: str


def due_pages(session: Session, workspace_id: str, now: datetime) -> list[PageOfVendor]:
    """The pages of vendors in use that were never read, or whose time has come."""
    workspace = session.get(Workspace, workspace_id)
    if workspace is None or workspace.removed_at is not None:
        return []
    waits = {
        row.page
        for row in session.scalars(select(WatchedPage).where(WatchedPage.workspace_id == workspace_id))
        if row.next_check_at > now
    }
    return [page for page in watched(session, workspace_id) if page.name not in waits]


def watched(session: Session, workspace_id: str) -> list[PageOfVendor]:
    """The pages of every vendor in use, each address once: two matters of one vendor may stand on the same page."""
    pages = [page for entry in used_vendors.used(session, workspace_id) for page in entry.pages]
    return list({page.url: page for page in reversed(pages)}.values())[::-1]


def known(session: Session, workspace_id: str, page: str) -> tuple[str, str]:
    """ETag and date of the last reading; empty where it must be read whole, since there is no text of it yet."""
    row = session.get(WatchedPage, (workspace_id, page))
    return (row.etag, row.modified) if row and newest(session, workspace_id, page) else ("", "")


def newest(session: Session, workspace_id: str, page: str) -> PageVersion | None:
    """The text that the next one is compared with."""
    return session.scalars(_versions(workspace_id, page).limit(1)).first()


def versions(session: Session, workspace_id: str, page: str) -> list[PageVersion]:
    """All texts of a page, the oldest first."""
    return list(reversed(session.scalars(_versions(workspace_id, page).limit(KEPT_EARLIER)).all()))


def _versions(workspace_id: str, page: str) -> Select[PageVersion]:
    return (
        select(PageVersion)
        .where(PageVersion.workspace_id == workspace_id, PageVersion.page == page)
        .order_by(PageVersion.at.desc(), PageVersion.id.desc())
    )


def note_unchanged(session: Session, workspace_id: str, page: str, now: datetime) -> None:
    """The server says that the page is what it was."""
    _noted(session, workspace_id, page, Verdict.SAME, now, now + EVERY)
    last = newest(session, workspace_id, page)
    _record(session, workspace_id, page, Verdict.SAME, last.digest if last else "", now)


def note_fault(session: Session, workspace_id: str, page: str, fault: Fault, now: datetime) -> None:
    """The page could not be read: tried again later and later, and not before the server wants it."""
    row = session.get(WatchedPage, (workspace_id, page))
    failures = (row.failures if row else 0) + 1
    wait = min(SOONEST * 2 ** min(failures - 1, 10), EVERY)
    if fault.retry_after:
        wait = max(wait, timedelta(seconds=fault.retry_after))
    noted = _noted(session, workspace_id, page, fault.code, now, now + wait)
    noted.failures = failures
    _record(session, workspace_id, page, fault.code, "", now)


def compared(session: Session, workspace_id: str, page: str, text: str) -> Comparison | None:
    """What this text is beside those that are kept; None for the first. Takes up to a second: never while writing."""
    before = earlier_texts(session, workspace_id, page)
    return compare(before[-1], text, before[:-1]) if before else None


def earlier_texts(session: Session, workspace_id: str, page: str) -> list[str]:
    """The texts that a new one is held against, the oldest first; of very long pages only the newest few."""
    found: list[str] = []
    texts = _versions(workspace_id, page).with_only_columns(PageVersion.text).limit(KEPT_EARLIER)
    with session.scalars(texts.execution_options(yield_per=1)) as newest_first:
        for text in newest_first:
            found.append(text)
            if sum(map(len, found)) > MOST_EARLIER:
                break
    return found[::-1]


def note_reading(
    session: Session, workspace_id: str, page: str, read: Reading, told: Comparison | None, now: datetime
) -> None:
    """Keep what was read and what it is beside the newest version. Owners and admins are told of substance.

    Noise keeps no version. A page that did not come whole is tried again as if it had not come at all.
    """
    verdict = told.verdict.value if told else FIRST
    if verdict == Verdict.TRUNCATED:
        note_fault(session, workspace_id, page, Fault(verdict, permanent=False), now)
        return
    row = _noted(session, workspace_id, page, verdict, now, now + EVERY)
    row.etag, row.modified = read.etag, read.modified
    digest = hashlib.sha256(read.text.encode()).hexdigest()
    if told is None or told.verdict not in (Verdict.SAME, Verdict.NOISE):
        version = _kept(session, workspace_id, page, read, verdict, now)
        version.changes = [list(change) for change in told.of_substance] if told else []
        version.reasons = [reason.msgid for reason in told.reasons] if told else []
        if verdict == Verdict.SUBSTANCE:
            _tell(session, version, now)
    _record(session, workspace_id, page, verdict, digest, now)


def read_anew(session: Session, version: PageVersion, text: str, extractor: int, now: datetime) -> None:
    """Our own reading has changed: the same bytes as a version of their own, so that no change is told of."""
    read = Reading(zlib.decompress(version.raw), version.charset, text, extractor, "", "")
    _kept(session, version.workspace_id, version.page, read, TECHNICAL, now)
    _record(session, version.workspace_id, version.page, TECHNICAL, hashlib.sha256(text.encode()).hexdigest(), now)


def _kept(session: Session, workspace_id: str, page: str, read: Reading, verdict: str, now: datetime) -> PageVersion:
    version = PageVersion(
        workspace_id=workspace_id,
        page=page,
        at=now,
        raw=zlib.compress(read.body),
        raw_digest=hashlib.sha256(read.body).hexdigest(),
        charset=read.charset,
        text=read.text,
        digest=hashlib.sha256(read.text.encode()).hexdigest(),
        extractor=read.extractor,
        verdict=verdict,
        changes=[],
        reasons=[],
    )
    session.add(version)
    session.flush()
    return version


def _noted(session: Session, workspace_id: str, page: str, result: str, now: datetime, then: datetime) -> WatchedPage:
    row = session.get(WatchedPage, (workspace_id, page))
    if row is None:
        row = WatchedPage(workspace_id=workspace_id, page=page, etag="", modified="")
        session.add(row)
    row.checked_at, row.next_check_at, row.result, row.failures = now, then, result, 0
    session.flush()
    return row


def _record(session: Session, workspace_id: str, page: str, status: str, digest: str, now: datetime) -> None:
    """A line in the record of events for each reading: that nothing changed is worth proving too."""
    ledger.append(session, workspace_id, "policy:page:checked", page, now, status=str(status), digest=digest)


def _tell(session: Session, version: PageVersion, now: datetime) -> None:
    """News to owners and admins, in their working hours, once for each version."""
    for user_id in owners_and_admins(session, version.workspace_id):
        zone = zone_of(members.person(session, version.workspace_id, user_id).zone)
        outbox.queue(
            session,
            Kind.NEWS,
            f"policy:{version.id}:{user_id}",
            now,
            workspace_id=version.workspace_id,
            user_id=user_id,
            zone=str(zone),
            about={"what": NEWS, "version": version.id},
        )
