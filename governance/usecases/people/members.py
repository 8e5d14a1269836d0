"""People of a workspace: our copy of Slack's directory, who is who, and whom an owner appointed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.errors import Fault
from governance.rules.people.delivery_codes import OF_THE_TOKEN
from governance.rules.people.names import names_in
from governance.rules.people.permissions import ACTIVE, GUESTS, OWNERS, Act, Person, Role, demand
from governance.store import lanes, ledger, repaints
from governance.store.models import Appointment, Elector, Member, Workspace
from governance.store.upsert import insert_for
from governance.usecases.people import leavers, role_changes

APPOINTED = ("organiser", "observer")


def workspace(session: Session, workspace_id: str) -> Workspace:
    """The installation. Raises Fault when the app is not installed there."""
    found = session.get(Workspace, workspace_id)
    if found is None or found.removed_at is not None:
        raise Fault("not_installed", permanent=True)
    return found


def is_removed(session: Session, workspace_id: str) -> bool:
    """Whether the app was installed there and is no more."""
    found = session.get(Workspace, workspace_id)
    return found is not None and found.removed_at is not None


def one_at_a_time(session: Session, workspace_id: str) -> None:
    """Lock the workspace until this transaction ends: nobody else can begin or decide anything for it.

    Before any of its questions is locked, or two would wait for each other. Rows that only name it can still be added.
    """
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))


def record_installation(
    session: Session,
    *,
    workspace_id: str,
    name: str,
    url: str,
    enterprise_id: str | None,
    bot_user_id: str,
    scopes: str,
    now: datetime,
    installed_by: str | None = None,
) -> None:
    """Create or renew the installation. Nobody gets a message because of it."""
    row = session.get(Workspace, workspace_id)
    new = row is None or row.removed_at is not None
    if row is None:
        row = Workspace(id=workspace_id, installed_at=now, zone="UTC")
        session.add(row)
    _note_what_it_was(session, row, name, url, now)
    row.name, row.url, row.enterprise_id, row.bot_user_id = name, url, enterprise_id, bot_user_id
    row.scopes, row.removed_at = scopes, None
    lanes.try_again(session, workspace_id, *OF_THE_TOKEN)
    if new:
        row.installed_at, row.installed_by = now, installed_by
        session.flush()
        ledger.append(session, workspace_id, "app:workspace:installed", workspace_id, now, installed_by)


def _note_what_it_was(session: Session, row: Workspace, name: str, url: str, now: datetime) -> None:
    """Where name or address are others by now, keep what they were: both stand in what people have read."""
    if row.url is None or (row.name, row.url) == (name, url):
        return
    row.name_before = row.name if row.name != name else None
    row.url_before = row.url if row.url != url else None
    row.moved_at = now
    ledger.append(session, row.id, "app:workspace:renamed", row.id, now)


def record_removal(session: Session, workspace_id: str, now: datetime) -> None:
    """Note that the app was removed from the workspace, so that nothing is sent for it any more."""
    row = session.get(Workspace, workspace_id)
    if row is None or row.removed_at is not None:
        return
    row.removed_at = now
    ledger.append(session, workspace_id, "app:workspace:removed", workspace_id, now)


def record_people(session: Session, workspace_id: str, people: Sequence[Person], now: datetime) -> None:
    """Create or renew these directory entries. Bots are left out; `finish_sync` settles who was not seen."""
    rows = [
        {
            "workspace_id": workspace_id,
            "user_id": person.user_id,
            "name": person.name,
            "role": person.role.value,
            "locale": person.locale,
            "zone": person.zone,
            "email": person.email if person.is_owner else None,
            "seen_at": now,
        }
        for person in people
        if person.role is not Role.BOT
    ]
    if not rows:
        return
    before = role_changes.roles_of(session, workspace_id, [person.user_id for person in people])
    insert = insert_for(session, Member)
    renewed: dict[str, Any] = {name: insert.excluded[name] for name in ("name", "role", "zone", "email", "seen_at")}
    renewed["locale"] = func.coalesce(insert.excluded["locale"], Member.locale)  # Slack says it to who asks, only
    session.execute(insert.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=renewed), rows)
    after = {person.user_id: person.role.value for person in people if person.role is not Role.BOT}
    role_changes.follow(session, workspace_id, before, after, now)
    gone = [person.user_id for person in people if person.role is Role.DEACTIVATED]
    leavers.leave(session, workspace_id, Elector.user_id.in_(gone))
    leavers.come_back(session, workspace_id, [person.user_id for person in people if person.role in ACTIVE], now)


def note_owner(session: Session, who: Person, now: datetime) -> None:
    """Keep that this is an owner, by Slack's word of this moment: the last reading may not know it yet.

    What an owner did lapses when the directory says that they are none.
    """
    if who.is_owner:
        record_people(session, who.workspace_id, [who], now)


def finish_sync(session: Session, workspace_id: str, started: datetime) -> None:
    """After reading the whole directory: who was not seen since `started` is no longer active.

    The workspace has the zone of most people; who is without a language is written to in that of most.
    """
    unseen = (Member.workspace_id == workspace_id, Member.seen_at < started, Member.role != Role.DEACTIVATED.value)
    lost = session.scalars(select(Member.user_id).where(*unseen, Member.role.in_(OWNERS))).all()
    session.execute(update(Member).where(*unseen).values(role=Role.DEACTIVATED.value, email=None))
    if lost:
        repaints.of_roles(session, workspace_id, started)
    inactive = select(Member.user_id).where(Member.workspace_id == workspace_id, Member.role == Role.DEACTIVATED.value)
    leavers.leave(session, workspace_id, Elector.user_id.in_(inactive))
    zone, locale = (_commonest(session, workspace_id, column) for column in (Member.zone, Member.locale))
    unknown = (Member.workspace_id == workspace_id, Member.locale.is_(None))
    session.execute(update(Member).where(*unknown).values(locale=locale))
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(synced_at=started, zone=zone or "UTC"))


def _commonest(session: Session, workspace_id: str, column: InstrumentedAttribute[str | None]) -> str | None:
    """What most active people here have."""
    here = (Member.workspace_id == workspace_id, Member.role.in_(ACTIVE), column.is_not(None))
    return session.scalar(select(column).where(*here).group_by(column).order_by(func.count().desc(), column).limit(1))


def _person(row: Member | Row[Any], appointed: set[str]) -> Person:
    return Person(
        workspace_id=row.workspace_id,
        user_id=row.user_id,
        name=row.name,
        role=Role(row.role),
        organiser="organiser" in appointed,
        observer="observer" in appointed,
        locale=row.locale,
        zone=row.zone,
        email=row.email,
    )


_member, _appointment = cast(Table, Member.__table__), cast(Table, Appointment.__table__)
_PERSON = (  # built once: every gesture and every message asks it several times
    select(_member, _appointment.c.role.label("appointed"))
    .outerjoin(
        _appointment,
        (_appointment.c.workspace_id == _member.c.workspace_id) & (_appointment.c.user_id == _member.c.user_id),
    )
    .where(_member.c.workspace_id == bindparam("workspace_id"), _member.c.user_id == bindparam("user_id"))
)


def person(session: Session, workspace_id: str, user_id: str) -> Person:
    """Who this is by the last sync; anybody unknown counts as an outsider."""
    session.flush()
    rows = session.connection().execute(_PERSON, {"workspace_id": workspace_id, "user_id": user_id}).all()
    if not rows:
        return Person(workspace_id, user_id, user_id, Role.EXTERNAL)
    return _person(rows[0], {row.appointed for row in rows})


def people_with_role(session: Session, workspace_id: str, *roles: Role) -> list[Person]:
    """Everybody with one of these roles of Slack's, in the order of the roles, then by name."""
    query = select(Member).where(Member.workspace_id == workspace_id, Member.role.in_([role.value for role in roles]))
    found = [_person(row, set()) for row in session.scalars(query)]
    return sorted(found, key=lambda person: (roles.index(person.role), person.name))


def owners(session: Session, workspace_id: str) -> list[Person]:
    """Active owners, the primary owner first."""
    return people_with_role(session, workspace_id, *OWNERS)


def other_owners(session: Session, reader: Person) -> list[Person]:
    """Active owners besides this person, to whom a matter can be handed over."""
    return [owner for owner in owners(session, reader.workspace_id) if owner.user_id != reader.user_id]


def owner_names(session: Session, workspace_id: str) -> str:
    """The owners' names for a sentence, `Olga Martin, Oscar Dupont`; a dash when there is none."""
    return ", ".join(owner.name for owner in owners(session, workspace_id)) or "–"


def appointed(session: Session, workspace_id: str, role: str) -> list[Person]:
    """Everybody an owner appointed as `organiser` or `observer` and who is still active."""
    few = select(Appointment.user_id).where(Appointment.workspace_id == workspace_id, Appointment.role == role)
    query = select(Member).where(Member.workspace_id == workspace_id, Member.user_id.in_(few))
    here = [_person(row, {role}) for row in session.scalars(query) if row.role in ACTIVE]  # by their ids, not by role
    return sorted(here, key=attrgetter("name"))


def gone_in(session: Session, workspace_id: str, words: str) -> str:
    """Whom of those who left these words name, where nobody who is here bears the same name; else nothing."""
    named = Member.name.in_(names_in(words))
    found = select(Member.name, Member.role).where(Member.workspace_id == workspace_id, named).order_by(Member.name)
    rows = session.execute(found).all()
    gone = next((row.name for row in rows if row.role == Role.DEACTIVATED.value), "")
    return "" if any(row.name == gone and row.role in ACTIVE for row in rows) else gone


def allow(session: Session, who: Person, act: Act) -> None:
    """Raise Refusal, naming the owners, when this person may not do it."""
    demand(who, act, owner_names(session, who.workspace_id))


def counts(session: Session, workspace_id: str) -> tuple[int, int]:
    """How many active full members and how many active guests the directory holds."""
    full = [role.value for role in ACTIVE if role not in GUESTS]
    query = select(func.count()).select_from(Member).where(Member.workspace_id == workspace_id)
    members = session.scalar(query.where(Member.role.in_(full))) or 0
    guests = session.scalar(query.where(Member.role.in_([role.value for role in GUESTS]))) or 0
    return members, guests
