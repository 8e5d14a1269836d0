"""The operator command that judges one mail from a file, offline where the key is given. Stores nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.errors import N_, Refusal
from governance.mail.authenticity import Lookup
from governance.mail.examination import Examined, examine, sent_letter
from governance.mail.message import MAX_BYTES
from governance.mail.resolver import DnsTxt, StoredTxt
from governance.rules.correspondence import VendorMail
from governance.rules.evidence import Verdict, verdict_on
from governance.store import vendors
from governance.texts import Texts

EXIT_UNREADABLE = 2
File = Annotated[Path, typer.Argument(metavar="FILE.eml", help="the mail, raw")]


def classify_letter(
    file: File,
    vendor: Annotated[str, typer.Option(help="whose answer it may be, by its name in the register")] = "slack",
    sent: Annotated[Path | None, typer.Option(metavar="FILE.eml", help="the letter that it may answer")] = None,
    dns: Annotated[Path | None, typer.Option(metavar="FILE", help="JSON of name to TXT record: ask no server")] = None,
    now: Annotated[datetime | None, typer.Option(help="the time to judge by, UTC; by default the machine's")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Say what one mail is, who signed it, and whether it would close a request. Exit 2 when it can't be read."""
    english = Texts("en")
    try:
        known = _vendor(vendor)
        letter = sent_letter(_bytes(sent)) if sent else None
        moment = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
        examined = examine(_bytes(file), known, _lookup(dns), moment)
    except Refusal as refusal:
        typer.echo(refusal.say(english), err=True)
        raise typer.Exit(EXIT_UNREADABLE) from refusal
    verdict = verdict_on(examined.facts, letter, examined.authenticity, known)
    report = _report(examined, verdict, english)
    typer.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else _in_words(report))


def _report(examined: Examined, verdict: Verdict, english: Texts) -> dict[str, Any]:
    authenticity = examined.authenticity
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
        "forwarded": examined.forwarded,
    }


def _in_words(report: dict[str, Any]) -> str:
    return "\n".join([str(report["kind"]), *(f"- {reason}" for reason in report["reasons"])])


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(N_("{file} can't be read: {why}."), file=file, why=error.strerror) from error


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
