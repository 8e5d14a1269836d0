"""Paints a released notice from its Markdown, word for word: headings, paragraphs, lists, links."""

from __future__ import annotations

import re

from governance.pages import ContactPage, NoticePage, SlackSaysPage
from governance.slack.views.blocks import View, context, divider, header, modal, section, sections
from governance.slack.views.typed import escape, folded, inert, opened, opened_plain
from governance.slack.views.words import calendar_day, day, names
from governance.texts import N_, Texts

MOST_BLOCKS = 96
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_ITEM = re.compile(r"^(\s*)[-*+]\s+")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+|mailto:[^\s)]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*(?!\*)([^*\n]+?)\*(?!\*)")
_BARE = re.compile(r"&lt;(https?://[^\s&|]+)&gt;")  # no words of its own: a link says where it leads


def notice(page: NoticePage, t: Texts) -> View:
    """The notice in a modal, with its version and fingerprint."""
    blocks = [
        header(opened_plain(page.title)),
        context(t.n("About {n} minute to read.", "About {n} minutes to read.", page.minutes)),
        *markdown_blocks(page.markdown)[:MOST_BLOCKS],
        divider(),
        context(_version(page, t)),
    ]
    return modal(t("Notice"), blocks, close=t("Close"))


def _version(page: NoticePage, t: Texts) -> str:
    values = {"version": escape(page.version), "fingerprint": page.digest}
    if page.released_at is None:
        return t("Version {version}. Fingerprint (SHA-256): {fingerprint}", **values)
    released = day(page.released_at, page.zone, t, year=True)
    return t("Version {version} of {day}. Fingerprint (SHA-256): {fingerprint}", day=released, **values)


SLACK_SAYS = (
    N_(
        "*Slack's privacy principles* say: by default its systems analyse customer data, such as messages, content and "
        "files, and how Slack is used, to develop predictive models. Many are shared by all of Slack's customers: "
        "Slack calls them global models. They serve search, emoji and channel suggestions."
    ),
    N_(
        "*Slack's post of 17 May 2024* says: these models do not access message content. This app shows both "
        "statements and does not choose between them."
    ),
    N_(
        "*Generative AI is another matter.* Slack says that it trains no such models on customer data without "
        "affirmative opt-in."
    ),
    N_(
        "*One owner decides for all.* Slack excludes a workspace when one of its owners asks by mail. One member "
        "cannot be left out alone. Slack promises no date."
    ),
    N_(
        "*After opting out* Slack still uses our data to improve our own workspace. Whether earlier training is undone "
        "it does not say."
    ),
)
PRINCIPLES = "https://slack.com/trust/data-management/privacy-principles"


def slack_says(page: SlackSaysPage, t: Texts) -> View:
    """Both statements of Slack, before any question exists."""
    read_on = t("As read on {day}.", day=calendar_day(page.read_on, t, year=True)) if page.read_on else ""
    source = t("Source: {link}", link=f"<{PRINCIPLES}|{t('privacy principles of Slack')}>")
    blocks = [section(t(words)) for words in SLACK_SAYS]
    return modal(t("What Slack says"), [*blocks, context(f"{source} {read_on}".strip())], close=t("Close"))


def contact(page: ContactPage, t: Texts) -> View:
    """Who to ask."""
    lines = []
    if page.contact.strip():
        lines.append(t("Privacy: {name}", name=inert(folded(page.contact, 120))))
    if page.owners:
        lines.append(t("Owners, who decide: {names}", names=names(page.owners[:20], t)))
    if page.operator.strip():
        lines.append(t("Who runs the server of this app: {name}", name=inert(folded(page.operator, 120))))
    words = "\n".join(f"• {line}" for line in lines) or t("Ask an administrator of your workspace.")
    return modal(t("Who to ask"), [section(words)], close=t("Close"))


def markdown_blocks(markdown: str) -> list[View]:
    """Headings as headers, everything between two headings as paragraphs."""
    blocks: list[View] = []
    paragraph: list[str] = []
    for line in [*markdown.splitlines(), "# "]:
        heading = _HEADING.match(line) or (line == "# ")
        if not heading:
            paragraph.append(line)
            continue
        blocks += sections(_joined(paragraph))
        paragraph = []
        if isinstance(heading, re.Match) and heading[1].strip():
            blocks.append(header(opened_plain(_BOLD.sub(r"\1", heading[1].strip()))))
    return blocks


def _joined(lines: list[str]) -> str:
    """Lines wrapped in the file are one line on the screen; lists and empty lines stay."""
    text = ""
    for line in lines:
        starts_anew = not line.strip() or _ITEM.match(line) or not text or text.endswith("\n")
        text += ("\n" if starts_anew and text else "" if starts_anew else " ") + (
            line.rstrip() if starts_anew else line.strip()
        )
    return _marked(text.strip())


def _marked(text: str) -> str:
    text = escape(text)
    text = _BARE.sub(r"<\1>", text)
    text = "\n".join(_ITEM.sub(r"\1• ", line) for line in text.split("\n"))
    text = _ITALIC.sub(r"_\1_", text)
    text = _BOLD.sub(r"*\1*", text)
    return opened(_LINK.sub(r"<\2|\1>", text))
