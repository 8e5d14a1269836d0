"""The public holidays of countries and their regions, from a library that an operator may leave out."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Any

from governance.errors import N_, Refusal
from governance.rules.people.holidays import Holidays, reach, tidy_name, within_reach

LIBRARY = "holidays"
_ONE_AT_A_TIME = Lock()
MISSING = N_(
    "The public holidays of countries are not installed here: the operator of the app can add them, by the extra "
    "“calendar”. Until then, write the days, or paste an ICS file."
)
NO_SUCH_PLACE = N_("Please choose a country and a region from the list.")


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec(LIBRARY) is not None


def _library() -> Any:
    # Imported when it is asked for, since most installations never ask. Its first look at any country imports all of
    # them, which takes a second or more: see `get_ready`.
    if not is_installed():
        raise Refusal(MISSING)
    return import_module(LIBRARY)


@cache
def countries() -> tuple[str, ...]:
    """The codes of the countries, without a look at any of them. Raises Refusal where the library is missing."""
    _library()
    listed = import_module(f"{LIBRARY}.registry").EntityLoader
    return tuple(sorted(listed.get_country_codes(include_aliases=False)))


def get_ready() -> None:
    """Import the countries beside what is going on, so that whoever chooses one in a moment need not wait for it."""
    if is_installed():
        Thread(target=partial(_place, countries()[0]), name="calendar", daemon=True).start()


def _place(country: str) -> Any:
    with _ONE_AT_A_TIME:  # two threads that import the same circle of modules may see half of it
        return _library().country_holidays(country, years=[])


def regions(country: str) -> dict[str, str]:
    """The names of a country's regions by their codes; a region without a name goes by its code."""
    if country not in countries():
        return {}
    found = _place(country)
    named = {code: code for code in found.subdivisions}
    for name, code in found.subdivisions_aliases.items():
        if len(name) > len(named.get(code, name)) or named.get(code) == code:
            named[code] = name
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def days(country: str, region: str, today: date, language: str = "en") -> Holidays:
    """The public holidays of this place that can matter to any date we count. Raises Refusal for an unknown place."""
    if country not in countries() or (region and region not in _place(country).subdivisions):
        raise Refusal(NO_SUCH_PLACE)
    library, (earliest, latest) = _library(), reach(today)
    asked = {"subdiv": region or None, "years": range(earliest.year, latest.year + 1)}
    spoken = _place(country).supported_languages
    words = next((code for code in spoken if code.split("_")[0] == language), None)
    found = library.country_holidays(country, language=words, **asked)
    return within_reach({day: tidy_name(name) for day, name in found.items()}, today)
