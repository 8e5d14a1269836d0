"""Web API: tokens and installation (`auth.*`, `oauth.*`), the address for Socket Mode, the workspace."""

from __future__ import annotations

from .. import ids
from ..errors import Json, SlackError
from ..workspace.state import Workspace
from .methods import method


@method("auth.test", tier="t5")
def auth_test(workspace: Workspace, _args: Json) -> Json:
    """Who am I?"""
    about: Json = {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.app.handle,
        "team_id": ids.TEAM_ID,
        "user_id": ids.BOT_USER_ID,
        "bot_id": ids.BOT_ID,
        "app_id": ids.APP_ID,
        "is_enterprise_install": workspace.org_wide,
    }
    return about | ({"enterprise_id": workspace.enterprise[0]} if workspace.enterprise else {})


@method("auth.revoke", tier="t3", args="test:bool")
def auth_revoke(workspace: Workspace, args: Json) -> Json:
    """Give the token up; from then on it is answered `token_revoked`."""
    if not args.get("test"):
        workspace.revoked = True
    return {"revoked": workspace.revoked}


@method("auth.teams.list", tier="t2", args="cursor include_icon:bool limit:int", errors="invalid_cursor invalid_limit")
def auth_teams(workspace: Workspace, args: Json) -> Json:
    """The workspaces that this token is for: one."""
    if args.get("cursor"):
        raise SlackError("invalid_cursor")
    if not 1 <= args.get("limit", 100) <= 1000:
        raise SlackError("invalid_limit")
    teams = [{"id": ids.TEAM_ID, "name": workspace.name}]
    return {"teams": teams, "response_metadata": {"next_cursor": ""}}


@method(
    "oauth.v2.access",
    tier="t5",
    args="client_id client_secret code code_verifier redirect_uri grant_type refresh_token assertion",
    errors="invalid_code invalid_grant_type",
    token="none",
)
def oauth_access(workspace: Workspace, args: Json) -> Json:
    """The token for a code of an installation. Any client id and secret will do: the sandbox has one app."""
    if args.get("grant_type", "authorization_code") != "authorization_code":
        raise SlackError("invalid_grant_type")
    if args.get("code") not in workspace.codes:
        raise SlackError("invalid_code")
    workspace.codes.discard(args["code"])
    workspace.installed, workspace.revoked = True, False
    organisation = dict(zip(("id", "name"), workspace.enterprise, strict=True)) if workspace.enterprise else None
    return {
        "app_id": ids.APP_ID,
        "authed_user": {"id": "U0OLGA"},
        "scope": ",".join(workspace.scopes),
        "token_type": "bot",
        "access_token": ids.BOT_TOKEN,
        "bot_user_id": ids.BOT_USER_ID,
        "team": None if workspace.org_wide else {"id": ids.TEAM_ID, "name": workspace.name},
        "enterprise": organisation,
        "is_enterprise_install": workspace.org_wide,
    }


@method("apps.connections.open", tier="t3", token="app")
def connections_open(workspace: Workspace, _args: Json) -> Json:
    """An address for one Socket Mode link."""
    ticket = ids.token(32)
    workspace.link_tickets.add(ticket)
    base = workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={ids.APP_ID}"}


@method("team.info", tier="t3", args="team domain", scopes="team:read", errors="team_not_found")
def team_info(workspace: Workspace, args: Json) -> Json:
    """The workspace."""
    if args.get("team", ids.TEAM_ID) != ids.TEAM_ID or args.get("domain", workspace.domain) != workspace.domain:
        raise SlackError("team_not_found")
    team: Json = {
        "id": ids.TEAM_ID,
        "name": workspace.name,
        "domain": workspace.domain,
        "url": f"https://{workspace.domain}.slack.com/",
        "email_domain": "exemple.example",
        "icon": {"image_default": True},
        "is_verified": False,
        "avatar_base_url": f"{workspace.base_url}/avatars/",
    }
    if workspace.enterprise:
        team |= {"enterprise_id": workspace.enterprise[0], "enterprise_name": workspace.enterprise[1]}
    return {"team": team}
