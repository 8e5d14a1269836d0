"""A made-up policy for tests of comparing: long enough that a cut is a cut, of everyday matters besides the subject."""

from __future__ import annotations

TRAINING = "We do not use Customer Content to train artificial intelligence models."
OPT_OUT = (
    "If you want to exclude your Customer Data from our global models, have a workspace owner write to "
    'privacy@example.com with the subject line "Model opt-out".'
)
RETAINED = "We retain Customer Data for 30 days after the end of the contract."
SHARED = "We share usage data with our affiliates only."
DEFAULT = "Smart summaries are disabled by default and use Customer Content only once an admin enables them."
COLLECTED = "We collect your messages, your files and usage data."
EVERYDAY = [
    f"The parties meet in room {number} of the town hall to speak about offices, chairs and the price of bread."
    for number in range(30)
]


def policy(*sentences: str, everyday: int = 30) -> str:
    """The page with these sentences in its middle; a heading before each block."""
    blocks = [
        "# Terms",
        *EVERYDAY[: everyday // 2],
        "## Data",
        *sentences,
        "## Offices",
        *EVERYDAY[15 : 15 + everyday // 2],
    ]
    return "\n\n".join([*blocks, "Thank you for reading these terms to their end."])


SENTENCES = (TRAINING, OPT_OUT, RETAINED, SHARED, DEFAULT, COLLECTED)
OLD = policy(*SENTENCES)


def changed(old: str, new: str) -> str:
    """The policy with this put in place of that, which must stand in it."""
    assert old in OLD
    return OLD.replace(old, new)
