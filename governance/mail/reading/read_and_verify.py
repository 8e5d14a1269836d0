"""Reads one mail completely: whether it or an attached one counts, what it says, who signed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from governance.mail.reading.dkim_check import Lookup, authenticate
from governance.mail.reading.message import mail_to_judge, read_mail
from governance.mail.reading.receiving_host import told_by
from governance.rules.mail.mail_facts import Authenticity, Dkim, MailFacts, SentLetter, VendorMail
from governance.rules.mail.mail_file import mail_in
from governance.rules.mail.thread import domains_of


@dataclass(frozen=True)
class Examined:
    """`raw`: the mail that was examined; `outer`: the mail that arrived, the same unless another was attached to it."""

    raw: bytes
    facts: MailFacts
    outer: MailFacts
    authenticity: Authenticity

    @property
    def forwarded(self) -> bool:
        """Whether the mail that counts was attached to the one that arrived."""
        return self.facts is not self.outer


def examine(raw: bytes, vendor: VendorMail, lookup: Lookup, now: datetime, authserv_id: str | None = None) -> Examined:
    """Read a mail that arrived, or the one forwarded in it, and check its signature. Raises Refusal if unreadable.

    `authserv_id`: the name of our own receiving server; its finding is added as a reason where we could not check
    ourselves.
    """
    arrived = mail_in(raw)
    judged = mail_to_judge(arrived, vendor.domains)
    authenticity = authenticate(judged, vendor.domains, lookup, now)
    facts = read_mail(judged, authenticity.signed if authenticity.aligned else None)
    outer = facts if judged is arrived else read_mail(arrived)
    told = told_by(judged, authserv_id) if authserv_id and facts is outer else None
    if told and authenticity.dkim is Dkim.UNKNOWN:
        authenticity = replace(authenticity, reasons=(*authenticity.reasons, told))
    return Examined(judged, facts, outer, authenticity)


def signer_of(raw: bytes, domains: frozenset[str], lookup: Lookup, now: datetime) -> Authenticity:
    """Who signed a mail, or the one of these domains that is attached to it. Raises Refusal if unreadable."""
    return authenticate(mail_to_judge(mail_in(raw), domains), domains, lookup, now)


def sent_letter(raw: bytes) -> SentLetter:
    """A letter of ours as it was sent or as its copy arrived. Raises Refusal if unreadable."""
    facts = read_mail(mail_in(raw))
    ids = frozenset([facts.message_id]) if facts.message_id else frozenset[str]()
    copies = frozenset(address for address in facts.cc if not domains_of((address,)) & domains_of(facts.to))
    return SentLetter(ids, facts.date, copies | set(facts.sender), facts.text, copies=copies)
