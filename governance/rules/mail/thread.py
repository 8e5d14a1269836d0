"""Whether a mail belongs to our letter, by its sender, thread and workspace; authenticity is checked elsewhere."""

from __future__ import annotations

import re

from governance.rules.mail.mail_facts import MAX_TEXT, MailFacts, SentLetter, VendorMail
from governance.rules.mail.wording import plain

BINDING = ("in-reply-to", "references")
GENERAL = ("www", "app", "api", "help", "my", "status", "get", "files", "slack-status", "trust", "docs", "email")

_NAMED = re.compile(
    r"\bfor (?:the |your )?(?:slack )?(?:workspace|organi[sz]ation|org|team)s?,? (?:called |named )?[\"']?"
    r"([\w-]{1,60}(?:\.[\w-]{1,60}){0,3})[\"']?(?=[.,;!)]|$| (?:and|only|on|as|effective|has|have|is)\b)",
    re.MULTILINE,
)
_NO_NAMES = frozenset(
    ("now", "today", "only", "effective", "immediately", "and", "as", "on", "has", "have", "is", "url", "data", "owner")
)


def domains_of(addresses: tuple[str, ...] | frozenset[str]) -> set[str]:
    """The part of each address after the @."""
    return {address.rpartition("@")[2] for address in addresses}


def is_of(mail: MailFacts, vendor: VendorMail) -> bool:
    """Whether the mail has exactly one sender, at one of the vendor's own domains."""
    return len(mail.sender) == 1 and domains_of(mail.sender) <= vendor.domains


def bears_name(mail: MailFacts, vendor: VendorMail) -> bool:
    """Whether the sender's domain imitates the vendor's; a subdomain of some other service does not."""
    names = {domain.split(".")[0] for domain in vendor.domains}
    labels = {label for domain in domains_of(mail.sender) for label in domain.split(".")}
    return any(name in label for name in names for label in labels - names)


def says_forwarded(subject: str) -> bool:
    """Whether a mail program marked the subject as passed on."""
    return bool(re.match(r"\s*(?:fwd?|wg|tr|rv|i|vs|enc|doorst|pd|weitergeleitet|转发|転送)\s*[:：]", plain(subject)))


def topic_of(mail: MailFacts, vendor: VendorMail) -> str:
    """The subject; "opt out" where it holds one that the vendor's register entry lists, in whatever language."""
    subject = plain(mail.subject)
    return "opt out" if any(plain(known) in subject for known in vendor.subjects) else mail.subject


def another_workspace(mail: MailFacts, sent: SentLetter, vendor: VendorMail) -> str | None:
    """The first workspace that the reply names, by address or name, and our letter does not."""
    ours, theirs = workspaces(sent.text, vendor), workspaces(mail.own, vendor)
    if theirs and ours:
        return min(theirs - ours, default=None)
    known = set(re.findall(r"[\w-]+", plain(sent.text)))
    named = [name for name in _NAMED.findall(plain(mail.own)[:MAX_TEXT]) if name not in _NO_NAMES]
    return next((name for name in named if known and not set(re.findall(r"[\w-]+", name)) <= known), None)


def workspaces(text: str, vendor: VendorMail) -> set[str]:
    """The addresses of workspaces and organisations that a text names."""
    spelled, name = plain(text), r"(?<![\w@.-])([a-z0-9-]{1,63}(?:\.enterprise)?)\."
    named = ((one, domain) for domain in vendor.domains for one in re.findall(rf"{name}{re.escape(domain)}\b", spelled))
    return {f"{one}.{domain}" for one, domain in named if one not in GENERAL}
