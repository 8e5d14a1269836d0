"""The verdict on one mail: what kind it is, whether it belongs to our letter, whether it closes the request.

That its words say "done" and that it may close the request without a person are two questions: the first is answered
generously, the second is denied unless nothing is left to doubt. All facts are given: the mail was read before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from governance.errors import N_
from governance.rules.case.states import ReplyGrade, reply_grade
from governance.rules.mail.bounce_reasons import why_undelivered
from governance.rules.mail.closing import (
    DOUBTFUL,
    FOREIGN,
    SAYS_DONE,
    Hindrance,
    hindrances_of_form,
    hindrances_of_origin,
    in_words,
    stranger,
)
from governance.rules.mail.mail_facts import (
    Authenticity,
    Automatic,
    DeliveryFailure,
    Dkim,
    MailFacts,
    SentLetter,
    VendorMail,
)
from governance.rules.mail.quotation import part
from governance.rules.mail.reply_wording import (
    Meaning,
    is_about_opting_out,
    meaning_of,
    reads_like_absence,
    reads_unattended,
    says_automatic,
)
from governance.rules.mail.thread import another_workspace, bears_name, domains_of, is_of, says_forwarded, topic_of
from governance.rules.sentence import Sentence


class MailKind(StrEnum):
    """What a mail is."""

    DELIVERY_FAILURE = "delivery_failure"
    AUTOMATIC_REPLY = "automatic_reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    REFUSAL = "refusal"
    CONFIRMATION = "confirmation"
    UNRELATED = "unrelated"
    UNSURE = "unsure"


KINDS = {
    Meaning.DONE: MailKind.CONFIRMATION,
    Meaning.MIXED: MailKind.UNSURE,
    Meaning.ASKS: MailKind.QUESTION,
    Meaning.REFUSES: MailKind.REFUSAL,
    Meaning.RECEIVED: MailKind.ACKNOWLEDGEMENT,
    Meaning.OTHER: MailKind.UNRELATED,
    Meaning.NOTHING: MailKind.UNSURE,
}
CLAIMS = {Meaning.DONE: MailKind.CONFIRMATION}  # other claims are not worth showing
GIVEN_UP = N_("A mail server reports that a mail could not be delivered.")
TRIES_ON = N_("A mail server reports a delay; it goes on trying.")
WEAK = (Meaning.RECEIVED, Meaning.NOTHING, Meaning.OTHER)  # what need not be seen at once
REPLIES = (MailKind.ACKNOWLEDGEMENT, MailKind.QUESTION, MailKind.REFUSAL)
SAID = {
    Meaning.DONE: SAYS_DONE,
    Meaning.MIXED: N_("It says that something is done, but also that something is not done or is still needed."),
    Meaning.ASKS: N_("It asks for something."),
    Meaning.REFUSES: N_("It says that the request cannot be carried out."),
    Meaning.RECEIVED: N_("It says that the request arrived, not that it is done."),
    Meaning.OTHER: N_("It speaks of another matter."),
    Meaning.NOTHING: N_("Its words say none of the things that we know."),
}


@dataclass(frozen=True)
class Verdict:
    """What a mail is judged to be, and what it may do.

    `hindrance`: the first reason that keeps it from closing the request, None if it closes it; `reasons`: what it says,
    then every such reason. `claims`: a confirmation, where the words say so and the kind is less. `undelivered`: our
    letter did not arrive. `proved`: nothing speaks against the vendor having answered our letter with it.
    `looks_forged`: it bears the vendor's address and says that it is done, but the vendor did not sign it.
    """

    kind: MailKind
    in_thread: bool
    closes_case: bool
    grade: ReplyGrade
    reasons: tuple[Sentence, ...]
    claims: MailKind | None = None
    undelivered: bool = False
    looks_forged: bool = False
    proved: bool = False
    hindrance: Hindrance | None = Hindrance.WORDS


def verdict_on(
    mail: MailFacts,
    sent: SentLetter | None,
    authenticity: Authenticity,
    vendor: VendorMail,
    now: datetime,
    *,
    again: bool = False,
) -> Verdict:
    """Judge one mail. `sent`: the letter it may answer, or None; `again`: its Message-ID was judged before.

    1. A delivery report is a delivery failure, whatever its words.
    2. An automatic reply is that, unless it says something that a person has to see.
    3. Only then do the writer's own words count; what is quoted never does.
    """
    sent = sent or SentLetter()
    in_thread = bool({*mail.in_reply_to, *mail.references} & sent.message_ids)
    if mail.failure:
        return _on_failure(mail, mail.failure, sent, vendor)
    grade = reply_grade(pasted=False, in_thread=in_thread, signed=False, aligned=False, confirming=False)
    meaning = meaning_of(mail.own, vendor.wording, topic_of(mail, vendor), sent.text)
    if automatic := _automatic(mail, authenticity, vendor, meaning):
        return Verdict(MailKind.AUTOMATIC_REPLY, in_thread, False, grade, (automatic,))
    if passed_on := _on_passed_on(mail, sent, vendor, meaning, in_thread):
        return passed_on
    kind, reasons = _on_words(mail, sent, vendor, meaning, in_thread)
    found = [*hindrances_of_origin(mail, sent, authenticity, vendor, now, again)]
    proved = not any(hindrance in FOREIGN for hindrance, _ in found)
    if kind is not MailKind.CONFIRMATION:
        why = in_words(found) if kind in REPLIES and authenticity.aligned else ()
        reasons = (*reasons, *why, *authenticity.reasons)
        return Verdict(kind, in_thread, False, grade, reasons, CLAIMS.get(meaning), proved=proved)
    every = [*found, *hindrances_of_form(mail, sent, authenticity, vendor)]
    found = sorted(every, key=lambda one: list(Hindrance).index(one[0]))
    doubtful = any(hindrance in DOUBTFUL for hindrance, _ in found)
    unsigned = authenticity.dkim is not Dkim.UNKNOWN and not authenticity.aligned
    return Verdict(
        MailKind.UNSURE if doubtful else MailKind.CONFIRMATION,
        in_thread,
        closes_case=not found,
        grade=grade if found else ReplyGrade.SIGNED,
        reasons=(*reasons, *in_words(found), *authenticity.reasons),
        claims=MailKind.CONFIRMATION if doubtful else None,
        proved=proved,
        looks_forged=unsigned and (is_of(mail, vendor) or bears_name(mail, vendor)),
        hindrance=found[0][0] if found else None,
    )


def verdict_on_text(
    text: str, vendor: VendorMail, sent: SentLetter | None = None, failure: DeliveryFailure | None = None
) -> Verdict:
    """Judge text that somebody pasted: its words count, but move no request by themselves.

    `failure`: what it reports, where it is a delivery report.
    """
    pasted = Sentence(N_("It was pasted: who wrote it, and whether it is whole, cannot be checked."))
    if failure:
        told = _on_failure(MailFacts(), failure, sent or SentLetter(), vendor)
        return replace(told, grade=ReplyGrade.PASTED, undelivered=False, reasons=(*told.reasons, pasted))
    parted = part(text)
    own, known = parted.own or parted.beneath, sent.text if sent else ""
    both = [meaning_of(words, vendor.wording, "opt-out", known) for words in (own, parted.beneath)]
    meaning = both[0] if both[0] is not Meaning.NOTHING else both[1]  # a banner above what was copied whole
    kind = MailKind.UNSURE if meaning is Meaning.DONE else KINDS[meaning]
    if reads_like_absence(own, vendor.automatic) and meaning in WEAK:
        kind = MailKind.AUTOMATIC_REPLY
    reasons = [Sentence(SAID[meaning]), pasted]
    if other := another_workspace(MailFacts(own=own), sent or SentLetter(), vendor):
        reasons.append(Sentence(N_("It names another workspace: {workspace}."), {"workspace": other}))
    return Verdict(kind, False, False, ReplyGrade.PASTED, tuple(reasons), CLAIMS.get(meaning))


def _on_failure(mail: MailFacts, failure: DeliveryFailure, sent: SentLetter, vendor: VendorMail) -> Verdict:
    in_thread = bool((set(failure.returned) | set(mail.in_reply_to) | set(mail.references)) & sent.message_ids)
    concerns_vendor = not failure.recipients or bool(domains_of(failure.recipients) & vendor.domains)
    reasons = [Sentence(GIVEN_UP if failure.permanent else TRIES_ON)]
    if failure.recipients:
        reasons.append(Sentence(N_("Not reached: {addresses}."), {"addresses": ", ".join(failure.recipients)}))
    if why := why_undelivered(failure.status):
        reasons.append(why)
    if not concerns_vendor:
        reasons.append(Sentence(N_("That is not the address of {vendor}."), {"vendor": vendor.name}))
    if not in_thread:
        reasons.append(Sentence(N_("It does not show that the mail was our letter.")))
    undelivered = failure.permanent and concerns_vendor and in_thread
    grade = ReplyGrade.THREAD if in_thread else ReplyGrade.PASTED
    return Verdict(MailKind.DELIVERY_FAILURE, in_thread, False, grade, tuple(reasons), undelivered=undelivered)


def _automatic(mail: MailFacts, authenticity: Authenticity, vendor: VendorMail, meaning: Meaning) -> Sentence | None:
    """Why a mail is an automatic reply, or None. Ticket systems mark what people write as generated, too."""
    weak = meaning in WEAK
    absent = reads_like_absence(mail.own, vendor.automatic)
    says_done = meaning in (Meaning.DONE, Meaning.MIXED) and is_of(mail, vendor)
    if says_done or not (weak or absent or not authenticity.aligned):
        return None
    if mail.automatic is Automatic.REPLIED or says_automatic(mail.subject, vendor.automatic):
        return Sentence(N_("It is an automatic reply."))
    if absent:
        return Sentence(N_("It reads like a note of absence."))
    generated = mail.automatic is Automatic.GENERATED and not mail.helpdesk
    if weak and (generated or reads_unattended(mail.own, vendor.automatic)):
        return Sentence(N_("A program wrote it, not a person."))
    return None


def _on_passed_on(
    mail: MailFacts, sent: SentLetter, vendor: VendorMail, meaning: Meaning, in_thread: bool
) -> Verdict | None:
    """A mail that somebody passed on inside another cannot be checked, so it is at best unsure."""
    if meaning in (Meaning.DONE, Meaning.MIXED) or not (
        (mail.forwarded and not mail.own.strip()) or says_forwarded(mail.subject)
    ):
        return None
    beneath = meaning_of(mail.beneath, vendor.wording, mail.subject, sent.text)
    if beneath is Meaning.NOTHING:
        return None
    why = N_("It was forwarded inside another mail, which takes its signature away. Forward it as an attachment.")
    reasons = (Sentence(SAID[beneath]), Sentence(why))
    return Verdict(MailKind.UNSURE, in_thread, False, ReplyGrade.PASTED, reasons, CLAIMS.get(beneath))


def _on_words(
    mail: MailFacts, sent: SentLetter, vendor: VendorMail, meaning: Meaning, in_thread: bool
) -> tuple[MailKind, tuple[Sentence, ...]]:
    unread = meaning is Meaning.NOTHING and not mail.own.strip()
    said = Sentence(N_("It has no words of its own that could be read.") if unread else SAID[meaning])
    if set(mail.sender) & sent.addresses and meaning is not Meaning.DONE:
        return MailKind.UNRELATED, (Sentence(N_("It is a mail of our own.")),)
    if not in_thread and not is_about_opting_out(f"{topic_of(mail, vendor)}\n\n{mail.own}", vendor.wording):
        return MailKind.UNRELATED, (Sentence(N_("It neither answers our letter nor speaks of opting out.")),)
    if meaning is Meaning.DONE or is_of(mail, vendor):
        return KINDS[meaning], (said,)
    (who,) = in_words([stranger(mail, vendor)])
    if not in_thread:
        return (MailKind.UNSURE if meaning is Meaning.MIXED else MailKind.UNRELATED), (said, who)
    kind = MailKind.UNSURE if domains_of(mail.sender) & domains_of(sent.addresses) else KINDS[meaning]
    return kind, (said, who)
