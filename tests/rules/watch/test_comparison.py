"""What a new text of a page is beside the one before, and that each is told of at most once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.watch.comparison import Verdict, compare
from governance.rules.watch.subject_words import Subject
from tests.rules.watch.policies import (
    COLLECTED,
    DEFAULT,
    OLD,
    OPT_OUT,
    RETAINED,
    SENTENCES,
    SHARED,
    TRAINING,
    changed,
    policy,
)

TRAINS = "We train artificial intelligence models on Customer Content."
DOUBLE = OLD.replace("# Terms", "# Terms of today") + "\n\nUntil May the following holds.\n\n" + OLD

SUBSTANCE = [
    ("we train now", TRAINING, "We use Customer Content to train artificial intelligence models.", Subject.TRAINING),
    ("denial moved", TRAINING, TRAINING.replace("do not use", "use").replace("train", "not train"), Subject.TRAINING),
    ("consent is asked", TRAINING, TRAINING.replace("models.", "models without your consent."), Subject.OPT_OUT),
    ("promise gone", f"{TRAINING}\n\n", "", Subject.TRAINING),
    ("generative only", TRAINING, TRAINING.replace("models", "generative models"), Subject.TRAINING),
    ("others' models", TRAINING, TRAINING.replace("models", "or third-party models"), Subject.TRAINING),
    ("address", "privacy@example.com", "ai@example.com", Subject.ADDRESS),
    ("subject line", "Model opt-out", "Global model opt-out request", Subject.MAIL_SUBJECT),
    ("who may", "workspace owner", "primary owner", Subject.WHO_MAY),
    ("no opt-out", OPT_OUT, "Please read these terms with care.", Subject.OPT_OUT),
    ("on by default", "are disabled by default", "are enabled by default", Subject.DEFAULTS),
    ("more data", COLLECTED, COLLECTED.replace("files", "files, your prompts"), Subject.DATA),
    ("new purpose", COLLECTED, COLLECTED.replace("data.", "data to improve our products."), Subject.DATA),
    ("others", SHARED, SHARED.replace("affiliates only", "affiliates and advertising partners"), Subject.THIRD_PARTIES),
    ("longer", "30 days", "24 months", Subject.RETENTION),
    ("new clause", DEFAULT, f"{DEFAULT} We may use audio to develop machine learning features.", Subject.TRAINING),
    ("in French", TRAINING, f"{TRAINING} Vos données peuvent servir à entraîner nos modèles.", Subject.TRAINING),
]
WORDING = [
    ("shall for will", "We will not train models.", "We shall not train models."),
    ("typing error", "We collect your messages with gret care.", "We collect your messages with great care."),
    ("kinder", "We retain Customer Data in Ohio.", "We retain Customer Data in our halls in Ohio."),
    ("written out", "We don't train models on it.", "We do not train models on it."),
]
EVERYDAY = [
    ("another matter", "price of bread", "price of butter"),
    ("consent elsewhere", "Thank you", "You consent to arbitration and waive any class action. Thank you"),
    ("menu without links", "Thank you", "AI Companion Meetings Phone Workspace Data\n\nThank you"),
    ("warranty", "Thank you", "We make no warranty that your data is processed without errors. Thank you"),
    ("date", "Thank you", "Effective 4 May 2026. Thank you"),
]
NOISE = [
    ("spaces", "Customer Content to", "Customer  Content\u00a0to"),
    ("line breaks", "artificial intelligence models", "artificial\nintelligence models"),
    ("emphasis", "Customer Content to", "**Customer Content** to"),
    ("link", "usage data with", "[usage data](https://example.com/usage?visitor=4711#top) with"),
    ("ruler", "## Offices", "* * *\n\n## Offices"),
    ("heading", "## Offices", "Offices\n-------"),
    ("pixel", "Thank you", "![](https://t.example/i?event_id=4711)\n\nThank you"),
    ("menu", "# Terms", "[Home](/) [Pricing](/p) [Careers](/c) [Status](/s)\n\n# Terms"),
    ("key hint", "# Terms", "Press Ctrl K to search\n\n# Terms"),
    ("footer", "Thank you", "© 2026 Example Inc. All rights reserved.\n\nThank you"),
    ("quotes", '"Model opt-out"', "“Model opt-out”"),
    ("comment", "# Terms", "<!-- read at noon -->\n# Terms"),
    ("moved", f"{RETAINED}\n\n{SHARED}", f"{SHARED}\n\n{RETAINED}"),
    ("sentences on one line", f"{RETAINED}\n\n{SHARED}", f"{RETAINED} {SHARED}"),
]


@pytest.mark.parametrize(("old", "new", "subject"), [row[1:] for row in SUBSTANCE], ids=[row[0] for row in SUBSTANCE])
def test_substance(old: str, new: str, subject: Subject) -> None:
    told = compare(OLD, changed(old, new))
    assert told.verdict is Verdict.SUBSTANCE
    assert subject in {one for change in told.of_substance for one in change.subjects}
    assert told.reasons and len(told.of_substance) <= 2


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in EVERYDAY], ids=[row[0] for row in EVERYDAY])
def test_other_matters(old: str, new: str) -> None:
    told = compare(OLD, changed(old, new))
    assert (told.verdict, told.of_substance) == (Verdict.WORDING, ())
    assert told.changes


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in WORDING], ids=[row[0] for row in WORDING])
def test_wording(old: str, new: str) -> None:
    verdict = compare(policy(*SENTENCES, old), policy(*SENTENCES, new)).verdict
    assert verdict in (Verdict.WORDING, Verdict.NOISE)


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in NOISE], ids=[row[0] for row in NOISE])
def test_noise(old: str, new: str) -> None:
    there, back = compare(OLD, changed(old, new)), compare(changed(old, new), OLD)
    assert (there.verdict, back.verdict) == (Verdict.NOISE, Verdict.NOISE)


def test_a_row_that_is_switched_on() -> None:
    table = "| Plan | Training |\n| --- | --- |\n| Free | {} |\n| Paid | off |"
    told = compare(policy(*SENTENCES, table.format("off")), policy(*SENTENCES, table.format("on")))
    assert [change.subjects for change in told.of_substance] == [(Subject.DEFAULTS,)]


def test_the_same() -> None:
    assert compare(OLD, OLD).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, ""),
        (OLD, "# Terms"),
        (OLD, "Just a moment... Please enable JavaScript and cookies to go on."),
        (OLD, "# Access denied\n\nYou do not have permission to read this page on this server."),
        (OLD, OLD[: len(OLD) // 2]),
        (OLD, OLD[: OLD.index("## Data")]),
        (OLD, OLD[: OLD.index("chairs", len(OLD) * 4 // 5)]),
        ("", OLD),
        (OLD, DOUBLE),
        (DOUBLE, OLD),
    ],
    ids=["empty", "head", "guard", "denied", "half", "before data", "within a sentence", "from nothing", "two", "one"],
)
def test_a_page_that_did_not_come_whole(old: str, new: str) -> None:
    told = compare(old, new)
    assert (told.verdict, told.changes) == (Verdict.TRUNCATED, ())
    assert len(told.reasons) == 1


def test_a_section_taken_out_is_a_change_and_not_a_cut() -> None:
    told = compare(OLD, policy(*(one for one in SENTENCES if one not in (TRAINING, OPT_OUT))))
    assert told.verdict is Verdict.SUBSTANCE


def test_a_text_that_was_there_before() -> None:
    trains = changed(TRAINING, TRAINS)
    assert compare(trains, OLD, [OLD]).verdict is Verdict.RETURNED
    assert compare(trains, OLD.replace("](/)", "](/?v=1)"), [OLD.replace("town", " town")]).verdict is Verdict.RETURNED


def test_a_passage_that_comes_and_goes_is_told_of_once_each() -> None:
    history: list[str] = []
    told: list[Verdict] = []
    for turn in range(6):  # each text is new by its room, so that none has simply returned
        text = (changed(TRAINING, TRAINS) if turn % 2 else OLD).replace("room 7", f"room 7{turn}")
        if history:
            told.append(compare(history[-1], text, history[:-1]).verdict)
        history.append(text)
    assert told == [Verdict.SUBSTANCE, Verdict.SUBSTANCE, *[Verdict.WORDING] * 3]


def test_a_page_marked_up_anew_tells_of_training_only() -> None:
    items = [f"* {sentence}" for sentence in SENTENCES * 3]
    old = "\n".join([OLD, *items])
    new = old.replace("\n* ", "\n*   ").replace("30 days", "40 days")
    assert compare(old, new).verdict is Verdict.WORDING
    told = compare(old, new.replace("We do not use Customer", "We use Customer"))
    assert told.verdict is Verdict.SUBSTANCE
    assert "marked up anew" in told.reasons[-1].msgid


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=100), max_size=2))
def test_any_texts(old: str, new: str, earlier: list[str]) -> None:
    told = compare(old, new, earlier)
    assert told.reasons
    assert told.of_substance or told.verdict is not Verdict.SUBSTANCE
    assert compare(new, new).verdict is Verdict.SAME


@given(st.permutations(SENTENCES))
def test_order_alone_is_noise(order: list[str]) -> None:
    assert compare(OLD, policy(*order)).verdict in (Verdict.SAME, Verdict.NOISE)
