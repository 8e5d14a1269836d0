"""What admins read where no owner acts: why only an owner can go on, and what to ask Slack."""

from __future__ import annotations

from governance.pages import HomePage
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape
from governance.texts import Texts

READERS = {"admin", "organiser", "observer"}


def no_owner_blocks(page: HomePage, t: Texts) -> list[View]:
    """The reason, Slack's own page on it, and a text to copy; nothing while an owner acts."""
    if page.owner_silent is None or page.role not in READERS:
        return []
    link = f"<{escape(page.owner_silent.help_url)}|{t('Slack on transferring ownership')}>"
    why = t("Only an owner can write to {vendor}, and none answers here. {link} says what to do then.", link=link)
    ask = t(
        "Hello, the owners of our workspace {url} do not answer any more. How can its ownership be transferred to "
        "somebody who is still here?",
        url=escape(page.owner_silent.workspace_url),
    )
    return [b.section(why), b.context(t("A text that you can send to Slack's support:")), b.section(f">{ask}")]
