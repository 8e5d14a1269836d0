"""Who is doing this, asked at the moment of the gesture. Never trusts that a button was shown."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk import WebClient

from governance.errors import N_, Fault, Refusal
from governance.rules.member import Person
from governance.slack.directory import person_now
from governance.slack.gesture import Edge, Gesture
from governance.usecases import member

SECONDS = 1


def reader(edge: Edge, gesture: Gesture) -> Person:
    """Who this is by the last sync: enough for reading and for a member's own doings."""
    with edge.database.reading() as session:
        return member.person(session, edge.workspace_id, gesture.user_id)


def actor(edge: Edge, gesture: Gesture) -> Person:
    """Who this is now, by Slack's own answer, within a second and with no session open. No answer means no."""
    asked = WebClient(
        token=edge.client.token,
        base_url=edge.client.base_url,
        timeout=SECONDS,
        retry_handlers=[],
        logger=edge.client._logger,
    )
    try:
        fresh = person_now(asked, edge.workspace_id, gesture.user_id)
    except Fault as fault:
        raise Refusal(N_("Slack did not say who you are just now. Nothing was changed. Please try again.")) from fault
    known = reader(edge, gesture)
    return replace(fresh, organiser=known.organiser, observer=known.observer)
