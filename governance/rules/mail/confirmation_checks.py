"""The checks that confirming words must pass before they close a request by themselves; each failed one is a reason."""

from __future__ import annotations

from datetime import timedelta

from governance.errors import N_
from governance.rules.mail.mail_facts import Authenticity, Dkim, MailFacts, SentLetter, VendorMail
from governance.rules.mail.reply_wording import Meaning, meaning_of
from governance.rules.mail.thread import (
    another_workspace,
    is_of,
    is_to_us,
    missing_workspaces,
    thread_is_signed,
    topic_of,
)
from governance.rules.sentence import Sentence

CLOCKS_DIFFER = timedelta(minutes=5)  # an answer may be dated this much before our letter
CONTRARY = (Meaning.MIXED, Meaning.ASKS, Meaning.REFUSES)


def doubts_of_origin(
    mail: MailFacts, sent: SentLetter, authenticity: Authenticity, vendor: VendorMail, in_thread: bool, again: bool
) -> tuple[Sentence, ...]:
    """Every reason to doubt that the vendor answers our letter with this mail, whatever the mail says."""
    name = {"vendor": vendor.name}
    doubts = []
    if not is_of(mail, vendor):
        doubts.append(stranger(mail, vendor))
    if not (authenticity.dkim is Dkim.VALID and authenticity.aligned and authenticity.domain in vendor.domains):
        doubts.append(Sentence(N_("That {vendor} wrote it is not proved by a signature."), name))
    if not in_thread:
        doubts.append(_outside(mail, sent))
    elif authenticity.aligned and not thread_is_signed(mail, sent, authenticity):
        doubts.append(Sentence(N_("The signature does not cover that it answers our letter.")))
    if in_thread and not is_to_us(mail, sent, authenticity):
        doubts.append(
            Sentence(N_("It was not written to us, but to {address}."), {"address": ", ".join(mail.to) or "?"})
        )
    if mail.date is None or (sent.at and mail.date < sent.at - CLOCKS_DIFFER):
        doubts.append(Sentence(N_("It is not dated after our letter.")))
    if again:
        doubts.append(Sentence(N_("The same mail was here before.")))
    return tuple(doubts)


def _outside(mail: MailFacts, sent: SentLetter) -> Sentence:
    if {*mail.in_reply_to, *mail.references} & sent.seen_ids:
        return Sentence(N_("That the letter it answers is ours is shown by an unsigned copy alone."))
    return Sentence(N_("It does not answer our letter: it refers to no mail of ours."))


def doubts_on(
    mail: MailFacts, sent: SentLetter, authenticity: Authenticity, vendor: VendorMail
) -> tuple[Sentence, ...]:
    """Every further reason why confirming words do not close the request."""
    doubts = _doubts_of_form(mail, sent, authenticity, vendor)
    if other := another_workspace(mail, sent, vendor):
        doubts.append(Sentence(N_("It names another workspace: {workspace}."), {"workspace": other}))
    if missing := missing_workspaces(mail, sent, vendor):
        doubts.append(Sentence(N_("It does not name all our workspaces: {missing}."), {"missing": ", ".join(missing)}))
    return tuple(doubts)


def _doubts_of_form(
    mail: MailFacts, sent: SentLetter, authenticity: Authenticity, vendor: VendorMail
) -> list[Sentence]:
    """Every reason to doubt that a person who opens the mail reads the words that were judged."""
    topic, doubts = topic_of(mail, vendor), []
    if mail.edition and meaning_of(mail.edition, topic, sent.text) is not Meaning.DONE:
        doubts.append(Sentence(N_("Its plain and its formatted edition do not say the same.")))
    if meaning_of(mail.unseen, topic, sent.text) in CONTRARY:
        doubts.append(Sentence(N_("It carries hidden text that says something else.")))
    if not (mail.framed or "content-type" in authenticity.signed):
        doubts.append(Sentence(N_("The signature does not cover how its parts belong together.")))
    return doubts


def stranger(mail: MailFacts, vendor: VendorMail) -> Sentence:
    """The sentence that says that the sender is not the vendor."""
    sender = ", ".join(mail.sender) or "?"
    return Sentence(N_("The sender, {address}, is not at {vendor}."), {"address": sender, "vendor": vendor.name})
