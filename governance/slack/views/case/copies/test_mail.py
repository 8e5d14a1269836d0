"""The test mail, with the ways to send it."""

from __future__ import annotations

from governance.pages import CopyTestPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.copies.proof import in_words
from governance.slack.views.case.sending_options import mail_link, web_mail
from governance.slack.views.typed import inert
from governance.slack.views.words import knowing
from governance.texts import Texts


def window(page: CopyTestPage, t: Texts) -> View:
    """The test mail and the ways to send it; once it has arrived, only that."""
    t = knowing(page.about, t)
    known = b.section(in_words(page.proof, page.zone, t))
    if page.proof.arrived_at:
        return b.modal(t("Test mail"), [known], close=t("Close"))
    explained = t(
        "Send this mail from any mailbox of yours. It goes to the app's address for copies, not to {vendor}. A minute "
        "or two after it has arrived, Home says so."
    )
    head = [t("To: {address}", address=inert(page.proof.address)), t("Subject: {subject}", subject=inert(page.subject))]
    look = b.button(t("Has it arrived?"), Action.TEST_ARRIVED, page.case_ref)
    blocks = [
        b.section(explained),
        *mail_link(page, t),
        b.context("\n".join(head)),
        known,
        b.actions(*web_mail(page, t), look),
    ]
    return b.modal(t("Test mail"), blocks, close=t("Close"))
