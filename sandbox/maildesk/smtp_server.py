"""The SMTP server that takes letters, and on request fails in the ways that hurt."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.smtp import SMTP, Envelope, Session

from .senders import Desk

# What the server can be told to do with the next letters.
FAULTS = ("refuse_sender", "refuse_recipient", "later", "reject", "drop_before", "drop_after", "disk_full")
_LARGEST = 25 * 1024 * 1024


@dataclass
class Fault:
    """A failure still to come, `times` times."""

    kind: str
    times: int = 1


class SmtpServer:
    """Accepts for every address that exists and for any other domain; takes no login and offers no TLS."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.fault: Fault | None = None
        self._server: asyncio.Server | None = None

    async def start(self, host: str = "127.0.0.1") -> int:
        """Listen on a free port and return it."""
        loop = asyncio.get_running_loop()

        def protocol() -> SMTP:
            return SMTP(self, hostname="mx.sandbox", data_size_limit=_LARGEST, enable_SMTPUTF8=True, loop=loop)

        self._server = await loop.create_server(protocol, host, 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Stop listening; a letter half sent is lost, as on any other server."""
        if self._server:
            self._server.close()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The envelope sender."""
        if self._due("refuse_sender"):
            return "550 5.7.1 Sender rejected"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """One recipient: refused at once when the address does not exist."""
        if self._due("refuse_recipient") or self._desk.office.box(address) is None:
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The letter itself. `drop_before` and `drop_after` cut the line before or after it was taken."""
        if self._desk.office.full:
            return "452 4.3.1 Insufficient system storage"
        if self._due("later"):
            return "451 4.3.0 Temporary failure, try again later"
        if self._due("reject"):
            return "554 5.6.0 Message rejected"
        if self._due("drop_before"):
            return self._cut(server)
        number = self._take(envelope)
        return self._cut(server) if self._due("drop_after") else f"250 2.0.0 Ok: queued as {number}"

    def _take(self, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        header = message_from_bytes(raw, policy=SMTP_POLICY).get("From")
        authors = getattr(header, "addresses", ())
        author = authors[0].addr_spec if authors else ""
        mail = self._desk.submit(raw, envelope.mail_from or "", list(envelope.rcpt_tos), author)
        return mail.id if mail else "nobody"

    def _cut(self, server: SMTP) -> str:
        transport = server.transport
        if isinstance(transport, asyncio.Transport):
            transport.abort()
        return "421 4.4.2 Connection dropped"

    def _due(self, kind: str) -> bool:
        """Whether this failure is up now; using it takes it off the count."""
        if self.fault is None or self.fault.kind != kind:
            return False
        self.fault.times -= 1
        if self.fault.times <= 0:
            self.fault = None
        return True
