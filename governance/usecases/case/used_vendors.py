"""Which vendors of the register a workspace uses: an owner or admin chooses, and Slack always is one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.rules.people.permissions import Act, Person
from governance.store import ledger
from governance.store.models import Decision, UsedVendor
from governance.store.register import vendors
from governance.store.register.entry import Vendor
from governance.usecases.people import members
from governance.usecases.poll.draft import VENDOR


def used(session: Session, workspace_id: str) -> tuple[Vendor, ...]:
    """The entries in use, Slack's first; one that has left the register is not shown any more.

    What was decided about a vendor stays in sight, whether or not somebody ticked it.
    """
    ticked = select(UsedVendor.vendor).where(UsedVendor.workspace_id == workspace_id)
    decided = select(Decision.vendor).where(Decision.workspace_id == workspace_id).distinct()
    chosen = {VENDOR, *session.scalars(ticked), *session.scalars(decided)}
    found = [entry for entry in vendors.vendors() if entry.slug in chosen]
    return tuple(sorted(found, key=lambda entry: entry.slug != VENDOR))


def choose(session: Session, who: Person, chosen: Collection[str], now: datetime) -> None:
    """Keep these as the vendors in use. What was decided about others stays on record, and comes back with them.

    Names that the register does not have are left out: they come from an older window.
    """
    members.allow(session, who, Act.CHOOSE_VENDORS)
    members.one_at_a_time(session, who.workspace_id)
    wanted = {entry.slug for entry in vendors.vendors()} & set(chosen) - {VENDOR}
    here = UsedVendor.workspace_id == who.workspace_id
    before = set(session.scalars(select(UsedVendor.vendor).where(here)))
    if wanted == before:
        return  # nothing changes: submitted twice
    session.execute(delete(UsedVendor).where(here, UsedVendor.vendor.not_in(wanted)))
    session.add_all(
        UsedVendor(workspace_id=who.workspace_id, vendor=vendor, since=now) for vendor in sorted(wanted - before)
    )
    told = {"added": ",".join(sorted(wanted - before)), "removed": ",".join(sorted(before - wanted))}
    ledger.append(session, who.workspace_id, "workspace:vendors:chosen", who.workspace_id, now, who.user_id, **told)
