"""What Slack tells the app: who came or changed, that Home was opened, that the app was removed."""

from __future__ import annotations

from typing import Any

from slack_bolt import BoltContext

from governance.slack.gesture import Edge
from governance.slack.home import home
from governance.slack.link.installations import is_removed
from governance.slack.people.directory import people_in
from governance.slack.responses import change
from governance.usecases import received_events
from governance.usecases.people import members

REMOVALS = ("app_uninstalled", "tokens_revoked")


def happened(edge: Edge, body: dict[str, Any], context: BoltContext) -> None:
    """An event of Slack's, once: a second delivery of the same one changes nothing."""
    told = body["event"]
    removed = told["type"] in REMOVALS and is_removed(edge.database, edge.client, edge.workspace_id, body)
    with change(edge) as session:
        if not received_events.is_new(session, body["event_id"], edge.clock()):
            return
        if told["type"] in ("team_join", "user_change"):
            members.record_people(
                session, edge.workspace_id, people_in([told["user"]], edge.workspace_id), edge.clock()
            )
        elif removed:
            members.record_removal(session, edge.workspace_id, edge.clock())
    if told["type"] == "app_home_opened" and told.get("tab") == "home":
        home.home_opened(edge, told["user"])
