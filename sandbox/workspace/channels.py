"""Channels and user groups of the workspace, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Json
from ..ids import BOT_USER_ID, TEAM_ID
from .people import People


@dataclass
class Channel:
    """A channel; `everybody` means every active account of the workspace, without a list."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    everybody: bool = False
    private: bool = False
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    creator: str = "U0OLGA"
    created: int = 1_700_000_000

    @property
    def kind(self) -> str:
        """`channels` or `groups`: the first half of the scopes that open it."""
        return "groups" if self.private else "channels"

    def ids(self, people: People) -> list[str]:
        """Who is in it, in the order of the roster."""
        if not self.everybody:
            return list(self.members)
        active = [i for i in people.roster if (p := people.get(i)) and not p.deleted and i != "USLACKBOT"]
        return active + self.members

    def has(self, user_id: str, people: People) -> bool:
        """Is this account in it?"""
        if user_id in self.members:
            return True
        person = people.get(user_id)
        return self.everybody and person is not None and not person.deleted and person.role != "external"

    def slack(self) -> Json:
        """The channel object of `conversations.list`."""
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_general": self.everybody,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": self.everybody or BOT_USER_ID in self.members,
            "created": self.created,
            "creator": self.creator,
            "unlinked": 0,
            "context_team_id": TEAM_ID,
            "topic": {"value": self.topic, "creator": self.creator if self.topic else "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": self.creator if self.purpose else "", "last_set": 0},
            "previous_names": [],
        }


@dataclass
class Group:
    """A user group."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    disabled: bool = False
    updated: int = 1_700_000_000

    def slack(self, *, users: bool, count: bool) -> Json:
        """The user group object of `usergroups.list`."""
        group: Json = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "is_subteam": True,
            "is_external": False,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "date_create": 1_700_000_000,
            "date_update": self.updated,
            "date_delete": self.updated if self.disabled else 0,
            "created_by": "U0OLGA",
            "updated_by": "U0OLGA",
            **({"deleted_by": "U0OLGA"} if self.disabled else {}),
            "prefs": {"channels": [], "groups": []},
        }
        return group | ({"users": self.members} if users else {}) | ({"user_count": len(self.members)} if count else {})


def default_channels() -> dict[str, Channel]:
    """#general for everybody (Xena shares it), #product, and a private one without the bot."""
    channels = [
        Channel("C0GENERAL", "general", ["U0XENA"], everybody=True),
        Channel("C0PRODUCT", "product", ["U0ADA", "U0ALICE", "U0BOB", "U0GUS", BOT_USER_ID]),
        Channel("C0DIRECTORS", "directors", ["U0OLGA", "U0OSCAR"], private=True),
    ]
    return {channel.id: channel for channel in channels}


def default_groups() -> dict[str, Group]:
    """The works council and the engineers."""
    groups = [
        Group("S0COUNCIL", "works-council", "Works council", ["U0CAROL"]),
        Group("S0ENGINEERS", "engineers", "Engineers", ["U0ALICE", "U0BOB", "U0DORA"]),
    ]
    return {group.id: group for group in groups}
