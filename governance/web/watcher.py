"""Reads the pages that are due, one after another, with no transaction open while a server is slow."""

from __future__ import annotations

import zlib
from datetime import datetime

import structlog

from governance.errors import Fault
from governance.store.database import Database
from governance.store.register.entry import PageOfVendor
from governance.usecases.watch import page_checks
from governance.usecases.watch.page_checks import Reading
from governance.web.exchange import Exchange
from governance.web.fetch import Fetcher, Known
from governance.web.page_text import EXTRACTOR, text_of

log = structlog.get_logger("watch")


class Watcher:
    """Watches the vendor's pages for one workspace. `loopback`: the sandbox's site, which stands in for all others."""

    def __init__(
        self,
        database: Database,
        workspace_id: str,
        loopback: str = "",
        *,
        extractor: int = EXTRACTOR,
        is_on: bool = True,
    ) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._loopback = loopback
        self._extractor = extractor
        self._is_on = is_on  # from a sandbox without a site of its own nothing is read

    def watch(self, now: datetime) -> None:
        """Read every page that is due now."""
        if not self._is_on:
            return
        with self._database.reading() as session:
            due = page_checks.due_pages(session, self._workspace_id, now)
        fetcher = Fetcher(Exchange(self._loopback), self._loopback)
        for page in due:
            self._check(fetcher, page, now)

    def _check(self, fetcher: Fetcher, page: PageOfVendor, now: datetime) -> None:
        with self._database.reading() as session:
            known = page_checks.known(session, self._workspace_id, page.name)
        try:
            self._read_anew(page, now)
            read = self._read(fetcher, page, Known(*known), now)
        except Fault as fault:
            log.warning("page not read", page=page.name, code=fault.code)
            with self._database.writing() as session:
                page_checks.note_fault(session, self._workspace_id, page.name, fault, now)
            return
        if read is None:
            with self._database.writing() as session:
                page_checks.note_unchanged(session, self._workspace_id, page.name, now)
            return
        with self._database.reading() as session:
            told = page_checks.compared(session, self._workspace_id, page.name, read.text)
        with self._database.writing() as session:
            page_checks.note_reading(session, self._workspace_id, page.name, read, told, now)
        log.info("page read", page=page.name, verdict=told.verdict.value if told else "first")

    def _read(self, fetcher: Fetcher, page: PageOfVendor, known: Known, now: datetime) -> Reading | None:
        """The page with its text; None where it has not changed. Raises Fault."""
        found = fetcher.fetch(page.url, known, now)
        if found.body is None:
            return None
        text = text_of(found.body, found.charset, page.parts)
        return Reading(found.body, found.charset, text, self._extractor, *found.known)

    def _read_anew(self, page: PageOfVendor, now: datetime) -> None:
        """Where our own reading has changed since the newest version, read its bytes once more. Raises Fault."""
        with self._database.reading() as session:
            last = page_checks.newest(session, self._workspace_id, page.name)
            if last is None or last.extractor == self._extractor:
                return
            raw = zlib.decompress(last.raw)
        text = text_of(raw, last.charset, page.parts)
        with self._database.writing() as session:
            page_checks.read_anew(session, last, text, self._extractor, now)
