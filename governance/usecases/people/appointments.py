"""An owner appoints organisers and observers, and cannot undo a change that the open window did not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.people.permissions import ACTIVE, Act, Person
from governance.store import ledger, repaints
from governance.store.models import Appointment
from governance.usecases.people import members


def fingerprint(session: Session, workspace_id: str) -> str:
    """A short mark of who is appointed now, kept in the window to notice changes made meanwhile."""
    shown = (
        f"{role}:{person.user_id}"
        for role in members.APPOINTED
        for person in members.appointed(session, workspace_id, role)
    )
    return sha256("\n".join(sorted(shown)).encode()).hexdigest()[:16]


def outsiders(chosen: Sequence[Person]) -> Refusal | None:
    """Why these cannot all be appointed, with the names of those who cannot."""
    names = ", ".join(person.name for person in chosen if person.role not in ACTIVE)
    if not names:
        return None
    return Refusal(N_("Only people of this workspace with an active account can be chosen, not: {names}."), names=names)


def appoint(
    session: Session, by: Person, chosen: Mapping[str, Sequence[Person]], now: datetime, seen: str | None = None
) -> set[str]:
    """Set who are organisers and observers (`{"organiser": [people], "observer": [...]}`); returns whom it changed.

    Owners only. `seen`: the fingerprint that the owner's window showed. Raises Refusal when it is out of date, and for
    anybody who is not of the workspace.
    """
    members.allow(session, by, Act.APPOINT)
    members.one_at_a_time(session, by.workspace_id)
    wanted = {role: {person.user_id for person in chosen.get(role, ())} for role in members.APPOINTED}
    if wanted == {role: _appointed(session, by.workspace_id, role) for role in members.APPOINTED}:
        return set()  # nothing changes: submitted twice
    if seen is not None and seen != fingerprint(session, by.workspace_id):
        raise Refusal(N_("Somebody has changed this meanwhile. Nothing was saved: please open the window again."))
    everybody = [person for people in chosen.values() for person in people]
    if refusal := outsiders(everybody):
        raise refusal
    newcomers = [one for one in everybody if members.person(session, by.workspace_id, one.user_id).role not in ACTIVE]
    members.record_people(session, by.workspace_id, newcomers, now)  # Slack knows them, the last sync did not
    changed = {user for role in members.APPOINTED for user in _set(session, by, role, chosen.get(role, ()), now)}
    repaints.of_roles(session, by.workspace_id, now, changed)
    return changed


def _appointed(session: Session, workspace_id: str, role: str) -> set[str]:
    here = (Appointment.workspace_id == workspace_id, Appointment.role == role)
    return set(session.scalars(select(Appointment.user_id).where(*here)))


def _set(session: Session, by: Person, role: str, chosen: Sequence[Person], now: datetime) -> set[str]:
    wanted, before = {person.user_id for person in chosen}, _appointed(session, by.workspace_id, role)
    here = (Appointment.workspace_id == by.workspace_id, Appointment.role == role)
    session.execute(delete(Appointment).where(*here, Appointment.user_id.in_(before - wanted)))
    for user_id in sorted(wanted - before):
        session.add(
            Appointment(
                workspace_id=by.workspace_id, user_id=user_id, role=role, appointed_by=by.user_id, appointed_at=now
            )
        )
    session.flush()
    for user_id in sorted(before ^ wanted):
        verb = "appointed" if user_id in wanted else "dismissed"
        about = ledger.subject_of(session, by.workspace_id, user_id)
        ledger.append(session, by.workspace_id, f"member:{role}:{verb}", about, now, by.user_id)
    return before ^ wanted
