"""Asks an open IMAP session for folders, headers and mails, byte for byte, and names what goes wrong."""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError, MailboxFolderSelectError, MailboxLoginError, MailboxUidsError

from governance.errors import Fault
from governance.mail.mailbox.inbox import HEADER, LARGEST, header_alone
from governance.rules.mail.mailbox import Found

FIELDS = 16 * 1024  # bytes of these, of which a batch is asked for at once
NUMBERS = 8 * 1024 * 1024  # bytes of mails' numbers; the rest is for the next look
_FIELDS = "MESSAGE-ID DATE FROM TO CC BCC DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO IN-REPLY-TO REFERENCES SUBJECT"
_HEADS = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS ({_FIELDS})]<0.{FIELDS}>)"
_HEADER = f"(UID BODY.PEEK[HEADER]<0.{HEADER}>)"
_WHOLE = f"(UID BODY.PEEK[]<0.{LARGEST + 1}>)"  # some servers only estimate the size they tell


@dataclass(frozen=True)
class Head:
    """What a server tells about a mail before it is fetched."""

    uid: int
    size: int
    arrived: datetime
    header: bytes


def open_folder(session: BaseMailBox, folder: str) -> int:
    """Open the folder read-only. Returns its numbering (UIDVALIDITY)."""
    session.folder.set(folder, readonly=True)
    told = session.client.response("UIDVALIDITY")[1]
    if not told or not told[0]:
        raise Fault("inbox:no_numbers", permanent=True)
    return int(told[0])


def numbers_after(session: BaseMailBox, last: int) -> list[int]:
    """The UIDs of the mails behind this one, in order. A server names its last mail even if that is older."""
    kind, data = session.client.uid("SEARCH", f"UID {last + 1}:*")
    if kind != "OK":
        raise MailboxUidsError((kind, data), "OK")
    told = (data[0] or b"")[:NUMBERS]
    told = told if len(told) < NUMBERS else told.rpartition(b" ")[0]
    return sorted({uid for found in re.finditer(rb"\d{1,10}", told) if (uid := int(found[0])) > last})


def heads_of(session: BaseMailBox, first: int, last: int) -> list[Head]:
    """What the server tells of the mails with these numbers, in order."""
    found = [_head(told, header) for told, header in _fetched(session, f"{first}:{last}", _HEADS)]
    return sorted((head for head in found if first <= head.uid <= last), key=lambda head: head.uid)


def _head(told: bytes, header: bytes) -> Head:
    uid, size = re.search(rb"\bUID (\d+)", told), re.search(rb"\bRFC822\.SIZE (\d+)", told)
    if uid is None or size is None:
        raise Fault("inbox:answer_not_understood", permanent=False)
    return Head(int(uid[1]), int(size[1]), _arrived(told), header)


def _arrived(told: bytes) -> datetime:
    """When the mail came into the account; a server that does not say so leaves it to the mail's own date."""
    moment = imaplib.Internaldate2tuple(told)
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else datetime.min.replace(tzinfo=UTC)


def whole(session: BaseMailBox, head: Head) -> Found | None:
    """The mail, or its header where it is too large or cannot be fetched; None where it was deleted meanwhile."""
    if head.size > LARGEST:
        return _header_alone(session, head, "large")
    try:
        raw = next((raw for _, raw in _fetched(session, str(head.uid), _WHOLE)), None)
    except MailboxFetchError:
        return _header_alone(session, head, "unfetched")
    if raw is None:
        return None
    if len(raw) > LARGEST:
        return _header_alone(session, head, "large")
    return Found(f"sha256:{sha256(raw).hexdigest()}", raw, len(raw))


def _header_alone(session: BaseMailBox, head: Head, lacks: str) -> Found:
    try:
        header = next((header for _, header in _fetched(session, str(head.uid), _HEADER)), head.header)
    except MailboxFetchError:
        header = head.header
    return header_alone(header, head.size, lacks)


def _fetched(session: BaseMailBox, uids: str, parts: str) -> list[tuple[bytes, bytes]]:
    """Each answer to a FETCH: what it says around the text, and the text, byte for byte.

    The library's own `fetch` reads mails into objects and gives their bytes back changed; signatures need them as they
    came.
    """
    kind, data = session.client.uid("FETCH", uids, parts)
    if kind != "OK":
        raise MailboxFetchError((kind, data), "OK")
    answers: list[tuple[bytes, bytes]] = []
    for item in data:
        if isinstance(item, tuple):
            answers.append((item[0], item[1]))
        elif item and re.match(rb"\d+ \(", item):
            answers.append((item, b""))
        elif item and answers:
            answers[-1] = (answers[-1][0] + item, answers[-1][1])
    return [answer for answer in answers if b"BODY[" in answer[0]]  # others tell unasked what other programs did


def fault_of(error: Exception) -> Fault:
    """The Fault for what the library raised, from one table."""
    if isinstance(error, MailboxLoginError):
        return login_fault(str(error))
    if isinstance(error, MailboxFolderSelectError):
        return Fault("inbox:folder_missing", permanent=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Fault("inbox:certificate_not_trusted", permanent=True)
    if isinstance(error, ssl.SSLError):
        return Fault("inbox:no_encryption", permanent=True)
    if isinstance(error, TimeoutError):
        return Fault("inbox:timeout", permanent=False)
    if isinstance(error, imaplib.IMAP4.abort):
        return Fault("inbox:ended", permanent=False)
    if isinstance(error, OSError):
        return Fault("inbox:not_reached", permanent=False)
    return _spoken_fault(str(error))


def login_fault(said: str, refused: str = "login_refused") -> Fault:
    """A server in trouble says so (RFC 5530); everything else is about the name and the password, or the token."""
    later = any(code in said for code in ("UNAVAILABLE", "INUSE", "LIMIT"))
    return Fault("inbox:login_later" if later else f"inbox:{refused}", permanent=not later)


def _spoken_fault(said: str) -> Fault:
    """What the server, or the library in its place, says no to."""
    if "TLS" in said:
        return Fault("inbox:no_encryption", permanent=True)
    if "AUTHENTICATE" in said or "AUTHENTICATIONFAILED" in said:
        return Fault("inbox:login_refused", permanent=True)
    return Fault("inbox:answer_not_understood", permanent=False)
