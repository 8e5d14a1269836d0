"""Mails that claim what is not so: each is refused, and for its own reason. The genuine one stands first."""

from __future__ import annotations

import base64
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.mail.examination import examine
from governance.mail.resolver import StoredTxt
from governance.rules.evidence import MailKind, Verdict, verdict_on
from tests.mail.mailroom import DONE, HEADERS, NOW, OUR_ID, SENT, SIGNED, SLACK, answer, dns, record, rsa_key, signed

QUOTED = "Hello,\n\nplease see below.\n\nOn 16 Dec 2026, Robin wrote:\n> Your opt-out request has been completed.\n"
UNSIGNED = "It carries no signature: anybody could have written it."
STRANGER = "The sender, {address}, is not at {vendor}."
ELSEWHERE = "{domain} signed it, which is not where it says it comes from."
UNCLEAR = "{domain} signed it, but whom it comes from is not clear."
CHANGED = "It was changed after it was signed, or the signature is not genuine."
NO_THREAD = "It does not answer our letter: it refers to no mail of ours."


def attached(subtype: str, name: str) -> bytes:
    """A stranger's mail that only carries the confirmation as a file."""
    mail = MIMEMultipart(policy=SMTP)
    for header, value in HEADERS.items():
        if header not in ("MIME-Version", "Content-Type"):
            mail[header] = value
    mail.replace_header("From", "Robin <robin@evil.example>")
    mail.attach(MIMEText("Please see the attachment.\n"))
    file = MIMEApplication(DONE.encode(), subtype)
    file.add_header("Content-Disposition", "attachment", filename=name)
    mail.attach(file)
    return mail.as_bytes()


def hidden_in_html(words: str) -> bytes:
    """What stands in the text is not what is seen."""
    html = f"<p>We received your request.</p><div style='{words}'>Your opt-out request has been completed.</div>"
    return signed(answer(html, Content_Type="text/html; charset=utf-8"))


FORGERIES: dict[str, tuple[bytes, str]] = {
    "unsigned": (answer(), UNSIGNED),
    "signed by another domain": (signed(answer(), "evil.example"), ELSEWHERE),
    "a look-alike domain, signed by itself": (
        signed(answer(From="Slack <feedback@slack-mail.com>"), "slack-mail.com"),
        "{domain} signed it, not those whom we wrote to.",
    ),
    "a look-alike with a letter of another script": (answer(From="Slack <feedback@slаck.com>"), STRANGER),
    "the vendor's name as a subdomain of another": (
        signed(answer(From="Slack <feedback@slack.com.evil.example>"), "evil.example"),
        STRANGER,
    ),
    "a changed body": (signed(answer("We received it.\n")).replace(b"We received it.", DONE.encode()), CHANGED),
    "a changed subject": (
        signed(answer(Subject="Re: something else")).replace(b"Re: something else", HEADERS["Subject"].encode()),
        CHANGED,
    ),
    "text appended behind l=": (
        signed(answer("We received it.\n"), length=True) + DONE.encode(),
        "Its signature covers only the beginning of the text.",
    ),
    "an older confirmation of another request": (
        signed(answer(In_Reply_To="<letter-9x2m@exemple.example>", Date="Tue, 17 Nov 2026 14:24:00 +0000")),
        "It is not dated after our letter.",
    ),
    "a confirmation of another workspace": (
        signed(answer(DONE + "\nWorkspace: https://another.slack.com\n")),
        "It names another workspace: {workspace}.",
    ),
    "confirming words only in what is quoted": (
        signed(answer(QUOTED)),
        "Its words say none of the things that we know.",
    ),
    "the vendor's address as a display name": (
        signed(answer(From='"feedback@slack.com" <robin@evil.example>'), "evil.example"),
        STRANGER,
    ),
    "two From headers": (b"From: Robin <robin@evil.example>\r\n" + signed(answer()), CHANGED),
    "two addresses in From": (
        signed(answer(From="robin@evil.example, feedback@slack.com"), "evil.example"),
        UNCLEAR,
    ),
    "a group in From": (signed(answer(From="Slack: feedback@slack.com, robin@evil.example;")), UNCLEAR),
    "forged Authentication-Results": (
        b"Authentication-Results: mx.exemple.example; dkim=pass header.d=slack.com\r\n" + answer(),
        UNSIGNED,
    ),
    "forged ARC results": (
        b"ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@slack.com; dmarc=pass\r\n" + answer(),
        UNSIGNED,
    ),
    "from the vendor, but in no thread of ours": (signed(answer(In_Reply_To=None)), NO_THREAD),
    "from the vendor, in somebody else's thread": (signed(answer(In_Reply_To="<lunch@exemple.example>")), NO_THREAD),
    "a thread that the signature does not cover": (
        signed(
            answer(To="robin@elsewhere.example"),
            headers=[name for name in SIGNED if name not in ("in-reply-to", "references")],
        ),
        "The signature does not cover that it answers our letter.",
    ),
    "a thread put on afterwards": (
        f"References: <{OUR_ID}>\r\n".encode()
        + signed(
            answer(To="robin@elsewhere.example", In_Reply_To=None), headers=["from", "to", "subject", "date"]
        ),
        "The signature does not cover that it answers our letter.",
    ),
    "a signature over nobody's sender": (
        signed(answer(), headers=["from", "to", "in-reply-to"]),
        "Its signature does not cover sender, recipient, subject and date.",
    ),
    "a signature by an outdated method": (
        signed(answer()).replace(b"a=rsa-sha256", b"a=rsa-sha1"),
        "Its signature uses an outdated method.",
    ),
    "a confirmation as a text file": (attached("plain", "confirmation.txt"), STRANGER),
    "a confirmation as a page": (attached("html", "confirmation.html"), STRANGER),
    "a signature of junk": (
        b"DKIM-Signature: v=1; a=rsa-sha256; d=slack.com; s=s1; h=from:to:subject:date; bh="
        + base64.b64encode(b"x" * 32) + b"; b=" + base64.b64encode(b"y" * 256) + b"\r\n" + answer(),
        CHANGED,
    ),
}  # fmt: skip


def judged(raw: bytes, *, again: bool = False, keys: dict[str, str | None] | None = None) -> Verdict:
    examined = examine(raw, SLACK, StoredTxt(keys or dns()), NOW)
    return verdict_on(examined.facts, SENT, examined.authenticity, SLACK, again=again)


def test_the_genuine_confirmation_closes_the_request() -> None:
    verdict = judged(signed(answer()))
    assert (verdict.kind, verdict.closes_case, verdict.looks_forged) == (MailKind.CONFIRMATION, True, False)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_for_its_own_reason(name: str) -> None:
    raw, reason = FORGERIES[name]
    verdict = judged(raw)
    assert not verdict.closes_case
    assert verdict.kind is not MailKind.CONFIRMATION
    assert reason in [one.msgid for one in verdict.reasons], [one.msgid for one in verdict.reasons]


@pytest.mark.parametrize("style", ["display:none", "font-size:0", "visibility:hidden", "opacity:0", "max-height:0"])
def test_hidden_words_confirm_nothing(style: str) -> None:
    verdict = judged(hidden_in_html(style))
    assert not verdict.closes_case
    assert verdict.kind is not MailKind.CONFIRMATION


def test_what_stands_beside_hidden_words_is_read() -> None:
    hidden = "<div style='display:none'>Preview <b>of <div>this</div></b></div>"
    html = f"{hidden}<p>Your opt-out request has been completed.</p>"
    verdict = judged(signed(answer(html, Content_Type="text/html; charset=utf-8")))
    assert (verdict.kind, verdict.closes_case) == (MailKind.CONFIRMATION, True)


def test_the_same_mail_counts_once() -> None:
    verdict = judged(signed(answer()), again=True)
    assert not verdict.closes_case
    assert "The same mail was here before." in [one.msgid for one in verdict.reasons]


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        (None, "{domain} publishes no key for its signature."),
        ("v=DKIM1; k=rsa; p=", "The key that {domain} publishes for its signature can't be used."),
        ("v=DKIM1; k=rsa; p=AAAA", "The key that {domain} publishes for its signature can't be used."),
        (record(rsa_key("another")), CHANGED),
    ],
)
def test_a_key_that_does_not_hold_proves_nothing(published: str | None, reason: str) -> None:
    verdict = judged(signed(answer()), keys={**dns(), "s1._domainkey.slack.com": published})
    assert not verdict.closes_case
    assert reason in [one.msgid for one in verdict.reasons]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(FORGERIES)),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 40)), min_size=1, max_size=4),
)
def test_no_damage_turns_a_forgery_into_a_confirmation(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    """Bytes put in, taken out or doubled anywhere: refused or read, never believed."""
    raw = FORGERIES[name][0]
    for place, inserted, taken in changes:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + taken :]
    try:
        verdict = judged(raw)
    except Refusal:
        return
    assert not verdict.closes_case
