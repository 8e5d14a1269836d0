"""Released documents never change, say the same in every language, hold no hole, and read well in French."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from governance.rules.case.letter import canonical, follow_up, mailto, same_letter, write_letter
from governance.rules.case.next_letter import LetterKind
from governance.slack.views.poll.asking import question
from governance.store.register import documents, vendors
from governance.store.register.documents import (
    LETTER_FLAGS,
    NOTICE_FIELDS,
    NOTICE_FLAGS,
    VENDOR_FIELDS,
    VENDOR_FLAGS,
    Document,
)
from governance.store.register.entry import Evidence, Mechanism
from governance.texts import texts_for
from governance.usecases.poll import announcement
from governance.usecases.register.vendor_facts import GENERAL_NOTICE, facts_of, is_askable
from governance.usecases.seen.about import about_vendor

NOTICES = documents.NOTICES
# A released file is immutable. A new wording is a new version with a line of its own here.
RELEASED = {
    "letters/slack-answer/1.en.md": "3c76bd5242dec4a53f889679f450688dd9b854cd0e30676a9950ee9b972b0d56",
    "letters/slack-answer/1.fr.md": "df8284c4cd201f06ea37a2f16f8e8beb94afcb0bb60af458f7a34e43c3bde937",
    "letters/slack-follow-up/1.en.md": "cee6f939456c3b01a242e8c0e4a2ac6cd6389923077c72cf9d1268f819f28120",
    "letters/slack-follow-up/1.fr.md": "b858275a1263a0797e6dd5a1b02b4678a68f060b1e9a6405facee2162dfc8c3e",
    "letters/slack-opt-out/1.en.md": "94a5243444cc5e8982a72fd9c28aa07fa369319b1457c518e54bdfc3ead9436a",
    "letters/slack-opt-out/1.fr.md": "cbc5fe6000ab8ee97f6341b49a8eada86c7a085d2d0b3d9dbd7c5975412637af",
    "letters/slack-after-refusal/1.en.md": "6dc6eaef3e8b5b0b37da9154d84b7d399877169a5cead6b1302b6f0fb75878bd",
    "letters/slack-after-refusal/1.fr.md": "976a532be16795d95e61355d4ee198754b4a987da561801fcd739f8d51d2e722",
    "letters/slack-next-step/1.en.md": "58bc617756facc0f7d0866244388e08c8f32e0b0917264db3f0af1776d79f859",
    "letters/slack-next-step/1.fr.md": "bf4c9c61dcb883ea635dd5e33b7010f58dbfdc6f63a5fa32c035b09281bbb841",
    "letters/slack-recheck/1.en.md": "5aab76ebaa806f91ebde5c47b2405074bdf95d467aa57b49112157c36d4ccb6e",
    "letters/slack-recheck/1.fr.md": "d1d69461fd8c5b431056c154dd566b396c96eefe54d814f884aa991cdc87b659",
    "letters/slack-opt-out/2.en.md": "f5a8e1ff36a661285d3bb6fdfd9996b82d82f0dd2e6fc2a2acf1ae54772ea68f",
    "letters/slack-opt-out/2.fr.md": "90138bd63408bae5fb2a4c5cca5ff4a54e26615b750b63d1a8bebd06c96ffd6e",
    "letters/slack-opt-out/3.en.md": "12a64f943dea9a2f87081a573ce3017ae2034464c3123951f1141831f2b7870e",
    "letters/slack-opt-out/3.fr.md": "3f00b58be556c6126e065f5c9eb042146f4752881554566e02a71e1118f13e38",
    "letters/slack-recheck/2.en.md": "4b5d405666dac7331e1a35eadc329bff1004dff0b875f66aae83441e028b31c1",
    "letters/slack-recheck/2.fr.md": "3e9bc7fbbb7af63ca4ef63240eac6d97e3dcce9487ed0858626dbcabed9adea3",
    "letters/slack-next-step/3.en.md": "9d66f36352859a10492f06209e920c7d8f4bcc8c63f00881876835c750dd7233",
    "letters/slack-next-step/3.fr.md": "c5e51df7eb561ca0b78a4ad98d7ebe4aa0f3335371a09ef5a7fdc88b3e12eb70",
    "letters/slack-after-refusal/2.en.md": "86c705591e62bfb6c80cb52a54523a177447112dbbe09580e321e4c8d91fb65a",
    "letters/slack-after-refusal/2.fr.md": "cd9ba226757299a29b3ded779e5d52cf1d372fba69c082c03515b7edb50d8019",
    "letters/slack-answer/2.en.md": "db24c61180813e4022ad8ca8486bc1ae0a0f820fc402e1ffbe17d0bc81316afb",
    "letters/slack-answer/2.fr.md": "99a8747ded1af2e2ff281389dbadb0a58c82cffe8c19fd06dc9558fc3903a33d",
    "letters/slack-next-step/2.en.md": "0537330ce5c6d907b2c40e65c3f3feb0c75a32717f63a4e9815d3172beadacd0",
    "letters/slack-next-step/2.fr.md": "e268b858786cece428152e3fe1525bfe4cab84232b7a6f2288fd08510e679c37",
    "slack-global-models/1.en.md": "d3a007ffbb20b2880d9b16cff6428bb0a7c36cb082d2d26d190954b2c97017f0",
    "slack-global-models/1.fr.md": "be061fcea30217744750bd91d8ebffd31713aa9d93868863d70aea691573a07d",
    "slack-global-models/2.en.md": "8e1002218bb46be21b1d77919e693fd5d10cbae3fdc36fee4ad511dcb700d850",
    "slack-global-models/2.fr.md": "cf1fa23567e57afd7a34442f3bf4142c185272008d1332137bc89ef876a20cd6",
    "slack-global-models/3.en.md": "141aa4167f7d5244dc3dc12a9e31bc298549deb4804f02cae886a79e2620f32c",
    "slack-global-models/3.fr.md": "a28837b70f214ca856ff7bf3286e8dc6df803f226f43d8f8bef83b435a38382a",
    "slack-global-models/4.en.md": "f6b4416af56beb8beb75fef4bd0ecf7e321e1033885e3d50ae9a638f29fd9394",
    "slack-global-models/4.fr.md": "7636ef2ef6aafab539eb9d212958c424555fcdf67f3baae4e1beee600fbc7c2d",
    "vendor-setting/1.en.md": "8e4623f03fcd346528c0c1f20fe78f3e437f9d53a0f77168dbeec3f67a64ab92",
    "vendor-setting/1.fr.md": "c207243bc7e86dc5a35d7ec7c3107ee40a55f6bf2574a7c5d460cee398ee213f",
}
FILES = sorted(str(path.relative_to(NOTICES)) for path in NOTICES.rglob("*.md"))
NOTICE = "slack-global-models"
VERSIONS = {1: 12, 2: 12, 3: 12, 4: 11}  # and how many headings each has
LETTERS = tuple(sorted({name.split("/")[1] for name in RELEASED if name.startswith("letters/")}))
VALUES = {name: f"({name})" for name in NOTICE_FIELDS}
EVERY_CHOICE = [
    {"secret", "share", "opinion"},
    {"secret", "everyone", "opinion", "not_asked"},
    {"secret", "everyone", "consent", "small"},
    {"named", "share", "opinion", "small", "not_asked"},
]


# In these no title depends on how the owner is addressed.
LATEST = {"slack-opt-out": 3, "slack-recheck": 2, "slack-next-step": 3, "slack-after-refusal": 2, "slack-answer": 2}


def test_released_files_never_change() -> None:
    assert {name: sha256((NOTICES / name).read_bytes()).hexdigest() for name in FILES} == RELEASED


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_plain_text(name: str) -> None:
    text = (NOTICES / name).read_text(encoding="utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert text.startswith("+++\nreleased = ")


def pairs() -> list[tuple[Document, Document]]:
    found = [documents.latest_notices(NOTICE), documents.latest_notices(GENERAL_NOTICE)]
    released = [*((slug, 1) for slug in LETTERS), ("slack-opt-out", 2), ("slack-next-step", 2), *LATEST.items()]
    found += [
        tuple(documents.letter(slug, version, language) for language in ("en", "fr")) for slug, version in released
    ]
    return [(one, other) for one, other in found]


@pytest.mark.parametrize(("english", "french"), pairs(), ids=lambda document: f"{document.slug}-{document.language}")
def test_both_languages_hold_the_same(english: Document, french: Document) -> None:
    assert (english.language, french.language) == ("en", "fr")
    assert documents.placeholders(english) == documents.placeholders(french)
    assert documents.flags_of(english) == documents.flags_of(french)
    assert english.released == french.released
    for mark in (r"^## ", r"^- ", r"^\S", r"^::: "):
        assert len(re.findall(mark, english.text, re.M)) == len(re.findall(mark, french.text, re.M)), mark
    assert re.findall(r"https?://\S+?(?=\.?(?:\s|$))", english.text) == re.findall(
        r"https?://\S+?(?=\.?(?:\s|$))", french.text
    )


def test_a_notice_names_every_field_and_flag_that_is_promised() -> None:
    for document in documents.latest_notices(NOTICE):
        assert documents.placeholders(document) == set(NOTICE_FIELDS)
        assert documents.flags_of(document) == {flag for line in NOTICE_FLAGS for flag in line}
    for document in documents.latest_notices(GENERAL_NOTICE):
        assert documents.placeholders(document) == {*NOTICE_FIELDS, *VENDOR_FIELDS}
        assert documents.flags_of(document) == {flag for line in VENDOR_FLAGS for flag in line}
    for slug in LETTERS:
        assert documents.flags_of(documents.latest_letter(slug)) <= {flag for line in LETTER_FLAGS for flag in line}


@pytest.mark.parametrize("flags", EVERY_CHOICE)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_filled_notice_begins_with_its_secrecy_and_has_no_hole(version: int, language: str, flags: set[str]) -> None:
    filled = documents.fill(documents.notice(NOTICE, version, language), VALUES, flags)
    headings = re.findall(r"^## (.*)", filled.markdown, re.M)
    assert headings[0].startswith(("How secret", "Est-ce vraiment secret"))
    assert len(headings) == VERSIONS[version]
    assert not re.search(r"[{}]|:::|\n{3}|\+\+\+", filled.markdown)
    assert max(len(part) for part in filled.markdown.split("## ")) < 3000  # what one block of Slack takes
    assert all(len(heading) <= 150 for heading in [*headings, filled.title])
    assert 1 <= filled.minutes <= 7
    assert ("(readers)" in filled.markdown) is ("named" in flags)
    assert ("(not_asked)" in filled.markdown) is ("not_asked" in flags)
    assert ("votre consentement" in filled.markdown or "your consent" in filled.markdown) is ("consent" in flags)


def test_the_newest_notice_says_what_holds_of_the_key_of_a_question() -> None:
    english, french = (" ".join(found.text.split()) for found in documents.latest_notices(NOTICE))
    for said in (
        "lies apart from the database",
        "At closing the key is destroyed",
        "may keep deleted files for a while",
        "a backup of that key, which this app never makes",
        "the question is void",
        "Whether and when you answered",
        "What you did in office stays in the record",
    ):
        assert said in english
    for said in (
        "conservée à part de la base de données",
        "cette clé est détruite",
        "garder un temps des fichiers supprimés",
        "que cette application ne fait jamais",
        "la question est nulle",
        "Si vous avez répondu, et quand",
        "Ce que vous avez fait dans une fonction reste",
    ):
        assert said in french
    assert documents.latest_notices(NOTICE)[0].version >= announcement.TELLS_OF_CHANGES


ASKABLE = [entry for entry in vendors.vendors() if is_askable(entry) and entry.slug != "slack"]


@pytest.mark.parametrize("flags", EVERY_CHOICE)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("slug", [entry.slug for entry in ASKABLE])
def test_the_general_notice_of_every_vendor(slug: str, language: str, flags: set[str]) -> None:
    """Five lines on top, no hole, at most 900 words, every source, and each for themselves or one for all."""
    entry, about = vendors.vendor(slug), about_vendor(slug)
    alone = entry.mechanism is Mechanism.MEMBER_SETTING
    facts = facts_of(entry, date(2026, 12, 1))[language]
    values = {**VALUES, **facts, "question": question(about, texts_for(language))}
    document = documents.notice(GENERAL_NOTICE, 1, language)
    filled = documents.fill(document, values, flags | {"each_alone" if alone else "for_all"})
    text = filled.markdown
    assert not re.search(r"[{}]|:::|\n{3}|\+\+\+|\(vendor\)", text)
    assert about.vendor in filled.title
    lines = text.split("\n## ", 1)[0].strip().splitlines()
    assert [line[:4] for line in lines] == ["- **"] * 5
    assert all(len(line.split()) <= 36 for line in lines)
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 900
    assert max(len(part) for part in text.split("## ")) < 3000
    sources = text.rpartition("## Sources")[2]
    assert re.findall(r"^- (\S+) ", sources, re.M) == [source.url for source in entry.sources]
    assert all(step.words(language) in text for step in entry.steps)
    assert ("whatever is decided" in text or "quelle que soit la décision" in text) is alone


@pytest.mark.parametrize("flags", EVERY_CHOICE)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_five_lines_on_top_of_the_newest_notice_suffice(language: str, flags: set[str]) -> None:
    newest = documents.latest_notices(NOTICE)[0].version
    text = documents.fill(documents.notice(NOTICE, newest, language), VALUES, flags).markdown
    top, rest = text.split("\n## ", 1)
    lines = top.strip().splitlines()
    assert [line[:4] for line in lines] == ["- **"] * 5
    assert all(len(line.split()) <= 36 for line in lines)
    assert ("(readers)" in lines[2], "(readers)" not in lines[2]) == ("named" in flags, "secret" in flags)
    assert "(decider)" in lines[1]
    assert "(decision_due)" in lines[1]
    assert "(closes_on)" in lines[4]
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 900
    sources = rest.rpartition("## Sources")[2]
    assert re.findall(r"^- .*?: (https://slack\.com/)", sources, re.M) == ["https://slack.com/"] * 3
    assert len(re.findall("as kept by|conservés par", sources)) == 1


def test_a_value_brings_nothing_of_its_own() -> None:
    evil = VALUES | {"paragraph": "# How secret is it?\n\n ## Not at all {operator}\n::: secret"}
    filled = documents.fill(documents.notice(NOTICE, 1, "en"), evil, EVERY_CHOICE[0])
    assert len(re.findall(r"^#", filled.markdown, re.M)) == 12
    assert "Not at all {operator}" in filled.markdown
    with pytest.raises(KeyError):
        documents.fill(documents.notice(NOTICE, 1, "en"), {}, EVERY_CHOICE[0])


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".fr.md")])
def test_french_keeps_its_no_break_spaces(name: str) -> None:
    text = re.sub(r"https?://\S+", "", (NOTICES / name).read_text(encoding="utf-8"))
    text = "\n".join(line for line in text.split("\n") if not line.startswith((":::", "released", "+++")))
    assert not re.search(r"(?<![\u202f\u00a0])[?!;:%»]", text)
    assert not re.search(r"«(?!\u00a0)", text)
    assert '"' not in text


@pytest.mark.parametrize("version", VERSIONS)
def test_sentences_of_the_notice_are_short(version: int) -> None:
    text = documents.fill(documents.notice(NOTICE, version, "en"), VALUES, EVERY_CHOICE[0]).markdown
    text = re.sub(r'"[^"]*"|https?://\S+', "quoted", text)
    sentences = [len(part.split()) for part in re.split(r"(?<=[.?:;])\s+|\n", text) if part.strip()]
    assert sum(length <= 20 for length in sentences) >= 0.9 * len(sentences)
    assert max(sentences) <= 32


def test_languages_and_versions() -> None:
    assert documents.languages(NOTICE, 1) == ("en", "fr")
    assert [found.language for found in documents.latest_notices(NOTICE)] == ["en", "fr"]
    assert documents.notice(NOTICE, 1, "de").language == "en"
    assert documents.notice(NOTICE, 1, "fr").released == date(2026, 11, 20)
    assert documents.latest_letter("slack-opt-out", "fr").language == "fr"


@pytest.mark.parametrize("slug", ["nothing", "..", "letters/slack-opt-out", "", "1.en.md"])
def test_an_unknown_document_is_not_found(slug: str) -> None:
    with pytest.raises(LookupError):
        documents.notice(slug, 1, "en")
    with pytest.raises(LookupError):
        documents.notice(NOTICE, 99, "en")


LETTER_VALUES = {
    "name": "Olga Martin",
    "address": "olga.martin@exemple.example",
    "url": "https://exemple.slack.com",
    "workspaces": "https://one.slack.com, https://two.slack.com",
    "sent_on": "16 December 2026",
    "answered_on": "17 December 2026",
    "confirmed_on": "22 December 2026",
    "route": "feedback@slack.com",
}


@pytest.mark.parametrize("role", LETTER_FLAGS[0])
@pytest.mark.parametrize("copy", LETTER_FLAGS[1])
@pytest.mark.parametrize("so_far", LETTER_FLAGS[3])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_of_the_register_can_be_written(role: str, copy: str, language: str, so_far: str) -> None:
    route = vendors.vendor("slack").mail
    assert route
    template = documents.passages(documents.latest_letter(route.letter, language), {role, copy, so_far})
    ours = write_letter(template, LETTER_VALUES, to=route.to, subject=route.subject, reference="AC-7F3K")
    text = canonical(ours).decode()
    assert text.startswith("To: feedback@slack.com\nSubject: Slack Global model opt-out request\n\n")
    assert "https://exemple.slack.com" in text
    assert ("https://two.slack.com" in text) is (role == "org_owner")
    assert not re.search(r"[{}]|:::|\n{3}", text)
    assert mailto(ours).complete
    for slug in (slug for kind, slug in route.letters.items() if kind != "request"):
        body = documents.passages(documents.latest_letter(slug, language), {role, copy, so_far})
        again = follow_up(
            ours, body, LETTER_VALUES, reference="AC-7F3K", sender="Olga Martin", sent_on="16 December 2026"
        )
        assert same_letter(again, again.subject, again.body)
        assert "AC-7F3K\n" in again.body


def test_the_letter_in_its_words() -> None:
    template = documents.passages(documents.latest_letter("slack-opt-out"), {"primary_owner", "copy"})
    body = write_letter(template, LETTER_VALUES, to="a@b.example", subject="S", reference="AC-7F3K").body
    assert body == (
        "Hello,\n\n"
        "I am the Primary Owner of the Slack workspace below. Please exclude our\n"
        "Customer Data from helping to train Slack global models.\n\n"
        "Workspace URL: https://exemple.slack.com\n"
        "Requested by: Olga Martin, Primary Owner (olga.martin@exemple.example)\n"
        "Our reference: AC-7F3K\n\n"
        "When the opt-out has been completed, please reply to all addresses of\n"
        "this mail and name the workspace URL and the date from which it applies.\n"
        "If you need anything else, please ask in the same thread.\n\n"
        "Kind regards,\nOlga Martin\n\n[End of request AC-7F3K]\n"
    )


def test_the_register() -> None:
    entries = vendors.vendors()
    assert [entry.name.casefold() for entry in entries] == sorted(entry.name.casefold() for entry in entries)
    for entry in entries:
        assert (entry.mail is not None) is (entry.mechanism is Mechanism.EMAIL)
    with pytest.raises(LookupError):
        vendors.vendor("nobody")


def test_the_entry_of_slack_is_byte_for_byte() -> None:
    slack = vendors.vendor("slack")
    assert slack.mail
    assert (slack.mail.to, slack.mail.subject) == ("feedback@slack.com", "Slack Global model opt-out request")
    assert slack.mail.answer_domains == ("slack.com",)
    assert slack.who[0].words("en") == "the primary owner"
    assert "Demande d'exclusion du modèle global de Slack" in slack.mail.subject_aliases
    assert set(slack.mail.letters) == set(LetterKind)
    assert [known.about for known in slack.mail.known] == ["to", "subject", "contents", "who", "answer", "next_step"]
    assert all(known.source.startswith("https://") and known.date.year >= 2024 for known in slack.mail.known)
    about = {statement.about: statement for statement in slack.statements}
    assert set(about) == {"data", "content", "generative", "opt_out", "benefit"}
    assert about["content"].date == about["data"].date == date(2024, 5, 17)
    assert about["benefit"].evidence is Evidence.SECOND_HAND
    assert about["data"].words("fr") != about["data"].words("de") == about["data"].words("en")
    assert Path(vendors.FOLDER, "slack.toml").exists()
