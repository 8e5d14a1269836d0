"""IMAP connections that take no more from a server than was asked for, whatever it offers."""

from __future__ import annotations

import imaplib
import ssl
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from governance.mail.mailbox.inbox import LARGEST

MOST = LARGEST + 2 * 1024 * 1024  # bytes of one answer: the largest mail, or the headers of a batch
MOST_LINES = 20_000  # of one answer; the library keeps each


class _Bounded(imaplib.IMAP4):
    """Counts what comes after each thing that was sent, and breaks off before too much of it is in memory."""

    _bytes, _lines = MOST, MOST_LINES

    def send(self, data: Any) -> None:
        """A new question, and room for a new answer."""
        self._bytes, self._lines = MOST, MOST_LINES
        super().send(data)

    def read(self, size: int) -> bytes:
        """A literal of this size. Raises the library's `abort` where it is too large."""
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        """One line. Raises the library's `abort` where it is one too many."""
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._bytes, self._lines = self._bytes - size, self._lines - 1
        if self._bytes < 0 or self._lines < 0:
            raise self.abort("the server says more than was asked for")


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    """The same over TLS."""


class _Plain(MailBoxUnencrypted):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Bounded(self._host, self._port, timeout=self._timeout)


class _StartTls(MailBoxStartTls):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = _Bounded(self._host, self._port, timeout=self._timeout)
        client.starttls(self._ssl_context)
        return client


class _Tls(MailBox):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _BoundedTls(self._host, self._port, timeout=self._timeout, ssl_context=self._ssl_context)


def connected(tls: str, host: str, port: int, timeout: float, context: ssl.SSLContext | None) -> BaseMailBox:
    """A connection, encrypted unless `tls` is imap, not logged in yet. `context` None: the machine's own."""
    if tls == "imap":
        return _Plain(host, port, timeout)
    encrypted = _Tls if tls == "imaps" else _StartTls
    # The library's own context would trust anybody.
    return encrypted(host, port, timeout=timeout, ssl_context=context or ssl.create_default_context())
