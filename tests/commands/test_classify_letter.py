"""The command `classify-letter` as a script would call it: files in, JSON and an exit code out."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from typer.testing import CliRunner

from governance.__main__ import cli

LETTER = b"""From: Olga Martin <olga.martin@exemple.example>
To: feedback@slack.com
Subject: Slack Global model opt-out request
Date: Wed, 16 Dec 2026 09:00:00 +0000
Message-ID: <letter@exemple.example>

Please exclude our Customer Data. Workspace URL: https://exemple.slack.com
When the opt-out has been completed, please reply.
"""
ANSWER = b"""From: Slack <feedback@slack.com>
To: olga.martin@exemple.example
Subject: Re: Slack Global model opt-out request
Date: Thu, 17 Dec 2026 09:00:00 +0000
Message-ID: <answer@slack.com>
In-Reply-To: <letter@exemple.example>

Thank you for reaching out to Slack support. Your opt-out request has been completed.
"""
NOW = ("--now", "2026-12-18T09:00:00")
KEY = generate_private_key(public_exponent=65537, key_size=2048)


class Desk:
    """The files of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        public = KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()
        self.dns = self.file("dns.json", json.dumps({"s1._domainkey.slack.com": record}).encode())
        self.sent = self.file("letter.eml", LETTER)

    def file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def ask(self, content: bytes, *more: str) -> dict[str, Any]:
        run = CliRunner().invoke(cli, ["classify-letter", self.file("answer.eml", content), *NOW, *more, "--json"])
        assert run.exit_code == 0, run.output
        answer: dict[str, Any] = json.loads(run.stdout)
        return answer


def signed(raw: bytes, domain: bytes = b"slack.com") -> bytes:
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    crlf = raw.replace(b"\n", b"\r\n")
    line: bytes = dkim.sign(crlf, selector=b"s1", domain=domain, privkey=pem)
    return line + crlf


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_genuine_confirmation_in_the_thread_closes_the_request(desk: Desk) -> None:
    said = desk.ask(signed(ANSWER), "--sent", desk.sent, "--dns", desk.dns, "--vendor", "slack")
    assert (said["kind"], said["closes_case"], said["in_thread"]) == ("confirmation", True, True)
    assert said["authenticity"] == {"dkim": "valid", "domain": "slack.com", "aligned": True}
    assert all(isinstance(reason, str) and "{" not in reason for reason in said["reasons"])


@pytest.mark.parametrize(
    ("raw", "dkim_said", "in_thread"),
    [
        (ANSWER, "none", True),
        (signed(ANSWER).replace(b"completed", b"processed"), "invalid", True),
        (signed(ANSWER, b"evil.example"), "unknown", True),
        (signed(ANSWER.replace(b"letter@", b"other@")), "valid", False),
        (signed(ANSWER.replace(b"17 Dec", b"15 Dec")), "valid", True),
    ],
    ids=["unsigned", "changed", "stranger", "another thread", "older"],
)
def test_anything_less_is_unsure_with_its_reasons(desk: Desk, raw: bytes, dkim_said: str, in_thread: bool) -> None:
    said = desk.ask(raw, "--sent", desk.sent, "--dns", desk.dns)
    assert (said["kind"], said["closes_case"], said["claims"]) == ("unsure", False, "confirmation")
    assert (said["authenticity"]["dkim"], said["in_thread"]) == (dkim_said, in_thread)
    assert said["reasons"]


def test_without_the_letter_nothing_is_in_the_thread(desk: Desk) -> None:
    said = desk.ask(signed(ANSWER), "--dns", desk.dns)
    assert (said["kind"], said["in_thread"], said["closes_case"]) == ("unsure", False, False)


def test_a_mail_forwarded_as_an_attachment_is_the_one_that_is_judged(desk: Desk) -> None:
    outer = b"From: olga.martin@exemple.example\r\nSubject: Fwd: x\r\nMIME-Version: 1.0\r\n"
    outer += b'Content-Type: multipart/mixed; boundary="o"\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n'
    said = desk.ask(outer + signed(ANSWER) + b"\r\n--o--\r\n", "--sent", desk.sent, "--dns", desk.dns)
    assert (said["kind"], said["forwarded"], said["closes_case"]) == ("confirmation", True, True)


def test_the_time_to_judge_by_can_be_given(desk: Desk) -> None:
    said = desk.ask(signed(ANSWER), "--sent", desk.sent, "--dns", desk.dns, "--now", "2030-01-01T00:00:00")
    assert said["closes_case"]


def test_a_pasted_text_is_judged_only_when_it_is_called_one(desk: Desk) -> None:
    pasted = b"Thank you for reaching out. Your opt-out request has been completed.\n"
    said = desk.ask(pasted, "--text", "--sent", desk.sent)
    assert (said["kind"], said["claims"], said["closes_case"]) == ("unsure", "confirmation", False)
    assert said["authenticity"] == {"dkim": "none", "domain": None, "aligned": False}
    run = CliRunner().invoke(cli, ["classify-letter", desk.file("pasted.txt", pasted), "--json"])
    assert (run.exit_code, run.stdout) == (2, "")


def test_several_files_are_judged_in_one_process_and_answered_with_a_list(desk: Desk) -> None:
    files = [
        desk.file("one.eml", signed(ANSWER)),
        desk.file("two.eml", signed(ANSWER.replace(b"completed", b"declined"))),
    ]
    options = ("--sent", desk.sent, "--dns", desk.dns, *NOW)
    run = CliRunner().invoke(cli, ["classify-letter", *files, *options, "--json"])
    said = json.loads(run.stdout)
    assert [(one["kind"], one["closes_case"], one["hindrance"]) for one in said] == [
        ("confirmation", True, None),
        ("refusal", False, "words"),
    ]
    lines = CliRunner().invoke(cli, ["classify-letter", *files, *options]).stdout
    assert lines.startswith("confirmation\n- It says that the opt-out is done.\n")
    assert "\n\nrefusal\n- " in lines


def test_a_file_that_cannot_be_read_keeps_no_other_from_its_answer(desk: Desk) -> None:
    files = [desk.file("one.eml", signed(ANSWER)), desk.file("x.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)]
    run = CliRunner().invoke(cli, ["classify-letter", *files, "--sent", desk.sent, "--dns", desk.dns, "--json"])
    said = json.loads(run.stdout)
    assert (run.exit_code, [one["kind"] for one in said]) == (2, ["confirmation", None])
    assert "download it as EML" in said[1]["unreadable"]
    lines = CliRunner().invoke(cli, ["classify-letter", *files]).stdout
    assert "\n\nunreadable\n- This is a file of Outlook's own kind" in lines


def test_a_mail_dated_later_than_now_keeps_its_kind_and_closes_nothing(desk: Desk) -> None:
    file = desk.file("answer.eml", signed(ANSWER))
    said = {}
    for now in ("2026-12-01T00:00:00", "2026-12-18T09:00:00"):
        run = CliRunner().invoke(
            cli, ["classify-letter", file, "--sent", desk.sent, "--dns", desk.dns, "--now", now, "--json"]
        )
        told = json.loads(run.stdout)
        said[now[:10]] = (told["kind"], told["closes_case"], told["hindrance"])
    assert said == {"2026-12-01": ("confirmation", False, "future"), "2026-12-18": ("confirmation", True, None)}


def test_the_reasons_name_first_what_keeps_it_from_closing(desk: Desk) -> None:
    said = desk.ask(signed(ANSWER + b"All good, then!\n"), "--sent", desk.sent, "--dns", desk.dns)
    assert (said["kind"], said["closes_case"], said["hindrance"]) == ("confirmation", False, "sentence")
    assert said["reasons"][1] == "It says something that is not on our list of known sentences: “All good, then!”"


def test_what_the_receiving_server_found_is_told_and_proves_nothing(desk: Desk) -> None:
    found = b"Authentication-Results: mx.exemple.example; dkim=pass header.d=slack.com\r\n"
    nothing = desk.file("nothing.json", b"{}")
    options = ("--sent", desk.sent, "--dns", nothing, "--authserv-id", "MX.exemple.example")
    said = desk.ask(found + signed(ANSWER), *options)
    assert (said["kind"], said["authenticity"]["dkim"], said["closes_case"]) == ("unsure", "unknown", False)
    told = "MX.exemple.example, which received it, says that slack.com signed it; that alone closes nothing."
    assert told in said["reasons"]
    forged = b"Authentication-Results: mx.evil.example; dkim=pass header.d=slack.com\r\n" + found
    assert told not in desk.ask(forged + signed(ANSWER), *options)["reasons"]
    assert told not in desk.ask(found + signed(ANSWER), *options[:4])["reasons"]


def test_the_whole_answer_known_to_the_public_is_a_confirmation_when_signed_and_in_the_thread(desk: Desk) -> None:
    shape = (
        b"Thank you for reaching out to Slack support. Your opt-out request has been completed.\n\nFor clarity, there "
        b"are models for search and emoji. Our policies are here (https://slack.com/trust), and as shared above your "
        b"opt out request has been processed.\n\nSlack AI is a separately purchased add-on that does not train models "
        b"on your data. You can read more: https://slack.engineering/how.\n\nKind regards,\n"
    )
    raw = ANSWER.partition(b"\n\n")[0] + b"\n\n" + shape
    said = desk.ask(signed(raw), "--sent", desk.sent, "--dns", desk.dns)
    assert (said["kind"], said["closes_case"]) == ("confirmation", False)  # its shape, not its very sentences
    assert desk.ask(raw, "--sent", desk.sent, "--dns", desk.dns)["kind"] == "unsure"


def test_a_key_written_as_in_a_zone_file_is_the_same_key(desk: Desk) -> None:
    name, record = next(iter(json.loads(Path(desk.dns).read_text()).items()))
    quoted = desk.file("zone.json", json.dumps({name + ".": f'"{record[:200]}" "{record[200:]}"'}).encode())
    assert desk.ask(signed(ANSWER), "--sent", desk.sent, "--dns", quoted)["closes_case"]


@pytest.mark.parametrize("arguments", [["missing.eml"], ["."], ["{noise}", "--text"], ["{noise}"],
    ["{answer}", "--vendor", "nobody"],
    ["{answer}", "--vendor", "../settings"], ["{answer}", "--dns", "{noise}"], ["{answer}", "--dns", "{list}"],
    ["{answer}", "--sent", "{noise}"]])  # fmt: skip
def test_what_cannot_be_read_exits_2_with_a_sentence(desk: Desk, arguments: list[str]) -> None:
    files = {
        "noise": desk.file("noise", b"\0" * 99),
        "answer": desk.file("a.eml", ANSWER),
        "list": desk.file("l", b"[1]"),
    }
    run = CliRunner().invoke(cli, ["classify-letter", *(word.format(**files) for word in arguments), "--json"])
    assert run.exit_code == 2
    assert run.stdout == ""
    assert run.stderr.strip()


def test_as_a_command_of_its_own(desk: Desk) -> None:
    file = desk.file("answer.eml", ANSWER)
    command = [sys.executable, "-m", "governance", "classify-letter", file, "--dns", desk.dns]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("unsure\n- ")
    assert "It carries no signature: anybody could have written it." in run.stdout
