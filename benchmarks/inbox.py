"""A look at an IMAP mailbox full of old mail: the app's first and later looks against a bare fetch of the headers.

The server is a private dovecot, reached over a line that counts its bytes. No mail in it concerns the app, so that a
look costs no more than its headers.
"""

from __future__ import annotations

import argparse
import imaplib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import spun  # noqa: E402
from governance.mail.mailbox import imap_session  # noqa: E402
from governance.mail.mailbox.imap import Imap  # noqa: E402
from governance.mail.mailbox.inbox import BATCH  # noqa: E402
from tests import dovecot  # noqa: E402
from tests.dovecot import ACCOUNT, PASSWORD, Dovecot  # noqa: E402
from tests.mail.certificates import write  # noqa: E402
from tests.mail.mailbox.notes import Notes  # noqa: E402
from tests.mail.mailbox.wire import Wire, wire_to  # noqa: E402

Result = dict[str, Any]
FIRST_REQUEST = datetime(2026, 12, 15, tzinfo=UTC)
MAIL = (
    "From: Somebody <somebody@exemple.example>\r\nTo: consent@exemple.example\r\nSubject: Minutes of meeting {n}\r\n"
    "Date: Thu, 1 May 2025 08:00:00 +0000\r\nMessage-ID: <old-{n}@exemple.example>\r\nX-Other: {x}\r\n\r\n{x}\r\n"
)


def fill(server: Dovecot, count: int) -> None:
    """Put this many mails of last year into the mailbox, in the form that its server keeps them."""
    server.put(MAIL.format(n="first", x="").encode())
    for n in range(count - 1):
        name = f"1746000000.M{n}P1.host:2,S"
        (server.mail / "cur" / name).write_text(MAIL.format(n=n, x="x" * 1000), newline="")
    server.own()
    with server.owner() as session:  # makes its index, once, whoever asks first
        if session.select(readonly=True)[1][0] != str(count).encode():
            raise RuntimeError("the server does not see all the mails")


def timed(wire: Wire, work: Callable[[], object]) -> Result:
    """Seconds, and bytes that the server said."""
    before, started = sum(wire.each), time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - started, "bytes": sum(wire.each) - before}


def bare(port: int, count: int) -> None:
    """The same headers, asked for in the same portions with the standard library alone."""
    with imaplib.IMAP4("127.0.0.1", port) as session:
        session.authenticate("PLAIN", lambda _: f"\0{ACCOUNT}\0{PASSWORD}".encode())
        session.select(readonly=True)
        for first in range(1, count + 1, BATCH):
            session.uid("FETCH", f"{first}:{first + BATCH - 1}", imap_session._HEADS)


def looks(notes: Notes, inbox: Imap, count: int) -> int:
    """Look as often as it takes to go through the mailbox; each look lasts some seconds at most."""
    for number in range(1, 1000):
        notes.look(inbox)
        if [place.last for place in notes.positions.values()] == [count]:
            return number
    raise RuntimeError("the mailbox has no end")


def measured(count: int) -> Result:
    """All figures for a mailbox of so many mails."""
    with TemporaryDirectory() as folder, dovecot.server(write(Path(folder) / "server.pem")) as server:
        fill(server, count)
        with wire_to(server.port) as wire:
            url = f"imap://{quote(ACCOUNT, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{wire.port}/INBOX"
            inbox, notes, turns = replace(Imap.at(url), every=0), Notes(FIRST_REQUEST), []
            found = {
                "mails": count,
                "bare": timed(wire, lambda: bare(wire.port, count)),
                "first": timed(wire, lambda: turns.append(looks(notes, inbox, count))),
                "later": timed(wire, lambda: notes.look(inbox)),
            }
    return found | {"looks": turns[0], "kept": len(notes.mails), "spin_ms": spun() * 1000}


def table(found: Result) -> str:
    """The figures as text."""
    count, ratio = found["mails"], found["first"]["seconds"] / found["bare"]["seconds"]
    lines = [f"{count:,} old mails, of which none concerns the app ({found['kept']} kept)"]
    for name, words in (("bare", "headers alone, asked for"), ("first", "first time through"), ("later", "later look")):
        figures = found[name]
        lines.append(f"{words:26}{figures['seconds']:9.2f} s{figures['bytes'] / count:9.1f} bytes a mail")
    lines.append(f"{'first time / headers alone':26}{ratio:9.2f}")
    lines.append(f"{'looks for the first time':26}{found['looks']:9}")
    return "\n".join([*lines, f"{'machine: plain Python loop':26}{found['spin_ms']:9.1f} ms"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measured(chosen.mails)
    print(json.dumps(found, indent=2) if chosen.json else table(found))
    return 0 if found["kept"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
