"""Settings from outside: every fault in one message, no value repeated, no traceback; and each is documented."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from governance.commands.mail_servers import mail_servers
from governance.mail.login.setting_checks import WAYS
from governance.mail.mailbox.imap import Imap
from governance.settings import Settings, holidays_in, is_loopback, names_of_files, read_settings

ROOT = Path(__file__).parents[1]
ABOUT = {one.name.upper(): str(one.metadata["about"]) for one in fields(Settings)}
NAMES = [*ABOUT, *names_of_files()]
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-right", "SLACK_APP_TOKEN": "xapp-right"}
INBOX = {"INBOX_URL": "imaps://a@mail.example/", "COPY_ADDRESS": "a@b.example"}
LOOPBACK = "http://127.0.0.1:1/api/"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An empty folder and none of our settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def faults_of(empty: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        empty.setenv(name, value)
    found = read_settings()
    assert isinstance(found, list), "these settings were accepted"
    return found


def settings_of(empty: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in (TOKENS | values).items():
        empty.setenv(name, value)
    found = read_settings()
    assert isinstance(found, Settings), found
    return found


def started(folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """app.py as a person would start it, in `folder`."""
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | values
    command = [sys.executable, str(ROOT / "app.py")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_nothing_set_is_told_in_one_message(tmp_path: Path) -> None:
    told = started(tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    first, *faults = told.stderr.splitlines()
    assert first == "AI Consent cannot start. Please mend:"
    assert [fault.split()[1] for fault in faults] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert all("is missing" in fault and ".env" in fault for fault in faults)
    assert not list(tmp_path.iterdir())


def test_every_fault_at_once_and_no_value_repeated(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxp-secret\nDATABASE_URL=mysql://u:secret@h/d\n")
    told = started(tmp_path, SLACK_APP_TOKEN="secret", INBOX_URL="imap://u:secret@h", SMTP_URL="secret")
    assert told.returncode == 2
    assert "secret" not in told.stderr + told.stdout
    assert "Traceback" not in told.stderr
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "INBOX_URL", "SMTP_URL"):
        assert f"  - {name} must " in told.stderr


def test_what_does_not_belong_together_is_told_with_the_rest(empty: pytest.MonkeyPatch) -> None:
    faults = faults_of(
        empty, SLACK_API_URL="ftp://h/", CLOCK_URL="http://127.0.0.1:1/clock", INBOX_URL="imap://h", LOG_LEVEL="LOUD"
    )
    assert [fault.split()[0] for fault in faults] == [
        "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "INBOX_URL", "SLACK_API_URL", "INBOX_URL", "LOG_LEVEL",
    ]  # fmt: skip
    assert len(faults_of(empty, COPY_ADDRESS="a@example.com")) == 5


def test_a_refused_token_is_said_without_a_traceback(tmp_path: Path) -> None:
    told = started(tmp_path, **TOKENS, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert told.returncode == 1
    assert "AI Consent cannot start: " in told.stderr
    assert "Traceback" not in told.stderr
    assert "xoxb-right" not in told.stderr


def test_two_tokens_are_enough(empty: pytest.MonkeyPatch) -> None:
    settings = settings_of(empty)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.startswith("sqlite:///data/")
    assert "right" not in repr(settings)


def test_an_empty_line_means_the_default(empty: pytest.MonkeyPatch) -> None:
    empty.chdir(ROOT / "tests")
    assert settings_of(empty, **dict.fromkeys(set(NAMES) - set(TOKENS), "")) == settings_of(empty)


@pytest.mark.parametrize(
    "url", ["imaps://a:b@mail.example/INBOX,Junk", "imap+starttls://a:b@mail.example", "imap://a:b@127.0.0.1:1143/"]
)
def test_an_imap_account_as_inbox(empty: pytest.MonkeyPatch, url: str) -> None:
    assert settings_of(empty, INBOX_URL=url, COPY_ADDRESS="a@b.example").inbox_url == url


@pytest.mark.parametrize("password", ["12345#2", "p/w", "a?b", "50%", "%41", "a@b:c", "${HOME}", "[x", "é ü"])
@pytest.mark.parametrize("given", ["file", ".env", "environment"])
def test_a_password_alone_is_taken_as_it_is(
    empty: pytest.MonkeyPatch, tmp_path: Path, password: str, given: str
) -> None:
    (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
    (tmp_path / ".env").write_text(f"INBOX_PASSWORD='{password}'\n" if given == ".env" else "", encoding="utf-8")
    more = {"file": {"INBOX_PASSWORD_FILE": "password"}, ".env": {}, "environment": {"INBOX_PASSWORD": password}}
    settings = settings_of(empty, **INBOX, **more[given])
    assert settings.inbox_password == password
    assert password not in repr(settings)


def test_tokens_instead_of_a_password(empty: pytest.MonkeyPatch) -> None:
    microsoft = {"OAUTH_CLIENT_ID": "c", "OAUTH_CLIENT_SECRET": "hidden#1", "OAUTH_TENANT": "contoso.example"}
    settings = settings_of(empty, **INBOX, SMTP_URL="smtps://a:b@mail.example", **microsoft)
    servers = mail_servers(settings)
    assert isinstance(servers.inbox, Imap)
    assert servers.smtp is not None
    assert (servers.inbox.tokens is not None, servers.smtp.tokens) == (True, None)
    assert "hidden" not in repr(settings) + repr(servers)


def test_the_environment_wins_over_the_file(empty: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPERATOR='Tom Keller, IT'\nPRIVACY_CONTACT=Karim\n")
    settings = settings_of(empty, PRIVACY_CONTACT="Karim Weber")
    assert (settings.operator, settings.privacy_contact) == ("Tom Keller, IT", "Karim Weber")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"CLOCK_URL": "http://127.0.0.1:1/clock"}, "CLOCK_URL is only for a loopback SLACK_API_URL: remove it"),
        ({"DNS_SERVER": "127.0.0.1:53"}, "DNS_SERVER is only for a loopback SLACK_API_URL: remove it"),
        ({"WATCH_LOOPBACK": "http://127.0.0.1:9"}, "WATCH_LOOPBACK is only for a loopback SLACK_API_URL: remove it"),
        (
            {"WATCH_LOOPBACK": "http://10.0.0.1"},
            "WATCH_LOOPBACK must be the address of a site on this machine",
        ),
        (
            {"SLACK_API_URL": "http://example.com/api/"},
            "SLACK_API_URL must start with https: unless it is this machine",
        ),
        ({"INBOX_URL": "maildir:///var/mail/a"}, "INBOX_URL and COPY_ADDRESS belong together: set both or neither"),
        ({"COPY_ADDRESS": "a@example.com"}, "INBOX_URL and COPY_ADDRESS belong together: set both or neither"),
        (
            {"INBOX_URL": "imap://a:b@mail.example/", "COPY_ADDRESS": "a@b.example"},
            "INBOX_URL must start with imaps: or imap+starttls: unless the mail server is this machine",
        ),
        (
            {"INBOX_URL": "imaps://mail.example/", "COPY_ADDRESS": "a@b.example"},
            "INBOX_URL must name user and host: imaps://user:password@host/Folder",
        ),
        (
            {"INBOX_URL": "imaps://a:secret@mail.example:x/", "COPY_ADDRESS": "a@b.example"},
            "INBOX_URL must have a number as its port",
        ),
        (
            {"INBOX_URL": "imaps://a:b@mail.example/A%0D%0AB", "COPY_ADDRESS": "a@b.example"},
            "INBOX_URL must hold no line breaks or other control signs",
        ),
        (
            {"SMTP_URL": "smtp://a:b@mail.example"},
            "SMTP_URL must start with smtps: or smtp+starttls: unless the mail server is this machine",
        ),
        ({"SMTP_URL": "smtps://"}, "SMTP_URL must name the host"),
        ({"SMTP_URL": "smtps://mail.example:99999"}, "SMTP_URL must have a number as its port"),
        ({"INBOX_URL": "maildir:///a", "COPY_ADDRESS": "a"}, "COPY_ADDRESS must be one mail address"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
        ({"DATABASE_URL": "postgresql://a:b@c@db/x"}, "DATABASE_URL must have @ in its user and password written %40"),
        (
            INBOX,
            "INBOX_URL names a user and no password: set INBOX_PASSWORD, or OAUTH_CLIENT_ID where the server takes no"
            " passwords, as Microsoft 365",
        ),
        (
            INBOX | {"INBOX_PASSWORD": "a", "INBOX_PASSWORD_FILE": "b"},
            "INBOX_PASSWORD is set, and INBOX_PASSWORD_FILE as well: keep one of them",
        ),
        (
            INBOX | {"INBOX_PASSWORD_FILE": "nowhere"},
            "INBOX_PASSWORD is to lie in a file: INBOX_PASSWORD_FILE names none that the app's user can read",
        ),
        (INBOX | {"INBOX_PASSWORD": "a\nb"}, "INBOX_PASSWORD must be one line, without control signs"),
        (
            {"SMTP_URL": "smtps://a:b@mail.example", "SMTP_PASSWORD": "c"},
            "SMTP_PASSWORD is set, and SMTP_URL holds a password as well: keep one of them",
        ),
        (
            {"SMTP_URL": "smtps://mail.example", "SMTP_PASSWORD": "c"},
            "SMTP_PASSWORD is for a user, and SMTP_URL names none: write the user there, as in user@host, or remove it",
        ),
        (
            {"OAUTH_TENANT": "t", "OAUTH_CLIENT_SECRET": "s"},
            f"OAUTH_TENANT belongs to an OAUTH_CLIENT_ID: set both ({WAYS}) or neither",
        ),
        (
            INBOX | {"OAUTH_CLIENT_ID": "c"},
            f"OAUTH_CLIENT_ID needs OAUTH_TENANT (Microsoft) or OAUTH_REFRESH_TOKEN (others): {WAYS}",
        ),
        (
            INBOX | {"OAUTH_CLIENT_ID": "c", "OAUTH_TENANT": "t", "OAUTH_REFRESH_TOKEN": "r"},
            "OAUTH_CLIENT_ID needs OAUTH_TENANT (Microsoft) or OAUTH_REFRESH_TOKEN (others): not both",
        ),
        (INBOX | {"OAUTH_CLIENT_ID": "c", "OAUTH_TENANT": "t"}, f"OAUTH_TENANT needs OAUTH_CLIENT_SECRET: {WAYS}"),
        (
            INBOX | {"OAUTH_TENANT": "a b"},
            "OAUTH_TENANT must be the Directory (tenant) ID that Microsoft shows with your app's registration",
        ),
        (
            INBOX | {"OAUTH_CLIENT_ID": "c", "OAUTH_REFRESH_TOKEN": "r", "OAUTH_TOKEN_URL": "http://mail.example/t"},
            "OAUTH_TOKEN_URL must start with https: unless it is this machine",
        ),
        (
            {"OAUTH_CLIENT_ID": "c", "OAUTH_REFRESH_TOKEN": "r", "SMTP_URL": "smtps://a:b@mail.example"},
            "OAUTH_CLIENT_ID is for an INBOX_URL or SMTP_URL with a user and without a password: write one so",
        ),
    ],
)
def test_what_does_not_belong_together(empty: pytest.MonkeyPatch, values: dict[str, str], fault: str) -> None:
    assert fault in faults_of(empty, **TOKENS, **values)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: name an ICS file, or a list with one date a line"),
        (b"2026-12-25\nsecret", "is not a list of holidays. Line 2 does not begin with a date. Write 2026-12-25,"),
        (b"\xff\xfe2", "must be text in UTF-8: export it again"),
        (b"#" * 1_000_001, "is not a list of holidays. This is larger than 1 MB."),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "is not a list of holidays. This calendar holds no event that lasts"),
    ],
)
def test_a_file_of_holidays_that_cannot_be_used(
    empty: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "holidays"
    if content is not None:
        file.write_bytes(content)
    (fault,) = faults_of(empty, **TOKENS, HOLIDAYS_FILE=str(file))
    assert fault.startswith(f"HOLIDAYS_FILE {told}")
    assert "secret" not in fault


def test_a_file_of_holidays(empty: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "holidays.txt"
    file.write_text("2026-12-25 Noël\n2062-12-25\n", encoding="utf-8")
    settings = settings_of(empty, HOLIDAYS_FILE=str(file))
    assert settings.holidays_file == file
    assert holidays_in(file, date(2026, 11, 20)) == {date(2026, 12, 25): "Noël"}


def test_a_folder_of_own_vendors(empty: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is wrong in it is named as a fault of the setting, so that `check` says it and the start does not begin."""
    assert settings_of(empty, VENDORS_FOLDER=str(tmp_path)).vendors_folder == tmp_path
    (tmp_path / "notes.toml").write_text('name = "Notes"', encoding="utf-8")
    (fault,) = faults_of(empty, **TOKENS, VENDORS_FOLDER=str(tmp_path))
    assert fault.startswith("VENDORS_FOLDER has faulty entries. notes.toml: purpose is missing: write which matter")
    (fault,) = faults_of(empty, **TOKENS, VENDORS_FOLDER=str(tmp_path / "none"))
    assert fault.startswith("VENDORS_FOLDER is not a folder: name the one that holds your entries")


def test_a_moved_clock_is_for_loopback(empty: pytest.MonkeyPatch) -> None:
    settings = settings_of(
        empty, SLACK_API_URL=LOOPBACK, CLOCK_URL="http://127.0.0.1:1/clock", DNS_SERVER="127.0.0.1:5"
    )
    assert settings.clock_url is not None


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://localhost/", True),
        ("http://[::1]:8/", True),
        ("http://127.0.0.1.example.com/", False),
        ("http://localhost.example.com/", False),
        ("https://slack.com/api/", False),
        ("http:///", False),
    ],
)
def test_loopback_is_this_machine_and_nothing_else(url: str, here: bool) -> None:
    assert is_loopback(url) is here


@pytest.mark.parametrize("name", list(ABOUT))
def test_every_setting_is_in_the_readme_with_its_description(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    about = ABOUT[name]
    row = next((line for line in readme.splitlines() if line.startswith(f"| `{name}` |")), None)
    assert row is not None, f"{name} has no row in README's table"
    assert about[:1].upper() + about[1:] in row or about in row, f"README says something else about {name}: {about}"


def test_the_example_and_the_makefile_name_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^(\w+)=$", example, re.MULTILINE)) == sorted(ABOUT)
    for file in names_of_files():
        assert file in example
        assert file in (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    forgotten = re.search(r"^SETTINGS := (.*)$", makefile, re.MULTILINE)
    assert forgotten is not None
    assert sorted(forgotten[1].split()) == sorted(NAMES)
