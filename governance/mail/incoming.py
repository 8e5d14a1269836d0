"""Mail that arrives: kept raw before it counts as read, then judged. DNS is asked with no transaction open."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from governance.errors import N_, Fault, Refusal
from governance.mail.kept_mails import KEY_MAY_WAIT, RETRY, KeptMails
from governance.mail.login.access_token import AccessTokens
from governance.mail.login.account import PORTS, scheme_of
from governance.mail.mailbox.imap import Imap
from governance.mail.mailbox.inbox import LONGEST_TURN, Inbox
from governance.mail.mailbox.judging_order import in_order
from governance.mail.mailbox.maildir import Maildir
from governance.mail.reading.bounces.delivery_report import failure_in_text
from governance.mail.reading.dkim_check import Lookup, authenticate
from governance.mail.reading.dns_keys import DnsTxt, stored_first
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.mail_facts import DeliveryFailure, Dkim
from governance.rules.mail.mailbox import Marks, Position
from governance.rules.mail.thread import domains_of
from governance.store.database import Database
from governance.usecases.case.letter.letter import vendor_mail
from governance.usecases.mail import incoming_mail, judging_queue, mailbox
from governance.usecases.mail.incoming_mail import Read
from governance.usecases.mail.judging_queue import Waiting

MAY_PASS = timedelta(minutes=15)  # a failure that mends itself within this is not worth telling anybody
TRIES = 3  # for a mail over which our own work fails
UNREAD = N_("This mail could not be read here: something in it is unusual. Read it in the mailbox, and paste its text.")
NOT_KNOWN = ""
log = structlog.get_logger("mail")


def inbox_at(url: str, password: str = "", tokens: AccessTokens | None = None) -> Inbox:
    """The mailbox of an INBOX_URL. Raises ValueError where the address is not usable."""
    return Imap.at(url, password, tokens) if scheme_of(url) in PORTS else Maildir.at(url)


class Record:
    """What the database knows of the mailbox, read in short sessions, so that none is open while a server is slow."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def marks(self) -> Marks:
        with self._database.reading() as session:
            return mailbox.marks(session)

    def position(self, place: str) -> Position | None:
        with self._database.reading() as session:
            return mailbox.position_of(session, place)

    def kept(self, keys: Collection[str]) -> set[str]:
        with self._database.reading() as session:
            return mailbox.kept(session, keys)


class MailDesk:
    """Reads the mailbox, if there is one, and judges what waits. Doing so twice, late or after a crash is harmless."""

    def __init__(
        self,
        database: Database,
        inbox_url: str | None,
        dns_server: str | None,
        lookup: Lookup | None = None,
        inbox: Inbox | None = None,
        authserv_id: str | None = None,
    ) -> None:
        self._database = database
        self._inbox = inbox or (inbox_at(inbox_url) if inbox_url else None)
        self._authserv_id = authserv_id
        self._lookup = lookup or DnsTxt(dns_server)
        self._kept = KeptMails(database, self._lookup)
        self._not_before: dict[str, datetime] = {}
        self._begun: Counter[str] = Counter()  # how often a mail was begun in vain
        self._failing_since: datetime | None = None
        self._told: str | None = NOT_KNOWN  # which failure Home tells of

    def fetch(self, now: datetime) -> None:
        """Keep what arrived. Raises Fault when the mailbox cannot be read; Home shows it unless it may soon pass."""
        if self._inbox is not None and not self._inbox.is_due():
            return
        try:
            self._keep(now)
        except Fault as fault:
            self._failing_since = self._failing_since or now
            if fault.permanent or now - self._failing_since >= MAY_PASS:
                self._tell(fault.code, self._failing_since, now)
            raise
        self._failing_since = None
        self._tell(None, now, now)

    def _tell(self, code: str | None, since: datetime, now: datetime) -> None:
        if code != self._told:
            with self._database.writing() as session:
                mailbox.record_fault(session, code, since, now)
            self._told = code

    def _keep(self, now: datetime) -> None:
        """Write each step through the mailbox, its mail and the position reached, in one transaction."""
        if self._inbox is None:
            return
        for step in self._inbox.steps(Record(self._database)):
            with self._database.writing() as session:
                kept = mailbox.record_step(session, step, now)
            if kept:
                log.info("mail arrived", mail=kept)

    def judge(self, now: datetime) -> None:
        """Judge what waits, whoever brought it, for a limited time, whatever the state of the mailbox."""
        waiting, ends = self._next(now), time.monotonic() + LONGEST_TURN
        for mail in waiting:
            if time.monotonic() < ends:
                self._judge(mail, now)
        self._kept.examine(now)

    def _next(self, now: datetime) -> list[Waiting]:
        """Mails that were not tried yet come first, so that a mail that waits for a slow server delays no other."""
        with self._database.reading() as session:
            waiting = judging_queue.mails_to_judge(session, list(self._not_before))
            later = [one for one, at in self._not_before.items() if at > now]
            waiting = waiting or judging_queue.mails_to_judge(session, later)
        return in_order(waiting)

    def _judge(self, mail: Waiting, now: datetime) -> None:
        """Judge one mail. If that fails it is tried again later, a limited time, and delays no other mail."""
        self._not_before[mail.id] = now + RETRY
        self._begun[mail.id] += 1
        try:
            if self._begun[mail.id] > TRIES:
                raise Refusal(UNREAD)
            read = self._read(mail)
        except Refusal as why:
            with self._database.writing() as session:
                incoming_mail.judge_unreadable(session, mail.id, why, now)
            self._done(mail)
            return
        if isinstance(read, Read) and read.authenticity.dkim is Dkim.UNKNOWN and now - mail.received_at < KEY_MAY_WAIT:
            self._begun[mail.id] = 0
            return
        with suppress(Refusal):  # the request moved on between reading and writing
            with self._database.writing() as session:
                kind = self._judged(session, mail, read, now)
            self._done(mail)
            log.info("mail judged", mail=mail.id, kind=kind)

    def _done(self, mail: Waiting) -> None:
        self._not_before.pop(mail.id, None)
        self._begun.pop(mail.id, None)

    def _judged(
        self, session: Session, mail: Waiting, read: Read | DeliveryFailure | None, now: datetime
    ) -> str | None:
        if isinstance(read, Read):
            return incoming_mail.judge_mail(session, mail.id, read, now)
        return incoming_mail.judge_text(session, mail.id, read, now)

    def _read(self, mail: Waiting) -> Read | DeliveryFailure | None:
        """The mail itself or the one forwarded in it, and who signed it; of a pasted text, the failure it reports.

        Raises Refusal if it cannot be read. A signature is checked with the keys and the time of its arrival, also
        when the mail is judged once more.
        """
        with self._database.reading() as session:
            raw = judging_queue.raw_of(session, mail.id)
        if mail.source == "pasted":
            return failure_in_text(raw.decode("utf-8", "replace"))
        lookup, arrived = stored_first(mail.dns, self._lookup), mail.received_at
        examined = examine(raw, vendor_mail(), lookup, arrived, self._authserv_id)
        authenticity = examined.authenticity
        if domains_of(examined.facts.sender) <= mail.ours and examined.facts.sender:
            authenticity = authenticate(examined.raw, mail.ours, lookup, arrived)
        return Read(examined.facts, examined.outer, authenticity)
