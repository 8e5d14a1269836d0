"""A real sandbox on loopback for each test module, reset before each test."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.server import serve
from sandbox.workspace.state import Workspace
from tests.sandbox.desk import Desk


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One server for the module, in a thread of its own."""
    data: Path = tmp_path_factory.mktemp("sandbox")
    workspace = Workspace()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(serve(workspace, data), loop).result(20)
    yield Desk(workspace, json.loads((data / "sandbox.json").read_text()))
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def desk(served: Desk) -> Desk:
    """A fresh workspace."""
    served.post("control/reset")
    return served
