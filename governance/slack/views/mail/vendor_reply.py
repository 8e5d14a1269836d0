"""What Slack replied: pasted or uploaded, read, judged and sorted. A forged mail is shown as forged."""

from __future__ import annotations

from governance.pages import CasePage, Mail, MailToSortPage, VerdictPage
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.evidence_text import whose_word, wrong_button, wrong_in_words
from governance.slack.views.case.owner_prompts import TURN_TITLES, send_again_button, turn_after, your_turn_blocks
from governance.slack.views.case.reply_in_words import (
    is_vendors_reply,
    read_label,
    said_in_words,
    signature_in_words,
    verdict_in_words,
)
from governance.slack.views.mail import unread_answer
from governance.slack.views.mail.mail_in_words import head, mail_blocks
from governance.slack.views.menu import primary
from governance.slack.views.typed import escape
from governance.slack.views.words import day, knowing, plain
from governance.texts import Texts

REPLY_LENGTH = 3000
MOST_MAILS = 20


def paste(page: CasePage, t: Texts, file_field: View | None = None) -> View:
    """*Slack has answered*: a field for its text, and one for the mail itself where the app may read files."""
    t = knowing(page.about, t)
    words = b.words_input(multiline=True, most=REPLY_LENGTH)
    hint = t("The whole mail, with its first lines (from, date, subject) if you can.")
    text = b.field(Block.REPLY_TEXT, t("{vendor}'s answer"), words, hint=hint, optional=file_field is not None)
    blocks = [file_field, text] if file_field else [text]
    if page.copy_address:
        address = escape(page.copy_address)
        better = t(
            "Better, if you can: forward the mail as an attachment to {address}. Then its signature can be checked.",
            address=address,
        )
        blocks.append(b.section(better))
    return b.modal(
        t("{vendor} has answered"),
        blocks,
        close=t("Back"),
        submit=t("Have the answer read"),
        callback=Callback.REPLY,
        metadata=page.case_ref,
    )


def _title(mail: Mail, t: Texts) -> str:
    return t("{vendor}'s answer") if is_vendors_reply(mail) else t("A mail")


def verdict(page: VerdictPage, t: Texts) -> View:
    """What was read in the mail; an owner says below what it says, or that what it was taken for is wrong."""
    t = knowing(page.about, t)
    mail = page.mail
    said = [b.section(said_in_words(mail, page.zone, t))] if mail.said else []
    shown = [*mail_blocks(mail, page.zone, t), *said, *_closed(page, t)]
    return b.modal(_title(mail, t), [*shown, *_buttons(page, t)], close=t("Close"))


def _closed(page: VerdictPage, t: Texts) -> list[View]:
    if page.wrong:
        return [b.section(wrong_in_words(page.wrong, page.zone, t))]
    if page.confirmation:
        return [b.section(whose_word(page.confirmation, page.zone, t))]
    return [] if page.may_confirm else [b.context(t("An owner can say what this mail says."))]


def _buttons(page: VerdictPage, t: Texts) -> list[View]:
    """At most three: what it says, or that it was wrong, and the original."""
    ref, mail = page.case_ref, page.mail
    raw = b.button(t("Get the original mail"), Action.MAIL_RAW, reference(ref, mail.ref)) if page.may_download else None
    wrong = wrong_button(ref, page.confirmation, t) if page.may_take_back else None
    row = [*(unread_answer.buttons(mail, ref, t) if page.may_confirm else []), wrong, raw]
    return [b.actions(*row)] if any(row) else []


def arrived(page: VerdictPage, t: Texts) -> View:
    """To the owner: a mail arrived, what it means or asks of them, and the button to read it."""
    t = knowing(page.about, t)
    arrived_on = day(page.mail.received_at, page.zone, t)
    head = (
        t("A text was pasted as {vendor}'s answer on {day}.", day=arrived_on)
        if page.mail.source == "pasted"
        else t("A mail about our request to {vendor} arrived on {day}.", day=arrived_on)
    )
    known = signature_in_words(page.mail, t)
    read = b.button(read_label(page.mail, t), Action.VERDICT, reference(page.case_ref, page.mail.ref))
    if page.mail.forged:
        known = f"{known} {t('It changes nothing, and there is nothing to do.')}"
    elif (page.mail.kind, page.state) == ("acknowledgement", "acknowledged"):
        known = f"{known} {t('There is nothing more to do now.')}"
    turn = turn_after(page, page.mail.kind)
    title = t(TURN_TITLES[turn]) if turn else plain(verdict_in_words(page.mail, t)).rstrip(".")
    asked = your_turn_blocks(page, page.mail.kind, t)
    steps = [primary(send_again_button(page.case_ref, t)), read] if turn == "bounced" else [read]
    return b.message([b.header(title), b.section(f"{head} {known}"), *asked, b.actions(*steps)])


def to_sort(page: MailToSortPage, t: Texts) -> View:
    """Mail that waits for a person: what it is, and what it may be about."""
    t = knowing(page.about, t)
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
        b.section(head(mail, day(mail.received_at, page.zone, t), t)),
        b.context(f"{verdict_in_words(mail, t)} {known}"),
        b.actions(*row),
    ]
