"""Mails of people, vendors and programs that speak of a mail that did not arrive, and are no report of it."""

# ruff: noqa: E501 - sentences of mails are easier to compare on one line
from __future__ import annotations

import pytest

from governance.mail.reading.message import read_mail
from tests.mail.mailroom import OUR_ID
from tests.mail.reading.test_varied_replies import FAILED, bounce, verdict_of, with_copy

BOB, VENDOR = "Bob <bob@exemple.example>", "Slack <feedback@slack.com>"
REPORT = (
    "This message was created automatically by mail delivery software.\n\nA message that you sent could not be\n"
    "delivered to one or more of its recipients. This is a permanent error. The following address(es) failed:\n\n"
    f"  feedback@slack.com\n    550 5.1.1 user unknown\n\n------ This is a copy of the message ------\n\nMessage-ID: <{OUR_ID}>\n"
)
QUOTED = "\n".join(f"> {line}" for line in REPORT.splitlines())
MIXED = with_copy("")[1]
ABOUT = {
    "forwarded below": (
        BOB, "Fwd: Mail delivery failed: returning message to sender",
        f"---------- Forwarded message ---------\nFrom: Mail Delivery System <mailer-daemon@x.example>\nTo: Bob\n\n{REPORT}",
    ),
    "forwarded with its header": (
        BOB, "FW: Undeliverable: Opt-out",
        f"From: Microsoft Outlook\nSent: Thursday\nTo: Bob\nSubject: Undeliverable: Opt-out\n\n{REPORT}",
    ),
    "forwarded bare": (BOB, "Fwd: Undelivered Mail Returned to Sender", REPORT),
    "forwarded in German": (BOB, "WG: Unzustellbar: Opt-out", "Ihre Nachricht konnte nicht zugestellt werden."),
    "answered": (
        BOB, "Re: Undelivered Mail Returned to Sender",
        f"That address is wrong.\n\nOn 17 Dec 2026 at 10:00, mailer-daemon@x.example wrote:\n{QUOTED}",
    ),
    "answered with nothing but the quotation": (BOB, "Re: Mail delivery failed", QUOTED),
    "answered twice over": (BOB, "Re[2]: AW: Mail delivery failed", REPORT),
    "pasted below a greeting": (BOB, "Mail delivery failed", f"Hi Olga,\n\nwhat is this?\n\n{REPORT}"),
    "pasted below a remark": (BOB, "Opt-out", f"Look what came back:\n\n{REPORT}"),
    "told": (BOB, "Delivery failure", "Hello,\nyour message could not be delivered to Jane, who left. Please write to Kim."),
    "told of oneself": (BOB, "Question", "My message to feedback@slack.com could not be delivered: 550 5.1.1 user unknown."),
    "told with the mail attached": (
        BOB, "Question", with_copy("Dear team, your mail could not be delivered yesterday.")[0], MIXED,
    ),
    "a postmaster who is a person": (
        "Postmaster <postmaster@exemple.example>", "Your question",
        "Hi Olga,\n\nyour mail could not be delivered yesterday since I changed the server. It works now.",
    ),
    "an answer of the postmaster": (
        "Postmaster <postmaster@exemple.example>", "Re: Mail delivery failed", "Your mail could not be delivered. Fixed now.",
    ),
    "the parts of a report, passed on": (
        BOB, "Fwd: Undelivered Mail Returned to Sender",
        "--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; feedback@slack.com\nAction: failed\nStatus: 5.1.1\n--b--\n", MIXED,
    ),
    "a vendor that refuses": (
        VENDOR, "Your request", "Your message could not be delivered to our privacy team. Owners must send their requests.",
    ),
    "a vendor that refuses, under a hard subject": (VENDOR, "Message rejected", "We cannot carry out your request."),
    "a vendor that refuses, in the thread": (
        VENDOR, "Re: Slack Global model opt-out request",
        with_copy("The message that you sent was rejected by our team.")[0], MIXED, f"In-Reply-To: <{OUR_ID}>",
    ),
    "a ticket": (
        "support@slack.com", "[Request received] Undeliverable: Opt-out",
        "Your request (4711) has been received. The first message that you sent could not be delivered to a team.",
        "X-Zendesk-Id: 1",
    ),
    "a closed ticket": (
        "support@slack.com", "Ticket closed",
        with_copy("##- Please type your reply above this line -##\n\nYour email could not be delivered to ticket 4711.")[0], MIXED,
    ),
    "a closed ticket, by its header": (
        "support@slack.com", "Ticket closed", with_copy("Your email could not be delivered to ticket 4711.")[0], MIXED,
        "X-Freshdesk-Ticket: 1",
    ),
    "an absence note": (
        BOB, "Automatic reply: Opt-out", "I am away. Your message has not been delivered to anybody else.", "Return-Path: <>",
    ),
    "a newsletter": ("news@exemple.example", "Why mail fails", "Ten reasons why your messages could not be delivered last year."),
    "a parcel": ("no-reply@parcels.example", "Delivery failed", "Your parcel could not be delivered. We will try again."),
    "a late parcel": ("no-reply@parcels.example", "Delivery delayed", "The delivery of your parcel has been delayed."),
    "a card": ("no-reply@shop.example", "Payment failed", "We were unable to send your order: 550 - card rejected."),
    "a complaint": (
        "postmaster@exemple.example", "Abuse report",
        "--b\nContent-Type: text/plain\n\nA mail that could not be delivered.\n--b\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\n--b--\n", 'Content-Type: multipart/report; boundary="b"', "Return-Path: <>",
    ),
    "a list of what is held": ("postmaster@exemple.example", "Quarantine summary", "You have 3 messages on hold."),
    "a moderated list": (
        "models-owner@lists.exemple.example", "Your message awaits approval", "Your mail is being held until somebody reads it.",
        "Return-Path: <>",
    ),
    "a notice of success in JSON": (
        "no-reply@sns.exemple.example", "Notification Message", '{"notificationType":"Delivery","mail":{"messageId":"1"}}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ABOUT)
def test_a_mail_about_a_report_is_none(name: str) -> None:
    raw = bounce(*ABOUT[name])
    assert read_mail(raw).failure is None
    assert verdict_of(raw).kind is not FAILED
