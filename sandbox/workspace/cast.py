"""Who lives in the sandbox: a fixed cast, and as many more people as wanted, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from ..ids import BOT_USER_ID, FOREIGN_TEAM_ID
from .people import Person

PARIS, NEW_YORK, LONDON = "Europe/Paris", "America/New_York", "Europe/London"
DOMAIN = "exemple.example"
CAST = (
    Person("U0OLGA", "Olga Martin", "primary_owner", "fr-FR", PARIS, f"olga.martin@{DOMAIN}"),
    Person("U0ADA", "Ada Berg", "admin", "en-GB", PARIS, f"ada.berg@{DOMAIN}"),
    Person("U0ALICE", "Alice Adams", "member", "en-US", NEW_YORK, f"alice.adams@{DOMAIN}"),
    Person("U0BOB", "Bob Bernard", "member", "fr-FR", PARIS, f"bob.bernard@{DOMAIN}"),
    Person("U0CAROL", "Carol Clark", "member", "en-GB", LONDON, f"carol.clark@{DOMAIN}"),
    Person("U0OSCAR", "Oscar Olsen", "owner", "en-US", PARIS, f"oscar.olsen@{DOMAIN}"),
    Person("U0GUS", "Gus Garnier", "guest", "fr-FR", PARIS, "gus@agence.example"),
    Person("U0XENA", "Xena Xu", "external", "en-US", PARIS, "xena@elsewhere.example", team_id=FOREIGN_TEAM_ID),
    Person("U0DORA", "Dora Duval", "member", "fr-FR", PARIS, f"dora.duval@{DOMAIN}", deleted=True),
    Person("U0CALBOT", "Calendar Bot", "bot", "en-US", PARIS),
    Person(BOT_USER_ID, "AI Consent", "bot", "en-US", PARIS),
    Person("USLACKBOT", "Slackbot", "bot", "en-US", "America/Los_Angeles"),
)
FIRST_NAMES = [
    "Amir",
    "Anna",
    "Bao",
    "Clara",
    "Dan",
    "Elif",
    "Emma",
    "Femi",
    "Hana",
    "Hugo",
    "Ines",
    "Jean",
    "Julie",
    "Kofi",
    "Lea",
    "Liam",
    "Maria",
    "Nora",
    "Paul",
    "Zoe",
]
LAST_NAMES = [
    "Blanc",
    "Costa",
    "Dubois",
    "Fischer",
    "Garcia",
    "Haas",
    "Ivanov",
    "Jansen",
    "Kim",
    "Leroy",
    "Meyer",
    "Novak",
    "Okafor",
    "Petit",
    "Rossi",
]
ZONES = ((PARIS, 60), (NEW_YORK, 15), (LONDON, 10), ("Asia/Tokyo", 5), ("America/Los_Angeles", 5), ("Asia/Kolkata", 5))
LOCALES = (("fr-FR", 45), ("en-US", 30), ("en-GB", 15), ("de-DE", 4), ("es-ES", 3), ("ja-JP", 3))
ROLES = (("member", 960), ("guest", 28), ("single_guest", 6), ("admin", 4), ("bot", 2))


def whole_cast(people: int, seed: int) -> Iterator[Person]:
    """The fixed cast, then generated people until there are `people` in all; the same for the same seed."""
    for person in CAST:
        yield copy_of(person)
    yield from generated(people - len(CAST), seed)


def copy_of(person: Person) -> Person:
    """A copy that may be changed."""
    return Person(**{name: getattr(person, name) for name in Person.__slots__})


def generated(count: int, seed: int) -> Iterator[Person]:
    """`count` people drawn from the seed: locales, zones, some guests and bots, one in fifty deactivated."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        first, last = draw.choice(FIRST_NAMES), draw.choice(LAST_NAMES)
        role = _one_of(draw, ROLES)
        yield Person(
            f"U1{number:07d}",
            f"{first} {last} {number}",
            role,
            _one_of(draw, LOCALES),
            _one_of(draw, ZONES),
            "" if role == "bot" else f"{first}.{last}.{number}@{DOMAIN}".lower(),
            deleted=draw.random() < 0.02,
        )


def _one_of(draw: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
