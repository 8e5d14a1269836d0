"""The letters after the first: which one is offered, what it is for, its words, and the ways to send it."""

from __future__ import annotations

from governance.pages import CasePage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.letter import letter_blocks, reading_blocks
from governance.slack.views.case.sending_options import sending_blocks, ways, ways_in_thread
from governance.slack.views.case.timeline import KNOWN, LEFT
from governance.slack.views.typed import inert
from governance.slack.views.words import knowing
from governance.texts import N_, Texts

TITLES = {
    "follow_up": N_("Follow-up letter"),
    "answer": N_("Answer to {vendor}"),
    "after_refusal": N_("Reply to the refusal"),
    "next_step": N_("To {address}"),
    "recheck": N_("Ask {vendor} again"),
}
HOW = {
    "follow_up": N_("To stay in the thread, copy this text into a reply to your own mail. Or open a new mail:"),
    "answer": N_("To stay in the thread, copy this text into a reply to {vendor}'s mail. Or open a new mail:"),
    "after_refusal": N_("To stay in the thread, copy this text into a reply to {vendor}'s mail. Or open a new mail:"),
    "next_step": N_(
        "{address} is the general address of {vendor}'s privacy policy, not the one for opt-outs. It is the next step "
        "when the other address does not help; {vendor} promises nothing there."
    ),
    "recheck": N_(
        "It asks {vendor} whether what it confirmed still holds. What {vendor} said before stands until it says "
        "otherwise."
    ),
}
IN_THREAD = {"follow_up", "answer", "after_refusal"}  # best written as a reply, which no link can open
NEXT = {
    "follow_up": (Action.FOLLOW_UP, N_("Read and send the follow-up letter")),
    "answer": (Action.FOLLOW_UP_ANSWER, N_("Read a prepared answer")),
    "after_refusal": (Action.FOLLOW_UP_REPLY, N_("Read a prepared reply")),
    "next_step": (Action.FOLLOW_UP_NEXT_STEP, N_("Write to the privacy address")),
    "recheck": (Action.FOLLOW_UP_RECHECK, N_("Ask {vendor} to confirm again")),
}


def next_button(page: CasePage, kind: str, t: Texts) -> View | None:
    """The button to the next letter of this kind, if it may be written now."""
    if kind not in page.next_letters:
        return None
    action, label = NEXT[kind]
    return b.button(t(label), action, page.case_ref)


def next_letter(page: CasePage, t: Texts) -> View:
    """A later letter: what it is for, the ways to send it, its words."""
    t = knowing(page.about, t)
    address = inert(page.letter.to)
    how, sender = b.section(t(HOW[page.letter_kind], address=address)), b.section(_from(page, t))
    in_thread = page.letter_kind in IN_THREAD
    blocks = [
        *([sender, how] if in_thread else [how, sender]),
        *(ways_in_thread(page, t) if in_thread else ways(page, t)),
        *letter_blocks(page.letter, t),
        *reading_blocks(page.letter, t),
    ]
    return b.modal(t(TITLES[page.letter_kind], address=address), blocks, close=t("Close"))


def _from(page: CasePage, t: Texts) -> str:
    return t("Send it *from {address}*. Nothing is sent without you.", address=inert(page.address or ""))


def next_letter_sent(page: CasePage, t: Texts) -> View:
    """To the owners: the mail server took a later letter."""
    t = knowing(page.about, t)
    words = [LEFT[page.letter_kind], KNOWN["accepted"], N_("There is nothing more to do now.")]
    return b.message([b.section(" ".join(t(sentence) for sentence in words))])


def next_letter_not_sent(page: CasePage, lost: bool, t: Texts) -> View:
    """The mail server did not take a later letter; `lost`: nobody knows whether it did."""
    t = knowing(page.about, t)
    words = (
        t("We do not know whether the letter left: the mail server went silent. The app sends it again only if you do.")
        if lost
        else t(
            "The mail server did not take the letter: it has not left. You can send it yourself, or try again later."
        )
    )
    return b.message([b.section(words), *sending_blocks(page, t)])
