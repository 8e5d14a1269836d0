"""Paints the message on a change of the vendor's page, as things stand when it leaves or is painted anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.rules.people.permissions import Person
from governance.slack.gesture import Edge
from governance.slack.responses import View
from governance.slack.views.watch import policy_change
from governance.store.outbox_row import Row
from governance.texts import Texts
from governance.usecases.seen import policy as policy_pages
from governance.usecases.watch.page_checks import NEWS

__all__ = ["NEWS", "paint_news"]


def paint_news(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """The change with its passages; once it is settled, what follows."""
    return policy_change.changed(policy_pages.change_page(session, who, row.about["version"]), t)
