"""What an owner or admin makes of a change of substance, and whether members read of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act, Person
from governance.store import ledger, repaints
from governance.store.models import Outgoing, PageVersion
from governance.usecases.people import members
from governance.usecases.people.homes import refresh


class Settled(StrEnum):
    """What follows from a change."""

    ASKED = "asked"  # the members are asked again
    RECHECKED = "rechecked"  # the vendor is asked whether its confirmation still holds
    NOTED = "noted"  # the vendor's entry has to be looked at: as it stands there is nothing to ask
    DISMISSED = "dismissed"  # nothing, for a reason


def version_of(session: Session, workspace_id: str, version_id: str) -> PageVersion:
    """The version with this reference. Raises Refusal for another workspace's and for none."""
    found = session.get(PageVersion, version_id)
    if found is None or found.workspace_id != workspace_id:
        raise Refusal(N_("This change is no longer kept."))
    return found


def settle(
    session: Session, who: Person, version_id: str, how: Settled, reason: str, now: datetime, *, shown: bool
) -> None:
    """Record what follows. Raises Refusal where it was settled before, and for a dismissal without a reason."""
    members.allow(session, who, Act.SETTLE_POLICY)
    version = version_of(session, who.workspace_id, version_id)
    if version.settled:
        raise Refusal(N_("What follows from this change has been recorded already. Nothing was changed now."))
    if how is Settled.DISMISSED and not reason.strip():
        raise Refusal(N_("Please say why nothing needs to be done: everyone can read it."))
    version.settled, version.settled_at, version.is_shown = how.value, now, shown
    version.settled_because = reason.strip() or None
    repaints.of_few(session, who.workspace_id, now, Outgoing.occasion.startswith(f"policy:{version.id}:"))
    refresh(session, who.workspace_id, now)
    ledger.append(session, who.workspace_id, "policy:change:settled", version.id, now, who.user_id, how=how.value)
