"""What Slack replied: pasted or uploaded, read, judged and sorted. A forged mail is shown as forged."""

from __future__ import annotations

from governance.pages import CasePage, Mail, MailToSortPage, VerdictPage
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.reply_in_words import (
    is_slacks_reply,
    read_label,
    signature_in_words,
    verdict_in_words,
)
from governance.slack.views.typed import escape, folded, inert, quotation
from governance.slack.views.words import day, said, when
from governance.texts import N_, Texts

REPLY_LENGTH = 3000
NOTE_LENGTH = 500
MOST_MAILS = 20
ADDRESS_LENGTH = 120
CUT = "…"  # at the end of a text of which only the beginning is kept
SOURCES = {
    "copy": N_("Arrived here as a copy."),
    "inbox": N_("Arrived here by mail."),
    "forwarded": N_("Forwarded here."),
    "upload": N_("Uploaded as a file."),
}


def paste(page: CasePage, t: Texts, file_field: View | None = None) -> View:
    """*Slack has answered*: a field for its text, and one for the mail itself where the app may read files."""
    words = b.words_input(multiline=True, most=REPLY_LENGTH)
    hint = t("The whole mail, with its first lines (from, date, subject) if you can.")
    text = b.field(Block.REPLY_TEXT, t("Slack's answer"), words, hint=hint, optional=file_field is not None)
    blocks = [file_field, text] if file_field else [text]
    if page.copy_address:
        address = escape(page.copy_address)
        better = t(
            "Better, if you can: forward the mail as an attachment to {address}. Then its signature can be checked.",
            address=address,
        )
        blocks.append(b.section(better))
    return b.modal(
        t("Slack has answered"),
        blocks,
        close=t("Back"),
        submit=t("Have the answer read"),
        callback=Callback.REPLY,
        metadata=page.case_ref,
    )


def _title(mail: Mail, t: Texts) -> str:
    return t("Slack's answer") if is_slacks_reply(mail) else t("A mail")


def mail_blocks(mail: Mail, zone: str, t: Texts) -> list[View]:
    """One mail: from whom, when, what it means and why, and its own words."""
    reasons = "\n".join(f"• {said(reason, t)}" for reason in mail.reasons)
    return [
        b.section(_head(mail, when(mail.received_at, zone, t), t)),
        b.section(verdict_in_words(mail, t)),
        *([] if mail.source == "pasted" else [b.section(_known(mail, t))]),
        *(b.sections(reasons) if reasons else []),
        *_excerpt(mail, t),
    ]


def _head(mail: Mail, at: str, t: Texts) -> str:
    if mail.source == "pasted":
        return t("*Pasted by an owner or administrator*, {when}", when=at)
    return t(
        "*{subject}*\nFrom {sender}, {when}",
        subject=inert(folded(mail.subject, ADDRESS_LENGTH)) or t("(no subject)"),
        sender=inert(folded(mail.sender, ADDRESS_LENGTH)),
        when=at,
    )


def _known(mail: Mail, t: Texts) -> str:
    if mail.in_thread and (mail.aligned or mail.source == "copy"):
        thread = t("It answers our letter.")
    elif mail.in_thread:
        thread = t("It refers to our letter, which anybody can write who knows its number.")
    else:
        thread = t("Nothing shows that it answers our letter.")
    return " ".join([t(SOURCES.get(mail.source, SOURCES["inbox"])), signature_in_words(mail, t), thread])


def _excerpt(mail: Mail, t: Texts) -> list[View]:
    words = mail.excerpt.strip()[:1200]
    if not words:
        return []
    rest = [b.context(t("The rest is in the original mail."))] if words.endswith(CUT) else []
    return [b.section(quotation(words)), *rest]


def verdict(page: VerdictPage, t: Texts) -> View:
    """What was read in the mail; where it does not close our request by itself, an owner may confirm by hand."""
    shown = [*mail_blocks(page.mail, page.zone, t), *_raw(page, t)]
    if page.mail.closes_case or not page.may_confirm:
        return b.modal(_title(page.mail, t), [*shown, *_closed(page, t)], close=t("Close"))
    note = b.words_input(multiline=True, most=NOTE_LENGTH)
    hint = t("What you saw, and where. It is kept with your confirmation.")
    choices = [b.option(label, value) for value, label in _meanings(t)]
    preset = page.mail.kind if page.mail.kind in {"acknowledgement", "question", "refusal"} else None
    return b.modal(
        _title(page.mail, t),
        [
            *shown,
            b.field(Block.CHOICE, t("What does it say?"), b.radios(choices, preset)),
            b.field(Block.NOTE, t("Note (needed if it says it is done)"), note, hint=hint, optional=True),
        ],
        close=t("Back"),
        submit=t("Record what it says"),
        callback=Callback.CONFIRM,
        metadata=reference(page.case_ref, page.mail.ref),
    )


def _raw(page: VerdictPage, t: Texts) -> list[View]:
    if not page.may_download:
        return []
    return [b.actions(b.button(t("Get the original mail"), Action.MAIL_RAW, reference(page.case_ref, page.mail.ref)))]


def _meanings(t: Texts) -> list[tuple[str, str]]:
    return [
        ("confirmation", t("It says it is done (a note is needed)")),
        ("acknowledgement", t("It says that our request arrived")),
        ("question", t("It asks a question")),
        ("refusal", t("It refuses")),
        ("unrelated", t("It has nothing to do with our request")),
    ]


def _closed(page: VerdictPage, t: Texts) -> list[View]:
    if page.mail.closes_case:
        return [b.section(t("Signed by Slack, in answer to our letter, in words that confirm: our request is done."))]
    return [b.context(t("An owner can say what this mail means."))]


def arrived(page: VerdictPage, t: Texts) -> View:
    """To the owner: a mail arrived, what it means, and the button to read it."""
    arrived_on = day(page.mail.received_at, page.zone, t)
    head = (
        t("A text was pasted as Slack's answer on {day}.", day=arrived_on)
        if page.mail.source == "pasted"
        else t("A mail about our request to Slack arrived on {day}.", day=arrived_on)
    )
    words = f"{head} {verdict_in_words(page.mail, t)}"
    known = signature_in_words(page.mail, t)
    read = b.button(read_label(page.mail, t), Action.VERDICT, reference(page.case_ref, page.mail.ref))
    if page.mail.forged:
        known = f"{known} {t('It changes nothing.')}"
    return b.message([b.section(words), b.section(known), b.actions(read)])


def to_sort(page: MailToSortPage, t: Texts) -> View:
    """Mail that waits for a person: what it is, and what it may be about."""
    if not page.mails:
        return b.modal(t("Mail to sort"), [b.section(t("No mail waits to be sorted."))], close=t("Close"))
    blocks = [block for mail in page.mails[:MOST_MAILS] for block in _sortable(mail, page, t)]
    rest = page.total - min(len(page.mails), MOST_MAILS)
    if rest > 0:
        blocks.append(b.context(t.n("{n} more mail waits.", "{n} more mails wait.", rest)))
    return b.modal(t("Mail to sort"), blocks, close=t("Close"))


def _sortable(mail: Mail, page: MailToSortPage, t: Texts) -> list[View]:
    value = reference(page.case_ref, mail.ref) if page.case_ref else mail.ref
    put = b.button(t("It is about our request"), Action.MAIL_PUT, value) if page.case_ref and not mail.in_case else None
    row = [b.button(t("Read this mail"), Action.MAIL_READ, value), put]
    row.append(b.button(t("It is about something else"), Action.MAIL_ASIDE, value))
    known = (
        t("It belongs to our request; what it means is open.") if mail.in_case else t("It found no request by itself.")
    )
    return [
        b.section(_head(mail, day(mail.received_at, page.zone, t), t)),
        b.context(f"{verdict_in_words(mail, t)} {known}"),
        b.actions(*row),
    ]
