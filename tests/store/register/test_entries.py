"""Every entry of the register is complete, and a faulty one is named with file, key and what belongs there."""

from __future__ import annotations

import copy
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from governance.store.register import vendors
from governance.store.register.entry import Mechanism, Training, Vendor
from governance.store.register.entry_file import FaultyEntry, read_entry
from governance.store.register.schema_check import faults_of, plain, published_schema

TODAY = date(2026, 12, 1)
FILES = sorted(vendors.FOLDER.glob("*.toml"))
ENTRIES = vendors.vendors()
PROMISED = {
    *("slack", "slack-ai", "slack-generative", "salesforce-einstein", "salesforce-data-access", "zoom", "reddit"),
    *("squarespace", "atlassian", "figma", "github-copilot", "linkedin", "grammarly", "adobe", "dropbox"),
    *("google-workspace", "microsoft-365", "notion", "servicenow", "monday", "element", "signal"),
}
SMALLEST = """
name = "Example"
purpose = { en = "notes", fr = "notes" }
product = { en = "Example Notes", fr = "Example Notes" }
trained_on = { en = "Notes", fr = "Notes" }
mechanism = "admin_setting"
since = "unknown"
backwards = "unknown"
evidence = "belief"
languages = ["en"]

[[defaults]]
plan = { en = "all plans", fr = "toutes les formules" }
training = "on"

[[who]]
en = "an administrator"
fr = "un administrateur"

[[steps]]
en = "Turn it off."
fr = "Désactivez-le."

[[sources]]
url = "https://example.com/terms"
date = 2026-11-30
evidence = "read"
"""


@pytest.fixture(scope="module")
def judge() -> jsonschema.Draft202012Validator:
    """Somebody else's reader of the schema that we publish."""
    jsonschema.Draft202012Validator.check_schema(published_schema())
    return jsonschema.Draft202012Validator(published_schema())


def test_the_register_holds_what_was_promised() -> None:
    assert {entry.slug for entry in ENTRIES} == PROMISED
    assert {entry.mechanism for entry in ENTRIES} == set(Mechanism) - {Mechanism.CONTRACT}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_entry_fits_the_published_schema(file: Path, judge: jsonschema.Draft202012Validator) -> None:
    entry = plain(tomllib.loads(file.read_text("utf-8")))
    assert faults_of(entry) == []
    assert not list(judge.iter_errors(entry))


# What is changed in the smallest entry, and what is said of it.
FAULTS: list[tuple[str, Any, str]] = [
    ("name", None, "name is missing: write the vendor's name as sentences use it"),
    ("name", "", "name is empty: write the vendor's name as sentences use it"),
    ("name", 3, "name is not a text: write the vendor's name as sentences use it"),
    ("purpose", "notes", "purpose is not a table: write which matter this is, apart from the vendor's others"),
    ("purpose.fr", None, "purpose.fr is missing: write a few words in French"),
    ("mechanism", "mail", "mechanism is 'mail': write one of none_needed, none_available, admin_setting"),
    ("since", "2024", "since is '2024': write since when, or \"unknown\""),
    ("steps", None, "steps is missing: write what to do, in order, a part for each step"),
    ("steps", [], "steps is empty: write what to do, in order"),
    ("steps.0.en", "x" * 251, "steps[1].en has 251 characters: at most 250"),
    ("who", None, "who is missing: write who may act, a part for each role"),
    ("defaults.0.training", "yes", "defaults[1].training is 'yes': write one of on, partly, off, unknown"),
    ("sources.0.date", "last May", "sources[1].date is 'last May': write the day of the text"),
    ("sources.0.url", "http://example.com", "sources[1].url is 'http://example.com': write its address"),
    ("languages", ["english"], "languages[1] is 'english'"),
    ("colour", "red", "colour is not a key of an entry: take it out, or write one of name, purpose"),
    ("mechanism", "email", "mail is missing: write how a request by mail has to look"),
    ("mechanism", "support_case", "case is missing: write what a support case has to look like"),
    ("help", {"pages": "nowhere"}, "help.pages is 'nowhere'"),
]


def changed(key: str, value: Any) -> dict[str, Any]:
    entry: dict[str, Any] = plain(tomllib.loads(SMALLEST))
    *way, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    at: Any = entry
    for part in way:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = copy.deepcopy(value)
    return entry


@pytest.mark.parametrize(("key", "value", "told"), FAULTS, ids=[f"{key}-{told[:20]}" for key, _, told in FAULTS])
def test_a_fault_is_named_with_its_key_and_mend(
    key: str, value: Any, told: str, judge: jsonschema.Draft202012Validator
) -> None:
    entry = changed(key, value)
    (fault,) = faults_of(entry)
    assert fault.startswith(told)
    assert list(judge.iter_errors(entry)), "the published schema lets it through"


def test_the_smallest_entry_has_no_fault(tmp_path: Path, judge: jsonschema.Draft202012Validator) -> None:
    file = tmp_path / "example.toml"
    file.write_text(SMALLEST, encoding="utf-8")
    entry = read_entry(file)
    assert (entry.slug, entry.own, entry.as_of, entry.since) == ("example", False, "2026-11-30", None)
    assert not list(judge.iter_errors(plain(tomllib.loads(SMALLEST))))


@pytest.mark.parametrize(
    ("date_of_text", "review"),
    [
        *(("2026-11-30", False), ("2025-12-01", False), ("2025-12", False), ("2026", False)),
        *(("2025-11-30", True), ("2025", True), ("unknown", True)),
    ],
)
def test_an_entry_older_than_a_year_needs_review(tmp_path: Path, date_of_text: str, review: bool) -> None:
    file = tmp_path / "example.toml"
    file.write_text(SMALLEST.replace("2026-11-30", f'"{date_of_text}"'), encoding="utf-8")
    assert read_entry(file).needs_review(TODAY) is review


def test_which_shipped_entries_need_review_by_now() -> None:
    """By the dates of their texts, not of our reading."""
    assert {entry.slug for entry in ENTRIES if entry.needs_review(TODAY)} == {
        *("adobe", "dropbox", "element", "figma", "google-workspace", "grammarly", "linkedin"),
        *("salesforce-einstein", "slack-ai", "squarespace"),
    }


def phrases(entry: Vendor) -> Iterator[dict[str, str]]:
    yield from (one.by_language for one in (entry.purpose, entry.product, entry.trained_on, *entry.who, *entry.steps))
    yield from (one.by_language for one in (entry.since, entry.note) if one)
    for default in entry.defaults:
        yield default.plan.by_language
        yield from [default.more.by_language] if default.more else []
    yield from (one.said for one in entry.statements)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_an_entry_reads_well_in_french(entry: Vendor) -> None:
    for words in phrases(entry):
        french = re.sub(r"https?://\S+|\w+@\w+\.\w+", "", words["fr"])
        assert not re.search(r"(?<![\u202f\u00a0])[?!;:%»]", french), french
        assert not words["en"].endswith(" ")
        assert '"' not in french


def test_one_vendors_matters_are_told_apart() -> None:
    titles = [(entry.name, entry.purpose.words(language)) for entry in ENTRIES for language in ("en", "fr")]
    assert len(set(titles)) >= len(ENTRIES)
    for language in ("en", "fr"):
        named = [(entry.name, entry.purpose.words(language)) for entry in ENTRIES]
        assert len(set(named)) == len(named)


def test_the_subject_for_salesforce_is_not_taken_for_slacks() -> None:
    slack, einstein = vendors.vendor("slack"), vendors.vendor("salesforce-einstein")
    assert slack.mail
    assert einstein.case
    ours = {subject.casefold() for subject in (slack.mail.subject, *slack.mail.subject_aliases)}
    assert einstein.case.subject.casefold() not in ours
    assert einstein.case.subject in einstein.steps[1].words("fr")


def test_defaults_of_all_plans_in_one_word(tmp_path: Path) -> None:
    assert vendors.vendor("slack").training is Training.ON
    assert vendors.vendor("zoom").training is Training.OFF
    assert vendors.vendor("figma").training is Training.PARTLY
    file = tmp_path / "example.toml"
    file.write_text(SMALLEST.replace('training = "on"', 'training = "unknown"'), encoding="utf-8")
    assert read_entry(file).training is Training.UNKNOWN


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """The operator's folder; the register is as before afterwards."""
    yield tmp_path
    vendors.take_own(None)


def test_own_entries_stand_beside_the_shipped_ones(own: Path) -> None:
    (own / "example.toml").write_text(SMALLEST, encoding="utf-8")
    (own / "read-me.txt").write_text("not an entry", encoding="utf-8")
    vendors.take_own(own)
    assert vendors.vendor("example").own
    assert len(vendors.vendors()) == len(ENTRIES) + 1
    vendors.take_own(None)
    with pytest.raises(LookupError):
        vendors.vendor("example")


def test_all_faults_of_own_entries_are_named_at_once(own: Path) -> None:
    (own / "example.toml").write_text(SMALLEST.replace('training = "on"', 'training = "yes"'), encoding="utf-8")
    (own / "slack.toml").write_text(SMALLEST, encoding="utf-8")
    (own / "torn.toml").write_text("name = ", encoding="utf-8")
    (own / "latin.toml").write_bytes("name = 'Désa'".encode("latin-1"))
    (own / "mailed.toml").write_text((vendors.FOLDER / "slack.toml").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match="has faulty entries") as refused:
        vendors.take_own(own)
    told = str(refused.value)
    assert "example.toml: defaults[1].training is 'yes': write one of on, partly, off, unknown." in told
    assert "slack.toml: an entry of this name comes with the app: give the file another name." in told
    assert "mailed.toml: mail needs letters that come with the app: write mechanism support_case instead." in told
    assert "torn.toml: is not TOML in UTF-8" in told
    assert "latin.toml: is not TOML in UTF-8" in told
    assert vendors.vendor("slack").mail, "the shipped entry stays"


def test_a_faulty_file_is_named_alone(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(SMALLEST.replace("name =", "nome ="), encoding="utf-8")
    with pytest.raises(FaultyEntry, match=r"example\.toml: name is missing.*example\.toml: nome is not a key"):
        read_entry(file)


HOSTILE = {
    "another name": ("Exa mple.toml", SMALLEST, "is no name of an entry"),
    "deep": ("example.toml", "x = " + "[" * 5000 + "]" * 5000, "is not TOML"),
    "huge": ("example.toml", SMALLEST + "#" * 200_000, "is larger than 200 kB"),
    "turned round": (
        "example.toml",
        SMALLEST.replace("Turn it off", "Turn \u202eit off"),
        r"steps\[1\].en holds U\+202E",
    ),
    "nul": ("example.toml", SMALLEST.replace("Turn it off", r"Turn\u0000"), r"U\+0000"),
    "two lines": ("example.toml", SMALLEST.replace('"Example"', r'"Ex\nample"'), r"name holds U\+000A"),
    "blank": ("example.toml", SMALLEST.replace('"Example"', '"  "'), "name is blank"),
    "no day": ("example.toml", SMALLEST.replace("2026-11-30", '"2026-13-45"'), "no calendar has it"),
    "this machine": ("example.toml", SMALLEST.replace("example.com/terms", "127.0.0.1/terms"), "sources"),
    "metadata": ("example.toml", SMALLEST.replace("example.com/terms", "[fd00:ec2::254]/"), "sources"),
    "password": ("example.toml", SMALLEST.replace("example.com/terms", "a:b@example.com/"), "sources"),
    "a link's end": ("example.toml", SMALLEST.replace("example.com/terms", "example.com/|x>"), "sources"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(tmp_path: Path, what: str) -> None:
    name, text, why = HOSTILE[what]
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=why):
        vendors.own_entries(tmp_path)


def test_nothing_is_read_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "example.toml")
    with pytest.raises(ValueError, match="is not a file"):
        vendors.own_entries(tmp_path)
