# ruff: noqa: E501 - one mail, one line, where it can be
"""Mails that the vendor did sign, bent so that they would close a request: each waits for a person, for its own reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.closing import Hindrance
from governance.rules.mail.verdict import MailKind, Verdict, verdict_on
from tests.mail.mailroom import COPY, DONE, NOW, OLGA, OUR_ID, SENT, SIGNED, SLACK, answer, dns, signed

ALL = [*SIGNED, "content-type", "content-transfer-encoding", "auto-submitted"]
CLAIM = "Your opt-out request has been completed."
HTML_DONE = f"<p>Thank you for reaching out to Slack support. {CLAIM}</p><p>Kind regards,</p><p>Robin</p>"
FAR = ("\n " + " " * 900) * 12  # folded blanks, beyond which a header is not read


def whole(body: str = DONE, **changes: str | None) -> bytes:
    return signed(answer(body, **changes), headers=ALL)


def page(body: str) -> bytes:
    return whole(body, Content_Type="text/html; charset=utf-8")


def editions(
    plain: str = DONE, formatted: str = HTML_DONE, about: str = "", more: str = "", behind: str = "", kind: str = ""
) -> bytes:
    parts = f"--b\n{about or 'Content-Type: text/plain'}\n\n{plain}\n{more}--b\nContent-Type: text/html\n\n{formatted}\n--b--\n{behind}"
    return whole(parts, Content_Type=kind or "multipart/alternative; boundary=b")


CLOSING: dict[str, Callable[[], bytes]] = {
    "plain": whole,
    "two editions": editions,
    "base64": lambda: whole(
        "WW91ciBvcHQtb3V0IHJlcXVlc3QgaGFzIGJlZW4gY29tcGxldGVkLg==\n", Content_Transfer_Encoding="base64"
    ),
    "a longer thread that ends with ours": lambda: whole(References=f"<first@x.example> <{OUR_ID}>"),
    "transport headers on top": lambda: (
        b"Return-Path: <>\r\nX-Failed-Recipients: feedback@slack.com\r\nAuto-Submitted: auto-replied\r\n"
        b"X-Autoreply: yes\r\nX-MS-Exchange-Inbox-Rules-Loop: x\r\n"
        + signed(answer(), headers=[*SIGNED, "content-type"])
    ),
}
BENT: dict[str, tuple[Callable[[], bytes], Hindrance]] = {
    "answers somebody else by its last reference": (
        lambda: whole(In_Reply_To=None, References=f"<{OUR_ID}> <carol@x.example>"), Hindrance.TWO_THREADS,
    ),
    "the same, with that reference twice": (
        lambda: whole(In_Reply_To=None, References=f"<carol@x.example> <{OUR_ID}> <carol@x.example>"), Hindrance.TWO_THREADS,
    ),
    "answers two mails": (lambda: whole(In_Reply_To=f"<{OUR_ID}> <carol@x.example>"), Hindrance.TWO_THREADS),
    "In-Reply-To ours, the last reference not": (
        lambda: whole(References=f"<{OUR_ID}> <carol@x.example>"), Hindrance.TWO_THREADS,
    ),
    "another mail beyond 200 references": (
        lambda: whole(In_Reply_To=None, References=f"<{OUR_ID}> " + "<a@b>\n " * 250 + "<carol@x.example>"), Hindrance.THREAD,
    ),
    "a recipient far behind": (lambda: whole(To=f"Olga <{OLGA}>{FAR},bob@x.example"), Hindrance.SIGNATURE),
    "a copy far behind": (lambda: whole(Cc=f"{COPY}{FAR},bob@x.example"), Hindrance.SIGNATURE),
    "a subject that goes on far behind": (
        lambda: whole(Subject=f"Re: Slack Global model opt-out request{FAR} could not be done"), Hindrance.SIGNATURE,
    ),
    "the answer to a member, who has our owner in copy": (lambda: whole(To="bob@exemple.example", Cc=OLGA), Hindrance.OTHERS_TOO),
    "the owner as a name of somebody else": (lambda: whole(To=f'"{OLGA}" <bob@x.example>'), Hindrance.OTHERS_TOO),
    "a greeting by another name": (lambda: whole(f"Hello Carol,\n\n{DONE}"), Hindrance.ANOTHER_NAME),
    "a greeting in words of our letter": (lambda: whole(f"Hello When Completed,\n\n{DONE}"), Hindrance.ANOTHER_NAME),
    "a greeting that says more": (lambda: whole(f"Hello Customer Data,\n\n{DONE}"), Hindrance.ANOTHER_NAME),
    "another name below in the other edition": (
        lambda: editions(formatted=HTML_DONE.replace("Robin", "Carol")), Hindrance.EDITIONS,
    ),
    "no number of its own": (lambda: whole(Message_ID=None), Hindrance.UNCOVERED),
    "as what Gmail folds away": (
        lambda: page(f'<div>Thank you for reaching out to Slack support.</div><div class="gmail_quote">{CLAIM}</div>'), Hindrance.PARTS,
    ),
    "as what Gmail adds": (lambda: page(f'<div class="gmail_extra">{CLAIM}</div>'), Hindrance.PARTS),
    "written from right to left": (lambda: page(f'<p dir="rtl">{CLAIM}</p>'), Hindrance.PARTS),
    "struck out": (lambda: page(f"<s>{CLAIM}</s>"), Hindrance.WORDS),
    "in a template": (lambda: page(f"<template>{CLAIM}</template>"), Hindrance.WORDS),
    "clipped": (lambda: page(f'<p style="clip-path: inset(100%)">{CLAIM}</p>'), Hindrance.WORDS),
    "scaled": (lambda: page(f'<p style="transform: scale(0)">{CLAIM}</p>'), Hindrance.WORDS),
    "transparent": (lambda: page(f'<p style="color: transparent">{CLAIM}</p>'), Hindrance.WORDS),
    "tiny": (lambda: page(f'<p style="font-size: 1px">{CLAIM}</p>'), Hindrance.WORDS),
    "in a size that is not foreseen": (lambda: page(f'<p style="font: 4px/0 serif">{CLAIM}</p>'), Hindrance.PARTS),
    "by a style sheet": (lambda: page(f"<style>p:first-child {{ visibility: hidden }}</style><p>{CLAIM}</p>"), Hindrance.PARTS),
    "with a part for AMP": (
        lambda: editions(more="--b\nContent-Type: text/x-amp-html\n\n<p>Not yet.</p>\n"), Hindrance.PARTS,
    ),
    "with a third part": (lambda: editions(more="--b\nContent-Type: text/plain\n\nNot yet.\n"), Hindrance.EDITIONS),
    "with a denial behind its last part": (lambda: editions(behind="That is not true.\n"), Hindrance.PARTS),
    "with a kind told twice in a part": (lambda: editions(about="Content-Type: text/plain\nContent-Type: text/html"), Hindrance.PARTS),
    "with an encoding told twice in a part": (
        lambda: editions(about="Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\nContent-Type: text/plain"), Hindrance.PARTS,
    ),
    "with two edges": (lambda: editions(kind="multipart/alternative; boundary=b; boundary=c"), Hindrance.PARTS),
    "with two charsets": (lambda: whole(Content_Type="text/plain; charset=utf-8; charset=utf-7"), Hindrance.PARTS),
    "with its text elsewhere": (lambda: editions(about="Content-Location: http://x.example\nContent-Type: text/plain"), Hindrance.PARTS),
    "in an encoding that not everybody knows": (lambda: whole(Content_Transfer_Encoding="x-uuencode"), Hindrance.PARTS),
    "in an encoding with a comment": (lambda: whole(Content_Transfer_Encoding="7bit (base64)"), Hindrance.PARTS),
    "as a file": (lambda: whole(**{"Content-Disposition": "inline; filename=x.txt"}), Hindrance.PARTS),
    "with a letter that nobody sees": (lambda: whole("Your opt-out request has been completed\u200b.\n"), Hindrance.SENTENCE),
    "with a control character": (lambda: whole("Your opt-out request\x0bhas been completed.\n"), Hindrance.SENTENCE),
    "with a separator that nobody sees": (lambda: whole("Your opt-out request\u2028has been completed.\n"), Hindrance.SENTENCE),
    "in a quotation without marks": (
        lambda: whole(f"Thank you for reaching out to Slack support.\n\nOn 16 December 2026 Olga Martin wrote:\n\n{CLAIM}\n"), Hindrance.WORDS,
    ),
    "in a formatted quotation": (
        lambda: page(f"<p>Thank you for reaching out to Slack support.</p><blockquote>{CLAIM}</blockquote>"), Hindrance.WORDS,
    ),
    "below the mark of a signature": (lambda: whole(f"-- \n{CLAIM}\n"), Hindrance.SENTENCE),
}  # fmt: skip


def judged(raw: bytes) -> Verdict:
    examined = examine(raw, SLACK, StoredTxt(dns()), NOW)
    return verdict_on(examined.facts, SENT, examined.authenticity, SLACK, NOW)


@pytest.mark.parametrize("name", CLOSING)
def test_what_is_in_order_closes(name: str) -> None:
    assert judged(CLOSING[name]()).closes_case


@pytest.mark.parametrize("name", BENT)
def test_what_was_bent_waits_for_a_person(name: str) -> None:
    make, hindrance = BENT[name]
    verdict = judged(make())
    assert (verdict.closes_case, verdict.hindrance) == (False, hindrance)


TRANSPORT = (
    b"Auto-Submitted: auto-replied\r\n", b"Return-Path: <>\r\n", b"X-Failed-Recipients: feedback@slack.com\r\nReturn-Path: <>\r\n",
    b"X-Autoreply: yes\r\n", b"Precedence: auto_reply\r\n",
)  # fmt: skip
SAID = {
    "Could you send us your workspace URL? Write to help@slack.com.": MailKind.QUESTION,
    "We have received your request.": MailKind.ACKNOWLEDGEMENT,
    "We are unable to opt you out. Your request was denied.": MailKind.REFUSAL,
}


@pytest.mark.parametrize("header", TRANSPORT)
@pytest.mark.parametrize("words", SAID)
def test_a_header_that_the_vendor_did_not_sign_makes_no_program_and_no_server_of_it(words: str, header: bytes) -> None:
    raw = signed(answer(words), headers=[*SIGNED, "content-type"])
    assert judged(header + raw).kind is SAID[words]


def test_a_header_that_it_signed_does() -> None:
    said = {"Auto-Submitted": "auto-replied"}
    assert judged(whole("We have received your request.", **said)).kind is MailKind.AUTOMATIC_REPLY
