"""Fills the small pages about people: who may do what, help, whom to ask, what is kept about me."""

from __future__ import annotations

from sqlalchemy.orm import Session

from governance import pages
from governance.errors import N_
from governance.rules.people.permissions import ACTIVE, GUESTS, OWNERS, Person, Role
from governance.rules.people.working_days import zone_of
from governance.rules.poll.states import PollState
from governance.store import queries
from governance.store.models import Poll
from governance.store.poll import answers
from governance.store.poll.key_store import KeyStore
from governance.texts import texts_for
from governance.usecases.people import appointments, members
from governance.usecases.poll import draft, later_objection
from governance.usecases.seen.about import about

AN_OWNER = N_("an owner")


def shown_person(person: Person) -> pages.Person:
    """A person as screens show them."""
    role = person.role.value
    if person.role in GUESTS:
        role = "guest"
    return pages.Person(person.user_id, person.name, role)


def somebody(session: Session, workspace_id: str, user_id: str) -> pages.Person:
    """A person by id, as screens show them."""
    return shown_person(members.person(session, workspace_id, user_id))


def acting_owner(session: Session, reader: Person, user_id: str) -> pages.Person:
    """Who answers for a matter now: this person while they are an owner, else "an owner", whoever that will be."""
    return as_owner(members.person(session, reader.workspace_id, user_id), reader.locale)


def as_owner(found: Person, locale: str | None) -> pages.Person:
    """This person while they are an owner, else "an owner" in this language."""
    return shown_person(found) if found.is_owner else pages.Person("", texts_for(locale)(AN_OWNER), Role.OWNER.value)


def author_of(session: Session, _reader: Person, poll: Poll) -> pages.Person:
    """Who prepared the question, wherever they are now."""
    return somebody(session, poll.workspace_id, poll.author)


def asker_of(session: Session, reader: Person, poll: Poll) -> pages.Person:
    """Who asks: the author of the question, or, where that one has left, the owner who decides."""
    author = members.person(session, poll.workspace_id, poll.author)
    return shown_person(author) if author.role in ACTIVE else acting_owner(session, reader, poll.decider)


def asker(author: Person, decider: Person, locale: str | None) -> pages.Person:
    """The same, of people who are known."""
    return shown_person(author) if author.role in ACTIVE else as_owner(decider, locale)


def zone_for(session: Session, reader: Person) -> str:
    """The reader's time zone, else the commonest of the workspace."""
    return str(zone_of(reader.zone, members.workspace(session, reader.workspace_id).zone))


def roles_page(session: Session, reader: Person) -> pages.RolesPage:
    """Who may do what."""
    here = reader.workspace_id
    return pages.RolesPage(
        zone=zone_for(session, reader),
        owners=tuple(shown_person(person) for person in members.people_with_role(session, here, *OWNERS)),
        admins=tuple(shown_person(person) for person in members.people_with_role(session, here, Role.ADMIN)),
        organisers=tuple(shown_person(person) for person in members.appointed(session, here, "organiser")),
        observers=tuple(shown_person(person) for person in members.appointed(session, here, "observer")),
        may_appoint=reader.is_owner,
        fingerprint=appointments.fingerprint(session, here),
    )


def strongest(person: Person) -> str:
    """The role whose screens this person is shown: owner, admin, organiser, observer, guest or member."""
    if person.is_owner:
        return "owner"
    if person.role is Role.ADMIN:
        return "admin"
    if person.organiser or person.observer:
        return "organiser" if person.organiser else "observer"
    return "guest" if person.is_guest else "member"


def my_record_page(session: Session, reader: Person, keys: KeyStore) -> pages.MyRecordPage:
    """What is kept about this person; facts only, never a secret choice."""
    poll = queries.current_poll(session, reader.workspace_id)
    zone = zone_for(session, reader)
    if poll is None or poll.state not in ("open", "closing", "closed"):
        return pages.MyRecordPage(zone, reader.name, None, False, False, False, False)
    elector = queries.elector_of(session, poll.id, reader.user_id)
    return pages.MyRecordPage(
        zone=zone,
        name=reader.name,
        asked=elector is not None,
        answered=answers.has_answered(session, poll.id, reader.user_id),
        open=poll.state == PollState.OPEN,
        muted=elector is not None and elector.muted,
        objected_later=later_objection.has_objected(session, poll, reader.user_id, keys),
        poll_ref=poll.id,
        forgotten_at=poll.traces_cleared_at,
    )


def help_page(session: Session, reader: Person, unknown: str = "", meant: str = "") -> pages.HelpPage:
    """What this person may do."""
    owners = tuple(shown_person(owner) for owner in members.owners(session, reader.workspace_id))
    current = queries.current_poll(session, reader.workspace_id)
    return pages.HelpPage(strongest(reader), unknown, owners, meant, about=about(current))


def contact_page(session: Session, reader: Person, house: draft.House) -> pages.ContactPage:
    """Whom to ask: as the present question announced it, else as the operator set it."""
    poll = queries.current_poll(session, reader.workspace_id)
    owners = tuple(shown_person(owner) for owner in members.owners(session, reader.workspace_id))
    contact, operator = (poll.contact, poll.operator) if poll else (house.contact, house.operator)
    return pages.ContactPage(zone_for(session, reader), contact, owners, operator)
