"""Short random walks; `python -m tests.slack.random_walks` takes long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.slack.random_walks import BEGINNINGS, kind_of, walked

PRESSES = 10


@pytest.mark.parametrize("seed", [1])
def test_nothing_goes_wrong_and_nothing_untrue_stays(tmp_path: Path, seed: int) -> None:
    found = walked(tmp_path, seed, PRESSES)
    assert found.faults == [], "\n".join(found.journal)
    assert sum(found.kinds.values()) == PRESSES


def test_seeds_in_a_row_begin_at_every_stage() -> None:
    assert {seed % len(BEGINNINGS) for seed in range(10)} == set(range(len(BEGINNINGS)))


def test_faults_that_differ_in_ids_figures_and_days_are_of_one_kind() -> None:
    here = "[12] UNTRUE “closes on” in ballot {} (closed, ) to U0BOB: 6 of 7 people, 25 November"
    there = "[99] UNTRUE “closes on” in ballot {} (closed, ) to U0ALICE: 3 of 8 people, 3 November"
    assert kind_of(here) == kind_of(there)
