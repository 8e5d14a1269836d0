"""How it stands with a vendor, in one sentence with its date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from babel.dates import format_date

from governance.pages import VendorLine
from governance.slack.views.typed import inert
from governance.slack.views.words import LOCALES, calendar_day, day, number, starting
from governance.texts import N_, Texts

DEFAULTS = {
    "on": N_("On by default ({as_of}), and nothing has been decided."),
    "partly": N_("On by default for some ({as_of}), and nothing has been decided."),
    "off": N_("Not used for training by default ({as_of}). Nothing has been decided."),
    "unknown": N_("What holds by default is not known ({as_of}). Nothing has been decided."),
}
NONE_AVAILABLE = N_("On by default ({as_of}), and no way to opt out is known.")
NONE_NEEDED = N_("Nothing to opt out of, as far as is known ({as_of}).")
NO_DATE = N_("its text bears no date")
# A sentence for each standing that has a day, at most with a name and how well it is known.
DATED = {
    "asking": N_("The members are being asked until {day}."),
    "closed": N_("The question is closed. An owner decides by {day}."),
    "allowed": N_("{name} decided on {day} to allow it."),
    "nobody_asked": N_("{name} decided on {day} that nobody is asked to opt out. Each person still can."),
    "drafted": N_("{name} decided on {day} to opt out. The letter has not been sent yet."),
    "withdrawn": N_("{name} decided on {day} to opt out. The request was withdrawn."),
    "sent": N_("Asked on {day}. No confirmation has come."),
    "unclear": N_("Approved, but it is not known whether the letter left ({day})."),
    "question": N_("Asked. A question came back on {day}."),
    "bounced": N_("The letter came back undelivered on {day}."),
    "acknowledged": N_("Received on {day}. Nobody has said that it is done."),
    "refused": N_("Refused on {day}."),
    "case_open": N_("The vendor was asked on {day}. No answer has been noted."),
}
CONFIRMED = {
    "signed": N_("Confirmed on {day}, by a mail whose signature was checked."),
    "thread": N_("Confirmed on {day}, by a mail that answers our letter."),
    "pasted": N_("Confirmed on {day}, by a text that an owner brought."),
    "word": N_("Confirmed on {day}, by an owner's word."),
}
DONE = {
    "said": N_("{name} says that it was done on {day}."),
    "note": N_("{name} says that it was done on {day}, and a note is kept."),
    "picture": N_("{name} says that it was done on {day}, and a picture is kept."),
    "mail": N_("{name} says that it was done on {day}, and a mail is kept. That the vendor wrote it is not shown."),
    "signed": N_("{name} says that it was done on {day}, and a mail is kept that the vendor signed."),
}
REVIEW = N_("The entry needs review.")


def bullet(line: VendorLine, zone: str, t: Texts) -> str:
    """Vendor, matter and standing as one entry of a list."""
    said = t("*{vendor}* ({purpose}): {standing}", **_titled(line), standing=standing(line, zone, t))
    return f"• {said} {t(REVIEW)}" if line.needs_review else f"• {said}"


def _titled(line: VendorLine) -> dict[str, str]:
    return {"vendor": inert(line.name), "purpose": inert(line.purpose)}


def title(line: VendorLine, t: Texts) -> str:
    """Vendor and matter as a heading."""
    return t("{vendor}: {purpose}", vendor=line.name, purpose=line.purpose)


def standing(line: VendorLine, zone: str, t: Texts) -> str:
    """How it stands, in a sentence or two."""
    found = line.standing
    if found.how in OTHERS:
        return OTHERS[found.how](line, zone, t)
    who, at = starting(found.by) if found.by else "", day(found.at, zone, t, year=True) if found.at else ""
    if found.how == "confirmed":
        return t(CONFIRMED.get(found.known, CONFIRMED["word"]), day=at)
    if found.how == "done":
        return t(DONE.get(found.known, DONE["said"]), name=who, day=at)
    words = DATED[found.how]
    return t(words, name=who, day=at) if "{name}" in words else t(words, day=at)


def _undecided(line: VendorLine, _zone: str, t: Texts) -> str:
    return t(DEFAULTS[line.training], as_of=as_of(line.as_of, t))


def _none_available(line: VendorLine, _zone: str, t: Texts) -> str:
    return t(NONE_AVAILABLE, as_of=as_of(line.as_of, t))


def _none_needed(line: VendorLine, _zone: str, t: Texts) -> str:
    return t(NONE_NEEDED, as_of=as_of(line.as_of, t))


def _to_do(line: VendorLine, zone: str, t: Texts) -> str:
    found = line.standing
    return t(
        "{name} decided on {day} to opt out. Steps done: {done} of {of}.",
        name=starting(found.by) if found.by else "",
        day=day(found.at, zone, t, year=True) if found.at else "",
        done=found.done,
        of=found.of,
    )


def _own_settings(line: VendorLine, zone: str, t: Texts) -> str:
    found = line.standing
    decided = t(
        "{name} decided on {day} to opt out. Each person does it in their own account.",
        name=starting(found.by) if found.by else "",
        day=day(found.at, zone, t, year=True) if found.at else "",
    )
    if found.ticked is None:
        return decided
    people = number(found.ticked, t)
    ticked = t.n("{figure} person has ticked it.", "{figure} people have ticked it.", found.ticked, figure=people)
    return f"{decided} {ticked}"


def _waits(_line: VendorLine, _zone: str, t: Texts) -> str:
    return t("Nothing has been decided. A question to the members waits for its turn.")


OTHERS: dict[str, Callable[[VendorLine, str, Texts], str]] = {
    "undecided": _undecided,
    "waits": _waits,
    "none_available": _none_available,
    "none_needed": _none_needed,
    "to_do": _to_do,
    "own_settings": _own_settings,
}


def as_of(known: str, t: Texts) -> str:
    """The date of the newest text: a day, a month, a year, or that it bears none."""
    if not known:
        return t(NO_DATE)
    if len(known) == 4:
        return known
    if len(known) == 7:
        month = date.fromisoformat(f"{known}-01")
        return str(format_date(month, "MMMM y", locale=LOCALES[t.language]))
    return calendar_day(date.fromisoformat(known), t, year=True)
