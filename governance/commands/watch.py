"""The operator's command that compares two texts of a policy page. It needs no settings and opens no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.commands.terminal import stop
from governance.rules.watch.comparison import Comparison, compare
from governance.texts import Texts

EXIT_UNREADABLE = 2
MOST_BYTES = 5_000_000

File = Annotated[Path, typer.Argument(metavar="FILE", help="an extracted text: Markdown or plain, in UTF-8")]


def compare_policy(
    old: File,
    new: File,
    earlier: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="an older text; the oldest first")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Say whether a vendor's page changed in substance between two texts. Exit 2 on a file that cannot be read."""
    english = Texts("en")
    told = compare(_text(old), _text(new), [_text(path) for path in earlier or ()])
    if as_json:
        typer.echo(json.dumps(_report(told, english), indent=2, ensure_ascii=False))
        return
    typer.echo("\n".join([told.verdict, *(reason.say(english) for reason in told.reasons)]))
    for change in told.of_substance:
        typer.echo(f"\n- {change.before}\n+ {change.after}")


def _text(path: Path) -> str:
    """The text in this file; exit 2 where it cannot be read."""
    try:
        with path.open("rb") as source:
            raw = source.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            stop(f"{path}: more than {MOST_BYTES // 1_000_000} MB", EXIT_UNREADABLE)
        return raw.decode("utf-8-sig")
    except OSError as error:
        stop(f"{path}: {error.strerror}", EXIT_UNREADABLE)
    except UnicodeDecodeError:
        stop(f"{path}: not text in UTF-8", EXIT_UNREADABLE)


def _report(told: Comparison, english: Texts) -> dict[str, Any]:
    """What `--json` prints. `subjects` of a passage is empty where only its wording differs."""
    return {
        "verdict": told.verdict,
        "passages": [change._asdict() for change in told.changes],
        "reasons": [reason.say(english) for reason in told.reasons],
    }
