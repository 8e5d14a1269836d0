"""The installation that the app serves, found once at the start by its token, and Bolt's `authorize` for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from governance.slack.link.faults import calling
from governance.store.database import Database
from governance.usecases.people import members


def connect(database: Database, client: WebClient, now: datetime) -> str:
    """Ask Slack once whose token this is, record the installation, and return the workspace's id. Raises Fault."""
    told = calling(client.auth_test)
    scopes = {key.lower(): value for key, value in told.headers.items()}.get("x-oauth-scopes", "")
    with database.writing() as session:
        members.record_installation(
            session,
            workspace_id=str(told["team_id"]),
            name=str(told["team"]),
            url=str(told["url"]),
            enterprise_id=told.get("enterprise_id"),
            bot_user_id=str(told["user_id"]),
            scopes=scopes if isinstance(scopes, str) else ",".join(scopes),
            now=now,
        )
    return str(told["team_id"])


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
