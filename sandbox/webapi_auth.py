"""Web API: who the bot is, where it connects, and the workspace it lives in."""

from __future__ import annotations

from . import ids
from .errors import Json, SlackError
from .methods import method
from .state import Workspace


@method("auth.test", tier="t5")
def auth_test(_workspace: Workspace, _args: Json) -> Json:
    """Who am I?"""
    return {
        "url": f"https://{ids.TEAM_DOMAIN}.slack.com/",
        "team": ids.TEAM_NAME,
        "user": "ai-consent",
        "team_id": ids.TEAM_ID,
        "user_id": ids.BOT_USER_ID,
        "bot_id": ids.BOT_ID,
        "app_id": ids.APP_ID,
        "is_enterprise_install": False,
    }


@method("auth.revoke", tier="t3", args="test:bool")
def auth_revoke(workspace: Workspace, args: Json) -> Json:
    """Give the token up."""
    workspace.installed = workspace.installed and bool(args.get("test"))
    return {"revoked": not workspace.installed}


@method("apps.connections.open", tier="t3", app=True)
def connections_open(workspace: Workspace, _args: Json) -> Json:
    """An address for one Socket Mode link."""
    ticket = ids.token(32)
    workspace.link_tickets.add(ticket)
    base = workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={ids.APP_ID}"}


@method("team.info", tier="t3", args="team domain", scopes="team:read")
def team_info(_workspace: Workspace, args: Json) -> Json:
    """The workspace."""
    if args.get("team", ids.TEAM_ID) != ids.TEAM_ID or args.get("domain", ids.TEAM_DOMAIN) != ids.TEAM_DOMAIN:
        raise SlackError("team_not_found")
    return {
        "team": {
            "id": ids.TEAM_ID,
            "name": ids.TEAM_NAME,
            "domain": ids.TEAM_DOMAIN,
            "url": f"https://{ids.TEAM_DOMAIN}.slack.com/",
            "email_domain": "exemple.example",
            "icon": {"image_default": True},
            "is_verified": False,
        }
    }


@method("bots.info", tier="t3", args="bot team_id", scopes="users:read")
def bots_info(_workspace: Workspace, args: Json) -> Json:
    """The bot of this app; the sandbox knows no other."""
    if args.get("bot", ids.BOT_ID) != ids.BOT_ID:
        raise SlackError("bot_not_found")
    bot = {"id": ids.BOT_ID, "app_id": ids.APP_ID, "user_id": ids.BOT_USER_ID, "name": "AI Consent", "deleted": False}
    return {"bot": bot}
