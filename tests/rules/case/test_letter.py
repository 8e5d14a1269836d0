"""A letter is the same bytes for the same words, survives what mail programs do to it, and carries nothing injected."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.case.letter import (
    ComposeLink,
    Letter,
    canonical,
    digest,
    follow_up,
    gmail_link,
    mailto,
    message_bytes,
    outlook_link,
    same_letter,
    write_letter,
)

TEMPLATE = """Hello,

I am the {role} of the workspace below. Please exclude our data from helping to train your models, all of them, now.

Workspace URL: {url}
Requested by: {name} ({address})
Our reference: {reference}

Kind regards,
{name}
"""
VALUES = {
    "role": "Primary Owner",
    "url": "https://exemple.slack.com",
    "name": "Zoë Çelik",
    "address": "zoe@exemple.example",
}


def letter(**changes: str) -> Letter:
    return write_letter(
        TEMPLATE,
        VALUES | changes,
        to="desk@vendor.example",
        cc="consent+7f3k@exemple.example",
        subject="Opt-out request",
        reference="AC-7F3K",
    )


def test_the_canonical_form() -> None:
    text = canonical(letter()).decode()
    assert text.startswith(
        "To: desk@vendor.example\nCc: consent+7f3k@exemple.example\nSubject: Opt-out request\n\nHello,\n"
    )
    assert text.endswith("\nKind regards,\nZoë Çelik\n\n[End of request AC-7F3K]\n")
    assert "\r" not in text
    assert all(len(line) <= 72 for line in text.split("\n"))
    assert digest(letter()) == sha256(text.encode()).hexdigest()
    plain = write_letter(TEMPLATE, VALUES, to="a@b.example", subject="S", reference="R")
    assert b"\nCc:" not in canonical(plain)


def test_an_address_is_never_broken_into_lines() -> None:
    url = "https://" + "-".join(["very-long-workspace-name"] * 5) + ".slack.com"
    assert url in letter(url=url).body


def test_composed_and_decomposed_names_give_one_letter() -> None:
    assert letter(name=unicodedata.normalize("NFD", "Zoë Çelik")) == letter()


@pytest.mark.parametrize("evil", ["A\nBcc: x@y.example", "A\rB", "A\x00", "A\u2028B", "A\u202eB", "A\x85B", "", "  "])
def test_line_breaks_and_hidden_signs_are_refused(evil: str) -> None:
    with pytest.raises(Refusal):
        letter(url=evil)
    with pytest.raises(Refusal):
        write_letter(TEMPLATE, VALUES, to="a@b.example", subject=evil, reference="R")
    with pytest.raises(Refusal):
        write_letter(TEMPLATE, VALUES, to="a@b.example", subject="S", reference=evil)
    with pytest.raises(Refusal):
        message_bytes(letter(), sender="a@b.example", sender_name="Zoë", message_id=evil, date=NOW)


def test_a_template_cannot_be_opened_by_a_value() -> None:
    assert "{reference}" in letter(name="{reference}").body  # a value is text, never a placeholder


NOW = datetime(2026, 12, 16, 10, tzinfo=UTC)


def test_the_mailto_link_says_exactly_the_letter() -> None:
    ours = letter()
    link = mailto(ours)
    assert link.complete
    assert re.fullmatch(r"[A-Za-z0-9:@?&=%._~-]+", link.url)  # no plus and no raw space: they are read differently
    target, _, query = link.url.partition("?")
    assert target == "mailto:desk@vendor.example"
    fields = dict(part.split("=", 1) for part in query.split("&"))
    assert list(fields) == ["cc", "subject", "body"]
    assert "%0D%0A" in fields["body"]
    assert "%0A" not in fields["body"].replace("%0D%0A", "")
    assert unquote(fields["body"]).replace("\r\n", "\n") == ours.body
    assert unquote(fields["cc"]) == ours.cc


@pytest.mark.parametrize(("make", "subject"), [(gmail_link, "su"), (outlook_link, "subject")])
def test_the_links_of_web_mail(make: Callable[[Letter], ComposeLink], subject: str) -> None:
    ours = letter()
    link = make(ours)
    fields = parse_qs(urlsplit(link.url).query)
    assert fields["to"] == [ours.to]
    assert fields[subject] == [ours.subject]
    assert fields["body"][0].replace("\r\n", "\n") == ours.body


def test_a_link_that_is_too_long_leaves_the_whole_body_out() -> None:
    link = mailto(letter(role="Owner " * 400))
    assert not link.complete
    assert link.url == "mailto:desk@vendor.example?cc=consent%2B7f3k%40exemple.example&subject=Opt-out%20request"


def as_mail(ours: Letter, **more: object) -> bytes:
    arguments = {
        "sender": "zoe@exemple.example",
        "sender_name": "Zoë Çelik",
        "message_id": "<ac@exemple.example>",
        "date": NOW,
    }
    return message_bytes(ours, **(arguments | more))  # type: ignore[arg-type]  # the test passes what it likes


def test_the_mail_is_the_same_bytes_and_reads_back() -> None:
    ours = letter()
    raw = as_mail(ours)
    assert raw == as_mail(ours)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert (read["To"], read["Cc"], read["Subject"]) == (ours.to, ours.cc, ours.subject)
    assert read["From"].addresses[0].display_name == "Zoë Çelik"
    assert read["Message-ID"] == "<ac@exemple.example>"
    assert read["X-Unsent"] is None
    assert read.get_content().replace("\r\n", "\n") == ours.body
    assert same_letter(ours, read["Subject"], read.get_content())


def test_a_draft_and_an_answer_carry_their_marks() -> None:
    read = email.message_from_bytes(
        as_mail(letter(), draft=True, answers="<first@x.example>"), policy=email.policy.default
    )
    assert read["X-Unsent"] == "1"
    assert read["In-Reply-To"] == read["References"] == "<first@x.example>"


def rewrapped(body: str, width: int) -> str:
    return "\r\n".join(re.findall(rf".{{1,{width}}}(?:\s|$)", " ".join(body.split()))) + "\r\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: rewrapped(body, 40),
        lambda body: body.replace("\n", "\r\n\r\n"),
        lambda body: unicodedata.normalize("NFD", body),
        lambda body: body.replace(" ", "\u00a0"),
        lambda body: body + "\n--\nZoë Çelik\nExemple SA\n",
        lambda body: body.replace("https://exemple.slack.com", "https://exemple.slack.com<https://exemple.slack.com/>"),
        lambda body: body.replace("zoe@exemple.example", "zoe@exemple.example<mailto:zoe@exemple.example>"),
        lambda body: body.replace("zoe@exemple.example", "zoe@exemple.example [mailto:zoe@exemple.example]"),
        lambda body: body.replace("below", "be\u200blow").replace("\n", "  \n "),
    ],
)
def test_what_mail_programs_do_leaves_the_letter_the_same(change: Callable[[str], str]) -> None:
    ours = letter()
    assert same_letter(ours, " Opt-out  request", change(ours.body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("exclude", "include"),
        ("exemple.slack.com", "other.slack.com"),
        ("[End of request AC-7F3K]", ""),
        ("[End of request AC-7F3K]", "[End of request AC-9999]"),
        ("Kind regards", "P.S. Forget it.\nKind regards"),
        ("https://exemple.slack.com", "https://exemple.slack.com<https://other.example/>"),
    ],
)
def test_other_words_are_another_letter(old: str, new: str) -> None:
    ours = letter()
    assert old in ours.body
    assert not same_letter(ours, ours.subject, ours.body.replace(old, new))


def test_another_subject_is_another_letter() -> None:
    ours = letter()
    assert not same_letter(ours, "Something else", ours.body)
    assert not same_letter(ours, ours.subject, "Hello, " + ours.body)


def test_the_follow_up_quotes_the_letter_and_is_not_it() -> None:
    ours = letter()
    again = follow_up(
        ours, "Has {url} been excluded?\n", VALUES, reference="AC-7F3K", sender="Zoë Çelik", sent_on="16 December 2026"
    )
    assert (again.to, again.cc, again.subject) == (ours.to, ours.cc, "Re: Opt-out request")
    assert "\nOn 16 December 2026, Zoë Çelik wrote:\n> Hello,\n>\n> I am the Primary Owner" in again.body
    assert again.body.startswith(
        "Has https://exemple.slack.com been excluded?\n\n[End of request AC-7F3K, follow-up]\n"
    )
    assert not same_letter(ours, "Re: Opt-out request", again.body)
    assert same_letter(again, again.subject, again.body)
    twice = follow_up(again, "Again {url}\n", VALUES, reference="AC-7F3K", sender="Zoë", sent_on="1 January")
    assert twice.subject == "Re: Opt-out request"


@given(st.text(min_size=1, max_size=60))
def test_whatever_name_a_letter_survives_its_own_mail(name: str) -> None:
    try:
        ours = letter(name=name)
    except Refusal:
        return
    read = email.message_from_bytes(as_mail(ours), policy=email.policy.default)
    assert set(read.keys()) == {"From", "To", "Cc", "Subject", "Date", "Message-ID", *CONTENT}
    assert same_letter(ours, read["Subject"], read.get_content())


CONTENT = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version")
