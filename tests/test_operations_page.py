"""What docs/operations.md tells an operator to type or to write into a file does what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import yaml
from sqlalchemy import func, select
from typer.testing import CliRunner

from app import start
from governance.__main__ import cli
from governance.commands.mail_servers import mail_servers
from governance.mail.mailbox.imap import Imap
from governance.settings import Settings, read_settings
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import OpenBallot, Participation, Poll, Workspace
from sandbox.client import Control, until
from tests.bot import sandbox, settings_for
from tests.conftest import WORKSPACE, Cast
from tests.crash.stand_in import App
from tests.question_keys import KEY
from tests.secrecy.crowd import MONDAY, TUESDAY

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
WRITES = ("DATABASE_URL", "KEY_FILE", "KEY_STORE", "HEARTBEAT_FILE")
# What the blocks are recognised by, and where they are run. The others need an installation, Docker or systemd itself.
RUN = {
    "backup": "governance backup /var/backups", "aside": "mv /var/lib", "sqlite": "*.sqlite3 | tail -n 1)\" /var/lib",
    "postgresql": "pg_restore", "key": "/var/backups/ai-consent/key/app.key", "env": "DATABASE_URL=sqlite",
    "unit": "[Service]", "microsoft": "OAUTH_TENANT=", "google": "OAUTH_REFRESH_TOKEN=",
}  # fmt: skip
ELSEWHERE = {
    "installing": "useradd", "starting": "systemctl enable", "Docker's backup": "app python -m governance backup",
    "Docker's restore": "docker compose down", "upgrading": "git pull", "Exchange": "New-ServicePrincipal",
}  # fmt: skip
LAST_WORDS = "What happens is told on standard error, one line each.\n"
HERE = 'runuser() { shift 3; "$@"; }; systemctl() { :; }; set -eu; umask 022\n'


def block(mark: str) -> str:
    """The one block that holds these words."""
    (found,) = [body for _, body in BLOCKS if mark in body]
    return found


def in_place(folder: Path, words: str) -> str:
    """The same words for a machine whose root is this folder, on which everything belongs to us."""
    root = str(folder).rstrip("/")
    words = words.replace("/opt/ai-consent", f"{root}/opt/ai-consent").replace("/var/", f"{root}/var/")
    return re.sub(r"-o (ai-consent|10001) ", "", words)


def do(folder: Path, mark: str, **more: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | more
    words = HERE + in_place(folder, block(mark))
    done = subprocess.run(
        ["bash", "-c", words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def machine() -> Iterator[Path]:
    """The root of a machine on which the program is installed where the page says; others can look into it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "opt" / "ai-consent").mkdir(parents=True)
        (folder / "var" / "lib").mkdir(parents=True)
        (folder / "var" / "backups").mkdir()
        shutil.copy(ROOT / "app.py", folder / "opt" / "ai-consent")
        for part in ("governance", "migrations"):
            shutil.copytree(ROOT / part, folder / "opt" / "ai-consent" / part)
        (folder / "opt" / "ai-consent" / ".venv" / "bin").mkdir(parents=True)
        python = folder / "opt" / "ai-consent" / ".venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        python.chmod(0o755)
        yield folder


def settings_of_the_page(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in in_place(folder, block(RUN["env"])).splitlines())


def unit(folder: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(in_place(folder, block(RUN["unit"])))
    return dict(parser["Service"])


def test_every_block_is_run_here_or_known() -> None:
    marks = {**RUN, **ELSEWHERE}
    for _, body in BLOCKS:
        assert sum(mark in body for mark in marks.values()) >= 1, body
    assert len(BLOCKS) == len(marks)
    assert all(block(mark) for mark in marks.values())


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_the_settings_of_mail_without_passwords_log_in_by_tokens(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(block(RUN[provider]) + "SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n")
    settings = read_settings()
    assert isinstance(settings, Settings), settings
    servers = mail_servers(settings)
    assert isinstance(servers.inbox, Imap)
    assert servers.smtp is not None
    assert servers.inbox.tokens is servers.smtp.tokens is not None
    assert servers.inbox.user == servers.smtp.user == settings.copy_address


def test_every_place_that_the_settings_write_to_is_made_by_the_unit_and_may_be_written() -> None:
    service = unit(Path("/"))
    made = [Path("/var/lib") / name for name in service["StateDirectory"].split()]
    written = settings_of_the_page(Path("/"))
    assert tuple(sorted(written)) == tuple(sorted(WRITES))
    paths = [Path(value.removeprefix("sqlite:///")) for value in written.values()]
    assert {path if path in made else path.parent for path in paths} == set(made)
    assert len(made) == 3  # apart from each other
    assert (service["ProtectSystem"], service["StateDirectoryMode"], service["UMask"]) == ("strict", "0700", "0077")


def test_systemd_understands_the_unit(machine: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        return  # where systemd is not installed
    file = machine / "ai-consent.service"
    file.write_text(in_place(machine, block(RUN["unit"])))
    done = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, file.name in done.stderr) == (0, False), done.stderr


def as_somebody() -> list[str]:
    """What makes root a user who may read everything, as the clone may lie in root's home, and write nothing."""
    words = "setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps +dac_read_search --ambient-caps"
    prefix = [*words.split(), "+dac_read_search"]
    root = os.geteuid() == 0 and shutil.which("setpriv")
    return (
        prefix if root and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0 else []
    )


def test_the_unit_starts_as_a_user_who_may_write_to_its_three_folders_alone(machine: Path, tmp_path: Path) -> None:
    """And says on the terminal where it is connected to, keeps everything to itself, and stops when asked."""
    service = unit(machine)
    who = as_somebody()
    for name in service["StateDirectory"].split():
        (machine / "var" / "lib" / name).mkdir(mode=int(service["StateDirectoryMode"], 8))
        if who:
            shutil.chown(machine / "var" / "lib" / name, "nobody")
    with sandbox(tmp_path, TUESDAY) as addresses:
        given = {name: addresses[name] for name in ("SLACK_API_URL", "CLOCK_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")}
        written = settings_of_the_page(machine) | given | {"PRIVACY_CONTACT": "Karim"}
        (machine / "opt" / "ai-consent" / ".env").write_text("".join(f"{k}={v}\n" for k, v in written.items()))
        tokens = {"SLACK_BOT_TOKEN": given["SLACK_BOT_TOKEN"], "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}
        with subprocess.Popen(
            [*who, *service["ExecStart"].split()], cwd=service["WorkingDirectory"],
            env={"PATH": os.environ["PATH"], **tokens}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            umask=0,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            told = ""
            while not told.endswith(LAST_WORDS) and (line := process.stdout.readline()):
                told += line
            if not told.endswith(LAST_WORDS):
                pytest.fail(f"it ended by itself: {told}{process.communicate(timeout=30)[1]}")
            until(Path(written["HEARTBEAT_FILE"]).exists, "a sign of life")
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=30)
            assert process.returncode == 0, told + log
    assert "AI Consent is connected to Exemple SA, https://exemple.slack.com/" in told
    for place in (
        "ai-consent/ai-consent.sqlite3",
        "ai-consent-key/app.key (made just now",
        "ai-consent-questions (never",
    ):
        assert f"{machine}/var/lib/{place}" in told
    assert "Next: in Slack, open AI Consent under Apps" in told
    assert "Still empty: OPERATOR. Members" in told
    assert {json.loads(line)["level"] for line in log.splitlines()} == {"info"}  # Bolt warns of no token
    kept = [path for path in (machine / "var" / "lib").rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"ai-consent.sqlite3", "ai-consent.sqlite3.lock", "heartbeat", "app.key"}
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    names = {path.name for path in (machine / "opt" / "ai-consent").iterdir()}
    assert names == {"app.py", "governance", "migrations", ".venv", ".env"}


@pytest.fixture
def asked(database: Database, workspace: Workspace, cast: Cast) -> tuple[App, str]:
    """A question that is open and not answered yet."""
    app = App(database, MONDAY)
    poll_id = app.asks(cast, MONDAY.replace(day=20))
    app.runs(MONDAY.replace(day=20))
    app.runs(MONDAY)
    app.now = TUESDAY
    return app, poll_id


def settings_on(machine: Path, database_url: str) -> dict[str, str]:
    """The page's settings, with a key file; a database on a server is where it is."""
    settings = settings_of_the_page(machine) | {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    if database_url.startswith("postgresql"):
        settings["DATABASE_URL"] = database_url
    key = Path(settings["KEY_FILE"])
    key.parent.mkdir()
    key.write_text(f"answers={KEY.hex()}\n")
    return settings


def test_a_backup_made_while_answers_are_written_is_restored_and_the_app_starts(
    asked: tuple[App, str], cast: Cast, machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app, poll_id = asked
    database = app.database
    settings = settings_on(machine, database.url)
    live = Path(settings["DATABASE_URL"].removeprefix("sqlite:///"))
    if database.is_sqlite:
        live.parent.mkdir()
        database.close()
        live.symlink_to(database.url.removeprefix("sqlite:///"))
    stop = threading.Event()
    answering = threading.Thread(target=_answer, args=(app, poll_id, cast, stop))
    answering.start()
    try:
        _back_up(machine, settings, monkeypatch, database)
    finally:
        stop.set()
        answering.join()
    copies = [path for path in (machine / "var" / "backups").rglob("*") if path.is_file()]
    assert [path.name for path in copies if path.parent.name == "key"] == ["app.key"]
    assert not [path for path in copies if path.name.endswith((".answers", ".objections"))]
    assert {path.stat().st_mode & 0o777 for path in copies} == {0o600}
    url = _restore(machine, settings, database)
    with sandbox(tmp_path, TUESDAY) as addresses, closing(Database(url)) as restored:
        with restored.reading() as session:
            assert ledger.verify(session, WORKSPACE).fault is None
            sealed = session.scalar(select(func.count()).select_from(OpenBallot))
            answered = select(func.count()).select_from(Participation).where(Participation.answered)
            assert sealed == session.scalar(answered)
        Control(addresses).post("limits", method="*", per_second=1000, burst=1000)
        places = {"key_file": Path(settings["KEY_FILE"]), "key_store": Path(settings["KEY_STORE"])}
        running = start(settings_for(addresses, tmp_path, url, **places))
        try:
            until(lambda: _state(restored, poll_id) == "void", "the question to be void")
        finally:
            running.close()
    assert _state(database, poll_id) == "open"


def _answer(app: App, poll_id: str, cast: Cast, stop: threading.Event) -> None:
    while not stop.wait(0.01):
        app.answers(poll_id, cast.alice, cast.bob, cast.carol, cast.oscar)


def _state(database: Database, poll_id: str) -> str:
    with database.reading() as session:
        return session.scalars(select(Poll.state).where(Poll.id == poll_id)).one()


def _back_up(machine: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    """By the page's words, and on PostgreSQL, to start no second process, by what they call."""
    if database.is_sqlite:
        do(machine, RUN["backup"], **settings)
        return
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(cli, ["backup", f"{machine}/var/backups/ai-consent"])
    assert told.exit_code == 0, told.output


def _restore(machine: Path, settings: dict[str, str], database: Database) -> str:
    """By the page's words, into a place where nothing is."""
    (machine / "opt" / "ai-consent" / ".venv" / "bin" / "python").write_text(
        "#!/bin/sh\n"
    )  # `check` is tested elsewhere
    shutil.rmtree(Path(settings["KEY_FILE"]).parent)
    url = settings["DATABASE_URL"]
    if database.is_sqlite:
        do(machine, RUN["aside"])
        do(machine, RUN["sqlite"])
    else:
        server = url.rsplit("/", 1)[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
            connection.execute("CREATE DATABASE restored")
        url = f"{server}/restored"
        do(machine, RUN["postgresql"], DATABASE_URL=url)
    do(machine, RUN["key"])
    return url


def test_docker_keeps_database_keys_and_key_store_apart() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    compose = (ROOT / "compose.yml").read_text(encoding="utf-8")
    volumes = json.loads(re.search(r"^VOLUME (.*)$", dockerfile, re.MULTILINE)[1])
    assert volumes == ["/data", "/keys", "/questions"]
    assert re.findall(r"^      - (\w+):(/\w+)", compose, re.MULTILINE) == [(name[1:], name) for name in volumes]
    for setting, volume in zip(
        ("DATABASE_URL", "KEY_FILE", "KEY_STORE", "HEARTBEAT_FILE"), (*volumes, "/data"), strict=True
    ):
        for text in (dockerfile, compose):
            assert re.search(rf"{setting}\W.*{volume}\b", text), setting
    inner = re.search(r"sh -c '(.*)'", block(ELSEWHERE["Docker's restore"]))
    assert inner is not None
    assert set(re.findall(r" (/\w+)/", inner[1])) == {"/data", "/backup", "/keys"}


def test_workers_have_what_the_app_has_but_not_its_place() -> None:
    """Laid over compose.yml: the same keys and key store, a database for all, a sign of life of each one's own."""
    app, over = (yaml.safe_load((ROOT / name).read_text("utf-8")) for name in ("compose.yml", "compose.workers.yml"))
    services = over["services"]
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["worker"]["command"] == ["python", "-m", "governance", "work"]
    both = [
        {**app["services"]["app"]["environment"], **services["app"]["environment"]},
        services["worker"]["environment"],
    ]
    assert both[0] == both[1]
    assert both[0]["ENGINE"] == "distributed"
    assert both[0]["HEARTBEAT_FILE"] == "/tmp/heartbeat"
    assert set(services["worker"]["volumes"]) == set(app["services"]["app"]["volumes"]) - {"data:/data"}
    assert set(over["volumes"]) | set(app["volumes"]) == {"data", "keys", "questions", "postgres"}
    for hardened in ("read_only", "cap_drop", "security_opt", "tmpfs", "stop_grace_period"):
        assert services["worker"][hardened] == app["services"]["app"][hardened]


def test_docker_restores_by_the_words_of_the_page(tmp_path: Path) -> None:
    for name in ("data", "keys", "backup/database", "backup/key"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("1.sqlite3", "2.sqlite3"):
        (tmp_path / "backup" / "database" / name).write_text(name)
    (tmp_path / "backup" / "key" / "app.key").write_text("key")
    (tmp_path / "data" / "ai-consent.sqlite3-wal").write_text("of before")
    inner = re.search(r"sh -c '(.*)'", block(ELSEWHERE["Docker's restore"]))
    assert inner is not None
    words = re.sub(r"(?<=[ \"])/(?=data|keys|backup)", f"{tmp_path}/", inner[1])
    subprocess.run(["sh", "-c", words], check=True)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["ai-consent.sqlite3"]
    assert (tmp_path / "data" / "ai-consent.sqlite3").read_text() == "2.sqlite3"
    assert (tmp_path / "keys" / "app.key").read_text() == "key"
