"""The public holidays of countries and their regions, from a library that an operator may leave out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from governance.errors import N_, Refusal
from governance.rules.people.holidays import Holidays, reach, tidy_name, within_reach

LIBRARY = "holidays"
MISSING = N_(
    "The public holidays of countries are not installed here: the operator of the app can add them, by the extra "
    "“calendar”. Until then, write the days, or paste an ICS file."
)
NO_SUCH_PLACE = N_("Please choose a country and a region from the list.")


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec(LIBRARY) is not None


def _library() -> Any:
    # Imported when it is asked for: it takes a tenth of a second, and most installations never ask.
    if not is_installed():
        raise Refusal(MISSING)
    return import_module(LIBRARY)


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """Each country's code and the codes of its regions. Raises Refusal where the library is missing."""
    found = _library().list_supported_countries(include_aliases=False)
    return {country: tuple(regions) for country, regions in sorted(found.items())}


def regions(country: str) -> dict[str, str]:
    """The names of a country's regions by their codes; a region without a name goes by its code."""
    codes = countries().get(country, ())
    named = {code: code for code in codes}
    for name, code in _library().country_holidays(country, years=[]).subdivisions_aliases.items() if codes else ():
        if len(name) > len(named.get(code, name)) or named.get(code) == code:
            named[code] = name
    return dict(sorted(((code, named[code]) for code in codes), key=lambda pair: pair[1]))


def days(country: str, region: str, today: date, language: str = "en") -> Holidays:
    """The public holidays of this place that can matter to any date we count. Raises Refusal for an unknown place."""
    if country not in countries() or (region and region not in countries()[country]):
        raise Refusal(NO_SUCH_PLACE)
    library, (earliest, latest) = _library(), reach(today)
    asked = {"subdiv": region or None, "years": range(earliest.year, latest.year + 1)}
    spoken = library.country_holidays(country, years=[]).supported_languages
    words = next((code for code in spoken if code.split("_")[0] == language), None)
    found = library.country_holidays(country, language=words, **asked)
    return within_reach({day: tidy_name(name) for day, name in found.items()}, today)
