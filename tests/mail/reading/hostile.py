# ruff: noqa: E501 - one mail, one line, where it can be
"""Run as a process of its own: judges mails that are meant to hurt, and prints what each took as JSON.

Seconds are of CPU; megabytes are the peak above those of the process before it read the mail. Arguments: names of mails.
"""

from __future__ import annotations

import base64
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from governance.errors import Refusal
from governance.mail.reading.bounds import MAX_BYTES
from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.message import read_mail
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.mail_facts import Authenticity
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
    "24 MB of small parts": lambda: small_parts(24_000_000),
    "24 MB of small mails": lambda: small_parts(24_000_000, b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.c\r\n\r\n"),
    "blanks on one line": lambda: signed_blanks(1),
    "blanks on one line, eight signatures": lambda: signed_blanks(8),
    "blanks on one line, twenty signatures that hold": lambda: strangers(20, b" " * 24 * 1024 * 1024 + b"x\r\n"),
    "25 MB and twenty signatures that hold": lambda: strangers(20, b"x\r\n" * 300_000 + (b"y" * 70 + b"\r\n") * 90_000 + b"z" * 16_000_000),
    "nested 964 deep in continued boundaries": lambda: continued(964),
    "60 parts in parts around 20 MB": lambda: nested_parts(58, one_edge=False).removesuffix(b"x") + b"x\r\n" * 380_000 + b"y" * 20_000_000,
    "five mails in mails around 20 MB": lambda: (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * 5 + b"x" * 20_000_000,
    "five files of mails in files around 8 MB": lambda: packed(5, 8_000_000),
    "24 MB quoted-printable": lambda: answer("=20" * 8_000_000, **{"Content-Transfer-Encoding": "quoted-printable"}),
    "24 MB of quoted lines": lambda: answer("> On 16 Dec 2026 10:00 a@b.c wrote:\n" * 390_000),
    "18 MB of html in base64": lambda: answer(base64.encodebytes(b"<p>" * 4_500_000).decode(), **{"Content-Type": "text/html", "Content-Transfer-Encoding": "base64"}),
    "utf-7": lambda: answer("+" * 24_000_000, **{"Content-Type": "text/plain; charset=utf-7"}),
    "boundary that is everywhere": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=\"-\"\r\n\r\n" + b"---\r\n" * 399_000,
    "form feeds and other line ends": lambda: answer("\x0c\x0b\x1c\x85\u2028" * 3_000_000),
    "bare CRs": lambda: answer("") + b"\r" * 20_000_000,
    "blanks in the header": lambda: answer(**{"X-Blank": " " * 100_000, "Subject": " " * 9_000 + "x"}),
    "continued file names": lambda: HEAD + b"Content-Type: text/plain; " + b"; ".join(b"name*%d=a" % n for n in range(9_000)) + b"\r\n\r\nx",
}  # fmt: skip


def small_parts(size: int, each: bytes = b"\r\nx\r\n") -> bytes:
    """As many parts side by side as fit into this many bytes."""
    part = b"--p\r\n" + each
    return HEAD + b"Content-Type: multipart/mixed; boundary=p\r\n\r\n" + part * (size // len(part))


def strangers(count: int, body: bytes) -> bytes:
    """A mail with this many signatures of one stranger, of which each holds."""
    raw = answer("").replace(b"\r\n\r\n", b"\r\n\r\n" + body, 1)
    once = signed(raw, "evil.example", canonicalize=(b"relaxed", b"simple"))
    return once.removesuffix(raw) * count + raw


def signed_blanks(count: int) -> bytes:
    """24 MiB of blanks on one line, with this many signatures of the vendor over another body."""
    raw = signed(answer("x"))
    line = raw.partition(b"From:")[0]
    return line * (count - 1) + raw.removesuffix(b"x") + b" " * 24 * 1024 * 1024 + b"x\r\n"


def continued(depth: int) -> bytes:
    """Parts in parts whose boundaries are given in the continued form (RFC 2231), which holds no `boundary=`."""
    raw = b"Content-Type: text/plain\r\n\r\nx"
    for level in range(depth):
        edge = b"edge%d" % level
        raw = b"Content-Type: multipart/mixed; boundary*0=" + edge + b"\r\n\r\n--" + edge + b"\r\n" + raw
    return HEAD + raw


def packed(depth: int, size: int) -> bytes:
    """Mails attached to mails in base64."""
    raw = HEAD + b"\r\n" + b"x" * size
    for _ in range(depth):
        raw = (
            HEAD
            + b"Content-Type: multipart/mixed; boundary=p\r\n\r\n--p\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(raw)
            + b"--p--\r\n"
        )
        if len(raw) > MAX_BYTES * 3 // 4:
            break
    return raw


def judged(file: Path) -> dict[str, object]:
    """What became of this mail, and what it took: in a process of its own, so that memory is that of this mail."""
    started, idle = time.process_time(), memory("VmRSS")
    raw = file.read_bytes()
    try:
        examined = examine(raw, SLACK, StoredTxt(dns()), NOW)
        said = verdict_on(examined.facts, SENT, examined.authenticity, SLACK, NOW).kind.value
    except Refusal as refusal:
        said = refusal.msgid
    took = time.process_time() - started
    return {"said": said, "seconds": took, "megabytes": memory("VmHWM") - idle, "bytes": len(raw)}


def memory(kind: str) -> int:
    """In megabytes; `ru_maxrss` would begin with that of the process that started this one."""
    return int(Path("/proc/self/status").read_text().split(f"{kind}:")[1].split()[0]) // 1024


def all_judged(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each in a fork of this process, which has read nothing large yet."""
    fork = multiprocessing.get_context("fork")
    for number, name in enumerate(names):
        file = folder / str(number)
        file.write_bytes(b"")
        with fork.Pool(1) as apart:
            apart.apply(write, (file, name))
        with fork.Pool(1) as apart:
            yield name, apart.apply(judged, (file,))
        file.unlink()


def write(file: Path, name: str) -> None:
    """The mail of this name."""
    file.write_bytes(MAILS[name]())


if __name__ == "__main__":
    dns()  # makes the keys
    judged_once = verdict_on(read_mail(answer()), SENT, Authenticity(), SLACK, NOW)  # imports and compiles
    with TemporaryDirectory() as folder:
        json.dump(dict(all_judged(Path(folder), sys.argv[1:] or MAILS)), sys.stdout)
