"""Ids in Slack's form, counted so that one run can be compared with another."""

from __future__ import annotations

import itertools
import secrets

TEAM_ID = "T0EXEMPLE"
TEAM_NAME = "Exemple SA"
TEAM_DOMAIN = "exemple"
FOREIGN_TEAM_ID = "T0FOREIGN"
ENTERPRISE_ID = "E0GROUPE"
ENTERPRISE_NAME = "Groupe Exemple"
APP_ID = "A0CONSENT"
BOT_ID = "B0CONSENT"
BOT_USER_ID = "U0CONSENT"
BOT_TOKEN = "xoxb-sandbox-exemple-0001"
APP_TOKEN = "xapp-sandbox-exemple-0001"
SIGNING_SECRET = "sandbox-signing-secret"
VERIFICATION_TOKEN = "sandbox-verification"

_numbers = itertools.count(1)


def new_id(prefix: str) -> str:
    """The next id with this letter in front, for example `V00000012`."""
    return f"{prefix}{next(_numbers):08d}"


def token(length: int = 16) -> str:
    """A random piece for URLs, hashes and cursors, lower-case hexadecimal."""
    return secrets.token_hex(length // 2)


def dm_of(user_id: str) -> str:
    """The channel in which the bot and this person talk."""
    return "D" + user_id[1:]


def user_of(dm_id: str, first: str = "U") -> str:
    """The person of a direct message channel."""
    return first + dm_id[1:]
