# ruff: noqa: E501 - one row of the table, one line, where it can be
"""Every way to make a mail look like a confirmation, each refused for its own reason; and the one that holds."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from governance.mail.reading.dns_keys import StoredTxt, only_key
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.closing import Hindrance
from governance.rules.mail.verdict import MailKind, Verdict, verdict_on
from tests.mail.mailroom import (
    COPY,
    DONE,
    LETTER,
    NOW,
    OLGA,
    OUR_ID,
    SENT,
    SIGNED,
    SLACK,
    answer,
    dns,
    hand_signed,
    record,
    rsa_key,
    signed,
)

UNSIGNED = "It carries no signature: anybody could have written it."
NOT_THERE = "{domain} signed it, which is not where it says it comes from."
NOT_THEM = "{domain} signed it, not those whom we wrote to."
UNCLEAR = "{domain} signed it, but whom it comes from is not clear."
CHANGED = "It was changed after it was signed, or the signature is not genuine."
PARTLY = "Its signature covers only the beginning of the text."
UNCOVERED = "Its signature does not cover sender, recipient, subject and date."
DAMAGED = "Its header is damaged, so no signature counts."
EXPIRED = "Its signature has expired."
KEYLESS = "{domain} publishes no key for its signature."
UNUSABLE = "The key that {domain} publishes for its signature can't be used."
NOBODY_ANSWERS = "Its signature could not be checked: the name service gave no answer."
STRANGER = "The sender, {address}, is not at {vendor}."
NO_THREAD = "It does not answer our letter: it refers to no mail of ours."
LOOSE_THREAD = "The signature does not cover that it answers our letter."
OLDER = "It is not dated after our letter."
ELSEWHERE = "It names another workspace: {workspace}."
EDITIONS = "Its plain and its formatted edition do not say the same."
HIDDEN = "It carries hidden text that says something else."
UNFRAMED = "The signature does not cover how its parts belong together."
SAYS_NOTHING = "Its words say none of the things that we know."
NO_WORDS = "It has no words of its own that could be read."
WAITS = "Our pages tell more about this."
HTML = {"Content-Type": "text/html; charset=utf-8"}


def judged(raw: bytes, records: dict[str, str | None] | None = None) -> Verdict:
    examined = examine(raw, SLACK, StoredTxt(records if records is not None else dns()), NOW)
    return verdict_on(examined.facts, SENT, examined.authenticity, SLACK, NOW)


def with_key(domain: str) -> dict[str, str | None]:
    return {**dns(), f"s1._domainkey.{domain}": record(rsa_key(domain))}


def attaching(kind: str, content: str, sender: str = "x@evil.example", disposition: str = "attachment") -> bytes:
    head = f"From: {sender}\r\nTo: {OLGA}\r\nSubject: Re: opt-out\r\nDate: Thu, 17 Dec 2026 14:24:00 +0000\r\n"
    head += f'In-Reply-To: <{OUR_ID}>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="o"\r\n\r\n'
    head += "--o\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n"
    part = f"--o\r\nContent-Type: {kind}\r\nContent-Disposition: {disposition}\r\n\r\n{content}\r\n--o--\r\n"
    return (head + part).encode()


def editions(plain: str, page: str) -> bytes:
    parts = f"--e\nContent-Type: text/plain\n\n{plain}\n--e\nContent-Type: text/html\n\n{page}\n--e--\n"
    return answer(parts, **{"Content-Type": 'multipart/alternative; boundary="e"'})


def page(words: str) -> bytes:
    return signed(answer(f"<html><body>{words}</body></html>", **HTML))


FORGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "unsigned": (answer, UNSIGNED),
    "signed by another domain": (lambda: signed(answer(), "evil.example"), NOT_THERE),
    "signed by the vendor's subdomain": (lambda: signed(answer(), "mail.slack.com"), NOT_THERE),
    "signed for a public suffix": (lambda: signed(answer(), "com"), NOT_THERE),
    "look-alike domain": (lambda: signed(answer(From="feedback@slack-mail.com"), "slack-mail.com"), NOT_THEM),
    "the vendor's name under another domain": (
        lambda: signed(answer(From="feedback@slack.com.evil.example"), "slack.com.evil.example"), NOT_THEM,
    ),
    "homograph in its encoded form": (
        lambda: signed(answer(From="feedback@xn--slck-6tb.com"), "xn--slck-6tb.com"), NOT_THEM,
    ),
    "homograph as it looks": (lambda: signed(answer(From="feedback@sl\u0430ck.com"), "xn--slck-6tb.com"), UNCLEAR),
    "zero-width letter in the sender": (lambda: signed(answer(From="feedback@sl\u200back.com")), UNCLEAR),
    "text turned round in the sender": (lambda: signed(answer(From="feedback@\u202emoc.kcals")), UNCLEAR),
    "full stop after the domain": (lambda: signed(answer(From="feedback@slack.com.")), UNCLEAR),
    "the body changed": (lambda: signed(answer("We have it.")).replace(b"We have it.", DONE.strip().encode()), CHANGED),
    "l= with text appended": (
        lambda: signed(answer("We have it.\n"), length=True) + DONE.encode(), PARTLY,
    ),
    "confirmation of another request, replayed": (
        lambda: signed(answer(In_Reply_To="<other@another.example>", To="bob@another.example", Cc="x@another.example")),
        NO_THREAD,
    ),
    "replayed, with our Message-ID added": (
        lambda: b"References: <" + OUR_ID.encode() + b">\r\n"
        + signed(answer(In_Reply_To=None, To="bob@another.example"), headers=["from", "to", "subject", "date"]),
        LOOSE_THREAD,
    ),
    "replayed, with a second In-Reply-To on top": (
        lambda: b"In-Reply-To: <" + OUR_ID.encode() + b">\r\n" + signed(answer(In_Reply_To="<other@x.example>")),
        UNCLEAR,
    ),
    "older than our letter": (lambda: signed(answer(Date="Tue, 15 Dec 2026 09:00:00 +0000")), OLDER),
    "of another workspace": (lambda: signed(answer(DONE + "\nWorkspace: https://other.slack.com\n")), ELSEWHERE),
    "the words only quoted": (
        lambda: signed(answer("Noted.\n\nOn Wed, 16 Dec 2026, Olga <o@x.example> wrote:\n> " + DONE)), SAYS_NOTHING,
    ),
    "the words only in our own letter": (lambda: signed(answer(f"Noted.\n\n{LETTER}")), SAYS_NOTHING),
    "the words only in the subject": (
        lambda: signed(answer(WAITS, Subject="Your opt-out request has been completed")), SAYS_NOTHING,
    ),
    "the address as display name": (
        lambda: signed(answer(From='"feedback@slack.com" <x@evil.example>'), "evil.example"), NOT_THEM,
    ),
    "the address as encoded display name": (
        lambda: signed(answer(From="=?utf-8?q?=22feedback=40slack.com=22_=3Cfeedback=40slack.com=3E?= <x@evil.example>"),
                       "evil.example"), NOT_THEM,
    ),
    "the address as comment": (lambda: signed(answer(From="x@evil.example (feedback@slack.com)"), "evil.example"), NOT_THEM),
    "the address as group": (lambda: signed(answer(From="Slack: feedback@slack.com, x@evil.example;")), UNCLEAR),
    "two From headers": (
        lambda: signed(b"From: x@evil.example\r\n" + answer(), headers=["from", "from", *SIGNED[1:]]), UNCLEAR,
    ),
    "a From header on top of the signed one": (lambda: b"From: x@evil.example\r\n" + signed(answer()), CHANGED),
    "two addresses in From": (lambda: signed(answer(From="feedback@slack.com, x@evil.example")), UNCLEAR),
    "only an absent From is signed": (
        lambda: hand_signed(answer(From=None), rsa_key("slack.com")).replace(b"\r\nTo:", b"\r\nFrom: feedback@slack.com\r\nTo:", 1),
        CHANGED,
    ),
    "two subjects": (lambda: b"Subject: Re: opt-out\r\n" + signed(answer()), UNCLEAR),
    "two kinds of content": (lambda: b"Content-Type: text/html\r\n" + signed(answer()), UNCLEAR),
    "forged Authentication-Results": (
        lambda: b"Authentication-Results: mx.exemple.example; dkim=pass header.d=slack.com; dmarc=pass\r\n" + answer(),
        UNSIGNED,
    ),
    "forged ARC seal": (lambda: b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=slack.com; s=s1; b=AAAA\r\n" + answer(), UNSIGNED),
    "of the vendor, not in the thread": (
        lambda: signed(answer(In_Reply_To=None)), NO_THREAD,
    ),
    "subject not signed": (lambda: signed(answer(), headers=["from", "to", "date"]), UNCOVERED),
    "sender not signed": (
        lambda: hand_signed(answer(), rsa_key("slack.com")).replace(b"h=from:", b"h=x:"), UNCOVERED,
    ),
    "expired": (
        lambda: hand_signed(answer(), rsa_key("slack.com"), f"x={int((NOW - timedelta(1)).timestamp())}; "), EXPIRED,
    ),
    "outdated method": (lambda: signed(answer(), algorithm="rsa-sha1"), "Its signature uses an outdated method."),
    "bare CR hides a second body": (
        lambda: b"X-Note: a\r\r" + DONE.split("\n")[0].encode() + b"\r\n" + signed(answer(WAITS)), SAYS_NOTHING,
    ),
    "header after a bare CR": (
        lambda: signed(answer()).replace(b"MIME-Version: 1.0", b"MIME-Version: 1.0\rIn-Reply-To: <x@y.example>"), DAMAGED,
    ),
    "many signatures of strangers": (
        lambda: b"DKIM-Signature: v=1; a=rsa-sha256; d=slack.com; s=s1; h=from:to:subject:date; bh=AAAA; b=AAAA\r\n" * 300
        + answer(),
        CHANGED,
    ),
    "a signature that no one can read": (lambda: b"DKIM-Signature: slack.com signed this\r\n" + answer(), "Its signature is malformed."),
    "a confirming .eml by a stranger": (lambda: attaching("message/rfc822", answer().decode()), UNSIGNED),
    "a confirming .eml by a stranger who signs": (
        lambda: attaching("message/rfc822", signed(answer(), "evil.example").decode()), NOT_THERE,
    ),
    "a confirming .eml as a file": (
        lambda: attaching('application/octet-stream; name="slack.eml"', answer().decode()), UNSIGNED,
    ),
    "a confirming .txt by a stranger": (lambda: attaching('text/plain; name="slack.txt"', DONE), STRANGER),
    "a confirming .txt shown below the letter": (
        lambda: attaching('text/plain; name="slack.txt"', DONE, disposition="inline"), STRANGER,
    ),
    "a confirming .html by a stranger": (lambda: attaching('text/html; name="slack.html"', f"<p>{DONE}</p>"), STRANGER),
    "a confirming .txt by the vendor": (
        lambda: signed(attaching('text/plain; name="x.txt"', DONE, "feedback@slack.com")), SAYS_NOTHING,
    ),
    "plain says done, HTML does not": (lambda: signed(editions(DONE, f"<p>{WAITS}</p>")), EDITIONS),
    "HTML says done, plain does not": (lambda: signed(editions(WAITS, f"<p>{DONE}</p>")), SAYS_NOTHING),
    "hidden by display": (lambda: page(f'<p style="display : none">{DONE}</p><p>{WAITS}</p>'), SAYS_NOTHING),
    "hidden by size": (lambda: page(f"<div style='font-size:0px'><b>{DONE}</b></div>{WAITS}"), SAYS_NOTHING),
    "hidden by visibility": (lambda: page(f"<span style=visibility:hidden>{DONE}</span>{WAITS}"), SAYS_NOTHING),
    "hidden by opacity": (lambda: page(f'<td style="opacity:0.0">{DONE}</td>{WAITS}'), SAYS_NOTHING),
    "hidden by an attribute": (lambda: page(f"<div hidden>{DONE}</div>{WAITS}"), SAYS_NOTHING),
    "hidden by a class": (
        lambda: page(f"<style>.x {{ color:red; display:none }}</style><p class='a x'>{DONE}</p>{WAITS}"), SAYS_NOTHING,
    ),
    "white on white": (lambda: page(f'<font color="#ffffff">{DONE}</font>{WAITS}'), SAYS_NOTHING),
    "off the page": (lambda: page(f'<div style="position:absolute;left:-9999px">{DONE}</div>{WAITS}'), SAYS_NOTHING),
    "hidden by a comment in the style": (lambda: page(f'<p style="display:/* */none">{DONE}</p>{WAITS}'), SAYS_NOTHING),
    "hidden by entities in the style": (lambda: page(f'<p style="display&#58;none">{DONE}</p>{WAITS}'), SAYS_NOTHING),
    "hidden behind a bracket in quotes": (
        lambda: page(f'<p title=">" style="display:none">{DONE}</p>{WAITS}'), SAYS_NOTHING,
    ),
    "in a comment": (lambda: page(f"<!-- > {DONE} -->{WAITS}"), SAYS_NOTHING),
    "in a title": (lambda: page(f"<title>{DONE}</title>{WAITS}"), SAYS_NOTHING),
    "in the text of a picture": (lambda: page(f'<img alt="{DONE.strip()}">{WAITS}'), SAYS_NOTHING),
    "a denial hidden": (
        lambda: page(f'{DONE}<p style="display:none">Your opt-out request could not be completed.</p>'), HIDDEN,
    ),
    "base64 with a second text after its end": (
        lambda: signed(answer(
            base64.b64encode(b"We have it, thanks.").decode() + "=\n" + base64.b64encode(DONE.encode()).decode(),
            **{"Content-Transfer-Encoding": "base64"},
        )),
        SAYS_NOTHING,
    ),
    "encrypted": (
        lambda: signed(answer("MIIB\n", **{"Content-Type": "application/pkcs7-mime; smime-type=enveloped-data"})), NO_WORDS,
    ),
    "behind the end of the parts": (
        lambda: signed(answer(
            f"--o\nContent-Type: text/plain\n\n{WAITS}\n--o--\n--o\nContent-Type: text/plain\n\n{DONE}\n",
            **{"Content-Type": 'multipart/mixed; boundary="o"'},
        )),
        SAYS_NOTHING,
    ),
    "parts read in another way": (
        lambda: signed(answer(
            f"--o\nContent-Type: text/plain\n\n{WAITS}\n--o--\n--o\nContent-Type: text/plain\n\n{DONE}\n",
            **{"Content-Type": 'multipart/mixed; boundary="o"'},
        )).replace(b"\r\nContent-Type: multipart/mixed", b"\r\nX-Type: multipart/mixed", 1),
        UNFRAMED,
    ),
    "before the first part": (
        lambda: signed(answer(
            f"{DONE}\n--o\nContent-Type: text/plain\n\n{WAITS}\n--o--\n",
            **{"Content-Type": 'multipart/mixed; boundary="o"'},
        )),
        SAYS_NOTHING,
    ),
}  # fmt: skip
KEYS = ("mail.slack.com", "com", "slack.com.evil.example", "xn--slck-6tb.com")


@pytest.fixture(scope="module")
def records() -> dict[str, str | None]:
    return {**dns(), **{f"s1._domainkey.{domain}": record(rsa_key(domain)) for domain in KEYS}}


def test_the_genuine_one_holds(records: dict[str, str | None]) -> None:
    verdict = judged(signed(answer()), records)
    assert (verdict.kind, verdict.closes_case) == (MailKind.CONFIRMATION, True)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_confirmation_is_refused_for_its_own_reason(name: str, records: dict[str, str | None]) -> None:
    make, reason = FORGED[name]
    verdict = judged(make(), records)
    assert not verdict.closes_case
    assert verdict.kind is not MailKind.CONFIRMATION
    assert reason in [said.msgid for said in verdict.reasons]


KEYS_REFUSED = {
    "none": (None, KEYLESS),
    "revoked": ("v=DKIM1; k=rsa; p=", UNUSABLE),
    "weak": (
        "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL1RVWWWCcvWzkhjBPmLwRPDBbTIhDMwsAkTpTRFXo1IxHqCKiAPWVcWGRYQFzxQ"
        "OH1fyoFpFFv8GZyWHIHdDIkCAwEAAQ==",
        UNUSABLE,
    ),
    "only a test": ("t=y", UNUSABLE),
}


@pytest.mark.parametrize("name", KEYS_REFUSED)
def test_a_key_that_does_not_count_is_the_reason(name: str) -> None:
    published, reason = KEYS_REFUSED[name]
    if name == "only a test":
        published = record(rsa_key("slack.com"), "t=y; ")
    verdict = judged(signed(answer()), {"s1._domainkey.slack.com": published})
    assert (verdict.kind, verdict.closes_case) == (MailKind.UNSURE, False)
    assert reason in [said.msgid for said in verdict.reasons]


def test_a_name_service_that_is_silent_proves_nothing() -> None:
    verdict = judged(signed(answer()), {})
    assert (verdict.kind, verdict.looks_forged) == (MailKind.UNSURE, False)
    assert NOBODY_ANSWERS in [said.msgid for said in verdict.reasons]


def test_of_several_records_under_one_name_only_a_single_key_counts() -> None:
    key, other = record(rsa_key("slack.com")).encode(), record(rsa_key("evil.example")).encode()
    assert only_key([b"some proof of ownership", key]) == key
    assert only_key([key, other]) is None
    assert only_key([b"v=spf1 -all"]) is None


def test_several_signatures_are_all_tried() -> None:
    broken = b"DKIM-Signature: v=1; a=rsa-sha256; d=slack.com; s=s1; h=from:to:subject:date; bh=AAAA; b=AAAA\r\n"
    assert judged(broken * 6 + signed(answer())).closes_case
    assert judged(signed(signed(signed(answer()), "evil.example"), "slack-mail.com")).closes_case


@pytest.mark.parametrize("missing", ["message-id", "in-reply-to", "cc"])
def test_every_header_that_counts_must_be_signed(missing: str) -> None:
    verdict = judged(signed(answer(), headers=[name for name in SIGNED if name != missing]))
    assert not verdict.closes_case


def test_our_copy_address_alone_is_not_our_owner() -> None:
    verdict = judged(signed(answer(To=COPY, Cc=None)))
    assert (verdict.closes_case, verdict.hindrance) == (False, Hindrance.OTHERS_TOO)
