"""The ways to send a letter: mail app, web mail, file, text to copy, the app's own server after a person's press."""

from __future__ import annotations

from datetime import date

from governance.pages import CasePage
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import TEXT_LENGTH, View
from governance.slack.views.case.letter import by_another, in_anothers_name, lapsed_blocks, letter_blocks
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import MESSAGE_LENGTH
from governance.texts import N_, Texts

URL_LENGTH = 3000
NOT_TAKEN = N_(
    "The mail server did not take the letter: it has not left. You can send it yourself, or try again later."
)
SILENT = N_(
    "The app's mail server fell silent while it took the letter, so your own sent mail does not show it. If no copy "
    "of it arrives, send it again; a second one does no harm."
)
TOO_LONG = N_("The letter is too long for a link that opens a mail app. Take the mail file, or copy the text.")


def ready(page: CasePage, t: Texts) -> View:
    """The message after approval: from which address to send, and how."""
    return b.message(ready_blocks(page, t), people=[page.owner])


def ready_blocks(page: CasePage, t: Texts, *, inside: bool = False) -> list[View]:
    """How to send the letter now; with a button to the letter unless `inside` its window."""
    if page.state == "drafted":
        words = t("The letter is drafted. Read it and approve it; then you send it.")
        read = b.button(t("Read and approve the letter"), Action.LETTER, page.case_ref)
        return [*lapsed_blocks(page, t), b.section(words), b.actions(_give_address(page, t), read)]
    if in_anothers_name(page) and page.letter_kind == "request":
        read = b.button(t("See the letter"), Action.LETTER, page.case_ref)
        return [*by_another(page, t), b.actions(read, it_has_been_sent(page, t))]
    back = b.button(t("Correct or withdraw"), Action.LETTER, page.case_ref)
    there = None if inside or page.state != "approved" else back
    return [b.section(from_address(page, t), there), *sending_blocks(page, t)]


def it_has_been_sent(page: CasePage, t: Texts) -> View:
    """*It has been sent*, said by an owner who did not approve the letter."""
    return b.button(t("It has been sent"), Action.SENT, page.case_ref)


def _give_address(page: CasePage, t: Texts) -> View | None:
    return None if page.address else b.button(t("Give my mail address"), Action.ADDRESS, page.case_ref)


def from_address(page: CasePage, t: Texts) -> str:
    """From which address the letter must come, how that address is known, and what a link cannot carry."""
    if mail_link(page, t):
        return _ready(page, t)
    return f"{_ready(page, t)} {t(TOO_LONG)}"


def _ready(page: CasePage, t: Texts) -> str:
    if not page.address:
        return t("Ready. Send it from the address of your Slack account. Then press *I have sent it*.")
    address = inert(page.address)
    if page.address_given:
        return t(
            "Ready. Send it *from {address}*, the address you gave, so that Slack can recognise you as an owner. "
            "Then press *I have sent it*.",
            address=address,
        )
    return t(
        "Ready. Send it *from {address}*, the address of your Slack account, so that Slack can recognise you as an "
        "owner. Then press *I have sent it*.",
        address=address,
    )


def mail_link(page: CasePage, t: Texts) -> list[View]:
    """A link that opens the letter in a mail app, unless it is too long: Slack allows no mail address on a button."""
    link = f"<{escape(page.mailto_url)}|{t('Open in my mail app')}>" if page.mailto_url else ""
    return [b.section(link)] if 0 < len(link) <= TEXT_LENGTH else []


def sending_blocks(page: CasePage, t: Texts, *before: View, in_sight: bool = False) -> list[View]:
    """Mail app, other ways, *I have sent it*. `in_sight`: the letter is beside them, else *other ways* shows it."""
    hint = t("Other ways to send the letter") if in_sight else t("See the letter, other ways to send it")
    row = [
        *before,
        _give_address(page, t),
        b.button(
            t("Other ways") if in_sight else t("See the letter, other ways"),
            Action.OTHER_WAYS,
            _this(page),
            hint=hint,
        ),
        b.button(t("I have sent it"), Action.SENT, _this(page)),
    ]
    return [*mail_link(page, t), b.actions(*row)]


def _this(page: CasePage) -> str:
    """References of the letter that the screen is about; the first letter needs only its request's."""
    return reference(page.case_ref, page.letter_id) if page.letter_id else page.case_ref


def sending(page: CasePage, t: Texts) -> View:
    """The approved letter: from which address, in which ways, and *I have sent it*."""
    return b.modal(t("Send the letter"), ready_blocks(page, t, inside=True), close=t("Close"))


def other_ways(page: CasePage, t: Texts) -> View:
    """A file, the words in a message, the bot's own mail server; mail app; web mail in a menu; the words to copy."""
    row = [
        b.button(t("Get it as a mail file (.eml)"), Action.EML, _this(page)),
        copy_button(page, t),
        b.button(t("Let the app send it"), Action.SMTP, _this(page)) if page.smtp else None,
    ]
    blocks = [
        b.section(from_address(page, t)),
        b.actions(*row),
        *mail_link(page, t),
        *_on_the_web(page, t),
        b.section(t("Or copy it into a new mail:")),
        *letter_blocks(page.letter, t),
        b.actions(b.button(t("I have sent it"), Action.SENT, _this(page))),
    ]
    return b.modal(t("Other ways"), blocks, close=t("Close"))


def copy_button(page: CasePage, t: Texts) -> View:
    """The words alone, in a message of their own."""
    return b.button(t("Get the text in a message"), Action.COPY_TEXT, _this(page))


def _on_the_web(page: CasePage, t: Texts) -> list[View]:
    """A menu of what opens a new mail with the letter in it: links, so that a press only opens them."""
    links = [("gmail", t("Open in Gmail"), page.gmail_url), ("outlook", t("Open in Outlook"), page.outlook_url)]
    options = [b.option(label, value, url=url) for value, label, url in links if url and len(url) <= URL_LENGTH]
    words = t("Or open a new mail with it on the web: choose in this menu.")
    return [b.section(words, b.overflow(Action.LINK, options))] if options else []


def smtp(page: CasePage, t: Texts) -> View:
    """*Let the app send it*: the app's mail server sends once, after a second press."""
    words = t(
        "The app sends the letter to {to} through its own mail server, with you as the sender and {address} for the "
        "answer. It is sent once.",
        to=inert(page.letter.to),
        address=inert(page.address or ""),
    )
    return b.modal(
        t("Sent by the app"),
        [b.section(words), *letter_blocks(page.letter, t)],
        close=t("Back"),
        submit=t("Send it"),
        callback=Callback.SMTP,
        metadata=_this(page),
    )


def sent(page: CasePage, today: date, t: Texts) -> View:
    """*I have sent it*: on which day."""
    words = t("What you say here is shown as your word, until a copy or an answer shows more.")
    picker = b.field(Block.SENT_ON, t("Sent on"), b.day_picker(today))
    return b.modal(
        t("I have sent it"),
        [picker, b.section(words)],
        close=t("Back"),
        submit=t("Save"),
        callback=Callback.SENT,
        metadata=_this(page),
    )


def text_alone(page: CasePage) -> View:
    """The letter's words and nothing else, so that a long press copies them."""
    return {"text": escape(page.letter.body)[:MESSAGE_LENGTH], "blocks": b.plain_sections(page.letter.body)}


def text_follows(page: CasePage, t: Texts) -> View:
    """Said after asking for the text: where it comes, and what else the mail needs."""
    words = t(
        "The text comes to you in a message of its own: press and hold it (on a computer: select it), and "
        "copy it into a new mail."
    )
    head = [t("To: {address}", address=inert(page.letter.to))]
    head += [t("Cc: {address}", address=inert(page.letter.cc))] if page.letter.cc else []
    head.append(t("Subject: {subject}", subject=inert(page.letter.subject)))
    return b.modal(t("Text to copy"), [b.section(words), b.section("\n".join(head))], close=t("Close"))
