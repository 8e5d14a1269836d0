"""Takes an approved letter from the outbox and hands it to the mail server, once."""

from __future__ import annotations

from datetime import datetime

from governance.errors import Fault, Refusal
from governance.mail.sending.smtp import SmtpServer
from governance.store.database import Database
from governance.store.outbox_row import Posted, Row
from governance.usecases.case.letter import sending


class LetterSender:
    """The transport of letters. `server` None: the app cannot send, and every letter fails permanently."""

    def __init__(self, database: Database, server: SmtpServer | None) -> None:
        self._database = database
        self._server = server

    def __call__(self, row: Row, now: datetime) -> Posted | None:
        """Send the letter of this row; None when it has left or may not leave any more. Raises Fault."""
        if self._server is None:
            raise Fault("smtp:not_configured", permanent=True)
        with self._database.reading() as session:
            try:
                letter = sending.outbound(session, row.workspace_id, row.about["letter"], now)
            except Refusal as refusal:  # a name or address that no mail can carry
                raise Fault("letter:unsendable", permanent=True) from refusal
        if letter is None:
            return None
        self._server.send(letter.envelope, letter.recipients, letter.raw)
        return Posted()
