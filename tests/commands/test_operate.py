"""The operator's commands from outside: what `check` finds and says, `migrate`, `healthy`, `verify-record`."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from governance.__main__ import cli
from governance.commands.check.painted_views import PAINTED
from governance.commands.check.preflight import _clock
from governance.settings import Settings, names_of_files
from governance.slack.link.scopes import NEEDED, OPTIONAL
from governance.store import ledger
from governance.store.database import Database
from governance.store.files.process_lock import OneProcess
from governance.store.migrate import to_head
from governance.store.models import Workspace as Installation
from governance.store.poll.app_key import load_keys
from sandbox.server import serve
from sandbox.workspace.state import Workspace
from tests import dovecot
from tests.dovecot import ACCOUNT, PASSWORD
from tests.mail import certificates, token_server

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PASSING = ("SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SMTP_URL", "INBOX_URL", "COPY_ADDRESS")


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, dict[str, str]]]:
    """A sandbox that gave the app just what manifest.yml asks for."""
    data = tmp_path_factory.mktemp("sandbox")
    workspace = Workspace(scopes=tuple(NEEDED | OPTIONAL))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(serve(workspace, data), loop).result(20)
    yield workspace, json.loads((data / "sandbox.json").read_text())
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def environment(
    slack: tuple[Workspace, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """An empty folder, and the settings for the sandbox."""
    workspace, addresses = slack
    monkeypatch.chdir(tmp_path)
    for name in [*(one.name.upper() for one in fields(Settings)), *names_of_files()]:
        monkeypatch.delenv(name, raising=False)
    for name in PASSING:
        monkeypatch.setenv(name, addresses[name])
    monkeypatch.setenv("OPERATOR", "Tom Keller, IT")
    monkeypatch.setenv("PRIVACY_CONTACT", "Karim Weber, privacy officer")
    scopes = list(workspace.scopes)
    yield monkeypatch
    workspace.scopes[:] = scopes


def say(database_url: str, sql: str) -> None:
    with closing(Database(database_url)) as database, database.writing() as session:
        session.execute(text(sql))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def mend() -> dict[str, tuple[str, str]]:
    """What `check --json` wants to have mended: name -> what it says, what to do."""
    result = run("check", "--json")
    told = json.loads(result.stdout)
    faults = {one["name"]: (one["says"], one["do"]) for one in told["checks"] if not one["well"]}
    assert (result.exit_code, told["well"]) == ((1, False) if faults else (0, True))
    return faults


def test_all_is_well_before_the_first_start_and_nothing_is_made_by_looking(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.splitlines() == [
        "ok    settings: complete",
        "ok    keys: keys/app.key is made at the first start",
        "ok    key store: keys/questions is made at the first start",
        "ok    database: data/ai-consent.sqlite3 is made at the first start",
        "ok    bot token: Exemple SA, https://exemple.slack.com/",
        "ok    scopes: as in manifest.yml",
        "ok    clock: within 30 seconds of Slack's",
        "ok    app token: Slack gives us a connection",
        "ok    sending mail: the mail server lets us in, without logging in",
        "ok    inbox: can be read",
    ]
    assert not list(tmp_path.iterdir())


def test_names_that_are_not_said_are_missed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("OPERATOR", " ")
    assert mend()["settings"][0] == "OPERATOR not said: members read it before they answer"
    environment.delenv("PRIVACY_CONTACT")
    says, do = mend()["settings"]
    assert says.startswith("OPERATOR and PRIVACY_CONTACT not said")
    assert do.startswith("write who runs the server and whom members can ask into .env")


def test_an_env_file_that_others_can_read(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPERATOR=\n")
    (tmp_path / ".env").chmod(0o640)
    assert mend()["settings"][1] == "chmod 600 .env"
    (tmp_path / ".env").chmod(0o600)
    assert not mend()


def test_faulty_settings_are_all_told_and_no_value_is_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_BOT_TOKEN", "not-a-token")
    environment.delenv("SLACK_APP_TOKEN")
    result = run("check")
    assert result.exit_code == 1
    assert "SLACK_BOT_TOKEN must start with xoxb-" in result.stdout
    assert "SLACK_APP_TOKEN is missing" in result.stdout
    assert "not-a-token" not in result.output
    for command in ("migrate", "healthy", "verify-record"):
        told = run(command)
        assert told.exit_code == 2
        assert "SLACK_BOT_TOKEN must start with xoxb-" in told.stderr


def test_refused_tokens(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_BOT_TOKEN", "xoxb-stranger")
    environment.setenv("SLACK_APP_TOKEN", "xapp-stranger")
    faults = mend()
    assert faults["bot token"][0] == "Slack refuses it (invalid_auth)"
    assert faults["app token"][0] == "Slack refuses it (invalid_auth)"
    assert "install the app" in faults["bot token"][1]


def test_slack_not_reached(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert {name: says for name, (says, _) in mend().items()} == {
        "bot token": "Slack was not reached (unreachable)",
        "app token": "Slack was not reached (unreachable)",
    }


@pytest.mark.parametrize(
    ("scopes", "says"),
    [
        (["chat:write", "commands", "users:read"], "missing: files:write"),
        ([*NEEDED, "im:history"], "more than this app uses: im:history"),
    ],
)
def test_scopes_are_compared_with_the_manifest(
    environment: pytest.MonkeyPatch, slack: tuple[Workspace, dict[str, str]], scopes: list[str], says: str
) -> None:
    slack[0].scopes[:] = scopes
    assert mend()["scopes"] == (says, "set the scopes as in manifest.yml and install the app again")


def test_without_the_optional_scope_all_is_well(
    environment: pytest.MonkeyPatch, slack: tuple[Workspace, dict[str, str]]
) -> None:
    slack[0].scopes[:] = list(NEEDED)
    assert not mend()
    assert "without the optional files:read, users:read.email" in run("check").stdout


def test_mail_that_does_not_work(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    environment.setenv("INBOX_URL", f"maildir://{tmp_path}/nowhere")
    faults = mend()
    says, do = faults["sending mail"]
    assert says == "the mail server was not usable (smtp:not_reached)"
    assert do.startswith("see that host and port in SMTP_URL are right")
    assert faults["inbox"] == ("cannot be read (inbox:missing)", "check INBOX_URL and the folder's rights")


def test_an_imap_account(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = certificates.write(tmp_path / "server.pem")
    with dovecot.server(certificate) as server:

        def with_url(url: str) -> tuple[str, str] | None:
            environment.setenv("INBOX_URL", url)
            return mend().get("inbox")

        account = f"{quote(ACCOUNT)}:{quote(PASSWORD, safe='')}"
        right = f"imaps://{account}@localhost:{server.tls_port}/INBOX"
        unknown = with_url(right)
        assert unknown is not None
        assert unknown[0] == "cannot be read (inbox:certificate_not_trusted)"
        assert "SSL_CERT_FILE" in unknown[1]
        environment.setenv("SSL_CERT_FILE", str(certificate))
        assert with_url(right) is None
        assert "ok    inbox: can be read, logged in by a password" in run("check").stdout
        for url, code, do in (
            (right.replace("INBOX", "Nowhere"), "folder_missing", "name folders"),
            (
                right.replace(account, f"{quote(ACCOUNT)}:wrong"),
                "login_refused",
                "check user and password in INBOX_URL",
            ),
            (right.replace("localhost", "127.0.0.1"), "certificate_not_trusted", "write the host in INBOX_URL"),
            (right.replace(str(server.tls_port), str(server.port)), "no_encryption", "the server does not encrypt"),
            (right.replace(str(server.tls_port), "9"), "not_reached", "see that host and port in INBOX_URL"),
        ):
            found = with_url(url)
            assert found is not None
            assert found[0] == f"cannot be read (inbox:{code})"
            assert found[1].startswith(do)


def test_a_mailbox_without_a_password(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with token_server.serving(ACCOUNT) as provider:
        certificate = certificates.write(tmp_path / "server.pem")
        with dovecot.server(certificate, f"{provider.url}/introspect") as server:
            environment.setenv("INBOX_URL", f"imap://{quote(ACCOUNT)}@127.0.0.1:{server.port}/INBOX")
            registered = {"CLIENT_ID": token_server.CLIENT, "CLIENT_SECRET": token_server.SECRET}
            registered |= {"REFRESH_TOKEN": token_server.REFRESH, "TOKEN_URL": f"{provider.url}/token"}
            for name, value in registered.items():
                environment.setenv(f"OAUTH_{name}", value)
            assert "ok    inbox: can be read, logged in by an access token" in run("check").stdout
            provider.user = "somebody@exemple.example"
            says, do = mend()["inbox"]
            assert says == "cannot be read (inbox:token_not_taken)"
            assert do.startswith("a token was given, and this server does not take it: check the user in INBOX_URL")
            environment.setenv("OAUTH_CLIENT_SECRET", "old")
            says, do = mend()["inbox"]
            assert says == "cannot be read (inbox:token_refused, invalid_client AADSTS7000215)"
            assert do.startswith("the provider gives no access token: check OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET")


def test_mail_that_is_not_set_is_no_fault(environment: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_URL", "INBOX_URL", "COPY_ADDRESS"):
        environment.delenv(name)
    assert not mend()


def test_keys(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "app.key"
    key.parent.mkdir()
    key.write_text("something else\n")
    assert "not a key file of this app" in mend()["keys"][0]
    key.write_text(f"answers={'0f' * 32}\n")
    key.chmod(0o644)
    assert mend()["keys"] == ("keys/app.key can be read by others", "chmod 600 keys/app.key")
    key.chmod(0o600)
    assert not mend()


def test_an_older_database_is_found_and_migrated(environment: pytest.MonkeyPatch, database_url: str) -> None:
    environment.setenv("DATABASE_URL", database_url)
    assert not mend()
    with closing(Database(database_url)) as database:
        to_head(database, "base")
    assert run("check").exit_code == 0
    say(database_url, "INSERT INTO alembic_version VALUES ('0000')")
    assert mend()["database"][1] == "run: python -m governance migrate"
    say(database_url, "DELETE FROM alembic_version")
    first, second = run("migrate"), run("migrate")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("The schema is ")
    assert first.stdout.endswith("(was: None).\n")
    assert second.stdout.endswith(", as it was.\n")


def test_a_database_that_is_not_there(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql://somebody:hidden-word@127.0.0.1:9/nothing")
    says, do = mend()["database"]
    assert "127.0.0.1" in says
    assert "hidden-word" not in says
    assert do.startswith("check DATABASE_URL")
    told = run("migrate")
    assert told.exit_code == 1
    assert "hidden-word" not in told.output


def test_migrate_keeps_out_while_the_app_runs(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with OneProcess("sqlite:///data/ai-consent.sqlite3"):
        told = run("migrate")
    assert told.exit_code == 1
    assert "another process is using this database" in told.stderr


def test_healthy_means_a_sign_of_life_in_the_last_two_minutes(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run("healthy").exit_code == 1
    heartbeat = tmp_path / "data" / "heartbeat"
    heartbeat.parent.mkdir()
    heartbeat.touch()
    assert run("healthy").exit_code == 0
    old = time.time() - 121
    os.utime(heartbeat, (old, old))
    told = run("healthy")
    assert (told.exit_code, told.stderr) == (1, "No sign of life for 121 seconds.\n")


@pytest.mark.parametrize(("seconds", "says"), [(29, "within"), (31, "31 seconds ahead of"), (-61, "61 seconds behind")])
def test_the_clock_is_compared_with_slacks(seconds: int, says: str) -> None:
    found = _clock("Fri, 20 Nov 2026 08:00:00 GMT", NOW + timedelta(seconds=seconds))
    assert says in found[0].says


def test_the_record_is_verified(environment: pytest.MonkeyPatch, database: Database, workspace: Installation) -> None:
    environment.setenv("DATABASE_URL", database.url)
    with database.writing() as session:
        ledger.append(session, workspace.id, "poll:question:opened", "p1", NOW)
    whole = json.loads(run("verify-record", "--json").stdout)[workspace.id]
    assert whole["fault"] is None
    assert whole["events"] >= 1
    with database.writing() as session:
        session.execute(text("UPDATE ledger_heads SET seq = seq + 1"))
    told = run("verify-record")
    assert told.exit_code == 1
    assert "the newest events are missing" in told.stdout


def test_without_a_database_there_is_no_record(environment: pytest.MonkeyPatch) -> None:
    told = run("verify-record")
    assert told.exit_code == 1
    assert told.stderr.startswith("The record could not be read: ")


def test_the_made_key_file_is_for_its_user_alone(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_keys(tmp_path / "keys" / "app.key")
    assert stat.S_IMODE((tmp_path / "keys" / "app.key").stat().st_mode) == 0o600
    assert not mend()


def test_online_it_asks_slack_about_every_painted_view(
    environment: pytest.MonkeyPatch, slack: tuple[Workspace, dict[str, str]], tmp_path: Path
) -> None:
    painted, here = tmp_path / "painted", PAINTED / "en"
    painted.mkdir()
    assert "call it in a clone" in run("check", "--online", "--painted", str(painted)).stdout
    names = ("ballot", "defaults", "home_drafted", "home_odd_no_owner_admin")
    for name in names:
        (painted / f"{name}.json").write_text((here / f"{name}.json").read_text(encoding="utf-8"))
    assert "ok    painted views: Slack takes all" in run("check", "--online", "--painted", str(painted)).stdout
    view = json.loads((here / "ballot.json").read_text(encoding="utf-8"))
    view["blocks"].append({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}})
    (painted / "ballot.json").write_text(json.dumps(view))
    result = run("check", "--online", "--painted", str(painted))
    assert result.exit_code == 1
    assert f"Slack refuses {painted.name}/ballot: invalid_message; [ERROR] must be less than 151" in result.stdout
    slack[0].faults.order({"method": "blocks.validate", "kind": "ratelimit", "times": 1, "seconds": 0})
    assert "Slack refuses" in run("check", "--online", "--painted", str(painted)).stdout
    environment.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "asked 0 of" in run("check", "--online", "--painted", str(painted)).stdout
