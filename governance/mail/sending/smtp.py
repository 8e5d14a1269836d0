"""Hands frozen bytes to a mail server once, for all recipients or none, changing only line ends."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from governance.errors import Fault
from governance.mail.login import sasl
from governance.mail.login.access_token import AccessTokens
from governance.mail.login.account import read_account

TIMEOUT = 20.0  # seconds for each answer of the server
PATIENCE = 20.0  # seconds until the letter begins to leave: its claim lasts 30, and a second process may take it then
LAST_ANSWER = 120.0  # seconds for the answer to the letter: a server may look into it first, and silence costs a person
_ADDRESS = re.compile(r"[!-;=?-~]{1,254}@[!-;=?-~]{1,254}")
_TLS = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "smtps"}


@dataclass(frozen=True)
class SmtpServer:
    """The server that takes our letters. `tls`: none, starttls or smtps. The password is never shown."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    last_answer: float = LAST_ANSWER
    context: ssl.SSLContext | None = None
    tokens: AccessTokens | None = field(default=None, repr=False)  # instead of a password

    @classmethod
    def at(cls, url: str, password: str = "", tokens: AccessTokens | None = None) -> SmtpServer:
        """The server of an SMTP_URL. Raises ValueError if it is unusable or would send the password unencrypted."""
        given = read_account(url)
        password = given.password or password
        by_token = tokens if given.user and not password else None
        return cls(given.host, given.port, _TLS[given.scheme], given.user, password, tokens=by_token)

    def __repr__(self) -> str:
        return f"SmtpServer({self.tls} {self.host}:{self.port})"

    def send(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        """Hand in these bytes for all recipients and return the server's words.

        Raises Fault. `reached` False: the letter has certainly not left; None: the connection ended after its text had
        begun to leave, so nobody knows.
        """
        if not recipients or not all(_ADDRESS.fullmatch(address) for address in (sender, *recipients)):
            raise Fault("smtp:bad_address", permanent=True)
        wire = re.sub(rb"\r?\n|\r", b"\r\n", raw)
        until = time.monotonic() + self.patience
        with self._session() as session:
            _envelope(session, sender, recipients, wire)
            if time.monotonic() > until or session.sock is None:
                raise Fault("smtp:timeout", permanent=False)
            session.sock.settimeout(self.last_answer)
            said = _text(session, wire)
            session.sock.settimeout(self.timeout)
            _leave(session)
        return said

    def login_check(self) -> None:
        """Connect, log in and disconnect. Raises Fault."""
        with self._session() as session:
            session.noop()
            _leave(session)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in as configured; every error of it becomes a Fault."""
        session: smtplib.SMTP | None = None

        def logged_in(token: str) -> smtplib.SMTP:
            nonlocal session
            if session is not None:  # a server that has refused us once may not listen any more
                session.close()
            session = self._connected()
            session.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                session.starttls(context=self._tls())
            self._log_in(session, token)
            return session

        try:
            yield self.tokens.log_in("smtp", logged_in) if self.tokens else logged_in("")
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _fault(error) from error
        finally:
            if session is not None:
                session.close()

    def _log_in(self, session: smtplib.SMTP, token: str) -> None:
        if not self.user:
            return
        if not token:
            session.login(self.user, self.password or "")
            return
        session.ehlo_or_helo_if_needed()
        mechanism = sasl.offered(session.esmtp_features.get("auth", "").split())
        if mechanism is None:
            raise Fault("smtp:no_token_login", permanent=True)
        answer = sasl.speaker(mechanism, self.user, token, self.host, self.port)
        try:
            session.auth(mechanism, lambda _=None: answer())
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise
            raise Fault(f"smtp:{sasl.NOT_TAKEN}", permanent=True, code_said=error.smtp_code) from None

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self._tls())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _tls(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()


def _envelope(session: smtplib.SMTP, sender: str, recipients: tuple[str, ...], wire: bytes) -> None:
    """All recipients or none: a letter that reaches only its copy address was not sent."""
    options = ["BODY=8BITMIME"] if not wire.isascii() and session.has_extn("8bitmime") else []
    code, said = session.mail(sender, options)
    if code != 250:
        raise _refused(code, said, sender)
    for recipient in recipients:
        code, said = session.rcpt(recipient)
        if code not in (250, 251):
            raise _refused(code, said, recipient)
    code, said = session.docmd("DATA")
    if code != 354:
        raise _refused(code, said, "")


def _text(session: smtplib.SMTP, wire: bytes) -> str:
    """The letter itself, dots doubled (RFC 5321 s. 4.5.2). From here on a broken connection leaves us in the dark."""
    stuffed = re.sub(rb"(?m)^\.", b"..", wire)
    end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        session.send(stuffed + end)
        code, said = session.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Fault("smtp:ended_during_letter", permanent=False, reached=None) from error
    if 400 <= code < 600:
        raise _refused(code, said, "")
    if not 200 <= code < 300:
        raise Fault("smtp:answer_not_understood", permanent=False, reached=None)
    return said.decode("utf-8", "replace")[:500]


def _leave(session: smtplib.SMTP) -> None:
    try:
        session.quit()
    except (smtplib.SMTPException, OSError):
        return  # the letter was taken; how the server says good-bye does not matter


def _refused(code: int, said: bytes, address: str) -> Fault:
    words = said.decode("utf-8", "replace")[:500]
    return Fault(f"smtp:{code}", permanent=code >= 500, reached=False, said=words, address=address)


def _fault(error: Exception) -> Fault:
    """The one table of what the library raises before the letter's text leaves."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Fault("smtp:login_refused", permanent=error.smtp_code >= 500, code_said=error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:  # no way to log in
        return Fault("smtp:not_supported", permanent=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault(f"smtp:{error.smtp_code}", permanent=error.smtp_code >= 500)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Fault("smtp:certificate_not_trusted", permanent=True)
    if isinstance(error, ssl.SSLError):
        return Fault("smtp:no_encryption", permanent=True)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # the library hides it
        return Fault("smtp:timeout", permanent=False)
    if isinstance(error, UnicodeError):
        return Fault("smtp:bad_login", permanent=True)
    return Fault("smtp:not_reached", permanent=False)
