"""The letter to Slack: read, approved, sent by its owner, never by the app alone. Its words are frozen elsewhere."""

from __future__ import annotations

from datetime import date

from governance.pages import AddressPage, CasePage, Letter
from governance.slack.ids import Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.known import request_known
from governance.slack.views.words import escape, mention
from governance.texts import Texts

URL_LENGTH = 3000


def letter(page: CasePage, t: Texts) -> View:
    """The letter as it goes out, with a reading aid; an owner approves it here, anybody else only reads."""
    blocks = [*letter_blocks(page.letter, t), *_reading(page.letter, t)]
    if not page.may_send or page.state != "drafted":
        return b.modal(t("The letter to Slack"), [*blocks, *_who_sends(page, t)], close=t("Close"))
    blocks.append(b.context(t("Approving freezes these words. Nothing is sent by approving.")))
    return b.modal(
        t("The letter to Slack"),
        blocks,
        close=t("Back"),
        submit=t("Approve the letter"),
        callback=Callback.APPROVE,
        metadata=page.case_ref,
    )


def letter_blocks(shown: Letter, t: Texts) -> list[View]:
    """Address, subject and words, ready to copy."""
    head = [t("To: {address}", address=escape(shown.to))]
    if shown.cc:
        head.append(t("Cc: {address}", address=escape(shown.cc)))
    head.append(t("Subject: {subject}", subject=escape(shown.subject)))
    return [b.section("\n".join(head)), *_frame(shown.body)]


def _frame(words: str) -> list[View]:
    """Words in fixed type, so that they are copied as they are."""
    safe = escape(words).replace("```", "'''")
    return [b.section(f"```{part}```") for part in b.pieces(safe, b.SECTION_LENGTH - 10)]


def _reading(shown: Letter, t: Texts) -> list[View]:
    if not shown.reading:
        return []
    return [
        b.divider(),
        b.context(t("In your language, to read only; the English letter is sent:")),
        *b.sections(escape(shown.reading)),
    ]


def _who_sends(page: CasePage, t: Texts) -> list[View]:
    if page.state not in {"drafted", "approved"}:
        return [b.context(known)] if (known := request_known(page, t)) else []
    if page.may_send:
        return []
    return [
        b.context(
            t("Slack asks that an owner sends this letter. {name} or another owner does.", name=mention(page.owner))
        )
    ]


def ready(page: CasePage, t: Texts) -> View:
    """The message after approval: from which address, and how."""
    return b.message(ready_blocks(page, t), people=[page.owner])


def ready_blocks(page: CasePage, t: Texts) -> list[View]:
    """What to do with the letter now."""
    if page.state == "drafted":
        words = t("The letter is drafted. Read it and approve it; then you send it.")
        read = b.button(t("Read and approve the letter"), Action.LETTER, page.case_ref)
        return [b.section(words), b.actions(_give_address(page, t), read)]
    return [b.section(from_address(page, t)), b.actions(*sending_buttons(page, t))]


def _give_address(page: CasePage, t: Texts) -> View | None:
    return None if page.address else b.button(t("Give my mail address"), Action.ADDRESS, page.case_ref)


def from_address(page: CasePage, t: Texts) -> str:
    """From which address the letter must come, how we know that address, and what no link can carry."""
    if page.mailto_url and len(page.mailto_url) <= URL_LENGTH:
        return _ready(page, t)
    long = t("It is too long for a link into a mail app: take it as a mail file, or copy it, under *Other ways*.")
    return f"{_ready(page, t)} {long}"


def _ready(page: CasePage, t: Texts) -> str:
    if not page.address:
        return t("Ready. Send it from the address of your Slack account. Then press *I have sent it*.")
    address = escape(page.address)
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


def sending_buttons(page: CasePage, t: Texts) -> list[View]:
    """Mail app, other ways, sent."""
    row = [
        *([given] if (given := _give_address(page, t)) else []),
        b.button(t("Other ways"), Action.OTHER_WAYS, page.case_ref, hint=t("Other ways to send the letter")),
        b.button(t("I have sent it"), Action.SENT, page.case_ref),
    ]
    if page.mailto_url and len(page.mailto_url) <= URL_LENGTH:
        row.insert(0, b.button(t("Open in my mail app"), Action.OPEN_MAIL, page.case_ref, url=page.mailto_url))
    return row


def sending(page: CasePage, t: Texts) -> View:
    """The letter is approved: from which address, in which way, and that it is sent."""
    return b.modal(t("Send the letter"), ready_blocks(page, t), close=t("Close"))


def other_ways(page: CasePage, t: Texts) -> View:
    """Mail app, web mail, a file, the bot's own mail server, and the words to copy."""
    apps = [
        _link(t("Open in my mail app"), Action.OPEN_MAIL, page.mailto_url),
        _link(t("Open in Gmail"), Action.LINK_GMAIL, page.gmail_url),
        _link(t("Open in Outlook"), Action.LINK_OUTLOOK, page.outlook_url),
    ]
    others = [
        b.button(t("Get it as a mail file (.eml)"), Action.EML, page.case_ref),
        b.button(t("Let the app send it"), Action.SMTP, page.case_ref) if page.smtp else None,
        b.button(t("I have sent it"), Action.SENT, page.case_ref),
    ]
    blocks = [
        b.section(from_address(page, t)),
        *([b.actions(*apps)] if any(apps) else []),
        b.actions(*others),
        b.section(t("Or copy it into a new mail:")),
        *letter_blocks(page.letter, t),
    ]
    return b.modal(t("Other ways"), blocks, close=t("Close"))


def _link(label: str, action: Action, url: str | None) -> View | None:
    return b.button(label, action, url=url) if url and len(url) <= URL_LENGTH else None


def smtp(page: CasePage, t: Texts) -> View:
    """The app's mail server sends, once a person says so; never a second time by itself."""
    words = t(
        "The app sends the letter to {to} through its own mail server, with you as the sender and {address} for the "
        "answer. It is sent once.",
        to=escape(page.letter.to),
        address=escape(page.address or ""),
    )
    return b.modal(
        t("Let the app send it"),
        [b.section(words), *letter_blocks(page.letter, t)],
        close=t("Back"),
        submit=t("Send it"),
        callback=Callback.SMTP,
        metadata=page.case_ref,
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
        metadata=page.case_ref,
    )


def address(page: AddressPage, t: Texts) -> View:
    """Asked for when the app may not read the address from Slack; the owner answers for it."""
    explained = t(
        "Slack recognises you as an owner by the address of your Slack account. The app may not read it from Slack."
    )
    attest = b.tick_box(b.option(t("This is the address of my Slack account"), "yes"))
    return b.modal(
        t("Your address"),
        [
            b.section(explained),
            b.field(Block.ADDRESS, t("Mail address of your Slack account"), b.email_input(page.suggestion)),
            b.field(Block.ATTEST, t("You answer for it"), attest),
        ],
        close=t("Back"),
        submit=t("Continue"),
        callback=Callback.ADDRESS,
        metadata=page.case_ref,
    )


def follow_up(page: CasePage, t: Texts) -> View:
    """The second letter, in the same thread: to read, to copy, to open in a mail app."""
    shown = page.follow_up or page.letter
    url = page.follow_up_mailto
    link = (
        b.button(t("Open in my mail app"), Action.OPEN_MAIL, page.case_ref, url=url)
        if url and len(url) <= URL_LENGTH
        else None
    )
    answers = page.state == "question"
    same = (
        t("Best as an answer to Slack's mail, so that it stays in the same thread.")
        if answers
        else t("Best as an answer to your own mail, so that it stays in the same thread.")
    )
    row = b.actions(link, b.button(t("I have sent it"), Action.SENT, page.case_ref))
    blocks = [b.section(same), row, *letter_blocks(shown, t), *_reading(shown, t)]
    return b.modal(t("Answer to Slack") if answers else t("Follow-up letter"), blocks, close=t("Close"))
