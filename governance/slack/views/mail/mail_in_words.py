"""One mail in words: from whom, when, what it means and why, who signed it, and its own words as a quotation."""

from __future__ import annotations

from governance.pages import Mail
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.reply_in_words import signature_in_words, verdict_in_words
from governance.slack.views.typed import folded, inert, quotation
from governance.slack.views.words import said, when
from governance.texts import N_, Texts

ADDRESS_LENGTH = 120
PIECE = 900  # of a quotation: what cannot be painted as typed grows
CUT = "…"  # at the end of a text of which only the beginning is kept
SOURCES = {
    "copy": N_("Arrived here as a copy."),
    "inbox": N_("Arrived here by mail."),
    "forwarded": N_("Forwarded here."),
    "upload": N_("Uploaded as a file."),
}


def mail_blocks(mail: Mail, zone: str, t: Texts) -> list[View]:
    """One mail: from whom, when, what it means and why, and its own words."""
    reasons = "\n".join(f"• {said(reason, t)}" for reason in mail.reasons)
    return [
        b.section(head(mail, when(mail.received_at, zone, t), t)),
        b.section(verdict_in_words(mail, t)),
        *([] if mail.source == "pasted" else [b.section(known(mail, t))]),
        *(b.sections(reasons) if reasons else []),
        *whole(mail, t),
    ]


def head(mail: Mail, at: str, t: Texts) -> str:
    """Subject, sender and moment; of a pasted text, that it was pasted."""
    if mail.source == "pasted":
        return t("*Pasted by an owner or administrator*, {when}", when=at)
    return t(
        "*{subject}*\nFrom {sender}, {when}",
        subject=inert(folded(mail.subject, ADDRESS_LENGTH)) or t("(no subject)"),
        sender=inert(folded(mail.sender, ADDRESS_LENGTH)),
        when=at,
    )


def known(mail: Mail, t: Texts) -> str:
    """How it came, who signed it, and whether it answers our letter."""
    if mail.in_thread and (mail.aligned or mail.source == "copy"):
        thread = t("It answers our letter.")
    elif mail.in_thread:
        thread = t("It refers to our letter, which anybody can write who knows its number.")
    else:
        thread = t("Nothing shows that it answers our letter.")
    return " ".join([t(SOURCES.get(mail.source, SOURCES["inbox"])), signature_in_words(mail, t), thread])


def whole(mail: Mail, t: Texts) -> list[View]:
    """All that is kept of its own words."""
    words = mail.excerpt.strip()
    rest = [b.context(t("The rest is in the original mail."))] if words.endswith(CUT) else []
    return [*(b.section(quotation(part)) for part in b.pieces(words, PIECE)), *rest]


def beginning(mail: Mail, length: int) -> list[View]:
    """The beginning of its own words; without any, nothing."""
    words = mail.excerpt.strip()
    return [b.section(quotation(words, length))] if words else []
