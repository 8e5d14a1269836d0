"""Reads the folders of an IMAP account, over encryption only; deletes nothing and marks nothing as read.

Each look is a connection of its own. A look that breaks off continues with the next one, since each mail and the number
up to which its folder was read are written together.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from imap_tools import BaseMailBox
from imap_tools.errors import UnexpectedCommandStatusError

from governance.errors import Fault
from governance.mail.login import sasl
from governance.mail.login.access_token import AccessTokens
from governance.mail.login.account import decoded, read_account
from governance.mail.mailbox.imap_bounds import connected
from governance.mail.mailbox.imap_session import fault_of, heads_of, login_fault, numbers_after, open_folder, whole
from governance.mail.mailbox.inbox import LONGEST_TURN, Book, batches, concerns
from governance.rules.mail.mailbox import Position, Step

TIMEOUT = 10.0  # seconds for each answer of the server
LONGEST_SESSION = 60.0  # seconds after which a connection is cut, however slowly it still gives something
EVERY = 60.0  # seconds between two looks
LONGEST_PAUSE = 15  # times that, after failed looks


@dataclass
class Imap:
    """An account and the folders read in it. `tls`: imaps, imap+starttls, or imap (this machine only)."""

    tls: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folders: tuple[str, ...] = ("INBOX",)
    timeout: float = TIMEOUT
    every: float = EVERY
    longest_session: float = LONGEST_SESSION
    context: ssl.SSLContext | None = None
    tokens: AccessTokens | None = field(default=None, repr=False)  # instead of a password
    _not_before: float = 0.0  # of the monotonic clock
    _failed: int = 0

    @classmethod
    def at(cls, url: str, password: str = "", tokens: AccessTokens | None = None) -> Imap:
        """The account of an INBOX_URL: `imaps://user:password@host:port/Folder,Other`. Raises ValueError."""
        given = read_account(url)
        password = given.password or password
        named = tuple(decoded(name) for name in given.path.split(",") if name)
        by_token = tokens if not password else None
        return cls(given.scheme, given.host, given.port, given.user, password, named or ("INBOX",), tokens=by_token)

    def is_due(self) -> bool:
        """Whether enough time has passed since the last look; it is longer after failures."""
        return time.monotonic() >= self._not_before

    def steps(self, book: Book) -> Iterator[Step]:
        """Every mail that may concern us, from where the last look ended; sets when the next look is due."""
        try:
            with self._session() as session:
                ends, done = time.monotonic() + LONGEST_TURN, True
                for folder in self.folders:
                    done = (yield from self._folder(session, folder, book, ends)) and done
        except Fault as fault:
            self._failed += 1
            self._wait(LONGEST_PAUSE if fault.permanent else min(2**self._failed, LONGEST_PAUSE))
            raise
        self._failed = 0
        self._wait(1 if done else 0)

    def _wait(self, looks: int) -> None:
        self._not_before = time.monotonic() + looks * self.every

    def check(self) -> None:
        """Connect, log in and open each folder. Raises Fault."""
        with self._session() as session:
            for folder in self.folders:
                open_folder(session, folder)

    def _folder(self, session: BaseMailBox, folder: str, book: Book, ends: float) -> Generator[Step, None, bool]:
        """Headers first, many at a time; then each mail that may concern us, in the order in which they came.

        False: the turn was over before the end of the folder.
        """
        place, numbering = f"imap:{self.user}@{self.host}:{self.port}/{folder}", open_folder(session, folder)
        before = book.position(place)
        last = before.last if before and before.numbering == numbering else 0  # numbered anew: all from the start
        for batch in batches(numbers_after(session, last)):
            marks = book.marks()
            for head in heads_of(session, batch[0], batch[-1]) if marks.since else []:
                if time.monotonic() > ends:
                    return False
                if concerns(marks, head.header, head.arrived):
                    yield Step(place, Position(numbering, head.uid), whole(session, head))
            yield Step(place, Position(numbering, batch[-1]))
        return True

    @contextmanager
    def _session(self) -> Iterator[BaseMailBox]:
        """A connection, encrypted and logged in; every error of it becomes a Fault."""
        session: BaseMailBox | None = None
        cut = threading.Timer(self.longest_session, lambda: _hang_up(session))

        def logged_in(token: str) -> BaseMailBox:
            nonlocal session
            if session is not None:  # a server that has refused us once may not listen any more
                _leave(session)
            session = connected(self.tls, self.host, self.port, self.timeout, self.context)
            if not cut.is_alive():
                cut.start()
            self._log_in(session, token)
            return session

        try:
            yield self.tokens.log_in("inbox", logged_in) if self.tokens else logged_in("")
        except (imaplib.IMAP4.error, UnexpectedCommandStatusError, OSError, ValueError) as error:
            raise fault_of(error) from error
        finally:
            cut.cancel()
            if session is not None:
                _leave(session)

    def _log_in(self, session: BaseMailBox, token: str) -> None:
        if not token:
            plain = (self.user + self.password).isascii()
            (session.login if plain else session.login_utf8)(self.user, self.password, None)
            return
        mechanism = sasl.offered(name[5:] for name in session.client.capabilities if name.startswith("AUTH="))
        if mechanism is None:
            raise Fault("inbox:no_token_login", permanent=True)
        answer = sasl.speaker(mechanism, self.user, token, self.host, self.port)
        try:
            session.client.authenticate(mechanism, lambda _: answer().encode())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise login_fault(str(error), sasl.NOT_TAKEN) from None


def _hang_up(session: BaseMailBox | None) -> None:
    """End the connection under a call that waits: it sees the other side go."""
    if session is not None:
        with suppress(OSError):
            socket.socket.shutdown(session.client.sock, socket.SHUT_RDWR)


def _leave(session: BaseMailBox) -> None:
    """Say good-bye and close; how the server takes it does not matter."""
    with suppress(imaplib.IMAP4.error, OSError, ValueError):
        session.client.logout()
    with suppress(OSError):
        session.client.shutdown()
