"""The ways to send a letter: mail app, web mail, text to copy, file, the app's own server after a person's press."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from governance.pages import CasePage
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import TEXT_LENGTH, View
from governance.slack.views.case.copies import proof
from governance.slack.views.case.letter import by_another, head_lines, in_anothers_name, lapsed_blocks, letter_blocks
from governance.slack.views.case.request_in_words import by_when_blocks
from governance.slack.views.menu import MOST, row
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import knowing
from governance.texts import N_, Texts

URL_LENGTH = 3000
TEXT_TO_COPY = N_("Text to copy")
NOT_TAKEN = N_(
    "The mail server did not take the letter: it has not left. You can send it yourself, or try again later."
)
SILENT = N_(
    "The app's mail server fell silent while it took the letter, so your own sent mail does not show it. If no copy "
    "of it arrives, send it again; a second one does no harm."
)
TOO_LONG = N_("The letter is too long for a link that opens a mail app. Take the mail file, or copy the text.")


class Links(Protocol):
    """A page with the links; None where the mail is too long for one."""

    @property
    def mailto_url(self) -> str | None: ...
    @property
    def gmail_url(self) -> str | None: ...
    @property
    def outlook_url(self) -> str | None: ...


def ready(page: CasePage, t: Texts) -> View:
    """The message after approval: from which address to send, and how."""
    t = knowing(page.about, t)
    title = (
        N_("The letter to {vendor} is a draft") if page.state == "drafted" else N_("The letter to {vendor} is ready")
    )
    return b.message([b.header(t(title)), *ready_blocks(page, t)], people=[page.owner])


def ready_blocks(page: CasePage, t: Texts, *aside: View | None) -> list[View]:
    """How to send the letter now, in a message or on Home; with `aside` in the menu."""
    if page.state == "drafted":
        words = t("The letter is drafted. Read it and approve it; then you send it.")
        read = b.button(t("Read and approve the letter"), Action.LETTER, page.case_ref, style="primary")
        copies = proof.on_home(page, t)
        steps = row([_give_address(page, t), read], *aside)
        return [*lapsed_blocks(page, t), b.section(words), *by_when_blocks(page, page.state, t), steps, *copies]
    if in_anothers_name(page) and page.letter_kind == "request":
        read = b.button(t("See the letter"), Action.LETTER, page.case_ref)
        steps = row([read, it_has_been_sent(page, t)], *aside)
        return [*by_another(page, t), *by_when_blocks(page, page.state, t), steps]
    return [b.section(from_address(page, t)), *sending_blocks(page, t, *aside)]


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
            "Ready. Send it *from {address}*, the address you gave, so that {vendor} can recognise you as an owner. "
            "Then press *I have sent it*.",
            address=address,
        )
    return t(
        "Ready. Send it *from {address}*, the address of your Slack account, so that {vendor} can recognise you as an "
        "owner. Then press *I have sent it*.",
        address=address,
    )


def mail_link(page: Links, t: Texts) -> list[View]:
    """A link that opens the mail in a mail app, unless it is too long: Slack allows no mail address on a button."""
    link = f"<{escape(page.mailto_url)}|{t('Open in my mail app')}>" if page.mailto_url else ""
    return [b.section(link)] if 0 < len(link) <= TEXT_LENGTH else []


def sending_blocks(page: CasePage, t: Texts, *aside: View | None) -> list[View]:
    """The ways to send, in a message or on Home.

    The letter's window is the last entry of the menu; it has the ways itself for which `aside` leaves no place here.
    """
    if page.state == "approved" and page.letter_kind == "request":
        see = b.button(t("See the letter, correct or withdraw"), Action.LETTER, page.case_ref)
    else:
        see = b.button(t("Send the letter"), Action.OTHER_WAYS, _this(page))
    apart = [*aside, _give_address(page, t), see]
    here = [button for button in apart if button]
    first = page.letter_kind == "request"
    return [
        *(by_when_blocks(page, page.state, t) if first else []),
        *_ways(page, t, *_as_mail(page, t)[: MOST - 1 - len(here)], *here),
    ]


def ways(page: CasePage, t: Texts, *more: View | None) -> list[View]:
    """Mail app as a link; web mail and *I have sent it* as buttons; the rest in one menu, with `more` at its end."""
    return _ways(page, t, *_as_mail(page, t), _give_address(page, t), *more)


def _ways(page: CasePage, t: Texts, *menu: View | None) -> list[View]:
    row_in_sight = row([*web_mail(page, t), _i_have_sent_it(page, t)], copy_button(page, t), *menu)
    return [*mail_link(page, t), row_in_sight]


def _i_have_sent_it(page: CasePage, t: Texts) -> View:
    return b.button(t("I have sent it"), Action.SENT, _this(page), style="primary")


def ways_in_thread(page: CasePage, t: Texts) -> list[View]:
    """The same for a letter that is best written as a reply, which no link can open: its text comes first."""
    in_sight = [copy_button(page, t), _i_have_sent_it(page, t)]
    return [*mail_link(page, t), row(in_sight, *_as_mail(page, t), *web_mail(page, t))]


def web_mail(page: Links, t: Texts) -> list[View]:
    """Buttons that open a new mail with the words in it on the web; a press of them only opens that page."""
    links = [
        (Action.LINK_GMAIL, t("Open in Gmail"), page.gmail_url),
        (Action.LINK_OUTLOOK, t("Open in Outlook"), page.outlook_url),
    ]
    return [b.button(label, action, url=url) for action, label, url in links if url and len(url) <= URL_LENGTH]


def _as_mail(page: CasePage, t: Texts) -> list[View]:
    file = b.button(t("Mail file (.eml)"), Action.EML, _this(page))
    return [file, b.button(t("By the app's mail server"), Action.SMTP, _this(page))] if page.smtp else [file]


def _this(page: CasePage) -> str:
    """References of the letter that the screen is about; the first letter needs only its request's."""
    return reference(page.case_ref, page.letter_id) if page.letter_id else page.case_ref


def sending(page: CasePage, t: Texts, *more: View | None) -> View:
    """The approved letter: from which address, in which ways, and its words. `more`: the last entries of the menu."""
    t = knowing(page.about, t)
    copies = proof.standing(page, t)
    how = [b.section(from_address(page, t)), *by_when_blocks(page, page.state, t), *copies, *ways(page, t, *more)]
    blocks = [*how, *letter_blocks(page.letter, t)]
    return b.modal(t("Send the letter"), blocks, close=t("Close"))


def copy_button(page: CasePage, t: Texts) -> View:
    """The letter in a message of its own, to be copied."""
    return b.button(t(TEXT_TO_COPY), Action.COPY_TEXT, _this(page))


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


def text_alone(page: CasePage, t: Texts) -> View:
    """The letter's words, so that a long press copies them; below them where they go and under which subject.

    Below, because what stands after the letter's end mark does no harm to a copy that took it along.
    """
    head = b.context("\n".join(head_lines(page.letter, t)))
    words = b.message([*b.sections(escape(page.letter.body)), head])["text"]
    return {"text": words, "blocks": [*b.plain_sections(page.letter.body), head]}


def text_follows(page: CasePage, t: Texts) -> View:
    """Said after asking for the text: where it comes, and what else the mail needs."""
    words = t(
        "The text comes to you in a message of its own: press and hold it (on a computer: select it), and "
        "copy it into a new mail. Address and subject stand below it."
    )
    head = b.section("\n".join(head_lines(page.letter, t)))
    return b.modal(t(TEXT_TO_COPY), [b.section(words), head], close=t("Close"))
