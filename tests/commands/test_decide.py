"""`python -m governance decide`, from outside: its answers, its JSON, its exits; and the page of states is current."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from governance.__main__ import cli
from governance.commands.rules import states_page

ROOT = Path(__file__).parents[2]


def decide(options: str, electorate: int, consent: int, object_: int, abstain: int) -> Result:
    numbers = f"--electorate {electorate} --consent {consent} --object {object_} --abstain {abstain}"
    return CliRunner().invoke(cli, ["decide", *options.split(), *numbers.split()])


@pytest.mark.parametrize(
    ("options", "numbers", "outcome", "recommendation"),
    [
        ("--rule share", (900, 450, 0, 0), "opt_out", "opt_out"),
        ("--rule share", (900, 451, 0, 0), "stay", "stay"),
        ("--rule share --at-least 1/2", (900, 450, 0, 0), "stay", "stay"),
        ("--rule share --at-least 0.5 --base electorate", (900, 450, 0, 0), "stay", "stay"),
        ("--rule unanimous", (3, 3, 0, 0), "stay", "stay"),
        ("--rule unanimous --base electorate", (3, 2, 0, 0), "opt_out", "opt_out"),
        ("--rule share --more-than 1/2 --base answers", (14, 4, 0, 0), "stay", "stay"),
        ("--rule share --more-than 1/2 --base votes", (14, 0, 0, 9), "no_decision", "opt_out"),
        ("--rule share --more-than 1/2 --base votes --quorum-more-than 1/2", (16, 8, 0, 0), "no_decision", "opt_out"),
        ("--rule share --more-than 1/2 --base votes --quorum-at-least 1/2", (16, 8, 0, 0), "stay", "stay"),
        ("--rule share --more-than 1 --base answers", (9, 9, 0, 0), "opt_out", "opt_out"),
        ("--rule share --at-least 1 --base answers", (9, 9, 0, 0), "stay", "stay"),
        ("--rule share", (0, 0, 0, 0), "no_decision", "opt_out"),
    ],
)
def test_what_a_rule_would_say(
    options: str, numbers: tuple[int, int, int, int], outcome: str, recommendation: str
) -> None:
    result = decide(f"{options} --json", *numbers)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["outcome"], told["recommendation"]) == (0, outcome, recommendation)
    asked, answered = numbers[0], sum(numbers[1:])
    assert told["turnout"] == (f"{answered}/{asked}" if asked else None)
    assert all(reason.endswith(".") for reason in told["reasons"])


@pytest.mark.parametrize(
    ("options", "numbers", "said"),
    [
        ("--rule share", (3, 2, 1, 1), "There are more answers (4) than people asked (3)."),
        ("--rule share", (3, -2, 1, 1), "A number of people cannot be less than 0."),
        ("--rule share --more-than 3/2", (3, 1, 1, 1), "A share is a fraction from 0 to 1, such as 1/2; this is 3/2."),
        ("--rule share --more-than 1/0", (3, 1, 1, 1), "A share is a fraction from 0 to 1, such as 1/2; this is 1/0."),
        ("--rule share --at-least half", (3, 1, 1, 1), "A share is a fraction from 0 to 1, such as 1/2; this is half."),
        ("--rule share --quorum-at-least -1/2", (3, 1, 1, 1), "A share is a fraction from 0 to 1"),
        ("--rule share --at-least 1/2 --more-than 1/2", (3, 1, 1, 1), "Say either more than or at least, not both."),
        ("--rule unanimous --base votes", (3, 1, 1, 1), "there is no share and no other base"),
        ("--rule most", (3, 1, 1, 1), "most"),
    ],
)
def test_the_impossible_is_refused_in_one_sentence(options: str, numbers: tuple[int, int, int, int], said: str) -> None:
    result = decide(f"{options} --json", *numbers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_as_a_program_without_json_it_speaks() -> None:
    command = "-m governance decide --rule share --electorate 9 --consent 5 --object 0 --abstain 0"
    done = subprocess.run([sys.executable, *command.split()], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "5 is enough, so the rule advises allowing it."
    assert done.stderr == ""


def test_the_page_of_states_is_current() -> None:
    assert (ROOT / "docs/states.md").read_text(encoding="utf-8") == states_page()
