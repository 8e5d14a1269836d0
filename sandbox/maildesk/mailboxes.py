"""The mailboxes: which one an address belongs to, every mail that passed, and the Maildir that the bot reads."""

from __future__ import annotations

import base64
import email
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import cast

VENDOR = "feedback@slack.com"
VENDOR_PRIVACY = "privacy@slack.com"  # the general address of the vendor's privacy policy
VENDOR_DOMAIN = "slack.com"


@dataclass(frozen=True)
class Mail:
    """One mail that passed, with the mailboxes it reached. `kind` is what made it: letter, forward, or an answer."""

    id: str
    raw: bytes
    at: datetime
    kind: str
    return_path: str
    delivered_to: list[str]
    boxes: list[str]
    answers: str = ""
    message: EmailMessage = field(repr=False, default_factory=EmailMessage)

    @property
    def text(self) -> str:
        """What a reader sees first: the plain text, else whatever text there is."""
        return _text_of(self.message)

    def addresses(self, header: str) -> list[str]:
        """The bare addresses of From, To or Cc."""
        values = cast("list[AddressHeader]", self.message.get_all(header, []))
        return [one.addr_spec for value in values for one in value.addresses]

    def as_json(self) -> dict[str, object]:
        """The shape of `GET /control/mail`."""
        author = parseaddr(str(self.message.get("From", "")))
        return {
            "id": self.id,
            "kind": self.kind,
            "from": author[1],
            "from_name": author[0],
            "to": self.addresses("To"),
            "cc": self.addresses("Cc"),
            "subject": str(self.message.get("Subject", "")),
            "message_id": str(self.message.get("Message-ID", "")),
            "in_reply_to": str(self.message.get("In-Reply-To", "")),
            "at": self.at.isoformat(),
            "boxes": self.boxes,
            "delivered_to": self.delivered_to,
            "answers": self.answers,
            "signed_by": _signer(self.message),
            "text": self.text,
            "raw_b64": base64.b64encode(self.raw).decode(),
        }


class PostOffice:
    """Sorts by address. `name_of` knows whose mailbox of the workspace an address is, None if nobody's."""

    def __init__(self, name_of: Callable[[str], str | None], copy_address: str, maildir: Path) -> None:
        self.name_of = name_of
        self.copy_address = copy_address
        self.maildir = maildir
        self.mails: list[Mail] = []
        self.full = False
        self._waiting: list[tuple[str, bytes]] = []
        self._passed = 0
        for folder in ("tmp", "new", "cur"):
            (maildir / folder).mkdir(parents=True, exist_ok=True)

    @property
    def domain(self) -> str:
        """The workspace's own mail domain."""
        return self.copy_address.rpartition("@")[2]

    def box(self, address: str) -> str | None:
        """vendor, bot, owner (anybody of the workspace), elsewhere; None for an address that does not exist."""
        address = address.lower()
        local, _, domain = address.rpartition("@")
        if address in (VENDOR, VENDOR_PRIVACY):
            return "vendor"
        if domain == self.domain and local.partition("+")[0] == self.copy_address.partition("@")[0]:
            return "bot"
        if self.name_of(address):
            return "owner"
        return None if domain in (VENDOR_DOMAIN, self.domain) or not domain else "elsewhere"

    def deliver(
        self, raw: bytes, *, sender: str, to: list[str], at: datetime, kind: str, answers: str = ""
    ) -> Mail | None:
        """Hand one mail to every existing address among `to`; the rest is the caller's to bounce. None if none is."""
        reached = [one for one in dict.fromkeys(one.lower() for one in to) if self.box(one)]
        if not reached:
            return None
        self._passed += 1
        number = f"M{self._passed:04d}"
        stamped = _trace(sender, number, at, self.domain) + raw
        boxes = sorted({self.box(one) or "" for one in reached})
        message = email.message_from_bytes(stamped, policy=SMTP)
        mail = Mail(number, stamped, at, kind, sender, reached, boxes, answers, message)
        self.mails.append(mail)
        if "bot" in boxes:
            self._waiting.append((number, stamped))
            self.flush()
        return mail

    def flush(self) -> None:
        """Deliver into the Maildir what waits for it; on a full disk it goes on waiting, as in any mail queue."""
        while self._waiting and not self.full:
            self._drop(*self._waiting.pop(0))
        if self._waiting:
            self._drop_half(self._waiting[0][1])

    def find(self, mail_id: str) -> Mail | None:
        """The mail with this id."""
        return next((one for one in self.mails if one.id == mail_id), None)

    def clear(self) -> None:
        """Empty every mailbox. Numbers go on, so that no two mails ever share one."""
        self.mails.clear()
        self._waiting.clear()
        self.full = False
        for folder in ("tmp", "new", "cur"):
            for mail in (self.maildir / folder).iterdir():
                mail.unlink(missing_ok=True)

    def _drop(self, number: str, raw: bytes) -> None:
        """A Maildir delivery: written whole under tmp, then renamed into new, so that no reader sees half a mail."""
        name = f"{number[1:]:0>6}.{number}P{os.getpid()}.maildesk"
        tmp = self.maildir / "tmp" / name
        tmp.write_bytes(raw)
        tmp.rename(self.maildir / "new" / name)

    def _drop_half(self, raw: bytes) -> None:
        """What a full disk leaves behind: half a mail under tmp, which no reader may take."""
        (self.maildir / "tmp" / f"full.{os.getpid()}.maildesk").write_bytes(raw[: len(raw) // 2])


def _trace(sender: str, number: str, at: datetime, domain: str) -> bytes:
    lines = (
        f"Return-Path: <{sender}>\r\n"
        f"Received: from localhost (localhost [127.0.0.1])\r\n\tby mx.{domain} (sandbox) with ESMTP id {number};\r\n"
        f"\t{format_datetime(at)}\r\n"
    )
    return lines.encode()


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _signer(message: EmailMessage) -> str:
    """The domain a DKIM-Signature header names: a claim, not a verification."""
    for tag in str(message.get("DKIM-Signature", "")).split(";"):
        name, _, value = tag.partition("=")
        if name.strip() == "d":
            return value.strip()
    return ""
