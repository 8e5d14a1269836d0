"""The people of the workspace and how Slack describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ..errors import Json
from ..ids import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID

ROLES = ("primary_owner", "owner", "admin", "member", "guest", "single_guest", "external", "bot")
ALIASES = {"multi_channel_guest": "guest", "single_channel_guest": "single_guest", "stranger": "external"}


ORG_ROLES = ("org_primary_owner", "org_owner", "org_admin")


@dataclass(slots=True)
class Person:
    """One account. `post_error` is the code with which `chat.postMessage` to this person is refused, if any.

    `org_role` counts while the workspace belongs to an Enterprise organisation. `odd` overrides fields of the user
    object, nulls included; a dotted name reaches inside the profile. The fields named in `missing` are left out.
    One who is `hidden` is not visible to the bot.
    """

    id: str
    name: str
    role: str = "member"
    locale: str = "en-US"
    tz: str = "Europe/Paris"
    email: str = ""
    deleted: bool = False
    team_id: str = TEAM_ID
    updated: int = 0
    post_error: str | None = None
    invited: bool = False
    org_role: str = ""
    odd: Json | None = None
    missing: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def handle(self) -> str:
        """The name used in mentions and payloads, for example `olga.martin`."""
        return ".".join(self.name.lower().split()) or self.id.lower()

    @property
    def is_bot(self) -> bool:
        """Slackbot counts as a bot here, though Slack says `is_bot: false` of it."""
        return self.role == "bot"

    def summary(self) -> Json:
        """What the control interface tells about this person."""
        keys = (
            "id",
            "name",
            "role",
            "locale",
            "tz",
            "email",
            "deleted",
            "team_id",
            "post_error",
            "invited",
            "org_role",
        )
        return {key: getattr(self, key) for key in keys} | {"handle": self.handle}


class People:
    """Everybody, in a fixed order. The roster is what `users.list` shows: nobody from other workspaces."""

    def __init__(self, people: Iterator[Person]) -> None:
        self._by_id: dict[str, Person] = {}
        self._by_handle: dict[str, str] = {}
        self.roster: list[str] = []
        self.position: dict[str, int] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """A new account, at the end of the roster."""
        self._by_id[person.id] = person
        self._by_handle.setdefault(person.handle, person.id)
        if person.role != "external":
            self.position[person.id] = len(self.roster)
            self.roster.append(person.id)

    def get(self, user_id: str) -> Person | None:
        """The person with this id."""
        return self._by_id.get(user_id)

    def by_handle(self, handle: str) -> Person | None:
        """The person mentioned as `@handle`."""
        return self._by_id.get(self._by_handle.get(handle.lower(), ""))

    def by_email(self, email: str) -> Person | None:
        """The active person with this address."""
        wanted = email.lower()
        return next((p for p in self if p.email.lower() == wanted and not p.deleted), None)

    def __iter__(self) -> Iterator[Person]:
        return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)


def slack_user(
    person: Person, now: datetime, *, email: bool, locale: bool, enterprise: tuple[str, str] | None = None
) -> Json:
    """The user object of `users.info` and `users.list`; `email` only with the scope for it.

    `enterprise` is id and name of the organisation that the workspace belongs to.
    """
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.handle,
        "deleted": person.deleted,
        "real_name": person.name,
        "is_bot": person.is_bot and person.id != "USLACKBOT",
        "is_app_user": False,
        "updated": person.updated,
        "profile": profile_of(person, email=email),
    }
    if person.role == "external":
        user["is_stranger"] = True
    if not person.deleted:
        user |= _zone(person.tz, now) | _flags(person.role)
        user |= {"is_invited_user": True} if person.invited else {}
    if locale and person.role != "external":
        user["locale"] = person.locale
    if enterprise and person.role not in ("external", "bot"):
        user["enterprise_user"] = _enterprise_user(person, *enterprise)
    return _oddly(user, person) if person.odd or person.missing else user


def _enterprise_user(person: Person, enterprise_id: str, name: str) -> Json:
    return {
        "id": person.id,
        "enterprise_id": enterprise_id,
        "enterprise_name": name,
        "is_admin": person.org_role in ORG_ROLES,
        "is_owner": person.org_role in ("org_owner", "org_primary_owner"),
        "is_primary_owner": person.org_role == "org_primary_owner",
        "teams": [TEAM_ID],
    }


def _oddly(user: Json, person: Person) -> Json:
    """Slack's directory holds stranger people than its documentation: overridden, null and missing fields."""
    for name, value in (person.odd or {}).items():
        inside, key = _field(user, name)
        inside[key] = value
    for name in person.missing:
        inside, key = _field(user, name)
        inside.pop(key, None)
    return user


def _field(user: Json, name: str) -> tuple[Json, str]:
    head, _, rest = name.partition(".")
    inner = user.get(head)
    return (inner, rest) if rest and isinstance(inner, dict) else (user, head)


def profile_of(person: Person, *, email: bool) -> Json:
    """The profile of a person; `email` only with the scope for it."""
    first, _, last = person.name.partition(" ")
    profile: Json = {
        "title": "",
        "phone": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.handle,
        "display_name_normalized": person.handle,
        "first_name": first,
        "last_name": last,
        "avatar_hash": f"g{person.id.lower()}",
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "team": person.team_id,
    }
    if email and person.email:
        profile["email"] = person.email
    if person.id == BOT_USER_ID:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID}
    return profile


def _zone(tz: str, now: datetime) -> Json:
    local = now.astimezone(ZoneInfo(tz))
    offset = local.utcoffset()
    return {"tz": tz, "tz_label": local.tzname() or tz, "tz_offset": int(offset.total_seconds()) if offset else 0}


def _flags(role: str) -> Json:
    return {
        "is_admin": role in ("admin", "owner", "primary_owner"),
        "is_owner": role in ("owner", "primary_owner"),
        "is_primary_owner": role == "primary_owner",
        "is_restricted": role in ("guest", "single_guest"),
        "is_ultra_restricted": role == "single_guest",
    }
