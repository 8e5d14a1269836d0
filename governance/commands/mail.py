"""The operator's command that judges one mail from a file, offline where its signing key is given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.errors import N_, Refusal
from governance.mail.reading.dkim_check import Lookup
from governance.mail.reading.dns_keys import DnsTxt, StoredTxt
from governance.mail.reading.message import MAX_BYTES
from governance.mail.reading.read_and_verify import examine, sent_letter
from governance.rules.mail.mail_facts import Authenticity, VendorMail
from governance.rules.mail.verdict import Verdict, verdict_on, verdict_on_text
from governance.store.register import vendors
from governance.texts import Texts

EXIT_UNREADABLE = 2
File = Annotated[Path, typer.Argument(metavar="FILE.eml", help="the mail, raw")]


def classify_letter(
    file: File,
    vendor: Annotated[str, typer.Option(help="whose answer it may be, by its name in the register")] = "slack",
    sent: Annotated[Path | None, typer.Option(metavar="FILE.eml", help="the letter that it may answer")] = None,
    dns: Annotated[Path | None, typer.Option(metavar="FILE", help="JSON of name to TXT record: ask no server")] = None,
    now: Annotated[datetime | None, typer.Option(help="the time to judge by, UTC; by default the machine's")] = None,
    authserv_id: Annotated[str | None, typer.Option(help="name of your receiving server: what it says is told")] = None,
    text: Annotated[bool, typer.Option("--text", help="FILE is a pasted text without a header")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Say what one mail is, who signed it, and whether it would close a request. Exit 2 when it can't be read."""
    english = Texts("en")
    try:
        known = _vendor(vendor)
        letter = sent_letter(_bytes(sent)) if sent else None
        if text:
            verdict = verdict_on_text(_text(file), known, letter)
            typer.echo(_said(_report(Authenticity(), verdict, english), as_json))
            return
        moment = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
        examined = examine(_bytes(file), known, _lookup(dns), moment, authserv_id)
    except Refusal as refusal:
        typer.echo(refusal.say(english), err=True)
        raise typer.Exit(EXIT_UNREADABLE) from refusal
    verdict = verdict_on(examined.facts, letter, examined.authenticity, known)
    typer.echo(_said(_report(examined.authenticity, verdict, english, examined.forwarded), as_json))


def _report(authenticity: Authenticity, verdict: Verdict, english: Texts, forwarded: bool = False) -> dict[str, Any]:
    return {
        "kind": verdict.kind,
        "authenticity": {
            "dkim": authenticity.dkim,
            "domain": authenticity.domain,
            "aligned": authenticity.aligned,
        },
        "in_thread": verdict.in_thread,
        "closes_case": verdict.closes_case,
        "reasons": [reason.say(english) for reason in verdict.reasons],
        "claims": verdict.claims,
        "forwarded": forwarded,
    }


def _said(report: dict[str, Any], as_json: bool) -> str:
    if as_json:
        return json.dumps(report, indent=2, ensure_ascii=False)
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
        entry = vendors.vendor(slug)
    except LookupError as error:
        raise Refusal(N_("No vendor of the register is called {vendor}."), vendor=slug) from error
    if entry.mail is None:
        raise Refusal(N_("{vendor} is not asked by mail."), vendor=entry.name)
    subjects = (entry.mail.subject, *entry.mail.subject_aliases)
    return VendorMail(entry.name, entry.mail.to, frozenset(entry.mail.answer_domains), subjects)
