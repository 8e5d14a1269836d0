"""The operator's commands that need no settings: what a rule would advise on a count, and the tables of states."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

import typer

from governance.errors import N_, Refusal
from governance.rules.case import states as case
from governance.rules.poll import states as poll
from governance.rules.poll.advice import Advice
from governance.rules.poll.advice import decide as advice_on
from governance.rules.poll.tally import HALF, Base, Basis, Rule, Tally
from governance.texts import Texts

EXIT_IMPOSSIBLE = 2
Share = Annotated[str | None, typer.Option(metavar="F", help="a fraction from 0 to 1, such as 1/2")]
Number = Annotated[int, typer.Option(help="people")]


def decide(
    rule: Annotated[Basis, typer.Option(help="everyone must agree, or a share of a base")],
    electorate: Number,
    consent: Number,
    object: Number,
    abstain: Number,
    more_than: Share = None,
    at_least: Share = None,
    base: Annotated[Base | None, typer.Option(help="what the share is a share of")] = None,
    quorum_more_than: Share = None,
    quorum_at_least: Share = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Say what a rule advises on a count. Exit 2 on impossible numbers."""
    english = Texts("en")
    try:
        told = advice_on(
            _rule(rule, base, (more_than, at_least), (quorum_more_than, quorum_at_least)),
            Tally(electorate, consent, object, abstain),
        )
    except Refusal as refusal:
        typer.echo(refusal.say(english), err=True)
        raise typer.Exit(EXIT_IMPOSSIBLE) from refusal
    reasons = [reason.say(english) for reason in told.reasons]
    typer.echo(json.dumps(_report(told, reasons), indent=2) if as_json else "\n".join(reasons))


def _rule(
    kind: Basis, base: Base | None, share: tuple[str | None, str | None], quorum: tuple[str | None, str | None]
) -> Rule:
    """The rule from its options; each pair is (more than, at least)."""
    if kind is Basis.UNANIMOUS and (share != (None, None) or base not in (None, Base.ELECTORATE)):
        raise Refusal(N_("With the rule that everyone must agree there is no share and no other base."))
    value, more_than = _one_of(share)
    needed, quorum_more_than = _one_of(quorum)
    return Rule(
        kind=kind,
        share=HALF if value is None else value,
        more_than=True if value is None else more_than,
        base=base or Base.ELECTORATE,
        quorum=needed,
        quorum_more_than=quorum_more_than,
    )


def _one_of(pair: tuple[str | None, str | None]) -> tuple[Fraction | None, bool]:
    """The fraction that was given and whether it must be exceeded."""
    more_than, at_least = pair
    if more_than is not None and at_least is not None:
        raise Refusal(N_("Say either more than or at least, not both."))
    given = at_least if more_than is None else more_than
    return (None if given is None else _fraction(given)), more_than is not None


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise Refusal(N_("A share is a fraction from 0 to 1, such as 1/2; this is {share}."), share=text) from error


def _report(told: Advice, reasons: list[str]) -> dict[str, Any]:
    """What `--json` prints. `turnout` keeps its base: answered/asked, not reduced; null if nobody was asked."""
    return {
        "outcome": told.outcome,
        "recommendation": told.recommendation,
        "turnout": f"{told.answered}/{told.electorate}" if told.electorate else None,
        "answered": told.answered,
        "electorate": told.electorate,
        "needed": told.needed,
        "quorum_needed": told.quorum_needed,
        "reasons": reasons,
    }


def states() -> None:
    """Print the tables of states, as kept in docs/states.md."""
    typer.echo(states_page(), nl=False)


def states_page() -> str:
    """The tables of states in Markdown, made from the rules."""
    return "\n".join(
        [
            "# States",
            "",
            "Made by `python -m governance states > docs/states.md` from the tables in `governance/rules/`.",
            "What is not in a table is refused and changes nothing.",
            *_table("A question", poll.PollState, ((m.start, m.event, m.end, m.why) for m in poll.MOVES)),
            "",
            "*Paused* is a mark beside *open*: it stops messages, not answers.",
            *_table(
                "Our request to the vendor", case.CaseState, ((m.start, m.event, m.end, m.why) for m in case.MOVES)
            ),
            "",
            "*Overdue* (no answer for 14 working days) is derived from *sent* and the clock, and stored nowhere.",
            "",
        ]
    )


def _table(title: str, states: type[StrEnum], moves: Iterable[tuple[str, str, str, str]]) -> list[str]:
    """A heading, the list of states and one row for each step."""
    rows = [f"| {start} | {event} | {end} | {why} |" for start, event, end, why in moves]
    head = ["| state | what happens | next state | why |", "| --- | --- | --- | --- |"]
    return ["", f"## {title}", "", f"States: {', '.join(states)}.", "", *head, *rows]
