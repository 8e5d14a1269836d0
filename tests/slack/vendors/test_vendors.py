"""Vendors on the running bot: chosen, shown on Home, each mechanism gone through to its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from governance.slack.views.vendors.vendors import GROUPS
from governance.store.register import vendors
from governance.store.register.vendors import take_own
from sandbox.client import elements, readable, until, words
from tests.bot import Bot, bot
from tests.slack.case.test_case import MONDAY, approve, opt_out, send_by_mail_app, shown
from tests.slack.mail.test_upload import GRANTED, attached
from tests.store.register.test_entries import SMALLEST

CHOSEN = (
    "slack-ai", "zoom", "squarespace", "reddit", "element", "signal", "salesforce-einstein", "linkedin",
)  # fmt: skip
PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels"
OLGA, ADA, ALICE, CAROL = "U0OLGA", "U0ADA", "U0ALICE", "U0CAROL"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """Ada has chosen the vendors; files can be given."""
    own = tmp_path_factory.mktemp("entries")
    (own / "example.toml").write_text(SMALLEST.replace("admin_setting", "contract"), "utf-8")
    folder = tmp_path_factory.mktemp("vendors")
    with bot(folder, MONDAY, scale={"scopes": GRANTED}, vendors_folder=own) as started:
        for user, locale in ((OLGA, "en-GB"), (ADA, "en-GB"), (ALICE, "fr-FR"), (CAROL, "en-GB")):
            started.control.post("people", id=user, locale=locale)
        asked = "SELECT count(*) FROM members WHERE user_id = 'U0OLGA' AND locale = 'en-GB'"
        until(lambda: one(started, asked), "the directory")
        choose(started, CHOSEN)
        yield started
    take_own(None)


def one(running: Bot, query: str) -> Any:
    with running.look().reading() as session:
        return session.connection().exec_driver_sql(query).scalar()


def choose(running: Bot, chosen: tuple[str, ...]) -> None:
    """Tick these in the window, each in the group that offers it."""
    ada = running.person(ADA)
    ada.command("vendors")
    ada.press_modal("vendor:choose")
    offered = {
        str(block["block_id"]): [option["value"] for option in block["element"]["options"]]
        for block in ada.modal()["blocks"]
        if block["type"] == "input"
    }
    assert list(offered) == list(GROUPS[: len(offered)])
    assert list(chain(*offered.values())) == [entry.slug for entry in vendors.vendors() if entry.slug != "slack"]
    ada.submit(**{block: [slug for slug in slugs if slug in chosen] for block, slugs in offered.items()})
    assert one(running, "SELECT count(*) FROM used_vendors") == len(chosen)
    ada.close()


def entry(running: Bot, user: str, vendor: str) -> Any:
    """This person opens one in full from the window's menu."""
    person = running.person(user)
    person.close()
    person.command("vendors")
    (menu,) = [one for one in elements(person.modal()["blocks"]) if one["type"] == "static_select"]
    option = next(one for one in menu["options"] if one["value"] == vendor)
    person.press_modal("vendor:one", selected_option=option)
    return person


def buttons(person: Any) -> list[str]:
    return [one["action_id"] for one in elements(person.modal()["blocks"]) if one["type"] == "button"]


def line(running: Bot, user: str, vendor: str) -> str:
    """What the window with all of them says of one."""
    person = running.person(user)
    person.close()
    person.command("vendors")
    said = next(text for text in readable(shown(person)).splitlines() if text.startswith(f"• *{vendor}* "))
    return said.partition("): ")[2] or said.partition(") : ")[2]


@pytest.mark.parametrize(("user", "language"), [(CAROL, "en"), (ALICE, "fr")])
def test_the_standing_with_each_on_home_and_in_the_window(running: Bot, user: str, language: str) -> None:
    person = running.person(user)
    person.command("vendors")
    wanted = (Path(__file__).parent / f"standing.{language}.txt").read_text("utf-8").splitlines()
    said = [text.replace("\u00a0", " ") for text in readable(shown(person)).splitlines()]
    assert [text for text in said if text.startswith("•")] == wanted
    home = [text.replace("\u00a0", " ") for text in readable(words(person.open_home()["blocks"])).splitlines()]
    assert [text for text in home if text.startswith("•")] == wanted


@pytest.mark.parametrize(
    ("vendor", "says"),
    [
        ("slack-ai", "it trains no language models on customers' data. This is another matter than its global models"),
        ("zoom", "Nothing from audio, video, chat and similar content"),
        ("element", "What is encrypted end to end cannot be read on the server"),
        ("signal", "it cannot decrypt or read messages and calls"),
        ("reddit", "No way to opt out was found"),
    ],
)
def test_where_nothing_can_be_done_the_entry_says_why(running: Bot, vendor: str, says: str) -> None:
    """Its end is the explanation, with its sources; nobody is offered anything to press."""
    for user in (OLGA, ADA, CAROL):
        person = entry(running, user, vendor)
        assert says in readable(shown(person))
        assert "Sources:" in shown(person)
        assert buttons(person) == []


def test_a_setting_to_its_end_with_a_picture(running: Bot) -> None:
    assert buttons(entry(running, CAROL, "squarespace")) == []
    assert buttons(entry(running, ADA, "squarespace")) == []
    olga = entry(running, OLGA, "squarespace")
    olga.press_modal("vendor:steps")
    assert "3. Tick Block known artificial intelligence crawlers, and save." in shown(olga)
    olga.submit(choice="opt_out", reason="Our texts are ours.")
    assert "Steps done: 0 of 3." in line(running, CAROL, "Squarespace")
    ada = entry(running, ADA, "squarespace")
    ada.press_modal("vendor:steps")
    assert "Some steps are not ticked yet" in str(ada.submit(steps=["1", "2"], stands="done")["ack"])
    too_odd = ada.submit(steps=["1"], stands="to_do", files=[attached(running, b"%PDF-1.7 no picture", user=ADA)])
    assert "no picture" in str(too_odd["ack"])
    picture = attached(running, PICTURE, "setting.png", ADA)
    ada.submit(steps=["1", "2", "3"], stands="done", note="Eve did it at 10.", files=[picture])
    assert "says that it was done on" in line(running, CAROL, "Squarespace")
    assert "a picture is kept" in line(running, CAROL, "Squarespace")
    assert "Eve did it" in shown(entry(running, ADA, "squarespace"))
    assert "Eve did it" not in shown(entry(running, ALICE, "squarespace"))
    assert "Our texts are ours." in shown(entry(running, CAROL, "squarespace"))
    assert one(running, "SELECT content FROM proofs WHERE kind = 'picture'") == PICTURE
    assert one(running, "SELECT state FROM cases WHERE vendor = 'squarespace'") == "confirmed"
    of_it = "JOIN cases ON cases.id = {} WHERE cases.vendor = 'squarespace'"
    tags = f"SELECT group_concat(tag) FROM ledger {of_it.format('object_id')}"
    assert one(running, tags) == "case:steps:ticked,case:proof:kept,case:proof:kept,case:steps:said"
    assert one(running, f"SELECT count(*) FROM outbox {of_it.format('case_id')}") == 0, "nobody is written to about it"


def test_a_support_case_to_its_end_with_the_vendors_mail(running: Bot) -> None:
    olga = entry(running, OLGA, "salesforce-einstein")
    assert "`Global Model opt-out request`" in shown(olga)
    olga.press_modal("vendor:steps")
    olga.submit(choice="opt_out", steps=["1", "2"], stands="asked", note="Number 4711")
    assert "vendor was asked on" in line(running, CAROL, "Salesforce")
    mail = (
        b"From: Support <support@salesforce.com>\r\nSubject: 4711\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\nDone."
    )
    olga = entry(running, OLGA, "salesforce-einstein")
    olga.press_modal("vendor:steps")
    olga.submit(choice="opt_out", steps=["1", "2", "3", "4"], stands="done", files=[attached(running, mail, user=OLGA)])
    assert "a mail is kept. That the vendor wrote it is not shown." in line(running, CAROL, "Salesforce")
    until(lambda: one(running, "SELECT examined_at FROM proofs WHERE kind = 'mail'"), "the examination")
    assert "It carries no signature" in shown(entry(running, OLGA, "salesforce-einstein"))
    assert "vendor:files" not in buttons(entry(running, ADA, "salesforce-einstein"))
    entry(running, OLGA, "salesforce-einstein").press_modal("vendor:files")
    files = until(lambda: [one for one in olga.messages() if one.get("files")], "the mail as a file")
    assert one(running, "SELECT content FROM proofs WHERE kind = 'mail'") == mail
    assert files[-1]["files"][0]["name"].endswith(".eml")


def test_a_term_of_a_contract_from_an_own_entry_to_its_end(running: Bot) -> None:
    """An operator's file; somebody asks for the term, the vendor refuses, and agrees in the end."""
    choose(running, (*CHOSEN, "example"))
    assert "A term of the contract." in shown(entry(running, CAROL, "example"))
    assert "This entry is your operator's own" in shown(entry(running, CAROL, "example"))
    for stands, says, answer in (
        ("asked", "The vendor was asked on 23 November 2026. No answer has been noted.", None),
        ("refused", "Refused on 23 November 2026.", None),
        ("done", "says that it was done on 23 November 2026, and a note is kept.", "Annex 3, signed."),
    ):
        olga = entry(running, OLGA, "example")
        olga.press_modal("vendor:steps")
        assert "Turn it off." in shown(olga)
        assert olga.submit(choice="opt_out", steps=["1"], stands=stands, note=answer or "")["acked"]
        assert says in line(running, CAROL, "Example")
    assert one(running, "SELECT mechanism || ' ' || state FROM cases WHERE vendor = 'example'") == "contract confirmed"


def test_a_setting_of_ones_own_is_ticked_and_nobody_reads_by_whom(running: Bot) -> None:
    assert buttons(entry(running, CAROL, "linkedin")) == []
    olga = entry(running, OLGA, "linkedin")
    olga.press_modal("vendor:steps")
    olga.submit(choice="opt_out")
    assert "Each person does it in their own account." in line(running, CAROL, "LinkedIn")
    for user in (CAROL, ALICE):
        person = entry(running, user, "linkedin")
        assert buttons(person) == ["vendor:done"]
        person.press_modal("vendor:done")
        assert readable(shown(person)).startswith(("Noted.", "Noté."))
        assert buttons(entry(running, user, "linkedin")) == []
    assert "ticked it" not in line(running, OLGA, "LinkedIn")
    assert one(running, "SELECT count(*) FROM own_settings") == 2


def test_slacks_letter_to_its_end_is_a_line_beside_the_others(running: Bot) -> None:
    opt_out(running)
    letter = send_by_mail_app(running, approve(running))
    until(lambda: line(running, CAROL, "Slack").startswith("Asked on"), "the letter to be known as sent")
    running.control.post("mail/answer", mail_id=letter, kind="confirm")
    until(lambda: "by a mail whose signature was checked" in line(running, CAROL, "Slack"), "the confirmation")
