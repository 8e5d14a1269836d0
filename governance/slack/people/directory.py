"""Slack's users as plain people, page by page or one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from governance.errors import Fault
from governance.rules.people.permissions import Person, Role
from governance.slack.link.faults import calling

PAGE = 200  # what Slack recommends
TRIES = 6
SLACKBOT = "USLACKBOT"
# Not `is_app_user`: that is a person who has authorised the app that asks.
NOT_PEOPLE = ("is_bot", "is_workflow_bot", "is_connector_bot")


def role_of(user: dict[str, Any], workspace_id: str) -> Role:
    """The role for the strongest of Slack's flags; absent and null flags count as not set."""
    if user.get("deleted"):
        return Role.DEACTIVATED
    if user.get("id") == SLACKBOT or any(user.get(flag) for flag in NOT_PEOPLE):
        return Role.BOT
    if user.get("is_stranger") or _is_elsewhere(user, workspace_id):
        return Role.EXTERNAL
    ladder = (
        ("is_primary_owner", Role.PRIMARY_OWNER),
        ("is_owner", Role.OWNER),
        ("is_admin", Role.ADMIN),
        ("is_ultra_restricted", Role.SINGLE_CHANNEL_GUEST),
        ("is_restricted", Role.GUEST),
    )
    return next((role for flag, role in ladder if user.get(flag)), Role.MEMBER)


def _is_elsewhere(user: dict[str, Any], workspace_id: str) -> bool:
    team = user.get("team_id")
    teams = (user.get("enterprise_user") or {}).get("teams") or []
    return bool(team) and team != workspace_id and workspace_id not in teams


def person_from(user: dict[str, Any], workspace_id: str) -> Person:
    """A Slack user object as a plain person; any field may be missing, null or empty."""
    profile = user.get("profile") or {}
    name = next(
        (text for text in (profile.get("real_name"), user.get("real_name"), profile.get("display_name")) if text),
        user["id"],
    )
    return Person(
        workspace_id=workspace_id,
        user_id=user["id"],
        name=str(name)[:80],
        role=role_of(user, workspace_id),
        locale=user.get("locale") or None,
        zone=user.get("tz") or None,
        email=profile.get("email") or None,
        org_owner=_owns_organisation(user),
    )


def _owns_organisation(user: dict[str, Any]) -> bool:
    """Whether Slack's flags say that this is an owner of the organisation."""
    flags = user.get("enterprise_user") or {}
    return bool(flags.get("is_owner") or flags.get("is_primary_owner"))


def pages_of_people(
    client: WebClient, workspace_id: str, wait: Callable[[float], object] = time.sleep
) -> Iterator[list[Person]]:
    """The whole directory, a page at a time, to be read in one go, since cursors expire. Raises Fault.

    Slack gives some twenty pages a minute; `wait` (seconds) is called when it asks for a pause in the middle.
    """
    cursor = ""
    while True:
        answer = _page(client, cursor, wait)
        yield [person_from(user, workspace_id) for user in answer["members"]]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _page(client: WebClient, cursor: str, wait: Callable[[float], object]) -> SlackResponse:
    """One page, asked for again when Slack wants us to wait or fails in passing."""
    arguments: dict[str, Any] = {"limit": PAGE, "include_locale": True} | ({"cursor": cursor} if cursor else {})
    for number in range(1, TRIES):
        try:
            return calling(lambda: client.users_list(**arguments))
        except Fault as fault:
            if fault.permanent:
                raise
            wait(fault.retry_after or 2.0**number)
    return calling(lambda: client.users_list(**arguments))


def person_now(client: WebClient, workspace_id: str, user_id: str) -> Person:
    """Who this is at this moment, asked of Slack. Raises Fault where Slack does not answer."""
    answer = calling(lambda: client.users_info(user=user_id, include_locale=True))
    user = answer["user"]
    if not isinstance(user, dict):
        raise Fault("malformed_answer", permanent=False)
    return person_from(user, workspace_id)
