"""A mailbox for every test of what arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.store.database import Database
from governance.store.models import Workspace
from tests.usecases.case.case_story import Mailbox


@pytest.fixture
def mailbox(database: Database, workspace: Workspace, tmp_path: Path) -> Mailbox:
    return Mailbox(database, tmp_path / "maildir")
