"""The letter in every way of sending, and as mail programs give it back: the same words, or it is another letter.

The samples are written here, in the manner of the programs that they are named after.
"""

from __future__ import annotations

import base64
import email
import quopri
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email.policy import default
from textwrap import wrap
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from governance import pages
from governance.mail.reading.message import read_mail
from governance.mail.sending.smtp import SmtpServer
from governance.rules.case import letter as rules
from governance.rules.case.letter import Letter, same_letter
from governance.slack.views.case import sending_options
from governance.texts import Texts
from governance.usecases.seen.about import about_vendor
from tests.mail.sending.test_smtp import Mailbox, serving

TEMPLATE = """Hello,

I am the Primary Owner of the Slack workspace below. Please exclude our Customer Data. I'd like it done for "all" of it.

Workspace URL: {url}
Requested by: {name}, Primary Owner ({address})
Our reference: {reference}

When the opt-out has been completed, please reply to all addresses of this mail.

Kind regards,
{name}
"""
VALUES = {"url": "https://exemple.slack.com", "name": "Zoë O'Neill-Çelik", "address": "zoe@exemple.example"}
COPY = "ai-consent+ac-7f3k2m@exemple.example"


def letter(**values: str) -> Letter:
    return rules.write_letter(
        TEMPLATE,
        VALUES | values,
        to="feedback@slack.com",
        cc=COPY,
        subject="Slack Global model opt-out request",
        reference="AC-7F3K2M",
    )


OURS = letter()
SENT = datetime(2026, 12, 16, 9, tzinfo=UTC)


def as_mail(draft: bool) -> bytes:
    return rules.message_bytes(
        OURS, sender=VALUES["address"], sender_name=VALUES["name"], message_id="<1@x.example>", date=SENT, draft=draft
    )


def of_link(url: str, to: str, subject: str) -> Letter:
    fields = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return Letter(fields.get(to, unquote(urlsplit(url).path)), fields["cc"], fields[subject], typed(fields["body"]))


def typed(body: str) -> str:
    assert "\n" not in body.replace("\r\n", "")
    return body.replace("\r\n", "\n")


def of_copy() -> Letter:
    """What a long press on the message copies, beside the address and subject that the window shows."""
    shown = pages.Letter(OURS.to, OURS.cc, OURS.subject, OURS.body)
    olga = pages.Person("U0OLGA", "Olga Martin", "primary_owner")
    page = pages.CasePage("UTC", "c1", "AC-7F3K", "approved", olga, shown, "Exemple SA", about=about_vendor("slack"))
    window = " ".join(block["text"]["text"] for block in sending_options.text_follows(page, Texts("en"))["blocks"])
    assert all(part in window for part in (OURS.to, str(OURS.cc), OURS.subject))
    *words, where = sending_options.text_alone(page, Texts("en"))["blocks"]
    copied = "".join(block["text"]["text"] for block in words)
    assert rules.same_letter(OURS, OURS.subject, f"{copied}\n{where['elements'][0]['text']}")
    return Letter(OURS.to, OURS.cc, OURS.subject, copied)


def of_mail(raw: bytes) -> Letter:
    read = email.message_from_bytes(raw, policy=default)
    return Letter(read["To"], read["Cc"], read["Subject"], typed(read.get_content()))


def by_smtp() -> Letter:
    box = Mailbox()
    with serving(box) as server:
        assert isinstance(server, SmtpServer)
        server.send(VALUES["address"], (OURS.to, COPY), as_mail(draft=False))
    return of_mail(box.taken[0].original_content or b"")


@pytest.mark.parametrize(
    "carried",
    [
        lambda: of_link(rules.mailto(OURS).url, "to", "subject"),
        lambda: of_link(rules.gmail_link(OURS).url, "to", "su"),
        lambda: of_link(rules.outlook_link(OURS).url, "to", "subject"),
        of_copy,
        lambda: of_mail(as_mail(draft=True)),
        by_smtp,
    ],
    ids=["mailto", "gmail", "outlook", "copy", "eml", "smtp"],
)
def test_every_way_of_sending_carries_the_same_letter(carried: Callable[[], Letter]) -> None:
    assert rules.digest(carried()) == rules.digest(OURS)


def test_links_stay_within_what_mail_programs_take() -> None:
    links = (rules.mailto(OURS), rules.gmail_link(OURS), rules.outlook_link(OURS))
    assert all(link.complete and len(link.url) <= 2_000 for link in links)
    many = letter(url=" ".join(f"https://workspace-number-{number}.slack.com" for number in range(40)))
    for make in (rules.mailto, rules.gmail_link, rules.outlook_link):
        assert not make(many).complete  # offered without its body by nobody: a cut letter would be another one
        assert len(make(many).url) < 300
    assert of_mail(rules.message_bytes(many, sender=VALUES["address"], sender_name="Z", message_id="<1@x.example>",
                                       date=SENT, draft=True)) == many  # fmt: skip


def test_the_file_opens_as_a_draft_and_the_sent_mail_is_none() -> None:
    assert email.message_from_bytes(as_mail(draft=True))["X-Unsent"] == "1"
    assert email.message_from_bytes(as_mail(draft=False))["X-Unsent"] is None


HEAD = (
    "From: Zoë <zoe@exemple.example>\nTo: feedback@slack.com\nCc: {copy}\nSubject: {subject}\n"
    "Date: Wed, 16 Dec 2026 10:00:00 +0100\nMessage-ID: <client@exemple.example>\nMIME-Version: 1.0\n"
)


def mail(body: bytes, kind: str, encoding: str, subject: str = OURS.subject) -> bytes:
    head = HEAD.format(copy=COPY, subject=subject) + f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.replace("\n", "\r\n").encode() + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def paragraphs(body: str, width: int, end: str = "") -> str:
    """Each paragraph wrapped anew; `end` stands at the end of a line that goes on."""
    written = []
    for paragraph in body.split("\n\n"):
        lines = wrap(" ".join(paragraph.split()), width, break_long_words=False, break_on_hyphens=False)
        written.append(f"{end}\n".join(lines))
    return "\n\n".join(written) + "\n"


def escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def gmail(body: str) -> bytes:
    plain = quopri.encodestring(paragraphs(body, 72).encode())
    html = quopri.encodestring(f'<div dir="ltr">{"<br>".join(map(escaped, body.splitlines()))}</div>'.encode())
    part = b'--0000a\r\nContent-Type: text/%s; charset="UTF-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    part += b"%s\r\n"
    return mail(
        part % (b"plain", plain) + part % (b"html", html) + b"--0000a--\r\n",
        'multipart/alternative; boundary="0000a"',
        "7bit",
    )


def thunderbird(body: str) -> bytes:
    flowed = "\n".join(f" {line}" if line.startswith((" ", ">", "From ")) else line for line in
                       paragraphs(body, 70, " ").split("\n"))  # fmt: skip
    return mail(f"{flowed}\n-- \nZoë\nExemple SA\n".encode(), "text/plain; charset=UTF-8; format=flowed", "8bit")


def outlook_html(body: str) -> bytes:
    lines = [
        escaped(line).replace(
            "https://exemple.slack.com", '<a href="https://exemple.slack.com/">https://exemple.slack.com</a>'
        )
        for line in body.split("\n")
    ]
    shown = "".join(f'<p class="MsoNormal">{line or "&nbsp;"}<o:p></o:p></p>\r\n' for line in lines)
    shown = shown.replace("Customer Data", "Customer&nbsp;Data")
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>'
        f'<body lang="FR"><div class="WordSection1">{shown}<p>CONFIDENTIAL: if you are not the intended reader, delete '
        "this mail.</p></div></body></html>"
    )
    return mail(
        quopri.encodestring(html.encode("windows-1252")), 'text/html; charset="Windows-1252"', "quoted-printable"
    )


def outlook_plain(body: str) -> bytes:
    shown = body.replace("https://exemple.slack.com", "https://exemple.slack.com<https://exemple.slack.com/>")
    shown = shown.replace("zoe@exemple.example", "zoe@exemple.example<mailto:zoe@exemple.example>")
    return mail(base64.encodebytes(shown.replace("\n", "\r\n").encode()), 'text/plain; charset="utf-8"', "base64")


def apple_mail(body: str) -> bytes:
    decomposed = unicodedata.normalize("NFD", body).replace("'", "’").replace('"all"', "“all”")
    return mail(
        quopri.encodestring(f"{decomposed}\n\nZoë\n".encode()), "text/plain;\n\tcharset=utf-8", "quoted-printable"
    )


def iphone(body: str) -> bytes:
    html = "".join(f"<div>{escaped(line) or '<br>'}</div>" for line in body.split("\n"))
    html = f'<html><body dir="auto">{html}<br id="lineBreak"><div dir="ltr">Sent from my iPhone</div></body></html>'
    return mail(base64.encodebytes(html.encode()), "text/html; charset=utf-8", "base64")


def iphone_flowed(body: str) -> bytes:
    flowed = "\n\n".join(
        " \n".join(wrap(" ".join(part.split()), 60, break_on_hyphens=False)) for part in body.split("\n\n")
    )
    return mail(
        f"{flowed}\n\nVon meinem iPhone gesendet\n".encode(), "text/plain; charset=utf-8; format=flowed", "8bit"
    )


def old_windows(body: str) -> bytes:
    text = body.replace("Slack workspace", "Slack\u00a0workspace").replace("I'd", "I’d")
    return mail(text.encode("windows-1252"), "text/plain; charset=windows-1252", "8bit")


def mailing_list(body: str) -> bytes:
    below = "\n_______________________________________________\nprivacy mailing list\nhttps://lists.exemple.example/\n"
    return mail((body + below).encode(), "text/plain; charset=utf-8", "8bit", f"[privacy] {OURS.subject}")


def gateway(body: str) -> bytes:
    def guarded(link: re.Match[str]) -> str:
        more = "&data=05%7C02%7Czoe%40exemple.example%7C1&sdata=abc%3D&reserved=0"
        return f"https://eur01.safelinks.protection.outlook.com/?url={quote(link[0] + '/', safe='')}{more}"

    return mail(
        re.sub(r"https://\S+", guarded, body).encode(), "text/plain; charset=utf-8", "8bit",
        f"[EXTERNAL] [SECURE] {OURS.subject}",
    )  # fmt: skip


def webmail_one_line_a_paragraph(body: str) -> bytes:
    return mail(paragraphs(body, 10_000).replace("\n", "\n \n").encode(), "text/plain; charset=utf-8", "8bit")


def narrow(body: str) -> bytes:
    return mail(paragraphs(body, 30).replace(" ", "  ").encode(), "text/plain; charset=utf-8", "8bit")


PROGRAMS: list[Callable[[str], bytes]] = [
    gmail, thunderbird, outlook_html, outlook_plain, apple_mail, iphone, iphone_flowed, old_windows, mailing_list,
    gateway, webmail_one_line_a_paragraph, narrow,
]  # fmt: skip
CHANGES = {
    "another word": ("exclude", "include"),
    "a word less": ("Please exclude", "exclude"),
    "a word more": ("Please exclude", "Please do not exclude"),
    "the workspace's address removed": ("https://exemple.slack.com", ""),
    "another workspace": ("https://exemple.slack.com", "https://example.slack.com"),
    "a page of the workspace": ("https://exemple.slack.com", "https://exemple.slack.com/help"),
    "another person": ("O'Neill", "O'Neil"),
    "a sentence more": ("Kind regards", "Forget it.\n\nKind regards"),
    "the end mark removed": ("[End of request AC-7F3K2M]", ""),
    "the end mark of another request": ("[End of request AC-7F3K2M]", "[End of request AC-7F3K2N]"),
}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_mail_programs_do_to_a_letter(program: Callable[[str], bytes]) -> None:
    seen = read_mail(program(OURS.body))
    assert COPY in seen.cc
    assert same_letter(OURS, seen.subject, seen.text), seen.text


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_people_do_to_a_letter_makes_it_another(program: Callable[[str], bytes], change: str) -> None:
    old, new = CHANGES[change]
    assert old in OURS.body
    seen = read_mail(program(OURS.body.replace(old, new)))
    assert not same_letter(OURS, seen.subject, seen.text)


@pytest.mark.parametrize(
    "subject",
    ["Re: Slack Global model opt-out request", "Slack Global model opt-out request.", "[privacy]", "Slack opt-out",
     "[privacy] Slack Global model opt-out request [AC-7F3K2M]"],
)  # fmt: skip
def test_another_subject_is_another_letter(subject: str) -> None:
    assert not same_letter(OURS, subject, OURS.body)


def test_a_link_that_only_seems_to_be_guarded_stays_what_it_is() -> None:
    for link in (
        "https://eur01.safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fexemple.slack.com",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example",
    ):
        assert not same_letter(OURS, OURS.subject, OURS.body.replace("https://exemple.slack.com", link))
