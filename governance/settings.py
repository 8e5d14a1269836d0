"""Reads the environment and `.env` into one frozen value, or reports every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from governance.env_file import given_settings
from governance.rules.people.holidays import Holidays

SLACK = "https://slack.com/api/"
SMTP = "smtp+starttls://user:password@host:587"
IMAP = "imaps://user:password@host/Folder"
# What stands in for a faulty value while the others are compared with each other.
FITTING = {"slack_api_url": "http://127.0.0.1/", "inbox_url": "maildir:///"}
Check = Callable[[str], Any]  # gives the value, or raises ValueError with what it must be


def is_loopback(url: str) -> bool:
    """Whether the host of this URL is this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _starts(prefix: str, where: str) -> Check:
    def check(value: str) -> str:
        if not value.startswith(prefix):
            raise ValueError(f"must start with {prefix} — {where}")
        return value

    return check


def _scheme(*allowed: str) -> Check:
    def check(value: str) -> str:
        if urlsplit(value).scheme not in allowed:
            raise ValueError("must be a URL that starts with " + " or ".join(f"{one}:" for one in allowed))
        return value

    return check


def _is_port(parts: SplitResult) -> bool:
    """Whether the port is absent or valid."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _mail_server(plain: str, encrypted: str, example: str = "") -> Check:
    """Check a mail server's URL: no password may leave unencrypted. `example`: user and password are needed."""

    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme == "maildir":
            return value
        if not parts.hostname or (example and not (parts.username and parts.password)):
            raise ValueError(f"must name {'user, password and host' if example else 'the host'}: {example or SMTP}")
        if not _is_port(parts):
            raise ValueError("must have a number as its port")
        if any(ord(sign) < 32 for sign in unquote(value)):
            raise ValueError("must hold no line breaks or other control signs")
        if parts.scheme == plain and parts.password and not is_loopback(value):
            raise ValueError(f"must start with {encrypted} unless the mail server is this machine")
        return value

    return check


def _holidays_file(name: str) -> Path:
    """The path of a readable file of holidays; its days are read again at start."""
    holidays_in(Path(name), datetime.now(UTC).date())
    return Path(name)


def holidays_in(file: Path | None, today: date) -> Holidays:
    """The public holidays in the operator's file, if any. Raises ValueError that says what is wrong, and where."""
    if file is None:
        return {}
    # Imported here: most commands read the settings, and hardly any a calendar.
    from governance.store.people.holidays import holidays_in_file

    return holidays_in_file(file, today)


def about(words: str, *checks: Check) -> dict[str, Any]:
    """What a setting is for. `checks` run one after the other on what is given, never on the default."""
    return {"about": words, "checks": checks}


@dataclass(frozen=True)
class Settings:
    """Each field is an environment variable of the same name in capitals; what it is about stands in the README."""

    slack_bot_token: str = field(
        repr=False,
        metadata=about(
            "Bot User OAuth Token of the app",
            _starts("xoxb-", "copy the Bot User OAuth Token from your app's page, OAuth & Permissions"),
        ),
    )
    slack_app_token: str = field(
        repr=False,
        metadata=about(
            "App-Level Token with connections:write, for Socket Mode",
            _starts("xapp-", "make an App-Level Token with connections:write on your app's page, Basic Information"),
        ),
    )
    database_url: str = field(
        default="sqlite:///data/ai-consent.sqlite3",
        repr=False,
        metadata=about(
            "where everything is kept: SQLite file or PostgreSQL",
            _scheme("sqlite", "postgresql", "postgresql+psycopg"),
        ),
    )
    key_file: Path = field(
        default=Path("keys/app.key"),
        metadata=about("the app's keys; made at first start, readable by its user alone", Path),
    )
    key_store: Path | None = field(
        default=None,
        metadata=about("directory of the keys of open questions, never in a backup; `questions` beside KEY_FILE", Path),
    )
    operator: str = field(default="", metadata=about("who runs the server, as members read it: “Tom Keller, IT”"))
    privacy_contact: str = field(default="", metadata=about("whom members can ask: “Karim Weber, privacy officer”"))
    smtp_url: str | None = field(
        default=None,
        repr=False,
        metadata=about(
            "smtp+starttls://user:password@host:587, only if the app may send the approved letter itself",
            _scheme("smtp", "smtps", "smtp+starttls"),
            _mail_server("smtp", "smtps: or smtp+starttls:"),
        ),
    )
    inbox_url: str | None = field(
        default=None,
        repr=False,
        metadata=about(
            "imaps://user:password@host/Folder or maildir:///path: the mailbox for copies and answers",
            _scheme("imaps", "imap+starttls", "imap", "maildir"),
            _mail_server("imap", "imaps: or imap+starttls:", IMAP),
        ),
    )
    copy_address: str | None = field(
        default=None, metadata=about("the mailbox's address; each letter carries its own variant, name+reference@host")
    )
    holidays_file: Path | None = field(
        default=None,
        metadata=about(
            "public holidays where no owner set any: an ICS file, or a list with one date a line", _holidays_file
        ),
    )
    authserv_id: str | None = field(
        default=None,
        metadata=about("the name your mail server signs its Authentication-Results with; told, never believed"),
    )
    log_level: str = field(default="INFO", metadata=about("DEBUG, INFO, WARNING or ERROR"))
    heartbeat_file: Path = field(
        default=Path("data/heartbeat"), metadata=about("touched while the app works; read by `healthy`", Path)
    )
    slack_api_url: str = field(
        default=SLACK,
        metadata=about("another Slack-compatible server, such as the sandbox", _scheme("https", "http")),
    )
    dns_server: str | None = field(
        default=None, metadata=about("host:port of a DNS server; only with a loopback SLACK_API_URL")
    )
    watch_loopback: str | None = field(
        default=None,
        metadata=about(
            "http://127.0.0.1:port, a site that stands in for vendors' pages; only with a loopback SLACK_API_URL",
            _scheme("http"),
        ),
    )
    clock_url: str | None = field(
        default=None, metadata=about("another clock; only with a loopback SLACK_API_URL", _scheme("http"))
    )

    @property
    def watches(self) -> bool:
        """Whether vendors' pages are read: never from a sandbox, unless it has a site that stands in for them."""
        return bool(self.watch_loopback) or not is_loopback(self.slack_api_url)

    @property
    def key_folder(self) -> Path:
        """Where the keys of open questions lie."""
        return self.key_store or self.key_file.with_name("questions")


def read_settings() -> Settings | list[str]:
    """The settings, or every fault in one list of sentences, each with what to do. No value is repeated in them."""
    try:
        given = given_settings()
    except ValueError as error:
        return [str(error)]
    values: dict[str, Any] = {}
    faults = []
    for one in fields(Settings):
        try:
            values[one.name] = _value(one, given.get(one.name))
        except ValueError as error:
            faults.append(f"{one.name.upper()} {error}")
            values[one.name] = FITTING.get(one.name, one.default)
    settings = Settings(**values)
    faults += _faults_between(settings)
    return faults or settings


def _value(one: Field[Any], given: str | None) -> Any:
    """The value of one setting. Raises ValueError that says what is wrong with it."""
    if given is None:
        if one.default is MISSING:
            raise ValueError(f"is missing: {one.metadata['about']}. Put it into .env or the environment.")
        return one.default
    value: Any = given
    for check in one.metadata["checks"]:
        value = check(value)
    return value


def _faults_between(settings: Settings) -> list[str]:
    """What does not belong together."""
    faults = []
    if not is_loopback(settings.slack_api_url):
        faults += [
            f"{name} is only for a loopback SLACK_API_URL: remove it"
            for name in ("DNS_SERVER", "WATCH_LOOPBACK", "CLOCK_URL")
            if getattr(settings, name.lower())
        ]
        if not settings.slack_api_url.startswith("https:"):
            faults.append("SLACK_API_URL must start with https: unless it is this machine")
    if settings.watch_loopback and not is_loopback(settings.watch_loopback):
        faults.append("WATCH_LOOPBACK must be the address of a site on this machine")
    if bool(settings.inbox_url) != bool(settings.copy_address):
        faults.append("INBOX_URL and COPY_ADDRESS belong together: set both or neither")
    if settings.copy_address and settings.copy_address.count("@") != 1:
        faults.append("COPY_ADDRESS must be one mail address")
    if settings.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    return faults
