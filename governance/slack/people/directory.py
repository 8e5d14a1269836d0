"""Slack's users as plain people, page by page or one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from governance.errors import Fault, Whose
from governance.rules.people.permissions import Person, Role
from governance.rules.people.working_days import zone_name
from governance.slack.link.faults import calling
from governance.store.text_cleaning import storable

PAGE = 200  # what Slack recommends
TRIES = 6
SLACKBOT = "USLACKBOT"
log = structlog.get_logger("slack")
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
    teams = _part(user, "enterprise_user").get("teams") or []
    return bool(team) and team != workspace_id and workspace_id not in teams


def people_in(users: Sequence[Any], workspace_id: str) -> list[Person]:
    """Slack's user objects as plain people. One that names nobody is left out, and said in the log."""
    return [person for person in records_in(users, workspace_id) if person is not None]


def records_in(users: Sequence[Any], workspace_id: str) -> list[Person | None]:
    """The same, with None in the place of each one that names nobody."""
    return [_person_or_none(user, workspace_id) for user in users]


def _person_or_none(user: Any, workspace_id: str) -> Person | None:
    user_id = user.get("id") if isinstance(user, dict) else None
    if isinstance(user_id, str) and user_id and user_id == storable(user_id):
        return person_from(user, workspace_id)
    log.warning("record not taken", workspace=workspace_id, record=repr(user)[:80])
    return None


def person_from(user: dict[str, Any], workspace_id: str) -> Person:
    """A Slack user object as a plain person; any field may be missing, null, empty or of another kind."""
    profile = _part(user, "profile")
    names = (
        _text(profile, "real_name"), _text(user, "real_name"), _text(profile, "display_name"), _text(user, "name"),
    )  # fmt: skip
    return Person(
        workspace_id=workspace_id,
        user_id=user["id"],
        name=next((name for name in names if name.strip()), user["id"])[:80],
        role=role_of(user, workspace_id),
        locale=_text(user, "locale") or None,
        zone=zone_name(_text(user, "tz"), user.get("tz_offset")),
        email=_text(profile, "email") or None,
        org_owner=_owns_organisation(user),
    )


def _part(user: dict[str, Any], name: str) -> dict[str, Any]:
    found = user.get(name)
    return found if isinstance(found, dict) else {}


def _text(part: dict[str, Any], name: str) -> str:
    found = part.get(name)
    return storable(found) if isinstance(found, str) else ""


def _owns_organisation(user: dict[str, Any]) -> bool:
    """Whether Slack's flags say that this is an owner of the organisation."""
    flags = _part(user, "enterprise_user")
    return bool(flags.get("is_owner") or flags.get("is_primary_owner"))


def pages_of_people(
    client: WebClient, workspace_id: str, wait: Callable[[float], object] = time.sleep
) -> Iterator[list[Person | None]]:
    """The whole directory, a page at a time, to be read in one go, since cursors expire. Raises Fault. A record
    that names nobody is None.

    Slack gives some twenty pages a minute; `wait` (seconds) is called when it asks for a pause in the middle.
    """
    cursor = ""
    while True:
        answer = _page(client, cursor, wait)
        users = answer.get("members")
        if not isinstance(users, list):
            raise Fault("answer_incomplete", permanent=False)
        yield records_in(users, workspace_id)
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
            if fault.whose is not Whose.WAY:
                raise
            wait(fault.retry_after or 2.0**number)
    return calling(lambda: client.users_list(**arguments))


def person_now(client: WebClient, workspace_id: str, user_id: str) -> Person:
    """Who this is at this moment, asked of Slack. Raises Fault where Slack does not answer."""
    answer = calling(lambda: client.users_info(user=user_id, include_locale=True))
    found = people_in([answer["user"]], workspace_id)
    if not found:
        raise Fault("answer_incomplete", permanent=False)
    return found[0]
