"""Fills what a screen says of the vendor and of its use of our data, from the register."""

from __future__ import annotations

from governance import pages
from governance.store.models import Case, Decision, Poll
from governance.store.register import vendors
from governance.usecases.poll.draft import VENDOR


def about(matter: Poll | Case | Decision | None) -> pages.About:
    """The vendor of this question, request or decision; before there is one, the vendor that is asked about first."""
    return about_vendor(matter.vendor if matter else VENDOR)


def about_vendor(slug: str) -> pages.About:
    """This entry of the register. Raises LookupError for an unknown one."""
    entry = vendors.vendor(slug)
    words = entry.words
    return pages.About(
        slug=slug,
        vendor=entry.name.partition(" (")[0],
        mechanism=entry.mechanism.value,
        models=words.get("models", {}),
        does=words.get("does", {}),
        limits=words.get("limits", {}),
        benefit=next((one.said for one in entry.statements if one.about == "benefit"), {}),
    )
