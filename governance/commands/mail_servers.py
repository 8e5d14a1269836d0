"""The mail servers that the settings name, with what logs in there."""

from __future__ import annotations

from dataclasses import dataclass

from governance.mail.incoming import inbox_at
from governance.mail.login.access_token import AccessTokens, Registration
from governance.mail.mailbox.inbox import Inbox
from governance.mail.sending.smtp import SmtpServer
from governance.settings import Settings


@dataclass(frozen=True)
class MailServers:
    """Where copies and answers arrive, and what sends letters; None where nothing is set."""

    inbox: Inbox | None
    smtp: SmtpServer | None


def mail_servers(settings: Settings) -> MailServers:
    """Both. Nothing is connected yet."""
    tokens = AccessTokens(_registration(settings)) if settings.oauth_client_id else None
    inbox, smtp = settings.inbox_url, settings.smtp_url
    return MailServers(
        inbox_at(inbox, settings.inbox_password, tokens) if inbox else None,
        SmtpServer.at(smtp, settings.smtp_password, tokens) if smtp else None,
    )


def _registration(settings: Settings) -> Registration:
    return Registration(
        settings.oauth_client_id,
        settings.oauth_client_secret,
        settings.oauth_tenant,
        settings.oauth_refresh_token,
        settings.oauth_token_url,
    )
