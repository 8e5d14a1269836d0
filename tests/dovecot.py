"""A private IMAP server for the tests: dovecot 2.3 or 2.4 with its own folder, ports and certificate, unprivileged."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.postgres import free_port

USER = "nobody"
ACCOUNT, PASSWORD = "consent@exemple.example", "p:w/d %21é"
# What 2.4 calls otherwise, each version in its words. 2.4 wants to know first whose defaults are meant.
SETTINGS_2_3 = """
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  service_count = 0
}}
service imap {{
  service_count = 1000
}}
"""
SETTINGS_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {certificate}
ssl_server_key_file = {certificate}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {folder}/mail
passdb passwd-file {{
  passwd_file_path = {folder}/passwords
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}
  }}
}}
service imap-login {{
  restart_request_count = unlimited
}}
service imap {{
  restart_request_count = 1000
}}
"""
# Logging in by access tokens, which the server shows to whoever gave them.
TOKENS_2_3 = """
auth_mechanisms = plain login {mechanisms}
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {folder}/oauth2
}}
"""
OAUTH2_FILE = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""
TOKENS_2_4 = """
auth_mechanisms = plain login {mechanisms}
oauth2 {{
  introspection_mode = post
  introspection_url = {introspection}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
"""
SETTINGS = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}
auth_failure_delay = 0
log_path = {folder}/log
listen = 127.0.0.1
ssl = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_fsync = never
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap {{
  process_min_avail = 1
  process_limit = 100
}}
service auth {{
  user = {user}
}}
service auth-worker {{
  user = {user}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


def binary() -> str:
    """Where dovecot is; fails with what to install."""
    found = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None or not Path("/usr/lib/dovecot/imap").exists():
        raise RuntimeError("dovecot is missing. Run `make test` as root, or install Debian's package dovecot-imapd.")
    return found


def version() -> str:
    """As dovecot says it: `2.4.1-4 (7d8c0e5759)`."""
    return subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True).stdout.strip()


def settings(version: str, **values: object) -> str:
    """The configuration, in the words of this version."""
    older = tuple(int(number) for number in version.split(".")[:2]) < (2, 4)
    tokens = (TOKENS_2_3 if older else TOKENS_2_4) if values.get("introspection") else ""
    return (tokens + SETTINGS_2_3 if older else SETTINGS_2_4 + tokens).format(**values) + SETTINGS.format(**values)


@dataclass
class Dovecot:
    """One server and its one account, whose mails lie in the Maildir `mail`."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def start(self) -> None:
        """Start it and wait until it answers."""
        unprivileged = {"user": USER, "group": _group(), "extra_groups": []} if os.geteuid() == 0 else {}
        config = str(self.folder / "dovecot.conf")
        with (self.folder / "printed").open("ab") as printed:
            self.process = subprocess.Popen(  # type: ignore[call-overload]  # the two cases of `unprivileged`
                [binary(), "-F", "-c", config], cwd=self.folder, stdout=printed, stderr=printed, **unprivileged
            )
        for _ in range(200):
            with suppress(OSError, imaplib.IMAP4.error):
                imaplib.IMAP4("127.0.0.1", self.port, timeout=1).shutdown()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"dovecot {version()} does not start: {self._said()}")

    def _said(self) -> str:
        """What it printed before it had read its configuration, and logged afterwards."""
        told = (self.folder / "printed", self.folder / "log")
        return "".join(path.read_text(errors="replace") for path in told if path.exists()).strip()

    def stop(self) -> None:
        """End it and every connection to it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process = None

    @contextmanager
    def owner(self) -> Iterator[imaplib.IMAP4]:
        """The account as its owner's mail program sees it."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as session:
            session.authenticate("PLAIN", lambda _: f"\0{ACCOUNT}\0{PASSWORD}".encode())
            yield session

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        """Deliver a mail."""
        with self.owner() as session:
            kind, said = session.append(folder, "", "", raw)
            if kind != "OK":
                raise RuntimeError(f"dovecot refused the mail: {said!r}")

    def empty(self) -> None:
        """A mailbox in which there is nothing, numbered anew: the server keeps count of its numberings in a file."""
        for path in self.mail.iterdir() if self.mail.exists() else ():
            if path.is_dir():
                shutil.rmtree(path)
            elif not path.name.startswith("dovecot-uidvalidity"):
                path.unlink()

    def own(self) -> None:
        """Give everything that was put into the mailbox's folder to the server's user."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{USER}:{_group()}", str(self.mail)], check=True)


def _group() -> int:
    return pwd.getpwnam(USER).pw_gid


@contextmanager
def server(certificate: Path, introspection: str = "", mechanisms: str = "xoauth2 oauthbearer") -> Iterator[Dovecot]:
    """Run a server that shows this certificate (PEM, with its key).

    `introspection`: where it asks whether an access token is valid; without one it takes passwords only.
    """
    folder, user = Path(mkdtemp(prefix="imap-")), USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    running = Dovecot(folder, free_port(), free_port())
    values = {"user": user, "group": grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name, "folder": folder}
    shutil.copy(certificate, folder / "server.pem")
    values |= {"certificate": folder / "server.pem", "port": running.port, "tls_port": running.tls_port}
    values |= {"introspection": introspection, "mechanisms": mechanisms}
    (folder / "oauth2").write_text(OAUTH2_FILE.format(**values))
    (folder / "dovecot.conf").write_text(settings(version(), **values))
    (folder / "passwords").write_text(f"{ACCOUNT}:{{PLAIN.HEX}}{PASSWORD.encode().hex()}::::::\n", encoding="utf-8")
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, USER, _group())
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
