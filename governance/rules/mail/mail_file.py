"""What people save or fetch as a mail: the mail itself without what programs put around it, or why it is none."""

from __future__ import annotations

import re

from governance.errors import N_

OUTLOOK = N_(
    "This is a file of Outlook's own kind (.msg), in which no signature can be checked. In the new Outlook, or in"
    " Outlook on the web, open the menu (…) of the mail, download it as EML, and bring that file. Or forward the mail"
    " as an attachment."
)
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A byte order mark; the byte count of an Apple .emlx; blank lines; the line of a mailbox file; that of Exchange.
_STRAY = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\d{1,10}[ \t]{0,9}\r?\n)?(?:[ \t]{0,80}\r?\n|>?From [^\r\n]{0,500}\r?\n"
    rb"|Microsoft Mail Internet Headers Version [\d.]{1,9}[ \t]{0,9}\r?\n|\xef\xbb\xbf){0,40}"
)
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,100}[ \t]{0,9}:")
_PLIST = re.compile(rb"<\?xml [^<>]{1,99}\?>\s{0,9}<!DOCTYPE plist ")
_LONGEST_PLIST = 20_000


def mail_in(raw: bytes) -> bytes:
    """The mail in a file, byte for byte as it was signed; the file itself where nothing stands around it."""
    stray = _STRAY.match(raw)
    start, end = stray.end() if stray else 0, len(raw)
    if counted := re.match(rb"(?:\xef\xbb\xbf)?(\d{1,10})[ \t]{0,9}\r?\n", raw[:40]):
        told = counted.end() + int(counted.group(1))
        plist = _PLIST.search(raw, max(start, end - _LONGEST_PLIST))
        end = told if _PLIST.match(raw[told : told + 200].lstrip()) else plist.start() if plist else end
    return raw[start:end]


def is_mail(raw: bytes) -> bool:
    """Whether these bytes begin with a mail's header."""
    return _HEADER.match(mail_in(raw[:40_000])) is not None


def is_of_outlook(raw: bytes) -> bool:
    """Whether it is a file of Outlook's own kind, which is no mail."""
    return raw.startswith(_OUTLOOK)
