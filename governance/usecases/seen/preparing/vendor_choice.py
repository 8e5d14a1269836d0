"""Which vendor a new question is about, and about which others it may be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.pages.about import InWords
from governance.store.models import Poll
from governance.store.register import vendors
from governance.usecases.case import used_vendors
from governance.usecases.poll.draft import VENDOR
from governance.usecases.poll.waiting import line
from governance.usecases.register.vendor_facts import is_askable


def vendor_to_ask_about(session: Session, workspace_id: str, now: datetime) -> str:
    """Slack, unless a question or request to it goes on: then the first other vendor in use that can be asked about."""
    others = [one.slug for one in used_vendors.used(session, workspace_id) if one.slug != VENDOR and is_askable(one)]
    return next((one for one in (VENDOR, *others) if _is_free(session, workspace_id, one, now)), VENDOR)


def _is_free(session: Session, workspace_id: str, vendor: str, now: datetime) -> bool:
    try:
        line.refuse_second_question(session, workspace_id, vendor, now)
    except Refusal:
        return False
    return True


def choices(session: Session, poll: Poll) -> tuple[tuple[str, str, InWords], ...]:
    """The vendors that may be asked about: those in use, and the one that this question is about."""
    used = used_vendors.used(session, poll.workspace_id)
    meant = [entry for entry in vendors.vendors() if entry.slug == poll.vendor and entry not in used]
    found = [entry for entry in (*used, *meant) if is_askable(entry)]
    return tuple((one.slug, one.name, one.purpose.by_language) for one in found) if len(found) > 1 else ()
