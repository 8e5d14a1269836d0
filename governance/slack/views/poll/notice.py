"""Paints a released notice from its Markdown, word for word: headings, paragraphs, lists, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from governance.pages import Ask, ContactPage, NoticePage, VendorSaysPage
from governance.pages.about import in_language
from governance.slack.views.blocks import View, context, divider, header, modal, section, sections
from governance.slack.views.poll.asking import does
from governance.slack.views.typed import escape, folded, inert, opened, opened_plain
from governance.slack.views.words import calendar_day, day, knowing, listed, names
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


BY_MAIL = N_(
    "*One owner decides for all.* {vendor} excludes a workspace when one of its owners asks by mail. One member cannot "
    "be left out alone. {vendor} promises no date."
)


def vendor_says(page: VendorSaysPage, t: Texts) -> View:
    """All statements of the vendor, before any question exists: each with its source, and none chosen over another."""
    t = knowing(page.about, t)
    limits = inert(in_language(page.about.limits, t.language))
    words = [
        does(page.about, t),
        *(_statements(page, t) if page.statements else [inert(page.sources)]),
        t(BY_MAIL) if page.about.mechanism == "email" else "",
        t("*After opting out.* {limits}") if limits else "",
    ]
    read_on = t("As read on {day}.", day=calendar_day(page.read_on, t, year=True)) if page.read_on else ""
    blocks = [block for part in words if part for block in sections(part)]
    return modal(t("What {vendor} says"), [*blocks, *([context(read_on)] if read_on else [])], close=t("Close"))


def _statements(page: VendorSaysPage, t: Texts) -> list[str]:
    told = t("*In its own words.* This app shows every statement with its date and does not choose between them.")
    return [told, "\n".join(f"• {sourced(one, t)}" for one in page.statements)]


def sourced(ask: Ask, t: Texts) -> str:
    """A statement with its source, the day of it, and whether we read it ourselves."""
    link = f"<{escape(ask.source)}|{escape(urlsplit(ask.source).hostname or '')}>"
    values = {"source": link, "day": calendar_day(ask.date, t, year=True)}
    if ask.evidence == "read":
        return f"{escape(ask.words)} {t('({source}, {day}; we read the text)', **values)}"
    return f"{escape(ask.words)} {t('({source}, {day}; second-hand)', **values)}"


def sources(asks: Sequence[Ask], t: Texts) -> str:
    """Where several statements stand, each place once: what we read ourselves, then what is known through others."""
    read, others = (
        dict.fromkeys(_place(ask, t) for ask in asks if (ask.evidence == "read") is own) for own in (True, False)
    )
    told = [t("As read at {places}.", places=listed(list(read), t))] if read else []
    kept = [t("As kept by {places}: we have not read {vendor}'s own text.", places=listed(list(others), t))]
    return " ".join([*told, *(kept if others else [])])


def _place(ask: Ask, t: Texts) -> str:
    link = f"<{escape(ask.source)}|{escape(urlsplit(ask.source).hostname or '')}>"
    return t("{source} ({day})", source=link, day=calendar_day(ask.date, t, year=True))


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
