"""Small pieces of sentences, escaped and in the reader's language and zone: names, days, hours, shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from unicodedata import normalize

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from governance.pages import About, Person, Sentence
from governance.pages.about import in_language
from governance.rules.people.working_days import zone_of
from governance.slack.views.typed import HERE, QUOTE_LENGTH, escape, folded, inert, opened_plain, put_away, with_words
from governance.texts import N_, Texts

NAME_LENGTH = 80
NAMES_SHOWN = 20
MESSAGE_LENGTH = 3900
LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}
SMALL_AFTER_COLON = {"fr"}
FIRST_OF_MONTH = {"fr": "1er"}
ROLES = {
    "primary_owner": N_("owner"),
    "owner": N_("owner"),
    "admin": N_("administrator"),
    "organiser": N_("organiser"),
    "observer": N_("observer"),
    "member": N_("member"),
    "guest": N_("guest"),
}
_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)>")
_WHOLE_MAIL = re.compile(r"<mailto:[^|>]*\?[^|>]*\|([^>]*)>")  # a letter of 2,000 characters is nothing to read aloud
_LINK = re.compile(r"<(https?://[^|>]*|mailto:[^|>]*)\|([^>]*)>")
_BOLD = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")


def knowing(about: About, t: Texts) -> Texts:
    """The reader's language, in which every sentence may name the vendor, what it trains, and what stays."""
    if t.known.get("about") is about:
        return t
    language = t.language
    return t.knowing(
        about=about,
        vendor=inert(about.vendor),
        models=inert(in_language(about.models, language)),
        others=inert(in_language(about.others, language)),
        limits=inert(in_language(about.limits, language)),
    )


def name(person: Person) -> str:
    """A person's name on one line."""
    return inert(folded(person.name, NAME_LENGTH))


def starting(person: Person, *, linked: bool = False) -> str:
    """A person's name, or a link to their profile, where a sentence begins; words that stand for one get a capital."""
    if person.slack_id:
        return mention(person) if linked else name(person)
    return name(person)[:1].upper() + name(person)[1:]


def names(people: Iterable[Person], t: Texts) -> str:
    """Names as a list: "A, B and C"; of many people the first ones and how many more."""
    known = [name(person) for person in people]
    if len(known) <= NAMES_SHOWN:
        return listed(known, t)
    rest = len(known) - NAMES_SHOWN
    return t.n("{names} and {n} more", "{names} and {n} more", rest, names=", ".join(known[:NAMES_SHOWN]))


def listed(items: list[str], t: Texts) -> str:
    """Items as a list: "A, B and C"."""
    if len(items) < 2:
        return "".join(items)
    return t("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


def after_colon(words: str, t: Texts, *names: str) -> str:
    """A sentence as it goes on after a colon: with a small letter in French, unless it begins with a name."""
    if t.language not in SMALL_AFTER_COLON or words.startswith(
        tuple(filter(None, (str(t.known.get("vendor") or ""), *names)))
    ):
        return words
    mark = "*" if words.startswith("*") else ""
    rest = words.removeprefix(mark)
    return f"{mark}{rest[:1].lower()}{rest[1:]}"


def mention(person: Person) -> str:
    """A link to the person's profile; people without a known id are named."""
    return f"<@{person.slack_id}>" if person.slack_id else name(person)


def quote(text: str) -> str:
    """Somebody's own words inside a sentence, on one line."""
    return inert(folded(text, QUOTE_LENGTH))


def because(reason: str, t: Texts) -> str:
    """Somebody's reason, word for word."""
    return with_words(t("Reason: “{reason}”", reason=HERE), reason)


def role(person: Person, t: Texts) -> str:
    """The word for what a person may do."""
    return t(ROLES.get(person.role, ROLES["member"]))


def said(sentence: Sentence, t: Texts) -> str:
    """A sentence of the rules in the reader's language, its values escaped."""
    return t(sentence.msgid, **{key: _value(value, t) for key, value in sentence.values.items()})


def sayings(sentences: Iterable[Sentence], t: Texts) -> str:
    """Several sentences joined, one after the other."""
    return " ".join(said(sentence, t) for sentence in sentences)


def _value(value: object, t: Texts) -> object:
    if isinstance(value, str):
        return inert(value)
    return number(value, t) if isinstance(value, int) and not isinstance(value, bool) else value


def number(n: int, t: Texts) -> str:
    """A number with the language's own grouping."""
    return str(format_decimal(n, locale=LOCALES[t.language]))


def percent(part: int, base: int, t: Texts) -> str:
    """A share in whole per cent, of a base that is said beside it; "100" and "0" only when exactly all or none."""
    whole = round(100 * part / base) if base else 0
    if 0 < part < base:
        whole = min(99, max(1, whole))
    return t("{n}\u202f%", n=whole)


def choice_label(choice: str, consent_wording: bool, t: Texts) -> str:
    """The words on an answer's button (20 characters at most)."""
    if choice == "consent":
        return t("Yes, I consent") if consent_wording else t("Yes, I agree")
    return t("No, I object") if choice == "object" else t("I abstain")


def local(moment: datetime, zone: str) -> datetime:
    """The moment in the reader's time zone; in UTC where the zone is unknown."""
    return moment.astimezone(zone_of(zone))


def calendar_day(day: date, t: Texts, *, year: bool = False, weekday: bool = False) -> str:
    """ "10 December", "Thursday 10 December", "10 December 2026"."""
    pattern = f"{'EEEE ' if weekday else ''}d MMMM{' y' if year else ''}"
    words = format_date(day, pattern, locale=LOCALES[t.language])
    first = FIRST_OF_MONTH.get(t.language)
    return words.replace("1 ", f"{first} ", 1) if first and day.day == 1 else words


def country_name(code: str, t: Texts) -> str:
    """A country by its code (ISO 3166); a code without a name stays a code."""
    return str(LOCALES[t.language].territories.get(code, code))


def alphabetical(name: str) -> str:
    """By what a list of names is sorted: without case and accents."""
    return "".join(letter for letter in normalize("NFD", name.casefold()) if letter.isalnum())


def day_name(weekday: int, t: Texts) -> str:
    """The name of a day of the week, 0 for Monday, as it stands alone."""
    name = str(get_day_names("wide", context="stand-alone", locale=LOCALES[t.language])[weekday])
    return name[:1].upper() + name[1:]


def plain_day(moment: datetime, zone: str, t: Texts, *, year: bool = False, weekday: bool = False) -> str:
    """The day in the reader's zone, in words, for places where Slack does not format dates."""
    return calendar_day(local(moment, zone).date(), t, year=year, weekday=weekday)


def plain_hour(moment: datetime, zone: str, t: Texts, *, seconds: bool = False) -> str:
    """ "17:00", or with seconds "17:00:00", on the reader's clock."""
    clock = local(moment, zone)
    if seconds:
        return t("{hour}:{minute}:{second}", hour=clock.hour, minute=f"{clock:%M}", second=f"{clock:%S}")
    if clock.minute == 0:
        return t("{hour}:00", hour=clock.hour)
    return t("{hour}:{minute}", hour=clock.hour, minute=f"{clock.minute:02d}")


def plain_when(moment: datetime, zone: str, t: Texts, *, weekday: bool = False, seconds: bool = False) -> str:
    """ "10 December, 17:00"."""
    day_words = plain_day(moment, zone, t, weekday=weekday)
    return t("{date}, {time}", date=day_words, time=plain_hour(moment, zone, t, seconds=seconds))


def _slack_date(moment: datetime, form: str, fallback: str) -> str:
    return f"<!date^{int(moment.timestamp())}^{form}|{escape(fallback)}>"


def day(moment: datetime, zone: str, t: Texts, *, year: bool = False, weekday: bool = False) -> str:
    """The day in Slack's date form, which follows the reader; the words are its fallback."""
    form = "{date_long}" if weekday else "{date}"
    return _slack_date(moment, form, plain_day(moment, zone, t, year=year, weekday=weekday))


def when(moment: datetime, zone: str, t: Texts, *, weekday: bool = False, seconds: bool = False) -> str:
    """Day and hour in Slack's date form, which follows the reader; the words are its fallback."""
    time = "{time_secs}" if seconds else "{time}"
    form = t("{date}, {time}", date="{date_long}" if weekday else "{date}", time=time)
    return _slack_date(moment, form, plain_when(moment, zone, t, weekday=weekday, seconds=seconds))


def plain(text: str, people: Iterable[Person] = ()) -> str:
    """Marked-up text as it is read aloud: dates in words, names for mentions, links and bold as their words.

    Escapes stay, because Slack reads them in the top-level text too.
    """
    known = {person.slack_id: f"@{name(person)}" for person in people}
    text = put_away(_MENTION.sub(lambda found: known.get(found[1], found[0]), text))
    text = _WHOLE_MAIL.sub(r"\1", _DATE.sub(r"\1", text))
    return opened_plain(_BOLD.sub(r"\1", _LINK.sub(r"\2 (\1)", text)))
