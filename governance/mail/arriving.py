"""What arrives: every mail is kept raw before it counts as seen, then judged. DNS is asked with no transaction open."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from governance.errors import Refusal
from governance.mail.authenticity import Lookup, authenticate
from governance.mail.examination import examine
from governance.mail.inbox import Maildir
from governance.mail.message import read_mail
from governance.mail.resolver import DnsTxt
from governance.rules.correspondence import Dkim
from governance.rules.thread import domains_of
from governance.store.database import Database
from governance.usecases import correspondence
from governance.usecases.correspondence import Read, Waiting
from governance.usecases.letter import vendor_mail

KEY_MAY_WAIT = timedelta(hours=6)  # while the name service gives no answer, a mail waits this long for its judgement
RETRY = timedelta(minutes=2)
log = structlog.get_logger("mail")


class MailDesk:
    """Reads the inbox, if there is one, and judges what waits. `run` twice, late or after a crash changes nothing."""

    def __init__(
        self,
        database: Database,
        inbox_url: str | None,
        dns_server: str | None,
        lookup: Lookup | None = None,
        authserv_id: str | None = None,
    ) -> None:
        self._database = database
        self._inbox = Maildir.at(inbox_url) if inbox_url else None
        self._authserv_id = authserv_id
        self._lookup = lookup or DnsTxt(dns_server)
        self._not_before: dict[str, datetime] = {}

    def run(self, now: datetime) -> None:
        """Keep what arrived and judge what waits. Raises Fault when the inbox cannot be read."""
        try:
            self._keep(now)
        finally:
            self._judge_all(now)

    def _keep(self, now: datetime) -> None:
        """Store each new mail, and only then mark it: a crash between the two finds it stored before."""
        if self._inbox is None:
            return
        for key, raw in self._inbox.messages(self._is_kept):
            with self._database.writing() as session:
                kept = correspondence.record_mail(session, "inbox", f"inbox:{key}", raw, now)
            self._inbox.mark(key)
            log.info("mail arrived", mail=kept)

    def _is_kept(self, key: str) -> bool:
        with self._database.reading() as session:
            return correspondence.is_kept(session, f"inbox:{key}")

    def _judge_all(self, now: datetime) -> None:
        with self._database.reading() as session:
            waiting = correspondence.mails_to_judge(session, tuple(self._waiting_for_keys(now)))
        for mail in waiting:
            self._judge(mail, now)

    def _waiting_for_keys(self, now: datetime) -> list[str]:
        return [mail_id for mail_id, moment in self._not_before.items() if moment > now]

    def _judge(self, mail: Waiting, now: datetime) -> None:
        try:
            read = None if mail.source == "pasted" else self._read(mail, now)
        except Refusal as why:
            with self._database.writing() as session:
                correspondence.judge_unreadable(session, mail.id, why, now)
            return
        if read and read.authenticity.dkim is Dkim.UNKNOWN and now - mail.received_at < KEY_MAY_WAIT:
            self._not_before[mail.id] = now + RETRY
            return
        self._not_before.pop(mail.id, None)
        try:
            with self._database.writing() as session:
                kind = self._judged(session, mail, read, now)
        except Refusal:  # the request moved on between reading and writing: judged at the next run
            return
        log.info("mail judged", mail=mail.id, kind=kind)

    def _judged(self, session: Session, mail: Waiting, read: Read | None, now: datetime) -> str | None:
        if read is None:
            return correspondence.judge_text(session, mail.id, now)
        return correspondence.judge_mail(session, mail.id, read, now)

    def _read(self, mail: Waiting, now: datetime) -> Read:
        """The mail itself or the one forwarded in it, and who signed it. Raises Refusal if it cannot be read."""
        examined = examine(mail.raw, vendor_mail(), self._lookup, now, self._authserv_id)
        outer = read_mail(mail.raw) if examined.forwarded else examined.facts
        authenticity = examined.authenticity
        if domains_of(examined.facts.sender) <= mail.ours and examined.facts.sender:
            authenticity = authenticate(examined.raw, mail.ours, self._lookup, now)
        return Read(examined.facts, outer, authenticity)
