"""People as real directories have them: names that attack, fields that are null or missing, every time zone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from .people import Person

NAMES = (
    "<!channel> everyone",
    "<@U0OLGA> & <https://evil.example|Olga>",
    "*bold* _italic_ ~strike~ `code`",
    "<script>alert(1)</script>",
    "=HYPERLINK(A1)",
    "\u202eatroper\u202c reversed",  # right-to-left override
    "\u200b\u200bInvisible\u2060",
    "ليلى حداد",
    "佐藤 花子",
    "Zoë 👩‍👩‍👧‍👦 Ñandú",
    "Null",
    "N" * 80,
    "{name} %s {0}",
    "line\nbreak",
    "'; DROP TABLE members; --",
    " ",
)
# Overridden (None: null) and missing fields of the user object, each in one person.
ODD: tuple[dict[str, Any], ...] = (
    {"tz": None, "tz_label": None, "tz_offset": None},
    {"real_name": None, "profile.real_name": "", "profile.display_name": ""},
    {"profile.email": None},
    {"locale": None},
    {"locale": "tlh"},
    {"tz": "America/Coyhaique_Nowhere", "tz_offset": -10800},
    {"is_admin": None, "is_owner": None},
    {"profile.display_name": "Olga Martin", "real_name": "Olga Martin"},
    {"updated": None},
)
MISSING = (
    ("tz", "tz_label", "tz_offset"),
    ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted"),
    ("real_name",),
    ("profile.real_name", "profile.display_name"),
    ("locale",),
    ("updated", "is_app_user"),
)


def odd_people(*, zones: bool) -> Iterator[Person]:
    """One person for each oddity; with `zones`, and one for each time zone."""
    for number, name in enumerate(NAMES, 1):
        yield Person(f"U2NAME{number:03d}", name, email=f"name.{number}@exemple.example")
    for number, odd in enumerate(ODD, 1):
        yield Person(f"U2ODD{number:04d}", f"Odd Person {number}", odd=odd)
    for number, missing in enumerate(MISSING, 1):
        yield Person(f"U2MISS{number:03d}", f"Missing Person {number}", missing=missing)
    yield Person("W2ORGOWNER", "Wanda Enterprise", org_role="org_owner", email="wanda@exemple.example")
    for number, zone in enumerate(sorted(available_timezones() if zones else ()), 1):
        yield Person(f"U2ZONE{number:03d}", f"Zone {number}", tz=zone)
