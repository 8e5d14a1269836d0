"""Reads the environment and `.env` into one frozen value, or reports every fault at once. Used by app and __main__."""

from __future__ import annotations

from datetime import UTC, date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from governance.errors import Refusal
from governance.rules.people.holidays import Holidays
from governance.store.people.holidays import MOST_BYTES, read_holidays
from governance.texts import texts_for

SLACK = "https://slack.com/api/"
SMTP = "smtp+starttls://user:password@host:587"
IMAP = "imaps://user:password@host/Folder"
FITTING = {
    "slack_bot_token": "xoxb-",
    "slack_app_token": "xapp-",
    "slack_api_url": "http://127.0.0.1/",
    "inbox_url": "maildir:///",
}


def is_loopback(url: str) -> bool:
    """Whether the host of this URL is this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _starts(prefix: str, where: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError(f"must start with {prefix} — {where}")
        return value

    return AfterValidator(check)


def _scheme(*allowed: str) -> AfterValidator:
    def check(value: str | None) -> str | None:
        if value and urlsplit(value).scheme not in allowed:
            raise ValueError("must be a URL that starts with " + " or ".join(f"{scheme}:" for scheme in allowed))
        return value

    return AfterValidator(check)


def _is_port(parts: SplitResult) -> bool:
    """Whether the port is left out or is one."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _mail_server(plain: str, encrypted: str, example: str = "") -> AfterValidator:
    """A mail server: no password leaves this machine without encryption. `example`: user and password are needed."""

    def check(value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if not value or parts.scheme == "maildir":
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

    return AfterValidator(check)


def _holidays(file: Path | None) -> Path | None:
    """The file can be read; what is kept of it is read again at start."""
    if file is not None:
        holidays_in(file, datetime.now(UTC).date())
    return file


def holidays_in(file: Path, today: date) -> Holidays:
    """The public holidays in the operator's file. ValueError says what is wrong, and on which line."""
    try:
        with file.open("rb") as source:
            text = source.read(MOST_BYTES + 1).decode()
    except UnicodeDecodeError as error:
        raise ValueError("must be text in UTF-8: export it again") from error
    except OSError as error:
        raise ValueError("cannot be read: name an ICS file, or a list with one date a line") from error
    try:
        return read_holidays(text, today)
    except Refusal as refusal:
        raise ValueError(f"is not a list of holidays. {refusal.say(texts_for('en'))}") from refusal


BotToken = Annotated[
    SecretStr, _starts("xoxb-", "copy the Bot User OAuth Token from your app's page, OAuth & Permissions")
]
AppToken = Annotated[
    SecretStr,
    _starts("xapp-", "make an App-Level Token with connections:write on your app's page, Basic Information"),
]


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals; its description stands in the README."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: BotToken = Field(description="Bot User OAuth Token of the app")
    slack_app_token: AppToken = Field(description="App-Level Token with connections:write, for Socket Mode")
    database_url: Annotated[str, _scheme("sqlite", "postgresql", "postgresql+psycopg")] = Field(
        "sqlite:///data/ai-consent.sqlite3", description="where everything is kept: SQLite file or PostgreSQL"
    )
    key_file: Path = Field(
        Path("keys/app.key"), description="the app's keys; made at first start, readable by its user alone"
    )
    operator: str = Field("", description="who runs the server, as members read it: “Tom Keller, IT”")
    privacy_contact: str = Field("", description="whom members can ask: “Karim Weber, privacy officer”")
    smtp_url: Annotated[
        str | None,
        _scheme("smtp", "smtps", "smtp+starttls"),
        _mail_server("smtp", "smtps: or smtp+starttls:"),
    ] = Field(
        None, description="smtp+starttls://user:password@host:587, only if the app may send the approved letter itself"
    )
    inbox_url: Annotated[
        str | None,
        _scheme("imaps", "imap+starttls", "imap", "maildir"),
        _mail_server("imap", "imaps: or imap+starttls:", IMAP),
    ] = Field(
        None,
        description="imaps://user:password@host/Folder or maildir:///path: the mailbox for copies and answers",
    )
    copy_address: str | None = Field(
        None, description="the mailbox's address; each letter carries its own variant, name+reference@host"
    )
    holidays_file: Annotated[Path | None, AfterValidator(_holidays)] = Field(
        None, description="public holidays where no owner set any: an ICS file, or a list with one date a line"
    )
    authserv_id: str | None = Field(
        None, description="the name your mail server signs its Authentication-Results with; told, never believed"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    heartbeat_file: Path = Field(Path("data/heartbeat"), description="touched while the app works; read by `healthy`")
    slack_api_url: Annotated[str, _scheme("https", "http")] = Field(
        SLACK, description="another Slack-compatible server, such as the sandbox"
    )
    dns_server: str | None = Field(None, description="host:port of a DNS server; only with a loopback SLACK_API_URL")
    clock_url: Annotated[str | None, _scheme("http")] = Field(
        None, description="another clock; only with a loopback SLACK_API_URL"
    )

    @model_validator(mode="after")
    def _belong_together(self) -> Settings:
        faults = []
        if not is_loopback(self.slack_api_url):
            faults += [f"{name} is only for a loopback SLACK_API_URL: remove it" for name in self._only_loopback()]
            if not self.slack_api_url.startswith("https:"):
                faults.append("SLACK_API_URL must start with https: unless it is this machine")
        if bool(self.inbox_url) != bool(self.copy_address):
            faults.append("INBOX_URL and COPY_ADDRESS belong together: set both or neither")
        if self.copy_address and self.copy_address.count("@") != 1:
            faults.append("COPY_ADDRESS must be one mail address")
        if self.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            faults.append("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _only_loopback(self) -> list[str]:
        return [name for name, value in (("DNS_SERVER", self.dns_server), ("CLOCK_URL", self.clock_url)) if value]


def read_settings(env_file: str | None = ".env") -> Settings | list[str]:
    """The settings, or every fault in one list of sentences, each with what to do. Values are never repeated."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # fields come from the environment
    except ValidationError as error:
        return [*_faults(error), *_faults_between(error, env_file)]


def _faults(error: ValidationError) -> list[str]:
    faults: list[str] = []
    for item in error.errors():
        name = str(item["loc"][0]).upper() if item["loc"] else ""
        what = item["msg"].removeprefix("Value error, ")
        if item["type"] == "missing":
            about = Settings.model_fields[str(item["loc"][0])].description
            what = f"is missing: {about}. Put it into .env or the environment."
        faults += [f"{name} {what}"] if name else what.split("; ")
    return faults


def _faults_between(error: ValidationError, env_file: str | None) -> list[str]:
    """What does not belong together, looked at also while single settings are faulty: something fits in their place."""
    faulty = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
    if not faulty:
        return []
    fitting = {name: FITTING.get(name, Settings.model_fields[name].default) for name in faulty}
    try:
        Settings(_env_file=env_file, **fitting)  # type: ignore[call-arg]  # pydantic takes it apart from the fields
    except ValidationError as between:
        return _faults(between)
    return []
