"""The field for a mail as a file, and what was read in several mails that were brought in together."""

from __future__ import annotations

from collections.abc import Sequence

from governance.pages import VerdictPage
from governance.slack.ids import Action, Block, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case import reply_in_words
from governance.slack.views.mail.mail_in_words import mail_blocks
from governance.slack.views.words import knowing
from governance.texts import Texts

MOST_FILES = 3
FILES = ("eml", "emlx", "msg")  # the last is refused with a sentence that says how to save a mail otherwise


def file_field(t: Texts) -> View:
    """A field for the mail itself: only a file brought in here has a signature that can be checked."""
    hint = t(
        "Save the mail in your mail program as a file, and choose it here: then its signature can be checked. "
        "At most 10 MB."
    )
    picker = {"type": "file_input", "filetypes": list(FILES), "max_files": MOST_FILES}
    return b.field(Block.REPLY_FILES, t("The mail as a file (.eml)"), picker, hint=hint, optional=True)


def verdicts(pages: Sequence[VerdictPage], t: Texts) -> View:
    """What was read in each of these mails, each with a button that opens it."""
    t = knowing(pages[0].about, t)
    blocks: list[View] = []
    for page in pages:
        read = b.button(t("Read this mail"), Action.MAIL_READ, reference(page.case_ref, page.mail.ref))
        blocks += [*mail_blocks(page.mail, page.zone, t), b.actions(read), b.divider()]
    title = (
        t("{vendor}'s answer")
        if all(reply_in_words.is_vendors_reply(page.mail) for page in pages)
        else t("Several mails")
    )
    return b.modal(title, blocks[:-1], close=t("Close"))
