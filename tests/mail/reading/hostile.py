# ruff: noqa: E501 - one mail, one line, where it can be
"""Run as a process of its own: judges mails that are meant to hurt, and prints what each took as JSON.

Seconds are of CPU; megabytes are the peak of the whole process so far, the making of the mails included.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from governance.errors import Refusal
from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.message import MAX_BYTES
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.verdict import verdict_on
from tests.mail.mailroom import NOW, SENT, SLACK, answer, dns, signed

HEAD = (
    b"From: feedback@slack.com\r\nTo: olga@x.example\r\nSubject: opt-out\r\nDate: Thu, 17 Dec 2026 14:24:00 +0000\r\n"
)


def nested_parts(depth: int, one_edge: bool) -> bytes:
    """Parts in parts; with one edge for all, or one for each."""
    raw = b"Content-Type: text/plain\r\n\r\nx"
    for level in range(depth):
        edge = b"edge" if one_edge else f"edge{level}".encode()
        raw = b"Content-Type: multipart/mixed; boundary=" + edge + b"\r\n\r\n--" + edge + b"\r\n" + raw
    return HEAD + raw


def large(size: int) -> bytes:
    """A signed mail of this many bytes, almost all of it an attachment in base64."""
    lines = base64.encodebytes(b"\xa5" * (size * 3 // 4 - size // 60)).decode()
    body = "--p\nContent-Type: text/plain\n\nYour opt-out request has been completed.\n--p\nContent-Type: image/png\n"
    body += f"Content-Transfer-Encoding: base64\n\n{lines}--p--\n"
    return signed(answer(body, **{"Content-Type": 'multipart/mixed; boundary="p"'}))


def parts(count: int) -> bytes:
    """This many parts side by side."""
    return HEAD + b"Content-Type: multipart/mixed; boundary=p\r\n\r\n" + b"--p\r\n\r\nx\r\n" * count + b"--p--\r\n"


MAILS: dict[str, Callable[[], bytes]] = {
    "25 MB": lambda: large(MAX_BYTES - 1_000_000),
    "more than 25 MB": lambda: b"Subject: x\r\n\r\n" + b"x" * MAX_BYTES,
    "empty": lambda: b"",
    "nested 1,000 deep": lambda: nested_parts(1_000, one_edge=False),
    "nested 1,000 deep with one edge": lambda: nested_parts(1_000, one_edge=True),
    "mails in mails 1,000 deep": lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"x",
    "10,000 parts": lambda: parts(10_000),
    "4,000 parts": lambda: parts(4_000),
    "10,000 mails attached": lambda: parts(4_900).replace(b"\r\n\r\nx", b"\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.c"),
    "a header line of 5 MB": lambda: b"X-Long: " + b"a" * 5_000_000 + b"\r\n" + answer(),
    "a subject of 5 MB": lambda: answer(Subject="=?utf-8?Q?" + "=C3=A9" * 800_000 + "?="),
    "100,000 headers": lambda: b"X-A: b\r\n" * 100_000 + answer(),
    "10,000 signatures": lambda: b"DKIM-Signature: v=1; a=rsa-sha256; d=slack.com; s=s1; bh=A; b=A\r\n" * 10_000 + answer(),
    "20 MB of one line": lambda: answer("x" * 20_000_000),
    "300,000 line ends": lambda: answer("\n" * 300_000),
    "20 MB of brackets": lambda: answer("<" * 20_000_000, **{"Content-Type": "text/html"}),
    "quotes that never end": lambda: answer("<a \"'" * 1_000_000, **{"Content-Type": "text/html"}),
    "styles that never end": lambda: answer(("<p style='" + "/*" * 900 + "'>") * 999, **{"Content-Type": "text/html"}),
    "rules that never end": lambda: answer("<style>" + ".a {" * 100_000 + "</style>", **{"Content-Type": "text/html"}),
    "almost done": lambda: answer("your opt out request for " * 50_000),
    "almost away": lambda: answer("bin ich " + "jeg er je suis " * 90_000),
    "almost asked": lambda: answer("please " * 200_000 + "?"),
    "almost quoted": lambda: answer("On 16 Dec 2026 10:00 a@b.c\n" * 60_000),
    "almost refused": lambda: answer(("können " * 200 + ". ") * 900),
    "almost undelivered": lambda: HEAD + b"\r\n" + (b"your mail could not be mail could not be\r\nbelow the header of the original mail\r\n") * 99_000,
    "base64 of nothing": lambda: answer("=" * 5_000_000, **{"Content-Transfer-Encoding": "base64"}),
    "spaces at line ends": lambda: signed(answer("x")).replace(b"\r\n\r\nx", b"\r\n\r\n" + (b" " * 70 + b"\r\n") * 90_000),
}  # fmt: skip


def judged(raw: bytes) -> dict[str, object]:
    """What became of this mail, and what it took."""
    started = time.process_time()
    try:
        examined = examine(raw, SLACK, StoredTxt(dns()), NOW)
        said = verdict_on(examined.facts, SENT, examined.authenticity, SLACK, NOW).kind.value
    except Refusal as refusal:
        said = refusal.msgid
    return {"said": said, "seconds": time.process_time() - started, "megabytes": peak(), "bytes": len(raw)}


def peak() -> int:
    """The most memory that this process has had; `ru_maxrss` would begin with that of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    dns()  # makes the keys
    json.dump({name: judged(make()) for name, make in MAILS.items()}, sys.stdout)
