"""What a question says of a vendor, from its entry in the register, in every language that we speak.

It is kept with the question, so that the notice of an open question stays as it was when the entry changes.
"""

from __future__ import annotations

import json
from datetime import date
from difflib import get_close_matches
from functools import reduce
from hashlib import sha256
from typing import Any

from governance.errors import N_, Refusal
from governance.store.models import Poll
from governance.store.register import documents, vendors
from governance.store.register.documents import Document
from governance.store.register.entry import Backwards, Default, Evidence, Mechanism, Phrase, Source, Training, Vendor
from governance.texts import LANGUAGES, Texts, texts_for

Facts = dict[str, str]

VENDOR = "slack"  # asked about unless another one is named
OWN_NOTICES = {VENDOR: "slack-global-models"}  # written and reviewed for one entry
GENERAL_NOTICE = "vendor-setting"  # filled from the entry, for all others
ALIKE = 0.7  # letters in common, from 0 to 1
NOTHING_TO_ASK = N_("As far as is known, {vendor} trains nothing with our data: there is nothing to ask the members.")
NO_WAY_OUT = N_("{vendor} offers no way to opt out: the members' answers could change nothing, so they are not asked.")
TRAINING = {
    Training.ON: N_("on"),
    Training.PARTLY: N_("partly"),
    Training.OFF: N_("off"),
    Training.UNKNOWN: N_("not known"),
}
BACKWARDS = {
    Backwards.YES: N_("it is undone too, by the vendor's word."),
    Backwards.PARTLY: N_("part of it is undone, as is reported."),
    Backwards.NO: N_("it is not undone; opting out counts from then on."),
    Backwards.UNKNOWN: N_("whether it is undone is not known."),
    Backwards.NOT_APPLICABLE: N_("whether it is undone is not known."),
}
KNOWN = {
    Evidence.READ: N_("- {source} ({day}; we read the text)"),
    Evidence.SECOND_HAND: N_("- {source} ({day}; second-hand)"),
    Evidence.BELIEF: N_("- {source} ({day}; believed)"),
}
ON_THE_WHOLE = {
    Evidence.READ: N_("On the whole this rests on the vendor's own text. The newest of these texts: {day}."),
    Evidence.SECOND_HAND: N_("On the whole this is second-hand: somebody quotes the vendor. The newest text: {day}."),
    Evidence.BELIEF: N_("On the whole this is believed, not read. The newest of these texts: {day}."),
}
OLD = N_("It is older than a year, or undated: look at the vendor's page before you rely on it.")


def refuse_pointless(entry: Vendor) -> None:
    """Raise Refusal where answers could change nothing: nothing is trained, or nobody can opt out."""
    if entry.mechanism is Mechanism.NONE_AVAILABLE:
        raise Refusal(NO_WAY_OUT, vendor=entry.name)
    if not is_askable(entry):
        raise Refusal(NOTHING_TO_ASK, vendor=entry.name)


def is_askable(entry: Vendor) -> bool:
    """Whether an answer could change anything: something is trained by default, and somebody can opt out of it."""
    none = (Mechanism.NONE_AVAILABLE, Mechanism.NONE_NEEDED)
    return entry.mechanism not in none and entry.training is not Training.OFF


def entry_meant(typed: str) -> Vendor:
    """The entry that somebody means by its name; the first whose name begins like it. Raises Refusal if none does."""
    names = {name: one for one in reversed(vendors.vendors()) for name in (one.name.casefold(), one.slug)}
    word = " ".join(typed.casefold().split())
    if word in names:
        return names[word]
    begins = [name for name in sorted(names) if name.startswith(word)]
    for name in (*begins, *get_close_matches(word, names, 1, ALIKE)):
        return names[name]
    known = ", ".join(sorted({one.name for one in vendors.vendors()}, key=str.casefold))
    raise Refusal(
        N_("This app knows no vendor called “{word}”. It knows these: {names}."), word=typed[:60], names=known
    )


def entry_of(slug: str) -> Vendor:
    """The entry with this name. Raises Refusal for one that is not in the register."""
    if (entry := vendors.known(slug)) is None:
        raise Refusal(N_("This app has no entry on this vendor any more."))
    return entry


def name_of(slug: str) -> str:
    """The vendor's name; of one that has left the register, what it was called there."""
    try:
        return vendors.vendor(slug).name
    except LookupError:
        return slug


def told_by(entry: Vendor, today: date) -> dict[str, Any]:
    """What a question takes from its vendor's entry: the columns of `polls` with their values."""
    notices = documents.latest_notices(OWN_NOTICES.get(entry.slug, GENERAL_NOTICE))
    facts = None if entry.slug in OWN_NOTICES else facts_of(entry, today)
    return {
        "vendor": entry.slug,
        "notice_version": notices[0].version,
        "notice_digests": {notice.language: digest_of(notice, facts) for notice in notices},
        "vendor_facts": facts,
    }


def take_facts(poll: Poll, entry: Vendor, today: date) -> None:
    """Keep what is known of this vendor today with the question."""
    for column, value in told_by(entry, today).items():
        setattr(poll, column, value)


def reads_differently(poll: Poll, today: date) -> bool:
    """Whether its notice would be another one if it were prepared today."""
    entry = vendors.known(poll.vendor)
    return entry is not None and bool(told_by(entry, today)["notice_digests"] != poll.notice_digests)


def notice_of(poll: Poll, language: str) -> Document:
    """The released text behind the notice of this question."""
    return documents.notice(OWN_NOTICES.get(poll.vendor, GENERAL_NOTICE), poll.notice_version, language)


def facts_of(entry: Vendor, today: date) -> dict[str, Facts]:
    """By language, every value that the general notice and the question take from the entry."""
    return {language: _facts(entry, today, texts_for(language)) for language in LANGUAGES}


def _facts(entry: Vendor, today: date, t: Texts) -> Facts:
    def said(phrase: Phrase | None, otherwise: str) -> str:
        return phrase.words(t.language) if phrase else otherwise

    old = [t(OLD)] if entry.needs_review(today) else []
    undated = t("undated")
    return {
        "vendor": short_name(entry),
        "models": models_of(entry, t),
        "others": entry.words.get("others", {}).get(t.language, ""),
        "mechanism": entry.mechanism.value,
        "product": said(entry.product, ""),
        "trained_on": said(entry.trained_on, ""),
        "defaults": "\n".join(f"- {_default(one, t)}" for one in entry.defaults),
        "since": said(entry.since, t("not known")),
        "note": said(entry.note, t("Nothing more is known here.")),
        "who": ", ".join(one.words(t.language) for one in entry.who) or t("not known"),
        "steps": "\n".join(f"{number}. {one.words(t.language)}" for number, one in enumerate(entry.steps, 1)),
        "backwards": t(BACKWARDS[entry.backwards]),
        "sources": "\n".join(_source(one, undated, t) for one in entry.sources),
        "does": in_short(entry, t),
        "verified": " ".join([t(ON_THE_WHOLE[entry.evidence], day=entry.as_of or undated), *old]),
    }


def models_of(entry: Vendor, t: Texts) -> str:
    """What the vendor trains, as its entry says, else in general words."""
    return entry.words.get("models", {}).get(t.language) or t("its AI models")


def short_name(entry: Vendor) -> str:
    """The vendor's name as sentences use it, without what it is called besides."""
    return entry.name.partition(" (")[0]


def _default(one: Default, t: Texts) -> str:
    what = one.more.words(t.language) if one.more else t(TRAINING[one.training])
    return t("{plan}: {what}", plan=one.plan.words(t.language), what=what)


def _source(one: Source, undated: str, t: Texts) -> str:
    return t(KNOWN[one.evidence], source=one.url, day=one.date or undated)


def in_short(entry: Vendor, t: Texts) -> str:
    """What the vendor does by default, for the question itself."""
    lines = [
        t("{plan}: {what}", plan=one.plan.words(t.language), what=t(TRAINING[one.training])) for one in entry.defaults
    ]
    plans = reduce(lambda first, then: t("{first}; {then}", first=first, then=then), lines)
    return t("{trained_on}. By default: {defaults}.", trained_on=entry.trained_on.words(t.language), defaults=plans)


def digest_of(notice: Document, facts: dict[str, Facts] | None) -> str:
    """The fingerprint of what is read: of the released file, and of the values that it takes from the entry."""
    if not facts:
        return notice.digest
    said = json.dumps(facts[notice.language], sort_keys=True, ensure_ascii=False)
    return sha256(f"{notice.digest}\n{said}".encode()).hexdigest()
