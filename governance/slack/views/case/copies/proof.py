"""Whether copies of the letter are proved to reach the app, in one line, and the button that tries it."""

from __future__ import annotations

from governance.pages import CasePage, CopyProof
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import inert
from governance.slack.views.words import when
from governance.texts import Texts


def standing(page: CasePage, t: Texts) -> list[View]:
    """One line in the letter's window: whether copies are proved to arrive."""
    return [b.context(in_words(page.copies, page.zone, t))] if page.copies else []


def on_home(page: CasePage, t: Texts) -> list[View]:
    """The same on Home and in messages, once somebody has asked for a test mail."""
    asked = page.copies is not None and page.copies.asked_at is not None
    return standing(page, t) if asked else []


def in_words(proof: CopyProof, zone: str, t: Texts) -> str:
    """What is known of the copy address."""
    if proof.arrived_at:
        return t(
            "A test mail arrived on {when}: copies of the letter reach the app.", when=when(proof.arrived_at, zone, t)
        )
    if proof.asked_at:
        return t(
            "Copies are not proved to reach the app: the test mail to {address} has not arrived yet.",
            address=inert(proof.address),
        )
    return t(
        "Copies are not proved to reach the app: no test mail has been sent to {address}.", address=inert(proof.address)
    )


def button(page: CasePage, t: Texts) -> View | None:
    """*Send a test mail*, to whoever may, while none has arrived."""
    if page.copies is None or not page.copies.may_test or page.copies.arrived_at:
        return None
    return b.button(t("Send a test mail"), Action.TEST_COPIES, page.case_ref)
