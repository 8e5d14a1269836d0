"""Slack's answer as a mail file, through the real edge: fetched, judged, shown; and whatever can go wrong."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from slack_sdk import WebClient

from governance.errors import Refusal
from governance.slack.link.files import LARGEST, SECONDS, contents
from governance.slack.link.hosts import Host, is_slacks
from sandbox.client import elements, readable, until
from sandbox.workspace.app_manifest import DEFAULT_SCOPES
from tests.bot import Bot, bot
from tests.slack.case.test_case import MONDAY, approve, opt_out, send_by_mail_app, shown

GRANTED = (*DEFAULT_SCOPES, "files:read")
UNSIGNED = b"From: Slack <feedback@slack.com>\r\nSubject: Done\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n%s\r\n"
CONFIRMING = b"Your opt-out request has been completed."


@contextmanager
def sent(folder: Path, **more: Any) -> Iterator[Bot]:
    """Olga's letter is at Slack; the app has its own inbox, which these answers do not go to."""
    with bot(folder, MONDAY, **more) as running:
        opt_out(running)
        send_by_mail_app(running, approve(running))
        running.person("U0OLGA").wait_for_home("partie chez Slack")
        yield running


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """For the tests that leave the request open."""
    with sent(tmp_path_factory.mktemp("upload"), scale={"scopes": GRANTED}) as running:
        yield running


def ask(running: Bot, user: str = "U0OLGA") -> Any:
    """Open *Slack has answered* on Home, where it is in the menu once an answer has come."""
    person = running.person(user)
    person.close()
    home = elements(person.open_home()["blocks"])
    in_sight = any(one.get("action_id") == "case:answered" for one in home)
    person.press_home("case:answered") if in_sight else person.choose("case:answered", home=True)
    return person


def attached(running: Bot, content: bytes, name: str = "answer.eml", user: str = "U0OLGA") -> dict[str, Any]:
    """A file that this person uploaded into the field."""
    given = base64.b64encode(content).decode()
    file: dict[str, Any] = running.control.post("files", user=user, name=name, content=given)["file"]
    return file


def answered_to_owner(running: Bot, kind: str) -> bytes:
    """What the vendor answered, to the owner alone: the bytes that her mail program saves."""
    letter = running.control.mails("vendor")[0]["id"]
    told = running.control.post("mail/answer", mail_id=letter, kind=kind, reply_all=False)
    return base64.b64decode(told["raw_b64"])


def kept(running: Bot) -> int:
    """How many mails were brought in."""
    with running.look().reading() as session:
        found = session.connection().exec_driver_sql("SELECT count(*) FROM mails WHERE source_key LIKE 'uploaded:%'")
        return int(found.scalar() or 0)


def state(running: Bot) -> tuple[str, str | None]:
    """Where our request stands, and how the answer is known."""
    with running.look().reading() as session:
        found = session.connection().exec_driver_sql("SELECT state, answer_grade FROM cases").one()
        return found[0], found[1]


def beside(answer: dict[str, Any]) -> str:
    """What stands beside the file's field."""
    return readable(str(answer["ack"]["errors"]["answer_files"]))


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def test_without_the_scope_there_is_only_the_text(tmp_path: Path) -> None:
    with sent(tmp_path) as running:
        found = inputs(ask(running).modal())
        assert list(found) == ["answer_text"]
        assert found["answer_text"]["optional"] is False


def test_with_the_scope_a_file_or_a_text_will_do(granted: Bot) -> None:
    olga = ask(granted)
    found = inputs(olga.modal())
    assert {name: block["optional"] for name, block in found.items()} == {"answer_files": True, "answer_text": True}
    assert found["answer_files"]["element"] == {
        "type": "file_input", "action_id": "input", "filetypes": ["eml", "emlx", "msg"], "max_files": 3
    }  # fmt: skip
    refused = olga.submit()
    assert "fichier du courriel" in readable(str(refused["ack"]["errors"]["answer_text"]))


def test_an_unsigned_confirmation_is_kept_and_closes_nothing(granted: Bot) -> None:
    olga, before = ask(granted), kept(granted)
    olga.submit(answer_files=[attached(granted, UNSIGNED % CONFIRMING)])
    until(lambda: "n'en porte pas la signature" in shown(olga) or None, "the verdict")
    assert kept(granted) == before + 1
    assert state(granted) == ("sent", None)
    ask(granted)
    again = olga.submit(answer_files=[attached(granted, UNSIGNED % CONFIRMING, "the-same.eml")])
    assert "déjà été déposé" in readable(str(again["ack"]))
    assert kept(granted) == before + 1


def test_a_confirmation_in_the_thread_without_its_signature_closes_nothing(granted: Bot) -> None:
    bare = message_from_bytes(answered_to_owner(granted, "confirm"))
    assert bare["DKIM-Signature"]
    assert bare["In-Reply-To"]
    del bare["DKIM-Signature"]
    olga = ask(granted)
    olga.submit(answer_files=[attached(granted, bare.as_bytes())])
    until(lambda: "n'en porte pas la signature" in shown(olga) or None, "the verdict")
    assert state(granted) == ("sent", None)


def test_what_is_no_mail_is_told_so(granted: Bot) -> None:
    olga = ask(granted)
    before = kept(granted)
    for raw in (b"%PDF-1.7 \x00\xff no mail at all", b"\x89PNG\r\n\x1a\n: a picture", b"Hello Olga,\nit is done."):
        told = olga.submit(answer_files=[attached(granted, raw)])
        assert "pas un courriel" in beside(told)
    outlook = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "au format EML" in beside(olga.submit(answer_files=[attached(granted, outlook, "Answer.msg")]))
    assert kept(granted) == before
    broken = b"Subject: no more than that\r\n" + b"\x00" * 10  # a mail that cannot be read is kept, with the reason
    assert olga.submit(answer_files=[attached(granted, broken)])["acked"]
    until(lambda: kept(granted) == before + 1 or None, "the mail to be kept")


def test_several_at_once_are_each_shown_and_one_twice_is_one(granted: Bot) -> None:
    olga, before = ask(granted), kept(granted)
    mails = [UNSIGNED % b"We have received your request.", UNSIGNED % b"Which workspace do you mean?"]
    olga.submit(
        answer_files=[attached(granted, mail, f"{number}.eml") for number, mail in enumerate([*mails, mails[0]])],
        answer_text="Your opt-out request has been completed, says Slack.",
    )

    def buttons() -> list[str]:
        return [one["value"] for one in elements(olga.modal()["blocks"]) if one.get("action_id") == "case:mail_read"]

    until(lambda: len(buttons()) == 3 or None, "three verdicts")
    assert kept(granted) == before + 2
    olga.press_modal("case:mail_read", value=buttons()[0])
    assert "received your request" in shown(olga)


def test_a_member_cannot_bring_one_and_nothing_is_fetched(granted: Bot) -> None:
    ask(granted)
    view = granted.person("U0OLGA").modal()["id"]
    before = kept(granted)
    file = {**attached(granted, UNSIGNED % CONFIRMING), "url_private_download": "https://evil.example/never-asked"}
    told = granted.control.post(
        "submit", user="U0CAROL", view_id=view, values={"answer_files": {"input": [file]}}, force=True
    )
    assert "not yours to do" in beside(told) or "Only" in beside(told)
    assert kept(granted) == before


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/answer.eml",
        "http://files.slack.com/answer.eml",
        "http://localhost:1/files-pri/F1/answer.eml",
        "file:///etc/hostname",
        "//files.slack.com/answer.eml",
        "",
    ],
)
def test_an_address_elsewhere_is_never_asked(granted: Bot, url: str) -> None:
    olga, before = ask(granted), kept(granted)
    told = olga.submit(answer_files=[{**attached(granted, UNSIGNED % CONFIRMING), "url_private_download": url}])
    assert "n'a pas remis le fichier" in beside(told)
    assert kept(granted) == before


def test_what_is_too_large_is_told_so_before_and_after_it_came(granted: Bot) -> None:
    olga = ask(granted)
    huge = attached(granted, b"From: a@b\r\n\r\n" + b"x" * LARGEST)
    assert "10 Mo" in beside(olga.submit(answer_files=[huge]))
    assert "10 Mo" in beside(olga.submit(answer_files=[{**huge, "size": 3}]))
    assert "vide" in beside(olga.submit(answer_files=[attached(granted, b" \r\n")]))
    small = [attached(granted, UNSIGNED % str(number).encode()) for number in range(4)]
    assert "Au plus 3" in beside(olga.submit(answer_files=small))


def test_a_download_that_fails_loses_nothing(granted: Bot) -> None:
    olga, before = ask(granted), kept(granted)
    file = attached(granted, UNSIGNED % b"We look into it.")
    gone = {**file, "url_private_download": file["url_private_download"].replace(file["id"], "F0GONE")}
    assert "n'a pas remis le fichier" in beside(olga.submit(answer_files=[gone]))
    granted.control.post("scopes", scopes=list(DEFAULT_SCOPES))  # Slack's sign-in page comes instead of the file
    assert "n'a pas remis le fichier" in beside(olga.submit(answer_files=[file]))
    granted.control.post("scopes", scopes=list(GRANTED))
    assert kept(granted) == before
    olga.submit(answer_files=[file])  # the same window, once more
    assert kept(granted) == before + 1


def test_a_signed_confirmation_in_the_thread_closes_the_request(tmp_path: Path) -> None:
    with sent(tmp_path, scale={"scopes": GRANTED}) as running:
        ada, olga = running.person("U0ADA"), ask(running)
        olga.submit(answer_files=[attached(running, answered_to_owner(running, "confirm"))])
        until(lambda: "signature vérifiée, chaque phrase connue" in shown(olga) or None, "the verdict")
        ada.wait_for_message("Slack says it is done")
        assert state(running) == ("confirmed", "signed")


class Odd(BaseHTTPRequestHandler):
    """A files host that misbehaves by the path; notes with which token it was asked."""

    tokens: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.tokens.append((self.path, self.headers.get("Authorization")))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", "http://" + self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(80 if self.path == "/slow" else 1):
            self.wfile.write(b"From: a@b\r\n")
            time.sleep(0.05 if self.path == "/slow" else 0)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def odd() -> Iterator[str]:
    Odd.tokens.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetched(host: str, *urls: str) -> list[bytes]:
    client = WebClient(token="xoxb-secret", base_url=f"http://{host}/api/")
    return contents(client, [{"url_private_download": url} for url in urls])


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(odd: str) -> None:
    elsewhere = odd.replace("127.0.0.1", "localhost")
    for url in (f"http://{odd}/to/{elsewhere}/leak", f"http://{elsewhere}/leak", f"http://x@{odd}/leak"):
        with pytest.raises(Refusal, match="did not hand over"):
            fetched(odd, url)
    assert Odd.tokens == [(f"/to/{elsewhere}/leak", "Bearer xoxb-secret")]


@pytest.mark.parametrize("path", ["slow", "cut short"])
def test_what_is_slow_or_breaks_off_is_refused_in_time(odd: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(Refusal, match="did not hand over"):
        fetched(odd, f"http://{odd}/{path}", f"http://{odd}/{path}")
    assert time.monotonic() - began < SECONDS + 0.5
    assert all(token == "Bearer xoxb-secret" for _, token in Odd.tokens)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.eml", True),
        ("https://files.slack.com:443/a.eml", True),
        ("https://files.slack.com:444/a.eml", False),
        ("https://files.slack.com:x/a.eml", False),
        ("https://files.slack.com@evil.example/a.eml", False),
        ("https://someone@files.slack.com/a.eml", False),
        ("https://files.slack.com.evil.example/a.eml", False),
        ("https://files.slack-gov.com/a.eml", False),
        ("https://hooks.slack.com/a.eml", False),
        ("http://files.slack.com/a.eml", False),
        ("https://files.slack.com\\@evil.example/a.eml", False),
    ],
)
def test_which_addresses_are_slacks(url: str, ours: bool) -> None:
    assert is_slacks(url, Host.FILES, "https://slack.com/api/") is ours
