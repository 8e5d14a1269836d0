"""Mails that are meant to hurt: kept or refused with a reason, in bounded time and memory, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.yardstick import slowness

ROOT = Path(__file__).parents[3]
PARTS = "This mail has too many lines or parts to be read."
HEADER = "The header of this mail is too long to be read."
REFUSED = {
    "more than 25 MB": "This mail is larger than {megabytes} MB.",
    "empty": "This is not a mail: it has no header.",
    **dict.fromkeys(("nested 1,000 deep", "nested 1,000 deep with one edge", "mails in mails 1,000 deep"), PARTS),
    **dict.fromkeys(("10,000 parts", "24 MB of small parts", "24 MB of small mails"), PARTS),
    **dict.fromkeys(("60 parts in parts around 20 MB", "boundary that is everywhere"), PARTS),
    "nested 964 deep in continued boundaries": PARTS,
    **dict.fromkeys(("a header line of 5 MB", "100,000 headers", "10,000 signatures"), HEADER),
}
SECONDS, MEGABYTES = 2, 150  # of one mail, above what the process has without it


@pytest.fixture(scope="module")
def taken() -> dict[str, dict[str, Any]]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.mail.reading.hostile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=500,
    )
    found: dict[str, dict[str, Any]] = json.loads(run.stdout)
    return found


def test_every_hostile_mail_is_judged_or_refused_with_its_reason(taken: dict[str, dict[str, Any]]) -> None:
    refused = {name: took["said"] for name, took in taken.items() if took["said"].endswith(".")}
    assert refused == REFUSED
    judged = {took["said"] for name, took in taken.items() if name not in REFUSED and name != "25 MB"}
    assert judged <= {"unsure", "acknowledgement", "question", "automatic_reply", "refusal", "unrelated"}
    assert taken["25 MB"]["said"] == "confirmation"


def test_each_takes_seconds_at_most_and_all_stay_in_bounded_memory(taken: dict[str, dict[str, Any]]) -> None:
    bound = SECONDS * max(slowness() for _ in range(3))
    assert {name: took["seconds"] for name, took in taken.items() if took["seconds"] > bound} == {}
    assert {name: took["megabytes"] for name, took in taken.items() if took["megabytes"] > MEGABYTES} == {}
