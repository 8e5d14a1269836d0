"""What keeps a mail from closing a request by itself. Everything not shown to be in order goes to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from governance.errors import N_
from governance.rules.mail.known_sentences import NAME, Match, Place, folded, match
from governance.rules.mail.mail_facts import Authenticity, Dkim, MailFacts, SentLetter, VendorMail
from governance.rules.mail.reply_wording import Meaning, meaning_of
from governance.rules.mail.thread import BINDING, another_workspace, is_of, topic_of, workspaces
from governance.rules.mail.wording import plain
from governance.rules.sentence import Sentence

_OUR_NAMES = re.compile(rf"^(?:Requested by: )?({NAME})(?=, \w+ Owner|$)", re.MULTILINE)  # in our letter
CLOCKS_DIFFER = timedelta(minutes=5)  # between ours and the vendor's


class Hindrance(StrEnum):
    """A reason that keeps a mail from closing a request, in the order of the looking, with its sentence."""

    said: str

    def __new__(cls, value: str, said: str) -> Self:
        one = str.__new__(cls, value)
        one._value_, one.said = value, said
        return one

    WORDS = "words", N_("It does not say that the opt-out is done.")
    SENDER = "sender", N_("The sender, {address}, is not at {vendor}.")
    SIGNATURE = "signature", N_("That {vendor} wrote it is not proved by a signature.")
    UNSIGNED_COPY = "unsigned_copy", N_("That the letter it answers is ours is shown by an unsigned copy alone.")
    THREAD = "thread", N_("It does not answer our letter: it refers to no mail of ours.")
    LOOSE_THREAD = "loose_thread", N_("The signature does not cover that it answers our letter.")
    NOT_TO_US = "not_to_us", N_("It was not written to us, but to {address}.")
    OLDER = "older", N_("It is not dated after our letter.")
    AGAIN = "again", N_("The same mail was here before.")
    ANOTHER_WORKSPACE = "another_workspace", N_("It names another workspace: {workspace}.")
    EDITIONS = "editions", N_("Its plain and its formatted edition do not say the same.")
    HIDDEN = "hidden", N_("It carries hidden text that says something else.")
    UNFRAMED = "unframed", N_("The signature does not cover how its parts belong together.")
    TWO_THREADS = "two_threads", N_("It refers to our letter and to another mail: it may answer somebody else.")
    OTHERS_TOO = "others_too", N_("It was written to others too: {address}.")
    FUTURE = "future", N_("It is dated in the future.")
    UNCOVERED = "uncovered", N_("The signature does not cover {headers}.")
    SEVERAL_WORKSPACES = "several_workspaces", N_("Our letter does not ask for exactly one workspace.")
    SUBJECT = "subject", N_("Its subject is not that of our letter.")
    PARTS = "parts", N_("It has parts or formatting that may show something else.")
    UNFIXED = "unfixed", N_("The signature does not cover how its letters are to be read.")
    QUOTATION = "quotation", N_("It quotes something that is not our letter.")
    ANOTHER_NAME = "another_name", N_("It greets somebody else: {name}.")
    SENTENCE = "sentence", N_("It says something that is not on our list of known sentences: “{sentence}”")


SAYS_DONE = N_("It says that the opt-out is done.")
DOUBTFUL = frozenset(list(Hindrance)[: list(Hindrance).index(Hindrance.TWO_THREADS)])  # unsure, whatever the words say
# It may not be the vendor's answer to us at all, so that it moves nothing.
FOREIGN = frozenset(list(Hindrance)[1 : list(Hindrance).index(Hindrance.ANOTHER_WORKSPACE)]) | {
    *(Hindrance.TWO_THREADS, Hindrance.OTHERS_TOO, Hindrance.FUTURE),
}
Found = tuple[Hindrance, dict[str, str]]


def first_hindrance(reasons: Sequence[Sentence]) -> Sentence | None:
    """Of a verdict's reasons, the first that keeps its mail from closing the request; None where nothing does."""
    says_done = bool(reasons) and reasons[0].msgid == SAYS_DONE
    return next(iter(reasons[1:] if says_done else reasons), None)


def in_words(found: list[Found]) -> tuple[Sentence, ...]:
    """The reasons as sentences for a person."""
    return tuple(Sentence(hindrance.said, values) for hindrance, values in found)


def stranger(mail: MailFacts, vendor: VendorMail) -> Found:
    """The reason that the sender is not the vendor."""
    return Hindrance.SENDER, {"address": ", ".join(mail.sender) or "?", "vendor": vendor.name}


def hindrances_of_origin(
    mail: MailFacts, sent: SentLetter, authenticity: Authenticity, vendor: VendorMail, now: datetime, again: bool
) -> Iterator[Found]:
    """Every reason to doubt that the vendor answers our letter with this mail, whatever the mail says."""
    if not is_of(mail, vendor):
        yield stranger(mail, vendor)
    if not (authenticity.dkim is Dkim.VALID and authenticity.aligned and authenticity.domain in vendor.domains):
        yield Hindrance.SIGNATURE, {"vendor": vendor.name}
    yield from _of_thread(mail, sent, authenticity)
    signed = {"to", "cc"} & authenticity.signed
    reached = {*mail.to, *(mail.cc if "cc" in signed or not authenticity.aligned else ())}
    in_thread = bool({*mail.in_reply_to, *mail.references} & sent.message_ids)
    if in_thread and not reached & sent.addresses:
        yield Hindrance.NOT_TO_US, {"address": ", ".join(mail.to) or "?"}
    if mail.date is None or (sent.at and mail.date < sent.at - CLOCKS_DIFFER):
        yield Hindrance.OLDER, {}
    if again:
        yield Hindrance.AGAIN, {}
    others = {*mail.to, *mail.cc} - sent.addresses
    if others or not {*mail.to, *mail.cc} & (sent.addresses - sent.copies):
        yield Hindrance.OTHERS_TOO, {"address": ", ".join(sorted(others)) or "?"}
    if mail.date and mail.date > now + CLOCKS_DIFFER:
        yield Hindrance.FUTURE, {}


def _of_thread(mail: MailFacts, sent: SentLetter, authenticity: Authenticity) -> Iterator[Found]:
    """A header counts where the signature covers it: anybody can add our Message-ID to somebody else's answer."""
    named = {"in-reply-to": {*mail.in_reply_to}, "references": {*mail.references}}
    everywhere = {*mail.in_reply_to, *mail.references}
    if not everywhere & sent.message_ids:
        yield (Hindrance.UNSIGNED_COPY if everywhere & sent.seen_ids else Hindrance.THREAD), {}
        return
    covered = [named[header] for header in BINDING if header in authenticity.signed]
    if authenticity.aligned and not any(ids & sent.message_ids for ids in covered):
        yield Hindrance.LOOSE_THREAD, {}
    if {*mail.in_reply_to, *mail.references[-1:]} - sent.message_ids:  # the mails that it answers
        yield Hindrance.TWO_THREADS, {}


def hindrances_of_form(
    mail: MailFacts, sent: SentLetter, authenticity: Authenticity, vendor: VendorMail
) -> Iterator[Found]:
    """Every further reason why confirming words do not close the request."""
    topic = topic_of(mail, vendor)
    if other := another_workspace(mail, sent, vendor):
        yield Hindrance.ANOTHER_WORKSPACE, {"workspace": other}
    if mail.edition and meaning_of(mail.edition, vendor.wording, topic, sent.text) is not Meaning.DONE:
        yield Hindrance.EDITIONS, {}
    if meaning_of(mail.unseen, vendor.wording, topic, sent.text) in (Meaning.MIXED, Meaning.ASKS, Meaning.REFUSES):
        yield Hindrance.HIDDEN, {}
    read_as_signed = "content-type" in authenticity.signed
    if not (mail.framed or read_as_signed):
        yield Hindrance.UNFRAMED, {}
    present = (("cc", mail.cc), ("in-reply-to", mail.in_reply_to), ("references", mail.references))
    needed = {"from", "to", "subject", "date", "message-id", *(name for name, value in present if value)}
    absent = () if mail.message_id else ("message-id",)
    if missing := (needed - authenticity.signed) | {*absent}:
        yield Hindrance.UNCOVERED, {"headers": ", ".join(sorted(missing))}
    if len(workspaces(sent.text, vendor)) != 1:
        yield Hindrance.SEVERAL_WORKSPACES, {}
    if not _is_our_subject(mail.subject, vendor):
        yield Hindrance.SUBJECT, {}
    if not mail.simple:
        yield Hindrance.PARTS, {}
    if not (
        mail.fixed or (read_as_signed and (not mail.encoded or "content-transfer-encoding" in authenticity.signed))
    ):
        yield Hindrance.UNFIXED, {}
    yield from _of_sentences(mail, sent, vendor)


def _is_our_subject(subject: str, vendor: VendorMail) -> bool:
    bare = re.sub(
        r"^(?:\s{0,5}(?:re|aw|sv|antw|rif|tr|odp)\s?:|\s{0,5}\[(?:#?\d{1,12}|slack)\]){0,4}", "", plain(subject)
    )
    return bare.strip() in {plain(known).strip() for known in vendor.subjects}


def _of_sentences(mail: MailFacts, sent: SentLetter, vendor: VendorMail) -> Iterator[Found]:
    """Every sentence is known, in every edition alike, and says it once at least; what is quoted is our letter."""
    ours = min(workspaces(sent.text, vendor), default="")
    read = [match(edition, vendor.known, ours, vendor.wording) for edition in mail.editions] or [Match(unknown="?")]
    if any(folded(one.quoted).replace("\n", " ") not in folded(sent.text).replace("\n", " ") for one in read):
        yield Hindrance.QUOTATION, {}
    written = " ".join(_OUR_NAMES.findall(sent.text))
    known = re.findall(r"[^\W\d_]+", plain(f"{written} {' '.join(sent.addresses)}"))
    for name in dict.fromkeys(name for one in read for name in one.names):
        words = re.findall(r"[^\W\d_]+", plain(name))
        if len(words) > len(set(words) & set(known)):
            yield Hindrance.ANOTHER_NAME, {"name": name}
    if any(one.said != read[0].said for one in read):
        yield Hindrance.EDITIONS, {}
    if unknown := next((one.unknown for one in read if one.unknown), ""):
        yield Hindrance.SENTENCE, {"sentence": unknown}
    elif not any(one.place is Place.DONE for one in read[0].sentences):
        yield Hindrance.SENTENCE, {"sentence": "?"}
