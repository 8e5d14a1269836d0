"""Delivery status notifications as the sender's own mail system writes them (RFC 3461 to 3464, RFC 6522)."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.utils import format_datetime

_REASONS = {
    "5.1.1": "550 5.1.1 The email account that you tried to reach does not exist",
    "5.2.2": "552 5.2.2 The recipient's mailbox is full",
    "5.7.1": "550 5.7.1 Delivery not authorized, message refused",
    "4.4.1": "451 4.4.1 Connection timed out; message will be retried",
}


def bounce(
    original: bytes, *, recipient: str, sender: str, mta: str, at: datetime, message_id: str, status: str = "5.1.1"
) -> bytes:
    """multipart/report with the human part, the machine part and the returned letter; `status` beginning with 4
    makes it a report of delay, which is no failure."""
    delayed = status.startswith("4")
    reason = _REASONS.get(status, f"550 {status} Delivery failed")
    boundary = f"=_{secrets.token_hex(8)}/{mta}"
    head = _head(sender, mta, at, message_id, boundary, delayed)
    parts = [
        "Content-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        + _notice(mta, recipient, reason, delayed),
        "Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        + _report(mta, sender, at, recipient, status, reason, delayed),
    ]
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts).encode()
    returned = f"--{boundary}\r\nContent-Description: Undelivered Message\r\nContent-Type: message/rfc822\r\n\r\n"
    return head.encode() + body + returned.encode() + original + f"\r\n--{boundary}--\r\n".encode()


def _head(sender: str, mta: str, at: datetime, message_id: str, boundary: str, delayed: bool) -> str:
    subject = "Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender"
    lines = [
        f"From: Mail Delivery System <MAILER-DAEMON@{mta}>",
        f"To: {sender}",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="{boundary}"',
    ]
    return "\r\n".join(lines) + "\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"


def _notice(mta: str, recipient: str, reason: str, delayed: bool) -> str:
    said = "could not be delivered yet" if delayed else "could not be delivered to one or more recipients"
    return (
        f"This is the mail system at host {mta}.\r\n\r\nYour message {said}.\r\n\r\n<{recipient}>: host mx.example "
        f"said:\r\n    {reason}\r\n    (in reply to RCPT TO command)\r\n"
    )


def _report(mta: str, sender: str, at: datetime, recipient: str, status: str, reason: str, delayed: bool) -> str:
    action = "delayed" if delayed else "failed"
    return (
        f"Reporting-MTA: dns; {mta}\r\nX-Postfix-Sender: rfc822; {sender}\r\n"
        f"Arrival-Date: {format_datetime(at)}\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nOriginal-Recipient: rfc822;{recipient}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {reason}\r\n"
    )
