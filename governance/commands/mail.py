"""The operator's command that judges mails from files, offline where their signing keys are given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.errors import N_, Refusal
from governance.mail.reading.bounces.delivery_report import failure_in_text
from governance.mail.reading.bounds import MAX_BYTES
from governance.mail.reading.dkim_check import Lookup
from governance.mail.reading.dns_keys import DnsTxt, StoredTxt
from governance.mail.reading.read_and_verify import examine, sent_letter
from governance.rules.mail.mail_facts import Authenticity, SentLetter, VendorMail
from governance.rules.mail.verdict import Verdict, verdict_on, verdict_on_text
from governance.store.register.vendor_mail import vendor_mail
from governance.texts import Texts

EXIT_UNREADABLE = 2
NOW = "the time to judge by, UTC; by default now: a mail dated later, or whose signature expired, closes nothing"
Files = Annotated[list[Path], typer.Argument(metavar="FILE.eml...", help="the mails, raw")]


def classify_letter(
    files: Files,
    vendor: Annotated[str, typer.Option(help="whose answer it may be, by its name in the register")] = "slack",
    sent: Annotated[Path | None, typer.Option(metavar="FILE.eml", help="the letter that it may answer")] = None,
    dns: Annotated[Path | None, typer.Option(metavar="FILE", help="JSON of name to TXT record: ask no server")] = None,
    now: Annotated[datetime | None, typer.Option(help=NOW)] = None,
    authserv_id: Annotated[str | None, typer.Option(help="name of your receiving server: what it says is told")] = None,
    text: Annotated[bool, typer.Option("--text", help="each FILE is a pasted text without a header")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON: an object, or a list for several files")] = False,
) -> None:
    """Say what each mail is, who signed it, and whether it would close a request. Exit 2 when one can't be read."""
    moment, english = now.replace(tzinfo=UTC) if now else datetime.now(UTC), Texts("en")
    try:
        known = _vendor(vendor)
        letter = sent_letter(_bytes(sent)) if sent else None
        lookup = _lookup(dns)
    except Refusal as refusal:
        typer.echo(refusal.say(english), err=True)
        raise typer.Exit(EXIT_UNREADABLE) from refusal
    reports, unreadable = [], False
    for file in files:
        try:
            judged = _pasted(file, letter, known) if text else _judged(file, letter, known, lookup, moment, authserv_id)
            reports.append(_report(judged, english))
        except Refusal as refusal:
            unreadable = True
            typer.echo(refusal.say(english), err=True)
            reports += [{"kind": None, "unreadable": refusal.say(english)}] if len(files) > 1 else []
    if as_json and reports:
        typer.echo(json.dumps(reports if len(files) > 1 else reports[0], indent=2, ensure_ascii=False))
    elif reports:
        typer.echo("\n\n".join(map(_lines, reports)))
    if unreadable:
        raise typer.Exit(EXIT_UNREADABLE)


@dataclass(frozen=True)
class Judged:
    """One file with its verdict. `forwarded`: the mail that counts was attached to it."""

    verdict: Verdict
    authenticity: Authenticity = field(default_factory=Authenticity)
    forwarded: bool = False


def _judged(
    file: Path, letter: SentLetter | None, vendor: VendorMail, lookup: Lookup, now: datetime, authserv_id: str | None
) -> Judged:
    examined = examine(_bytes(file), vendor, lookup, now, authserv_id)
    verdict = verdict_on(examined.facts, letter, examined.authenticity, vendor, now)
    return Judged(verdict, examined.authenticity, examined.forwarded)


def _pasted(file: Path, letter: SentLetter | None, vendor: VendorMail) -> Judged:
    words = _text(file)
    return Judged(verdict_on_text(words, vendor, letter, failure_in_text(words)))


def _report(judged: Judged, english: Texts) -> dict[str, Any]:
    verdict, authenticity = judged.verdict, judged.authenticity
    return {
        "kind": verdict.kind,
        "authenticity": {
            "dkim": authenticity.dkim,
            "domain": authenticity.domain,
            "aligned": authenticity.aligned,
        },
        "in_thread": verdict.in_thread,
        "closes_case": verdict.closes_case,
        "hindrance": verdict.hindrance,
        "reasons": [reason.say(english) for reason in verdict.reasons],
        "claims": verdict.claims,
        "forwarded": judged.forwarded,
    }


def _lines(report: dict[str, Any]) -> str:
    if unreadable := report.get("unreadable"):
        return f"unreadable\n- {unreadable}"
    return "\n".join([str(report["kind"]), *(f"- {reason}" for reason in report["reasons"])])


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(N_("{file} can't be read: {why}."), file=file, why=error.strerror) from error


def _text(file: Path) -> str:
    """A text that somebody saved from a screen. Raises Refusal where it is none."""
    raw = _bytes(file)
    text = "" if b"\0" in raw else raw.decode("utf-8", "replace").removeprefix("\ufeff")
    if not text.strip():
        raise Refusal(N_("{file} holds no text."), file=file)
    return text


def _lookup(dns: Path | None) -> Lookup:
    if dns is None:
        return DnsTxt()
    try:
        records = json.loads(_bytes(dns))
    except ValueError as error:
        raise Refusal(N_("{file} is not JSON."), file=dns) from error
    if not isinstance(records, dict) or not all(isinstance(text, str | None) for text in records.values()):
        raise Refusal(N_("{file} must be a JSON object of name to TXT record."), file=dns)
    return StoredTxt(records)


def _vendor(slug: str) -> VendorMail:
    """How a vendor of the register writes. Who is not asked by mail sends no answers that could be judged."""
    try:
        return vendor_mail(slug)
    except LookupError as error:
        raise Refusal(N_("No vendor of the register is called {vendor}."), vendor=slug) from error
