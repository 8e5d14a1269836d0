"""The installation that the app serves, found by its token at the start and read again later; Bolt's `authorize`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from governance.errors import Fault
from governance.rules.people.delivery_codes import OF_THE_TOKEN
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling, told
from governance.store.database import Database
from governance.store.text_cleaning import storable
from governance.usecases.people import members

SECONDS = 1.5  # an event waits for it


def connect(database: Database, client: WebClient, now: datetime) -> str:
    """Ask Slack whose token this is, record the installation, and return the workspace's id. Raises Fault."""
    answer = calling(client.auth_test)
    team, name, url, user = told(answer, "team_id", "team", "url", "user_id")
    scopes = {key.lower(): value for key, value in answer.headers.items()}.get("x-oauth-scopes", "")
    with database.writing() as session:
        members.record_installation(
            session,
            workspace_id=team,
            name=storable(name),
            url=storable(url),
            enterprise_id=answer.get("enterprise_id"),
            bot_user_id=user,
            scopes=scopes if isinstance(scopes, str) else ",".join(scopes),
            now=now,
        )
    return team


def is_removed(database: Database, client: WebClient, workspace_id: str, body: dict[str, Any]) -> bool:
    """Whether this event of a removal speaks of our installation as it is now: it may be late, or about another bot.

    Where that is not plain, Slack is asked once whether our token still works. No answer is no removal: if it was one,
    nothing can leave anyway, and nothing is given up.
    """
    with database.reading() as session:
        if members.is_removed(session, workspace_id):
            return False
        found = members.workspace(session, workspace_id)
        bot_user_id, installed_at = found.bot_user_id, found.installed_at
    at, tokens = body.get("event_time"), body["event"].get("tokens")
    if isinstance(at, int) and at < int(installed_at.timestamp()):
        return False
    if isinstance(tokens, dict) and bot_user_id not in (tokens.get("bot") or []):
        return False
    try:
        calling(client_for(client.token, client.base_url, SECONDS).auth_test)
    except Fault as fault:
        return fault.code in OF_THE_TOKEN
    return False


def is_there(database: Database, client: WebClient, workspace_id: str, now: datetime) -> bool:
    """Whether the app is installed, read again with the workspace's name and address, which may be others by now.

    Where it was removed and its token works again, it is installed from now on. No answer changes nothing.
    """
    try:
        return connect(database, client, now) == workspace_id
    except Fault:
        with database.reading() as session:
            return not members.is_removed(session, workspace_id)


def authorized(client: WebClient, workspace_id: str, database: Database) -> Callable[..., AuthorizeResult]:
    """Bolt's `authorize` from what we know; asking `auth.test` each time would lose presses when rate-limited."""
    with database.reading() as session:
        bot_user_id = members.workspace(session, workspace_id).bot_user_id

    def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace_id,
            bot_token=client.token,
            bot_user_id=bot_user_id,
            bot_id=None,
            user_id=user_id,
        )

    return authorize
