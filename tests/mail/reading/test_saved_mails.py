"""A mail as programs save, wrap and forward it: judged as the mail that it is, over the bytes that were signed."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from governance.errors import Refusal
from governance.mail.reading.bounces.delivery_report import failure_in_text
from governance.mail.reading.dns_keys import StoredTxt
from governance.mail.reading.message import read_mail
from governance.mail.reading.read_and_verify import examine
from governance.rules.mail.mail_file import OUTLOOK, is_mail, mail_in
from governance.rules.mail.verdict import MailKind, Verdict, verdict_on, verdict_on_text
from tests.mail.mailroom import DONE, NOW, OLGA, OUR_ID, SENT, SLACK, answer, dns, signed

BANNER = b"Microsoft Mail Internet Headers Version 2.0\r\n"
PLIST = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">\n<plist/>\n'
AROUND: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda raw: raw,
    "a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "a blank line": lambda raw: b"\r\n" + raw,
    "blank lines with blanks": lambda raw: b"\n \t\n\n" + raw,
    "a mailbox file's line": lambda raw: b"From feedback@slack.com Thu Dec 17 14:24:00 2026\r\n" + raw,
    "the same, quoted": lambda raw: b">From feedback@slack.com Thu Dec 17 14:24:00 2026\n" + raw,
    "Exchange's line": lambda raw: BANNER + raw,
    "all of these": lambda raw: b"\xef\xbb\xbf\r\n" + BANNER + b"From x Thu\n\n" + raw,
    "Apple's file": lambda raw: b"%-10d\n" % len(raw) + raw + PLIST,
    "Apple's file, changed by a copy": lambda raw: b"%d\r\n" % (len(raw) + 99) + raw + PLIST,
    "Apple's count alone": lambda raw: b"%d\n" % len(raw) + raw,
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def judged(raw: bytes) -> Verdict:
    examined = examine(raw, SLACK, StoredTxt(dns()), NOW)
    return verdict_on(examined.facts, SENT, examined.authenticity, SLACK, NOW)


def forwarding(inner: bytes, header: str, encoding: str = "base64") -> bytes:
    packed = base64.encodebytes(inner) if encoding == "base64" else inner
    head = f"From: {OLGA}\r\nTo: x@exemple.example\r\nSubject: Fwd: x\r\nMessage-ID: <f@exemple.example>\r\n"
    head += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n--b\r\n"
    return f"{head}{header}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + packed + b"\r\n--b--\r\n"


@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_a_mail_is_not_part_of_it(name: str) -> None:
    file = AROUND[name](signed(answer()))
    assert mail_in(file) == signed(answer()) or name.startswith("Apple's file")
    assert is_mail(file)
    verdict = judged(file)
    assert (verdict.kind, verdict.closes_case) == (MailKind.CONFIRMATION, True)
    assert judged(forwarding(file, "Content-Type: message/rfc822")).closes_case


def test_a_line_within_the_header_is_still_damage() -> None:
    raw = signed(answer()).replace(b"MIME-Version", BANNER + b"MIME-Version")
    assert not judged(raw).closes_case
    for no_mail in (b"", b"hello", b"\xef\xbb\xbf", b"12\n\n", b"\r\n" * 50 + b"From: a@b.c", OLE):
        assert not is_mail(no_mail)


FORWARDED = {
    "as a mail": ("Content-Type: message/rfc822", "7bit"),
    "as a mail in base64": ("Content-Type: message/rfc822", "base64"),
    "as a mail with letters of all kinds": ("Content-Type: message/global", "base64"),
    "as a file": ('Content-Type: application/octet-stream; name="answer.eml"', "base64"),
    "as a file with an encoded name": (
        'Content-Type: application/octet-stream; name="=?utf-8?b?UsOpcG9uc2UuZW1s?="', "base64",
    ),
    "as a file with a name in pieces": (
        "Content-Type: application/octet-stream;\r\n name*0*=utf-8''R%C3%A9;\r\n name*1=ponse.EML", "base64",
    ),
    "as a file named by its place alone": (
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''R%C3%A9ponse.eml", "7bit",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORWARDED)
def test_a_mail_that_was_forwarded_is_the_one_that_is_judged(name: str) -> None:
    assert judged(forwarding(signed(answer()), *FORWARDED[name])).closes_case


def test_a_mail_that_holds_nothing_but_another_and_an_end_that_was_cut_off() -> None:
    head = f"From: {OLGA}\r\nSubject: Fwd: x\r\nContent-Type: message/rfc822\r\n".encode()
    assert judged(head + b"\r\n" + signed(answer())).closes_case
    packed = base64.encodebytes(signed(answer() + b"x" * 1)).rstrip(b"=\n")
    assert judged(head + b"Content-Transfer-Encoding: base64\r\n\r\n" + packed).kind is MailKind.CONFIRMATION


@pytest.mark.parametrize("raw", [OLE, forwarding(OLE, 'Content-Type: application/octet-stream; name="Answer.MSG"')])
def test_a_file_of_outlooks_own_kind_is_met_with_a_way_to_save_it(raw: bytes) -> None:
    with pytest.raises(Refusal) as why:
        judged(raw)
    assert why.value.msgid == OUTLOOK


def test_a_named_file_that_is_no_mail_is_nobodys_word() -> None:
    forwarded = forwarding(DONE.encode(), 'Content-Type: application/octet-stream; name="x.eml"')
    assert judged(forwarded).kind is MailKind.UNRELATED


NAMED = {
    "by its kind": 'Content-Type: text/plain; name="body.txt"',
    "by its place": "Content-Type: text/plain\r\nContent-Disposition: inline; filename=body.txt",
    "in code": "Content-Type: text/plain\r\nContent-Disposition: inline; filename*=utf-8''k%C3%B6rper.txt",
}


@pytest.mark.parametrize("name", NAMED)
def test_the_only_text_is_read_though_it_has_a_name_and_waits_for_a_person(name: str) -> None:
    for parts in ([NAMED[name]], ["Content-Type: image/png; name=a.png", NAMED[name]]):
        body = "".join(f"--b\n{part}\n\n{DONE}\n".replace("\r", "") for part in parts) + "--b--\n"
        raw = signed(answer(body, **{"Content-Type": "multipart/mixed; boundary=b"}))
        assert read_mail(raw).own == DONE.strip()
        assert (judged(raw).kind, judged(raw).closes_case) == (MailKind.CONFIRMATION, False)
    kind, _, place = NAMED[name].partition("\r\n")
    alone = {"Content-Type": kind.partition(": ")[2], "Content-Disposition": place.partition(": ")[2] or None}
    verdict = judged(signed(answer(**alone)))
    assert (verdict.kind, verdict.closes_case) == (MailKind.CONFIRMATION, False)


def test_numbers_of_mails_are_read_where_a_program_encoded_them() -> None:
    encoded = f"=?utf-8?Q?=3C{OUR_ID.replace('@', '=40')}=3E?="
    assert read_mail(answer(In_Reply_To=encoded)).in_reply_to == (OUR_ID,)
    split = f"<other@x.example> =?us-ascii?Q?=3C{OUR_ID[:9]}?=\n =?us-ascii?Q?{OUR_ID[9:]}=3E?="
    assert read_mail(answer(References=split)).references == ("other@x.example", OUR_ID)


REPORT = (
    "This is the mail system at host mx.exemple.example.\n\nI'm sorry to have to inform you that your message could\n"
    "not be delivered to one or more recipients.\n\n"
    "<feedback@slack.com>: host mx.slack.com said: 550 5.1.1 user unknown\n"
)
SHOWN = "From: Mail Delivery System <MAILER-DAEMON@mx.exemple.example>\nSent: Thursday, December 17, 2026 2:24 PM\n"
REPORTS = {
    "its words": REPORT,
    "with its header": f"{SHOWN}To: {OLGA}\nSubject: Undelivered Mail Returned to Sender\n\n{REPORT}",
    "as Gmail shows it": f"Delivery Status Notification (Failure)\nMail Delivery Subsystem\n\n{REPORT}",
    "in French": f"Objet : Non remis : Slack Global model opt-out request\nDe : postmaster@exemple.example\n\n{REPORT}",
}
NO_REPORTS = (
    DONE,
    f"Hi Olga,\n\nlook what came back:\n\n{REPORT}",
    "Your message could not be delivered to our privacy team. Owners must send their requests.",
    f"From: Slack <feedback@slack.com>\nTo: {OLGA}\nSubject: Re: x\n\nYour message could not be processed.",
)


@pytest.mark.parametrize("name", REPORTS)
def test_a_pasted_report_of_a_mail_server_is_called_one_and_moves_nothing(name: str) -> None:
    failure = failure_in_text(REPORTS[name])
    assert failure
    assert (failure.permanent, failure.status) == (True, "5.1.1")
    verdict = verdict_on_text(REPORTS[name], SLACK, SENT, failure)
    assert (verdict.kind, verdict.undelivered) == (MailKind.DELIVERY_FAILURE, False)


@pytest.mark.parametrize("text", NO_REPORTS)
def test_what_people_and_vendors_say_of_failures_is_no_report(text: str) -> None:
    assert failure_in_text(text) is None


BANNERS = (
    "CAUTION: This email originated from outside of the organization.",
    "[EXTERNAL]",
    "You don't often get email from feedback@slack.com. Learn why this is important",
    "Some people who received this message don't often get email from it.\n\nOlga",
    "***  ***",
)
COPIED = f"From: Slack <feedback@slack.com>\nSent: Thursday, December 17, 2026 2:24 PM\nTo: Olga <{OLGA}>\n"


@pytest.mark.parametrize("banner", BANNERS)
def test_a_text_copied_with_something_above_its_header_goes_to_a_person(banner: str) -> None:
    verdict = verdict_on_text(
        f"{banner}\n\n{COPIED}Subject: Re: x\n\nYour opt-out request has been completed.\n", SLACK
    )
    assert (verdict.kind, verdict.claims) == (MailKind.UNSURE, MailKind.CONFIRMATION)
