"""Who makes a gesture, asked at the moment of the gesture, since a button that was shown proves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from governance.errors import N_, Fault, Refusal
from governance.rules.people.permissions import Act, Person, may
from governance.slack.gesture import Edge, Gesture
from governance.slack.link.client import client_for
from governance.slack.link.installations import is_there
from governance.slack.people.directory import person_now
from governance.usecases.people import members

SECONDS = 1
MOST_ASKED = 2  # while somebody waits for a window


def known(edge: Edge, user_id: str) -> Person:
    """Who this is by the last sync; nobody is refused here."""
    with edge.database.reading() as session:
        return members.person(session, edge.workspace_id, user_id)


def meant(edge: Edge, user_ids: Iterable[str]) -> dict[str, Person]:
    """Who these are whom somebody chose; Slack is asked about the first few whom the last sync does not know."""
    found = {user_id: known(edge, user_id) for user_id in user_ids}
    unheard_of = sorted(user_id for user_id, person in found.items() if person.name == user_id)
    for user_id in unheard_of[:MOST_ASKED]:
        with suppress(Refusal):  # Slack does not answer: as the last sync has it
            found[user_id] = _now(edge, user_id)
    return found


def insider(edge: Edge, user_id: str) -> Person:
    """Somebody of this workspace; Slack is asked where the last sync knows nobody. Raises Refusal for others."""
    found = known(edge, user_id)
    if may(found, Act.READ):
        return found
    found = _now(edge, user_id)
    with edge.database.reading() as session:
        members.allow(session, found, Act.READ)
    return found


def reader(edge: Edge, gesture: Gesture) -> Person:
    """Who this is by the last sync, enough for reading and one's own answer. Raises Refusal for outsiders."""
    return insider(edge, gesture.user_id)


def actor(edge: Edge, gesture: Gesture) -> Person:
    """Who this is now, as Slack answers within a second, with no session open. Raises Refusal without an answer."""
    return _now(edge, gesture.user_id)


def look_at_workspace(edge: Edge) -> None:
    """Read the workspace's name and address again, which a letter names; where Slack is silent, they stay as known."""
    asked = client_for(edge.client.token, edge.client.base_url, SECONDS)
    with edge.slots.one():
        is_there(edge.database, asked, edge.workspace_id, edge.clock())


def _now(edge: Edge, user_id: str) -> Person:
    asked = client_for(edge.client.token, edge.client.base_url, SECONDS)
    try:
        with edge.slots.one():
            fresh = person_now(asked, edge.workspace_id, user_id)
    except Fault as fault:
        raise Refusal(N_("Slack did not say who you are just now. Nothing was changed. Please try again.")) from fault
    before = known(edge, user_id)
    locale = fresh.locale or before.locale
    return replace(fresh, locale=locale, organiser=before.organiser, observer=before.observer)
