"""What people are called and where they write from, as a letter and its mail header carry it.

What belongs to a name stays: joiners within words, emoji sequences, marks of every script. What no reader sees and what
could act in a header or turn a line around is left out. A refusal names what it is about.
"""

from __future__ import annotations

import re
import unicodedata
from email.header import Header

from governance.errors import N_, Refusal

JOINERS = "\u200c\u200d"  # of Persian, the scripts of India, and emoji
UNSTORED = "\ufffd"  # stands for what no database keeps
FLAG, TAGS = "\U0001f3f4", range(0xE0020, 0xE0080)  # the flags of Scotland and others are spelled in tags
LINE = 76
UNREADABLE = N_(
    "Your name in Slack cannot stand in the letter: there is nothing in it to read. Please change it in your Slack "
    "profile; nothing was changed."
)
NOT_ONE_LINE = {
    "url": N_("The workspace's address cannot stand in the letter: it is not one line of plain text."),
    "address": N_("The mail address that Slack has of you cannot stand in the letter: it is not one line of text."),
}
HIDDEN = N_("This must be one line of plain text, without line breaks or invisible signs.")
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LOCAL_OF_ANY_SCRIPT = r"[\w.!#$%&'*+/=?^`{|}~\u0300-\u036f-]{1,64}"
_DOMAIN = r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
_ADDRESS = re.compile(f"{_LOCAL}@{_DOMAIN}")
_ANY_ADDRESS = re.compile(f"{_LOCAL_OF_ANY_SCRIPT}@{_DOMAIN}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def one_line(text: str, refusal: str = HIDDEN) -> str:
    """The text in NFC without spaces around it. Raises Refusal if it is empty or holds a line break or control sign."""
    clean = unicodedata.normalize("NFC", text.strip())
    if not clean or any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") for sign in clean):
        raise Refusal(refusal)
    return clean


def persons_name(text: str) -> str:
    """The name as one line. Raises Refusal where nothing of it can be read."""
    kept: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif (kind not in ("Cf", "Cs") and sign != UNSTORED) or _belongs(sign, kept[-1] if kept else " "):
            kept.append(sign)
    clean = " ".join("".join(kept).split())
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in clean):
        raise Refusal(UNREADABLE)
    return clean


def _belongs(sign: str, before: str) -> bool:
    """Whether this invisible sign is part of the word or emoji that it follows."""
    if sign in JOINERS:
        return unicodedata.category(before)[0] in "LM" or unicodedata.category(before) in ("So", "Sk")
    return ord(sign) in TAGS and (before == FLAG or ord(before) in TAGS)


def value(field: str, text: str) -> str:
    """What stands in the letter at this placeholder. Raises Refusal that names it."""
    return persons_name(text) if field == "name" else one_line(text, NOT_ONE_LINE.get(field, HIDDEN))


def address(text: str) -> str:
    """A plain mail address of any script. Raises Refusal for anything else, such as a list, a name or a line break."""
    clean = unicodedata.normalize("NFC", text.strip())
    if not _ANY_ADDRESS.fullmatch(on_the_wire(clean)) or ".." in clean:
        raise Refusal(N_("This is not a mail address: {text}"), text=" ".join(clean.split())[:80])
    return clean


def on_the_wire(text: str) -> str:
    """The address with the name of its host as the network writes it (RFC 5891): xn--exmple-cua.example."""
    name, at, host = text.rpartition("@")
    try:
        return f"{name}{at}{host.encode('idna').decode()}"
    except UnicodeError:
        return text


def by_any_server(text: str) -> bool:
    """Whether every mail server can carry mail from this address: others need an extension that few have (RFC 6531)."""
    return _ADDRESS.fullmatch(on_the_wire(text)) is not None


def from_header(name: str, sender: str) -> bytes:
    """The line `From:` with its end. A name that is no plain word is quoted, or encoded whole (RFC 2047), never parsed.

    Written here because the standard library decodes a name that looks encoded, and loses the quotation marks of a
    long one.
    """
    name = persons_name(name)
    if not name.isascii() or "=?" in name:
        phrase = Header(name, "utf-8", maxlinelen=LINE, header_name="From").encode(linesep="\r\n")
    else:
        phrase = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    start = f"From: {phrase}"
    place = f"<{on_the_wire(address(sender))}>"
    gap = " " if len(start.rpartition("\n")[2]) + 1 + len(place) <= LINE else "\r\n "
    return f"{start}{gap}{place}\r\n".encode()
