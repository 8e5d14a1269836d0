"""How a vendor's mail is read: the languages' words and the vendor's known sentences, both data in `vendors/`."""

from __future__ import annotations

import tomllib
from functools import cache

from governance.errors import N_, Refusal
from governance.rules.mail.known_sentences import KnownSentence, Place
from governance.rules.mail.mail_facts import VendorMail
from governance.rules.mail.wording import AutomaticReplies, Vocabulary, Wording, pattern
from governance.store.register import vendors
from governance.store.register.vendors import FOLDER


def vendor_mail(slug: str) -> VendorMail:
    """How this vendor writes, for judging what arrives. Raises LookupError if unknown, Refusal if not asked by mail."""
    entry = vendors.vendor(slug)
    if entry.mail is None:
        raise Refusal(N_("{vendor} is not asked by mail."), vendor=entry.name)
    subjects = (entry.mail.subject, *entry.mail.subject_aliases)
    domains = frozenset(entry.mail.answer_domains)
    known = known_sentences(slug)
    return VendorMail(entry.name, entry.mail.to, domains, subjects, wording(), known, automatic_replies())


@cache
def wording() -> Wording:
    """Every language that replies are read in."""
    found = {}
    for file in sorted((FOLDER / "wording").glob("*.toml")):
        lines = tomllib.loads(file.read_text("utf-8"))
        begins = r"(?<!\w)" if lines.pop("spaced", True) else ""
        found[file.stem] = Vocabulary(**{name: pattern(text, begins) for name, text in lines.items()})
    return found


@cache
def automatic_replies() -> AutomaticReplies:
    """How automatic replies of all vendors and people are known."""
    lines = tomllib.loads((FOLDER / "automatic_replies" / "phrases.toml").read_text("utf-8"))
    subject = pattern(lines["subject"], r"^\s*(?:\[[^\]]{1,40}\] ?)?")
    return AutomaticReplies(subject, pattern(lines["body"]), pattern(lines["unattended"]))


@cache
def known_sentences(slug: str) -> tuple[KnownSentence, ...]:
    """The sentences that this vendor is known to use, in every language that one is known in."""
    files = sorted((FOLDER / "sentences").glob(f"{slug}.*.toml"))
    rows = [row for file in files for row in tomllib.loads(file.read_text("utf-8"))["sentences"]]
    return tuple(KnownSentence(row["text"], Place(row["place"])) for row in rows)
