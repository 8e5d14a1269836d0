"""Who signed a mail: genuine ones pass, every way to make one look genuine does not."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dkim.canonicalization import Relaxed, Simple

from governance.errors import Fault
from governance.mail.reading.body_hash import body_hashes
from governance.mail.reading.dkim_check import authenticate
from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.signing_key import signing_key
from governance.rules.mail.mail_facts import Authenticity, Dkim
from tests.mail.mailroom import DONE, NOW, SIGNED, SLACK, answer, dns, hand_signed, record, rsa_key, signed
from tests.yardstick import within


def check(raw: bytes, records: dict[str, str | None] | None = None) -> Authenticity:
    return authenticate(raw, SLACK.domains, StoredTxt(records or dns()), NOW)


def ed25519_record(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "v=DKIM1; k=ed25519; p=" + base64.b64encode(raw).decode()


@pytest.mark.parametrize("body", ["relaxed", "simple"])
@pytest.mark.parametrize("head", ["relaxed", "simple"])
def test_a_genuine_mail_is_valid_and_aligned(head: str, body: str) -> None:
    found = check(signed(answer(), canonicalize=(head.encode(), body.encode())))
    assert (found.dkim, found.domain, found.aligned) == (Dkim.VALID, "slack.com", True)
    assert {"from", "to", "subject", "date", "in-reply-to"} <= found.signed
    assert found.dns == {"s1._domainkey.slack.com": dns()["s1._domainkey.slack.com"]}


def test_the_signature_of_a_mail_service_in_front_does_not_hide_the_genuine_one() -> None:
    raw = signed(signed(answer()), "evil.example")
    assert b"d=evil.example" in raw[:400]
    assert check(raw).aligned
    assert check(signed(signed(answer(), "evil.example"))).aligned


def test_line_feeds_alone_as_maildirs_keep_them_are_the_same_mail() -> None:
    assert check(signed(answer()).replace(b"\r\n", b"\n")).aligned


def test_blanks_and_folding_that_relaxed_ignores_do_not_matter() -> None:
    raw = signed(answer("Your opt-out request has been completed.\n\n")).replace(b"has been", b"has  \t been")
    assert check(raw.replace(b"completed.\r\n", b"completed.  \r\n\r\n\r\n")).aligned


PIECES = (b" ", b"\t", b"\r\n", b"\n", b"\r", b"x", b"  y", b" \r\n", b"\r\n\r\n", b"\x0b", b"\xff")


@pytest.mark.parametrize("form", [Simple, Relaxed])
def test_the_digest_of_a_body_is_that_of_the_library(form: type[Simple | Relaxed]) -> None:
    chance = random.Random(3)
    for _ in range(3_000):
        body = b"".join(chance.choices(PIECES, k=chance.randrange(9)))
        as_library = form.canonicalize_body(re.sub(rb"\r?\n", b"\r\n", body))
        found = body_hashes(b"From: a@b.example\r\n\r\n" + body)(form is Relaxed)
        assert found == hashlib.sha256(as_library).digest(), body


def test_of_many_strangers_signatures_a_few_are_checked_and_the_senders_own_behind_them_is() -> None:
    raw = signed(answer())
    for _ in range(12):
        raw = signed(raw, "evil.example")
    found = check(raw)
    assert (found.aligned, list(found.dns)) == (True, ["s1._domainkey.slack.com"])


HOSTILE = {
    "no signature": (lambda: answer(), Dkim.NONE),
    "a stranger signs": (lambda: signed(answer(), "evil.example"), Dkim.VALID),
    "two addresses in From": (
        lambda: signed(answer(From="feedback@slack.com, x@evil.example"), "evil.example"),
        Dkim.VALID,
    ),
    "two addresses in From, one of them signs": (
        lambda: signed(answer(From="x@evil.example, feedback@slack.com")),
        Dkim.VALID,
    ),
    "two From headers": (lambda: b"From: feedback@slack.com\r\n" + signed(answer()), Dkim.INVALID),
    "two From headers, both signed": (
        lambda: signed(b"From: feedback@slack.com\r\n" + answer(), headers=["from", *SIGNED]),
        Dkim.VALID,
    ),
    "text appended under l=": (lambda: signed(answer(), length=True) + b"More.\r\n", Dkim.INVALID),
    "l= alone": (lambda: signed(answer(), length=True), Dkim.INVALID),
    "subject unsigned and changed": (
        lambda: signed(answer(Subject="Hello"), headers=["from", "to", "date"]).replace(
            b"Subject: Hello", b"Subject: Slack Global model opt-out request"
        ),
        Dkim.INVALID,
    ),
    "to unsigned": (lambda: signed(answer(), headers=["from", "subject", "date"]), Dkim.INVALID),
    "date unsigned": (lambda: signed(answer(), headers=["from", "to", "subject"]), Dkim.INVALID),
    "a look-alike with its own key": (
        lambda: signed(answer(From="feedback@slack-mail.com"), "slack-mail.com"),
        Dkim.VALID,
    ),
    "the address as a display name": (
        lambda: signed(answer(From='"feedback@slack.com" <x@evil.example>'), "evil.example"),
        Dkim.VALID,
    ),
    "the address as a comment": (
        lambda: signed(answer(From="x@evil.example (feedback@slack.com)"), "evil.example"),
        Dkim.VALID,
    ),
    "rsa-sha1": (lambda: signed(answer(), algorithm="rsa-sha1"), Dkim.INVALID),
    "the body changed": (lambda: signed(answer()).replace(b"completed", b"processed"), Dkim.INVALID),
    "the date changed": (lambda: signed(answer()).replace(b"17 Dec 2026", b"18 Dec 2026"), Dkim.INVALID),
    "In-Reply-To changed": (lambda: signed(answer()).replace(b"<letter-7f3k", b"<letter-9999"), Dkim.INVALID),
    "somebody else's key under the vendor's name": (
        lambda: signed(answer(), key=rsa_key("evil.example")),
        Dkim.INVALID,
    ),
    "Authentication-Results of a stranger": (
        lambda: b"Authentication-Results: mx; dkim=pass header.d=slack.com\r\n" + answer(),
        Dkim.NONE,
    ),
    "a subdomain signs": (lambda: signed(answer(), "mail.slack.com", key=rsa_key("slack.com")), Dkim.UNKNOWN),
    "the parent of the sender signs": (lambda: signed(answer(From="x@mail.slack.com")), Dkim.VALID),
    "a second To above the signed one": (lambda: b"To: other@x.example\r\n" + signed(answer()), Dkim.VALID),
    "a second In-Reply-To above the signed one": (
        lambda: b"In-Reply-To: <other@x.example>\r\n" + signed(answer()),
        Dkim.VALID,
    ),
    "a second Content-Type": (lambda: b"Content-Type: text/html\r\n" + signed(answer()), Dkim.VALID),
    "a bare CR hides text in an unsigned header": (
        lambda: b"X-Note: a\r\rYour opt-out request has been completed.\r\n" + signed(answer("We got it.")),
        Dkim.INVALID,
    ),
    "a line that is no header": (
        lambda: signed(answer()).replace(b"MIME-Version", b"no header at all\r\nMIME-Version"),
        Dkim.INVALID,
    ),
    "the same tag twice": (lambda: signed(answer()).replace(b"; s=s1;", b"; s=s1; s=s1;"), Dkim.INVALID),
    "no tags at all": (lambda: b"DKIM-Signature: \r\n" + answer(), Dkim.INVALID),
    "a signature of blanks": (lambda: b"DKIM-Signature: v=1; b=" + b" " * 5000 + b"\r\n" + answer(), Dkim.INVALID),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_only_looks_genuine_is_never_aligned(name: str) -> None:
    make, expected = HOSTILE[name]
    found = check(make())
    assert (found.dkim, found.aligned) == (expected, False)
    assert found.reasons


def test_an_expired_signature_counts_no_more() -> None:
    key = rsa_key("slack.com")
    before, after = (int((NOW + timedelta(seconds=seconds)).timestamp()) for seconds in (-1, 1))
    assert check(hand_signed(answer(), key)).aligned
    assert check(hand_signed(answer(), key, f"x={after}; ")).aligned
    assert check(hand_signed(answer(), key, f"x={before}; ")).dkim is Dkim.INVALID
    assert check(hand_signed(answer(), key, f"t={after}; x={before}; ")).dkim is Dkim.INVALID


def test_a_signature_made_weeks_away_by_the_signers_clock_is_no_reason() -> None:
    ahead = int((NOW + timedelta(days=40)).timestamp())
    assert check(hand_signed(answer(), rsa_key("slack.com"), f"t={ahead}; ")).aligned


@pytest.mark.parametrize(
    "published",
    [
        record(rsa_key("small", 1024)).replace("p=", "t=y; p="),
        "v=DKIM1; k=rsa; p=",
        "v=DKIM2; k=rsa; p=AAAA",
        "not a record",
        "v=DKIM1; k=rsa; p=%%%%",
        "v=DKIM1; k=ed25519; p=AAAA",
        record(rsa_key("slack.com"), "h=sha1; "),
        record(rsa_key("slack.com"), "s=tlsrpt; "),
        record(rsa_key("slack.com"), "t=y:s; "),
        record(rsa_key("slack.com")).replace("k=rsa", "k=dsa"),
        "",
    ],
)
def test_a_key_that_may_not_be_used_makes_the_signature_invalid(published: str) -> None:
    assert check(signed(answer()), {"s1._domainkey.slack.com": published}).dkim is Dkim.INVALID


def test_a_key_of_fewer_than_1024_bits_is_too_small() -> None:
    enough = rsa_key("enough", 1024)
    assert check(signed(answer(), key=enough), {"s1._domainkey.slack.com": record(enough)}).aligned
    der = bytearray(base64.b64decode(record(enough).rpartition("p=")[2]))
    at = der.index(b"\x02\x81\x81\x00") + 4  # the modulus, after its leading zero
    der[at] = 0x01  # the same length, but its highest bits are gone
    assert signing_key(b"v=DKIM1; p=" + base64.b64encode(der)) is None


def test_a_key_only_for_the_domain_itself_is_not_for_its_subdomains() -> None:
    records: dict[str, str | None] = {"s1._domainkey.slack.com": record(rsa_key("slack.com"), "t=s; ")}
    key = rsa_key("slack.com")
    assert check(hand_signed(answer(), key, "i=@slack.com; "), records).aligned
    assert check(hand_signed(answer(), key, "i=@mail.slack.com; "), records).dkim is Dkim.INVALID


def test_ed25519_signatures_are_checked_too() -> None:
    key = Ed25519PrivateKey.generate()
    records: dict[str, str | None] = {"s1._domainkey.slack.com": ed25519_record(key)}
    assert check(hand_signed(answer(), key), records).aligned
    assert check(hand_signed(answer(), Ed25519PrivateKey.generate()), records).dkim is Dkim.INVALID
    assert check(hand_signed(answer(), key).replace(b"completed", b"processed"), records).dkim is Dkim.INVALID
    assert check(hand_signed(answer(), rsa_key("slack.com")), records).dkim is Dkim.INVALID  # a key of another kind


def test_the_example_of_rfc_8463_holds() -> None:
    raw = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
    published = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    lookup = StoredTxt({"brisbane._domainkey.football.example.com": published})
    found = authenticate(raw, frozenset(("football.example.com",)), lookup, NOW)
    assert (found.dkim, found.aligned) == (Dkim.VALID, True)


def test_no_answer_from_the_name_service_is_unknown_and_never_none() -> None:
    def silent(_name: str) -> bytes | None:
        raise Fault("dns:timeout", permanent=False)

    found = authenticate(signed(answer()), SLACK.domains, silent, NOW)
    assert (found.dkim, found.aligned, dict(found.dns)) == (Dkim.UNKNOWN, False, {})


def test_a_name_without_a_key_is_invalid_and_that_is_kept() -> None:
    found = check(signed(answer()), {"s1._domainkey.slack.com": None})
    assert (found.dkim, found.dns) == (Dkim.INVALID, {"s1._domainkey.slack.com": None})


def test_what_was_stored_on_arrival_proves_the_same_when_the_key_is_gone() -> None:
    raw = signed(answer())
    stored = check(raw).dns
    assert authenticate(raw, SLACK.domains, StoredTxt(stored), NOW + timedelta(days=900)).aligned


def test_few_keys_are_asked_for_however_many_signatures_there_are() -> None:
    asked: list[str] = []

    def nobody(name: str) -> bytes | None:
        asked.append(name)
        raise Fault("dns:timeout", permanent=False)

    raw = answer()
    for number in range(30):
        raw = signed(raw, "evil.example").replace(b"evil.example", f"e{number}.example".encode())
    assert authenticate(raw, SLACK.domains, nobody, NOW).dkim is Dkim.UNKNOWN
    assert len(asked) <= 4


@pytest.mark.parametrize(
    "body",
    ["\n" * 20_000, " " * 1_000_000 + "x", (" " * 900 + "x") * 2_000, "x" * 1_000_000, DONE + "\t\n" * 20_000],
    ids=["newlines", "blanks", "runs of blanks", "one long line", "blank lines"],
)
def test_hostile_bodies_are_checked_in_no_time(body: str) -> None:
    raw = signed(answer("x")).replace(b"\r\n\r\nx", b"\r\n\r\n" + body.encode())
    with within(1):
        assert check(raw).dkim is Dkim.INVALID


def test_hostile_headers_are_checked_in_no_time() -> None:
    raw = signed(answer())
    folded = b"X-Long: a" + b"\r\n b" * 40_000 + b"\r\n"
    tags = re.sub(rb"b=([A-Za-z0-9+/])", b"b=" + b" " * 90 + rb"\1", raw, count=1)
    with within(2):
        for hostile in (
            folded + raw,
            b"DKIM-Signature: " + b"a=b;" * 2_000 + b"\r\n" + raw,
            tags,
            b" \r\n" + raw,
            b"\0" * 9_999,
        ):
            check(hostile)
