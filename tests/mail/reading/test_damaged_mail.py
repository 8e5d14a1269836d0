# ruff: noqa: E501 - lists of pieces are read as lists
"""Mails of this folder, damaged at random: nothing but a Refusal is raised, and no damage makes a confirmation."""

from __future__ import annotations

import base64
import os
import random
import time
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.message import read_mail
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.mail_facts import Authenticity, Dkim
from governance.rules.mail.verdict import MailKind, Verdict, verdict_on
from tests.mail.mailroom import DONE, EML, NOW, SENT, SLACK, answer, dns, eml, signed
from tests.mail.reading.test_forged_mail import FORGED
from tests.yardstick import slowness

NOT_YET = "Your opt-out request has not yet been completed. We will write again.\r\n"
SEEDS = (
    *(eml(file.stem) for file in sorted(EML.glob("*.eml"))),
    *(FORGED[name][0]() for name in ("plain says done, HTML does not", "hidden by a class", "a confirming .eml by a stranger",
      "two addresses in From", "behind the end of the parts", "the words only quoted")),
    answer(NOT_YET),
)  # fmt: skip
PIECES = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b" ", b"\t", b">", b"<", b'"', b"=", b";", b":", b"(", b"\xff", b"\xc3"),
    *(b"--b", b"--b--", b"Content-Type: text/html\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"boundary=b"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"charset=x", b"=?utf-8?b?", b"?=", b"<!--", b"-->"),
    *(b"<style>", b"<p hidden>", b"</p>", b"From: feedback@slack.com\r\n", b"In-Reply-To: <x@y>\r\n", b"Action: failed\r\n"),
    *(DONE.encode(), b"DKIM-Signature: v=1; d=slack.com; s=s1; h=from; bh=; b=\r\n"),
)  # fmt: skip
MANY = int(os.environ.get("MAIL_DAMAGES", "150"))  # 20,000 in a long run
FEW = settings(
    max_examples=MANY, deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
Damage = tuple[float, int, bytes | None]
damages = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.one_of(st.none(), st.sampled_from(PIECES), st.binary(max_size=6))
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def damaged(raw: bytes, damage: list[Damage]) -> bytes:
    """At each place some bytes are cut out and something is put in; None doubles what stood there instead."""
    for share, length, piece in damage:
        at = int(share * len(raw))
        cut = raw[at : at + length]
        raw = raw[:at] + (cut * 2 if piece is None else piece) + raw[at + length :]
    return raw


def judged(raw: bytes, authenticity: Authenticity | None = None) -> Verdict | None:
    try:
        examined = examine(raw, SLACK, StoredTxt(dns()), NOW)
    except Refusal:
        return None
    return verdict_on(examined.facts, SENT, authenticity or examined.authenticity, SLACK, NOW)


@FEW
@given(st.sampled_from(SEEDS), damages)
def test_no_damage_crashes_the_reader_or_makes_a_confirmation(seed: bytes, damage: list[Damage]) -> None:
    verdict = judged(damaged(seed, damage))
    assert verdict is None or (not verdict.closes_case and verdict.kind is not MailKind.CONFIRMATION)


@FEW
@given(damages)
def test_a_signed_mail_that_was_damaged_confirms_only_what_was_signed(damage: list[Damage]) -> None:
    """Of a genuine mail that does not confirm, no damage makes one that does."""
    verdict = judged(damaged(signed(answer(NOT_YET)), damage))
    assert verdict is None or verdict.kind is not MailKind.CONFIRMATION


WORDS = ("your opt-out request", "your request", "the opt-out", "has", "been", "completed", "not", "will", "if", "once", ",", ".",
         "?", "was", "yet", "be", "when", "processed", "we", "have", "no", "never", "please", "the statement that", "for",
         "cannot", "partly", "review of", "to opt in", "export", "and", "declined", "until", "\n\n", "but")  # fmt: skip


@FEW
@given(
    st.lists(st.sampled_from(WORDS), max_size=14),
    st.sampled_from(("not", "once", "if", "never", "will be", "cannot be")),
)
def test_a_sentence_that_denies_before_its_claim_confirms_nothing(words: list[str], denial: str) -> None:
    said = " ".join([w for w in words if w not in (".", "?", "\n\n", ",")][:8])
    claim = f"{denial} {said} your opt-out request has been completed"
    trusted = Authenticity(Dkim.VALID, "slack.com", True, signed=frozenset(("from", "to", "in-reply-to")))
    verdict = judged(answer(claim + ".\n"), trusted)
    assert verdict is not None
    assert verdict.kind is not MailKind.CONFIRMATION


KINDS = (b"message/rfc822", b"message/global", b"multipart/mixed; boundary=b", b"multipart/alternative; boundary=b", b"multipart/report; boundary=b",
         b"message/delivery-status", b"text/html; charset=utf-16", b"text/plain; charset=iso-2022-kr", b"application/octet-stream; name*0=x.e; name*1=ml")  # fmt: skip
CODES = (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"binary")


def restructured(raw: bytes, chance: random.Random) -> bytes:
    """The mail with lines or whole stretches of it left out, doubled, exchanged, packed into another mail, or told to be
    of another kind.
    """
    for _ in range(chance.randrange(1, 6)):
        mark = chance.choice((b"\r\n", b"\r\n\r\n", b"\r\n--"))
        pieces = raw.split(mark)
        at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        match chance.randrange(7):
            case 0:
                del pieces[at]
            case 1:
                pieces.insert(other, pieces[at])
            case 2:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case 3:
                pieces[at] = b"Content-Type: " + chance.choice(KINDS)
            case 4:
                pieces[at] += b"\r\nContent-Transfer-Encoding: " + chance.choice(CODES)
            case 5:
                pieces[at:other] = [base64.encodebytes(mark.join(pieces[at:other]))]
            case _:
                head = b"From: x@y.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
                pieces = [head + chance.choice(KINDS), b"", *pieces, b"--b--"]
        raw = mark.join(pieces)
    return raw


def test_no_change_of_structure_crashes_the_reader_takes_long_or_makes_a_mail_that_closes() -> None:
    chance, longest = random.Random(11), 0.0
    genuine = signed(answer())
    for _ in range(MANY):
        raw = restructured(chance.choice((*SEEDS, genuine)), chance)
        began = time.process_time()
        verdict = judged(raw)
        longest = max(longest, time.process_time() - began)
        if verdict and verdict.closes_case:  # the genuine mail itself, or within another
            assert examine(raw, SLACK, StoredTxt(dns()), NOW).facts.own == read_mail(genuine).own
    assert longest < max(slowness() for _ in range(5))
