"""Checks the signatures of mails kept to show that steps were done. DNS is asked with no transaction open."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from governance.errors import Refusal
from governance.mail.reading.dkim_check import Lookup
from governance.mail.reading.read_and_verify import signer_of
from governance.rules.mail.mail_facts import Authenticity, Dkim
from governance.store.database import Database
from governance.usecases.case.steps import proofs
from governance.usecases.case.steps.proofs import Kept

KEY_MAY_WAIT = timedelta(hours=6)  # while the name service gives no answer, a mail waits this long
RETRY = timedelta(minutes=2)
log = structlog.get_logger("mail")


class KeptMails:
    """Examines each once; after a crash before that was written, once more."""

    def __init__(self, database: Database, lookup: Lookup) -> None:
        self._database = database
        self._lookup = lookup
        self._not_before: dict[str, datetime] = {}

    def examine(self, now: datetime) -> None:
        """Examine some of those that wait; a failure with one delays it, and no other."""
        later = [one for one, at in self._not_before.items() if at > now]
        with self._database.reading() as session:
            waiting = proofs.to_examine(session, later)
        for kept in waiting:
            self._not_before[kept.id] = now + RETRY
            signed = self._signed(kept)
            if isinstance(signed, Authenticity) and signed.dkim is Dkim.UNKNOWN and now - kept.kept_at < KEY_MAY_WAIT:
                continue
            with self._database.writing() as session:
                proofs.note_examined(session, kept.id, signed, now)
            self._not_before.pop(kept.id)
            log.info("kept mail examined", proof=kept.id)

    def _signed(self, kept: Kept) -> Authenticity | Refusal:
        """By the keys and the time of its arrival."""
        try:
            return signer_of(kept.raw, kept.domains, self._lookup, kept.kept_at)
        except Refusal as why:
            return why
