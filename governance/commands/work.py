"""A process that only works off what is due, beside the one that listens to Slack: any number of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from governance.commands.terminal import EXIT_MEND, settings_or_stop, stop
from governance.settings import DISTRIBUTED

APP = Path(__file__).parents[2] / "app.py"


def work() -> None:
    """Send what is due, and read directory and mailbox, beside the app. Needs ENGINE=distributed and PostgreSQL."""
    if settings_or_stop().engine != DISTRIBUTED:
        stop("A worker needs ENGINE=distributed and PostgreSQL in DATABASE_URL, as the app has them.", EXIT_MEND)
    os.execv(sys.executable, [sys.executable, str(APP), "work"])  # noqa: S606 - this program itself, with the wiring of app.py
