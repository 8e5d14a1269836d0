"""Web API: people and user groups (`users.*`, `usergroups.*`)."""

from __future__ import annotations

from ..errors import Json, SlackError
from ..workspace.people import Person, slack_user
from ..workspace.state import Workspace
from .cursors import next_cursor, position_of
from .methods import method

LARGE_TEAM = 1_000
PAGE_LIMIT = 1_000


@method(
    "users.list",
    tier="t2",
    args="cursor include_locale:bool limit:int team_id",
    scopes="users:read",
    errors="invalid_cursor limit_required missing_argument",
)
def users_list(workspace: Workspace, args: Json) -> Json:
    """The workspace's own accounts by pages, deactivated ones and bots too."""
    roster, limit = workspace.people.roster, args.get("limit", 0)
    if limit <= 0 and len(roster) > LARGE_TEAM:
        raise SlackError("limit_required")
    start = position_of(workspace, "user", args.get("cursor", ""), workspace.people.position)
    end = start + min(limit if limit > 0 else PAGE_LIMIT, PAGE_LIMIT)
    page = [workspace.people.get(user_id) for user_id in roster[start:end]]
    return {
        "members": [_user(workspace, person, args) for person in page if person],
        "cache_ts": int(workspace.clock.seconds()),
        "response_metadata": next_cursor(workspace, "user", roster, end),
    }


@method(
    "users.info",
    tier="t4",
    args="user include_locale:bool",
    required="user",
    scopes="users:read",
    errors="user_not_found user_not_visible",
)
def users_info(workspace: Workspace, args: Json) -> Json:
    """One account, external people included."""
    person = workspace.people.get(args["user"])
    if person is None:
        raise SlackError("user_not_found")
    if person.hidden:
        raise SlackError("user_not_visible")
    return {"user": _user(workspace, person, args)}


@method(
    "usergroups.list",
    tier="t2",
    args="include_count:bool include_disabled:bool include_users:bool team_id",
    scopes="usergroups:read",
    errors="missing_argument",
)
def usergroups_list(workspace: Workspace, args: Json) -> Json:
    """The user groups."""
    groups = [g for g in workspace.groups.values() if args.get("include_disabled") or not g.disabled]
    users, count = bool(args.get("include_users")), bool(args.get("include_count"))
    return {"usergroups": [group.slack(users=users, count=count) for group in groups]}


@method(
    "usergroups.users.list",
    tier="t2",
    args="usergroup include_disabled:bool team_id",
    required="usergroup",
    scopes="usergroups:read",
    errors="no_such_subteam",
)
def usergroups_users(workspace: Workspace, args: Json) -> Json:
    """Who is in a user group."""
    group = workspace.groups.get(args["usergroup"])
    if group is None or (group.disabled and not args.get("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": group.members}


def _user(workspace: Workspace, person: Person, args: Json) -> Json:
    email = "users:read.email" in workspace.scopes
    locale = bool(args.get("include_locale"))
    return slack_user(person, workspace.now(), email=email, locale=locale, enterprise=workspace.enterprise)
