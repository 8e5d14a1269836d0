"""Fills what a screen says of the vendor and of its use of our data, from the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from governance import pages
from governance.rules.people.permissions import Person
from governance.store.models import Case, Decision, Poll
from governance.store.register import vendors
from governance.store.register.entry import Mechanism, Vendor
from governance.texts import LANGUAGES, texts_for
from governance.usecases.register.vendor_facts import VENDOR, entry_meant, in_short, models_of, short_name, told_by


def about(matter: Poll | Case | Decision | None) -> pages.About:
    """The vendor of this question, request or decision; before there is one, the vendor that is asked about first.

    A question says what was known of the vendor when it was prepared.
    """
    return about_question(
        matter.vendor if matter else VENDOR, matter.vendor_facts if isinstance(matter, Poll) else None
    )


def about_question(slug: str, kept: dict[str, Any] | None) -> pages.About:
    """The vendor of a question, with what was known of it when that was prepared."""
    found = about_vendor(slug)
    if not kept:
        return found

    def said(name: str) -> dict[str, str]:
        return {code: facts[name] for code, facts in kept.items() if facts[name]}

    first = next(iter(kept.values()))
    named = replace(found, vendor=first["vendor"], mechanism=first["mechanism"])
    return replace(named, models=said("models"), others=said("others"), does=said("does"))


def about_vendor(slug: str) -> pages.About:
    """This entry of the register; of one that has left it, what it was called there."""
    try:
        return _of_entry(vendors.vendor(slug))
    except LookupError:
        return pages.About(slug, slug, Mechanism.NONE_AVAILABLE.value, {}, {}, {}, {}, {})


def _of_entry(entry: Vendor) -> pages.About:
    words = entry.words
    return pages.About(
        slug=entry.slug,
        vendor=short_name(entry),
        mechanism=entry.mechanism.value,
        models={code: models_of(entry, texts_for(code)) for code in LANGUAGES},
        others=words.get("others", {}),
        does=words.get("does") or {code: in_short(entry, texts_for(code)) for code in LANGUAGES},
        limits=words.get("limits", {}),
        benefit=next((one.said for one in entry.statements if one.about == "benefit"), {}),
    )


def notice_digest(poll: Poll | None, reader: Person, now: datetime) -> str:
    """The fingerprint of the notice that this reader is shown; before there is a question, of the one it would have."""
    told = {"notice_digests": poll.notice_digests} if poll else told_by(entry_meant(VENDOR), now.date())
    notices = told["notice_digests"]
    language = "fr" if (reader.locale or "").startswith("fr") else "en"
    return notices.get(language) or next(iter(notices.values()), "")
