"""Reads the environment and `.env` into one frozen value, or reports every fault at once."""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from governance.env_file import given_settings, given_value
from governance.mail.login import setting_checks as mail_checks
from governance.rules.people.holidays import Holidays
from governance.settings.checks import Check, database, host_and_port, is_loopback, one_of, scheme, starts

EMBEDDED, DISTRIBUTED = ENGINES = ("embedded", "distributed")
SLACK = "https://slack.com/api/"
GOOGLE = "https://oauth2.googleapis.com/token"
# What stands in for a faulty value while the others are compared with each other.
FITTING = {"slack_api_url": "http://127.0.0.1/", "inbox_url": "maildir:///", "copy_address": "a@b"}


def _holidays_file(name: str) -> Path:
    """The path of a readable file of holidays; its days are read again at start."""
    holidays_in(Path(name), datetime.now(UTC).date())
    return Path(name)


def _vendors_folder(name: str) -> Path:
    """The path of a folder of faultless entries for the register; they are read again at start."""
    # Imported here, as the calendar is.
    from governance.store.register.vendors import own_entries

    own_entries(Path(name))
    return Path(name)


def holidays_in(file: Path | None, today: date) -> Holidays:
    """The public holidays in the operator's file, if any. Raises ValueError that says what is wrong, and where."""
    if file is None:
        return {}
    # Imported here: most commands read the settings, and hardly any a calendar.
    from governance.store.people.holidays import holidays_in_file

    return holidays_in_file(file, today)


def about(words: str, *tests: Check) -> dict[str, Any]:
    """What a setting is for. `tests` run one after the other on what is given, never on the default."""
    return {"about": words, "checks": tests}


def _secret_field(words: str) -> Any:
    """A secret that has a line of its own, or a file: NAME_FILE instead of NAME."""
    return field(default="", repr=False, metadata=about(words, mail_checks.secret) | {"in_file": True})


@dataclass(frozen=True)
class Settings:
    """Each field is an environment variable of the same name in capitals; what it is about stands in the README."""

    slack_bot_token: str = field(
        repr=False,
        metadata=about(
            "Bot User OAuth Token of the app",
            starts("xoxb-", "copy the Bot User OAuth Token from your app's page, OAuth & Permissions"),
        ),
    )
    slack_app_token: str = field(
        repr=False,
        metadata=about(
            "App-Level Token with connections:write, for Socket Mode",
            starts("xapp-", "make an App-Level Token with connections:write on your app's page, Basic Information"),
        ),
    )
    database_url: str = field(
        default="sqlite:///data/ai-consent.sqlite3",
        repr=False,
        metadata=about(
            "where everything is kept: SQLite file or PostgreSQL",
            scheme("sqlite", "postgresql", "postgresql+psycopg"),
            database,
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
    engine: str = field(
        default=EMBEDDED,
        metadata=about("embedded, or distributed: several processes on PostgreSQL share the work", one_of(*ENGINES)),
    )
    operator: str = field(default="", metadata=about("who runs the server, as members read it: “Tom Keller, IT”"))
    privacy_contact: str = field(default="", metadata=about("whom members can ask: “Karim Weber, privacy officer”"))
    smtp_url: str | None = field(
        default=None,
        repr=False,
        metadata=about(
            "smtp+starttls://user:password@host:587, only if the app may send the approved letter itself",
            scheme("smtp", "smtps", "smtp+starttls"),
            mail_checks.smtp_url,
        ),
    )
    smtp_password: str = _secret_field("the mail server's password as it is, instead of one in SMTP_URL")
    inbox_url: str | None = field(
        default=None,
        repr=False,
        metadata=about(
            "imaps://user:password@host/Folder or maildir:///path: the mailbox for copies and answers",
            scheme("imaps", "imap+starttls", "imap", "maildir"),
            mail_checks.inbox_url,
        ),
    )
    inbox_password: str = _secret_field("the mailbox's password as it is, instead of one in INBOX_URL")
    copy_address: str | None = field(
        default=None,
        metadata=about(
            "the mailbox's address; each letter carries its own variant, name+reference@host", mail_checks.one_address
        ),
    )
    oauth_client_id: str = field(
        default="", metadata=about("this app's id at Microsoft or Google, for mail servers that take no passwords")
    )
    oauth_client_secret: str = _secret_field("the secret that goes with OAUTH_CLIENT_ID")
    oauth_tenant: str = field(
        default="",
        metadata=about("at Microsoft: the Directory (tenant) ID; the app logs in by itself", mail_checks.tenant),
    )
    oauth_refresh_token: str = _secret_field("at Google and others: the refresh token of the mailbox's user")
    oauth_token_url: str = field(
        default=GOOGLE,
        metadata=about("where OAUTH_REFRESH_TOKEN is changed into access tokens", scheme("https", "http")),
    )
    holidays_file: Path | None = field(
        default=None,
        metadata=about(
            "public holidays where no owner set any: an ICS file, or a list with one date a line", _holidays_file
        ),
    )
    vendors_folder: Path | None = field(
        default=None,
        metadata=about(
            "folder of your own entries of the register of vendors, a file each (docs/register.md)", _vendors_folder
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
    metrics: tuple[str, int] | None = field(
        default=None,
        metadata=about("127.0.0.1:port for /metrics, /healthz, /readyz; never open to others", host_and_port),
    )
    slack_api_url: str = field(
        default=SLACK,
        metadata=about("another Slack-compatible server, such as the sandbox", scheme("https", "http")),
    )
    dns_server: str | None = field(
        default=None, metadata=about("host:port of a DNS server; only with a loopback SLACK_API_URL")
    )
    watch_loopback: str | None = field(
        default=None,
        metadata=about(
            "http://127.0.0.1:port, a site that stands in for vendors' pages; only with a loopback SLACK_API_URL",
            scheme("http"),
        ),
    )
    clock_url: str | None = field(
        default=None, metadata=about("another clock; only with a loopback SLACK_API_URL", scheme("http"))
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
            values[one.name] = _value(one, given_value(one.name, given, in_file="in_file" in one.metadata))
        except ValueError as error:
            faults.append(f"{one.name.upper()} {error}")
            values[one.name] = FITTING.get(one.name, one.default)
    settings = Settings(**values)
    faults += _faults_between(settings, faults)
    return faults or settings


def names_of_files() -> list[str]:
    """The settings that name a file in which a secret lies."""
    return [f"{one.name}_file".upper() for one in fields(Settings) if one.metadata.get("in_file")]


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


def _faults_between(settings: Settings, found: list[str]) -> list[str]:
    """What does not belong together. `found`: what is wrong with single values."""
    faults = []
    if not is_loopback(settings.slack_api_url):
        faults += [
            f"{name} is only for a loopback SLACK_API_URL: remove it"
            for name in ("DNS_SERVER", "WATCH_LOOPBACK", "CLOCK_URL")
            if getattr(settings, name.lower())
        ]
        if not settings.slack_api_url.startswith("https:"):
            faults.append("SLACK_API_URL must start with https: unless it is this machine")
    if settings.engine == DISTRIBUTED and settings.database_url.startswith("sqlite"):
        faults.append("ENGINE=distributed needs PostgreSQL: set DATABASE_URL to it, or remove ENGINE")
    if settings.watch_loopback and not is_loopback(settings.watch_loopback):
        faults.append("WATCH_LOOPBACK must be the address of a site on this machine")
    if bool(settings.inbox_url) != bool(settings.copy_address):
        faults.append("INBOX_URL and COPY_ADDRESS belong together: set both or neither")
    if not any(fault.startswith(("INBOX_", "SMTP_", "OAUTH_")) for fault in found):
        faults += mail_checks.faults_between(settings)
    if settings.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    return faults
