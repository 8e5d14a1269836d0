"""The letter to Slack, as its owner reads and approves it."""

from __future__ import annotations

from governance.pages import AddressPage, CasePage, Letter
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.copies import proof
from governance.slack.views.case.evidence_text import request_known
from governance.slack.views.case.request_in_words import by_when_blocks
from governance.slack.views.poll.notice import sources
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import knowing, mention, name
from governance.texts import N_, Texts


def letter(page: CasePage, t: Texts) -> View:
    """The letter as it will be sent, with a reading aid; an owner approves it here, anybody else only reads it."""
    t = knowing(page.about, t)
    blocks = [*lapsed_blocks(page, t), *letter_blocks(page.letter, t), *reading_blocks(page.letter, t)]
    blocks += [*_asked_for(page, t), *proof.standing(page, t)]
    if not page.may_send or page.state != "drafted":
        return b.modal(t("The letter to {vendor}"), [*blocks, *_who_sends(page, t)], close=t("Close"))
    return b.modal(
        t("The letter to {vendor}"),
        [b.section(_approving(page, t)), *by_when_blocks(page, page.state, t), *blocks],
        close=t("Back"),
        submit=t("Approve the letter"),
        callback=Callback.APPROVE,
        metadata=reference(page.case_ref, page.letter.digest),
    )


def _approving(page: CasePage, t: Texts) -> str:
    """That a press sends nothing, and how the letter leaves afterwards."""
    if page.smtp:
        return t(
            "*Approving sends nothing:* it freezes these words. Then you send this mail yourself, or have the app's "
            "mail server send it."
        )
    return t("*Approving sends nothing:* it freezes these words. Then you send this mail yourself.")


LAPSED = {
    "owner": N_(
        "{name} approved the letter and is no owner of this workspace any more. It is a draft again: an owner reads "
        "and approves it in their own name."
    ),
    "address": N_(
        "The address of this workspace has changed since the letter was approved. It is a draft again, with the new "
        "address: please read and approve it anew."
    ),
}


def lapsed_blocks(page: CasePage, t: Texts) -> list[View]:
    """Why what was approved is a draft again; nothing where it is not so."""
    if page.state != "drafted" or page.lapsed not in LAPSED or page.lapsed_by is None:
        return []
    return [b.section(t(LAPSED[page.lapsed], name=name(page.lapsed_by)))]


def in_anothers_name(page: CasePage) -> bool:
    """Whether an owner who is not the reader approved this letter."""
    return page.approved_by is not None and not page.is_mine


def by_another(page: CasePage, t: Texts) -> list[View]:
    """To an owner who did not approve the letter: in whose name it is, and from which address it goes."""
    if page.approved_by is None:
        return []
    words = t(
        "{name} approved this letter; it goes from their address, {address}.",
        name=name(page.approved_by),
        address=inert(page.address or ""),
    )
    return [b.section(words)]


def letter_blocks(shown: Letter, t: Texts) -> list[View]:
    """Address, subject and words, ready to copy."""
    return [b.section("\n".join(head_lines(shown, t))), *_frame(shown.body)]


def head_lines(shown: Letter, t: Texts) -> list[str]:
    """To whom the letter goes, and under which subject."""
    copy = [t("Cc: {address}", address=inert(shown.cc))] if shown.cc else []
    to, subject = t("To: {address}", address=inert(shown.to)), t("Subject: {subject}", subject=inert(shown.subject))
    return [to, *copy, subject]


def _frame(words: str) -> list[View]:
    """Words in fixed type, so that they are copied as they are."""
    safe = escape(words).replace("```", "'''")
    return [b.section(f"```{part}```") for part in b.pieces(safe, b.SECTION_LENGTH - 10)]


def reading_blocks(shown: Letter, t: Texts) -> list[View]:
    if not shown.reading:
        return []
    return [
        b.divider(),
        b.context(t("In your language, to read only; the English letter is sent:")),
        *b.plain_sections(shown.reading),
    ]


def _asked_for(page: CasePage, t: Texts) -> list[View]:
    """What the vendor is known to want of such a letter, each with its source: only to whoever may still change it."""
    if page.state != "drafted" or not page.asks:
        return []
    lines = [t("*Why it looks like this*"), *(f"• {escape(ask.words)}" for ask in page.asks)]
    return [b.divider(), *b.sections("\n".join(lines)), b.context(sources(page.asks, t))]


def _who_sends(page: CasePage, t: Texts) -> list[View]:
    if page.state not in {"drafted", "approved"}:
        return [b.context(known)] if (known := request_known(page, t)) else []
    if page.may_send:
        sent = b.button(t("It has been sent"), Action.SENT, page.case_ref)
        return [*by_another(page, t), b.actions(sent)] if in_anothers_name(page) else []
    return [
        b.context(
            t("{vendor} asks that an owner sends this letter. {name} or another owner does.", name=mention(page.owner))
        )
    ]


def address(page: AddressPage, t: Texts) -> View:
    """Asks for the address where the app may not read it from Slack; the owner answers for it."""
    t = knowing(page.about, t)
    explained = t(
        "{vendor} recognises you as an owner by the address of your Slack account. The app may not read it from Slack."
    )
    attest = b.tick_box(b.option(t("This is the address of my Slack account"), "yes"))
    return b.modal(
        t("Your address"),
        [
            b.section(explained),
            b.field(Block.ADDRESS, t("Mail address of your Slack account"), b.email_input(page.suggestion)),
            b.field(Block.ATTEST, t("Please confirm"), attest),
        ],
        close=t("Back"),
        submit=t("Continue"),
        callback=Callback.ADDRESS,
        metadata=page.case_ref,
    )
