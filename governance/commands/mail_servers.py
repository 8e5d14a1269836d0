"""The mail servers that the settings name, what logs in there, and what is done with the mail.

What speaks to a mailbox and what reads mail are a tenth of the app: both are imported when there is something to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from governance.settings import Settings
from governance.store.database import Database
from governance.usecases.case.steps import proofs
from governance.usecases.mail import judging_queue, mailbox

if TYPE_CHECKING:
    from governance.mail.incoming import MailDesk
    from governance.mail.login.access_token import Registration
    from governance.mail.mailbox.inbox import Inbox
    from governance.mail.sending.smtp import SmtpServer

Step = Callable[[datetime], None]


@dataclass(frozen=True)
class MailServers:
    """Where copies and answers arrive, and what sends letters; None where nothing is set."""

    inbox: Inbox | None
    smtp: SmtpServer | None


def mail_servers(settings: Settings) -> MailServers:
    """Both. Nothing is connected yet."""
    inbox, smtp = settings.inbox_url, settings.smtp_url
    if not inbox and not smtp:
        return MailServers(None, None)
    from governance.mail.incoming import inbox_at
    from governance.mail.login.access_token import AccessTokens
    from governance.mail.sending.smtp import SmtpServer

    tokens = AccessTokens(_registration(settings)) if settings.oauth_client_id else None
    return MailServers(
        inbox_at(inbox, settings.inbox_password, tokens) if inbox else None,
        SmtpServer.at(smtp, settings.smtp_password, tokens) if smtp else None,
    )


def _registration(settings: Settings) -> Registration:
    from governance.mail.login.access_token import Registration

    return Registration(
        settings.oauth_client_id,
        settings.oauth_client_secret,
        settings.oauth_tenant,
        settings.oauth_refresh_token,
        settings.oauth_token_url,
    )


def fetching_and_judging(settings: Settings, database: Database, inbox: Inbox | None) -> tuple[Step, Step]:
    """What looks into the mailbox, and what judges mail that has come, by mailbox or by hand."""

    @cache
    def desk() -> MailDesk:
        from governance.mail.incoming import MailDesk

        return MailDesk(database, None, settings.dns_server, inbox=inbox, authserv_id=settings.authserv_id)

    cleared = threading.Event()

    def fetch(now: datetime) -> None:
        if inbox is not None:
            desk().fetch(now)
        elif not cleared.is_set():  # what stood in the way of a mailbox that was set before is over
            with database.writing() as session:
                mailbox.record_fault(session, None, now, now)
            cleared.set()

    def judge(now: datetime) -> None:
        with database.reading() as session:
            waits = judging_queue.is_any_waiting(session) or proofs.is_any_unexamined(session)
        if waits:
            desk().judge(now)

    return fetch, judge
