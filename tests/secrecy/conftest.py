"""Instead of everybody's PostgreSQL server one that keeps whole pages in its log, so that its files can be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from governance.store.migrate import to_head
from tests import postgres
from tests.databases import Kept, OnPostgresql

AS_BY_DEFAULT = "-c fsync=off -c max_connections=60 -c wal_keep_size=1GB"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Kept]:
    """As Debian sets it up, save that it does not wait for the disk, and keeps its log for whoever looks for more."""
    with postgres.server(AS_BY_DEFAULT) as url:
        kept = OnPostgresql(url, anew=True)
        kept.template("empty", to_head)
        yield kept
