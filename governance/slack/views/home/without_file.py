"""A file that Slack does not take: why, and how to come by the same without one."""

from __future__ import annotations

from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.sending_options import TEXT_TO_COPY
from governance.slack.views.poll.delivery_progress import FAILURES
from governance.slack.views.typed import escape
from governance.texts import N_, Texts

OTHER_WAYS = {
    "eml": N_("The letter's text can come in a message instead; and Home opens it in your mail program."),
    "raw": N_("What it says can be read from Home. Whoever runs this app can give you the mail itself."),
    "proof": N_("Whoever runs this app can give you the file itself."),
    "codes": N_("A code can still be checked from Home, one at a time."),
    "coverage": N_("The same list can be read from Home."),
}


def without_file(what: str, code: str, letter_ref: str, t: Texts) -> View:
    """To whoever asked for the file. `letter_ref`: the letter that it was to hold, or empty."""
    why = t(FAILURES[code]) if code in FAILURES else ""
    words = t("*Slack did not take the file.* {why} (code `{code}`)", why=why, code=escape(code)).replace("  ", " ")
    row = [b.actions(b.button(t(TEXT_TO_COPY), Action.COPY_TEXT, letter_ref))] if letter_ref else []
    return b.message([b.section(words), b.section(t(OTHER_WAYS[what])), *row])
