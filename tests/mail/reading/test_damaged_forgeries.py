"""A forgery that is damaged at random is refused or read, and never believed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import Refusal
from tests.mail.reading.test_forged_mail import FORGED, judged

# What is changed: where (as a share of the mail), what is put in, how many bytes are taken out.
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 40)), min_size=1, max_size=4)


@settings(max_examples=120, derandomize=True)
@given(st.sampled_from(sorted(FORGED)), CHANGES)
def test_no_damage_turns_a_forgery_into_a_confirmation(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    raw = FORGED[name][0]()
    for place, inserted, taken in changes:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + taken :]
    try:
        verdict = judged(raw)
    except Refusal:
        return
    assert not verdict.closes_case
