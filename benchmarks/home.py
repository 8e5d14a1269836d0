"""Home of an owner while a question is open, and after it closed, at growing numbers of people: to be flat."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.by_size import print_by_size  # noqa: E402
from benchmarks.crowd import HOUSE, NOW, Asked, Crowd, asked, close, seconds  # noqa: E402
from benchmarks.question import OWNER, WORKSPACE  # noqa: E402
from governance.slack.views.home import home  # noqa: E402
from governance.texts import texts_for  # noqa: E402
from governance.usecases.case.letter.sending import MailSetup  # noqa: E402
from governance.usecases.people import members  # noqa: E402
from governance.usecases.seen import home as home_pages  # noqa: E402

STAGES = {"most sent": 0.99, "most waiting": 0.1, "closed": 0.99}


def painted(found: Asked) -> dict[str, Any]:
    """The Home tab of the owner now, read and painted."""
    with found.database.reading() as session:
        reader = members.person(session, WORKSPACE, OWNER)
        page = home_pages.home_page(session, reader, found.keys, HOUSE, MailSetup(), NOW)
    return home.home(page, texts_for(reader.locale))


def measured(kind: str, server: str, people: int) -> dict[str, float]:
    """Milliseconds at each stage."""
    figures = {}
    for stage, sent in STAGES.items():
        answered = min(0.7, sent)
        with asked(kind, server, Crowd(people, sent=sent, answered=answered)) as found:
            if stage == "closed":
                close(found)
            figures[stage] = seconds(lambda: painted(found), found.database, 9) * 1000  # called now
    return figures


if __name__ == "__main__":
    told = __doc__.splitlines()[0]
    sys.exit(print_by_size("home.py", told, "one Home of an owner", STAGES, measured, sys.argv[1:]))
