"""One process that starts the app for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.starter import Starter


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    found = Starter()
    yield found
    found.close()
