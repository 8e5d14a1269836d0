"""The mail desk from outside: real SMTP in, a real Maildir and real DNS out, and DKIM checked by another's code."""

from __future__ import annotations

import asyncio
import base64
import email
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dkim
import dns.exception
import dns.resolver
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from sandbox.errors import ControlError
from sandbox.maildesk.routes import attach

OLGA = "olga.martin@exemple.example"
VENDOR = "feedback@slack.com"
COPY = "ai-consent+7f3k@exemple.example"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BODY = (
    "Hello,\n\nI am the Primary Owner of the Slack workspace below. Please exclude our Customer Data from helping to "
    "train Slack global models.\n\nWorkspace URL: https://exemple.slack.com\nÀ bientôt,\nOlga Martin"
)
LETTER = {"from": OLGA, "to": VENDOR, "cc": COPY, "subject": "Slack Global model opt-out request", "body": BODY}


@dataclass
class Person:
    name: str
    email: str


class People:
    def by_email(self, email: str, /) -> Person | None:
        return Person("Olga Martin", OLGA) if email.lower() == OLGA else None


@dataclass
class Workspace:
    people: People = field(default_factory=People)
    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    resets: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW

    def publish(self, kind: str, /, **data: object) -> None:
        self.told.append((kind, data))

    def on_reset(self, called: Callable[[], None], /) -> None:
        self.resets.append(called)


@dataclass
class Desk:
    """A running mail desk and what it told its caller."""

    client: TestClient[web.Request, web.Application]
    settings: dict[str, str]
    workspace: Workspace

    async def post(self, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        response = await self.client.post(f"/control/mail/{path}", json=body)
        answer: dict[str, Any] = await response.json()
        assert response.status == status, answer
        return answer

    async def mails(self, **query: str) -> list[dict[str, Any]]:
        response = await self.client.get("/control/mail", params=query)
        mails: list[dict[str, Any]] = (await response.json())["mails"]
        return mails

    async def answer(self, kind: str, **more: Any) -> EmailMessage:
        """Send the usual letter, answer it, and return what was answered."""
        letter = await self.post("send", LETTER)
        answer = await self.post("answer", {"mail_id": letter["id"], "kind": kind, **more})
        return message_of(answer)

    def inbox(self) -> list[EmailMessage]:
        folder = Path(self.settings["INBOX_URL"].removeprefix("maildir://"))
        return [email.message_from_bytes(one.read_bytes(), policy=SMTP) for one in sorted((folder / "new").iterdir())]

    def txt(self, name: bytes, timeout: float = 20) -> bytes:
        """The TXT record of a name, asked of the desk's DNS server."""
        resolver = dns.resolver.Resolver(configure=False)
        host, _, port = self.settings["DNS_SERVER"].rpartition(":")
        resolver.nameservers, resolver.port = [host], int(port)
        found = resolver.resolve(name.decode(), "TXT", lifetime=timeout)
        return b"".join(next(iter(found)).strings)

    async def genuine(self, raw: bytes) -> tuple[bool, str]:
        """Whether dkimpy verifies the mail, and for which domain."""

        def verify() -> tuple[bool, str]:
            checker = dkim.DKIM(raw)
            try:
                return checker.verify(dnsfunc=self.txt), (checker.domain or b"").decode()
            except dkim.ValidationError:
                return False, "invalid"

        return await asyncio.to_thread(verify)


def message_of(mail: dict[str, Any]) -> EmailMessage:
    return email.message_from_bytes(base64.b64decode(mail["raw_b64"]), policy=SMTP)


@web.middleware
async def control_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response({"ok": False, "error": error.code, "detail": error.detail}, status=error.status)


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Desk]:
    app = web.Application(middlewares=[control_errors])
    workspace = Workspace()
    settings = await attach(app, workspace, data)
    async with TestClient(TestServer(app)) as client:
        yield Desk(client, settings, workspace)


def on_a_desk(story: Callable[[Desk], Awaitable[None]]) -> Callable[[Path], None]:
    """Run an async story on a fresh mail desk."""

    def test(tmp_path: Path) -> None:
        async def run() -> None:
            async with running(tmp_path) as desk:
                await story(desk)

        asyncio.run(run())

    test.__name__, test.__doc__ = story.__name__, story.__doc__
    return test


def by_smtp(desk: Desk, raw: bytes, to: list[str]) -> None:
    host, _, port = desk.settings["SMTP_URL"].removeprefix("smtp://").rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=20) as server:
        server.sendmail(OLGA, to, raw)


def bots_letter() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Cc"] = f"Olga Martin <{OLGA}>", VENDOR, COPY
    message["Subject"], message["Message-ID"] = "Slack Global model opt-out request", "<bot-1@exemple.example>"
    message.set_content("Please exclude us.\n")
    return message.as_bytes()


@on_a_desk
async def test_the_owners_client_rewraps_signs_and_delivers_the_copy(desk: Desk) -> None:
    sent = await desk.post("send", LETTER)
    message = message_of(sent)
    assert sent["delivered_to"] == [VENDOR, COPY]
    assert sent["boxes"] == ["bot", "vendor"]
    assert message["Subject"] == LETTER["subject"]
    assert message["Cc"] == COPY
    assert message["Message-ID"].endswith("@exemple.example>")
    assert message["Date"].datetime == NOW
    assert message.get_content_type() == "text/plain"
    assert message["Content-Transfer-Encoding"] == "quoted-printable"
    lines = message.get_content().splitlines()
    assert max(map(len, lines)) <= 73
    assert "À bientôt," in lines
    assert " ".join(message.get_content().split()) == " ".join(BODY.split())
    assert await desk.genuine(base64.b64decode(sent["raw_b64"])) == (True, "exemple.example")
    assert [one["Message-ID"] for one in desk.inbox()] == [message["Message-ID"]]
    assert desk.workspace.told == [("mail", {"id": "M0001", "boxes": ["bot", "vendor"], "mail_kind": "letter"})]


@on_a_desk
async def test_a_mailto_link_is_sent_as_it_reads(desk: Desk) -> None:
    link = f"mailto:{VENDOR}?cc={quote(COPY)}&subject={quote('Slack Global model opt-out request')}&body={quote(BODY)}"
    draft = await desk.post("draft", {"mailto": link})
    assert draft["body"] == BODY
    assert draft["cc"] == [COPY]
    sent = await desk.post("send", {"from": OLGA, "mailto": link, "client": "web"})
    assert sent["subject"] == LETTER["subject"]
    assert message_of(sent).get_content_type() == "multipart/alternative"


@on_a_desk
async def test_smtp_delivers_and_signs_for_the_workspace(desk: Desk) -> None:
    await asyncio.to_thread(by_smtp, desk, bots_letter(), [VENDOR, COPY])
    (mail,) = await desk.mails(box="vendor")
    assert mail["message_id"] == "<bot-1@exemple.example>"
    assert mail["text"].strip() == "Please exclude us."
    assert await desk.genuine(base64.b64decode(mail["raw_b64"])) == (True, "exemple.example")
    assert len(desk.inbox()) == 1


@on_a_desk
async def test_smtp_refuses_an_address_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        await asyncio.to_thread(by_smtp, desk, bots_letter(), ["feedbck@slack.com"])
    assert await desk.mails() == []


@pytest.mark.parametrize(
    ("kind", "error", "arrived"),
    [
        ("refuse_sender", smtplib.SMTPSenderRefused, 0),
        ("refuse_recipient", smtplib.SMTPRecipientsRefused, 0),
        ("later", smtplib.SMTPDataError, 0),
        ("reject", smtplib.SMTPDataError, 0),
        ("drop_before", smtplib.SMTPServerDisconnected, 0),
        ("drop_after", smtplib.SMTPServerDisconnected, 1),
    ],
)
def test_smtp_failures(kind: str, error: type[Exception], arrived: int, tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as desk:
            await desk.post("faults", {"kind": kind})
            with pytest.raises(error):
                await asyncio.to_thread(by_smtp, desk, bots_letter(), [VENDOR])
            assert len(await desk.mails()) == arrived
            await asyncio.to_thread(by_smtp, desk, bots_letter(), [VENDOR])
            assert len(await desk.mails()) == arrived + 1

    asyncio.run(story())


@on_a_desk
async def test_the_confirmation_is_signed_in_the_thread_and_reaches_everybody(desk: Desk) -> None:
    message = await desk.answer("confirm")
    letter, confirmed = await desk.mails()
    assert message["In-Reply-To"] == letter["message_id"]
    assert letter["message_id"] in message["References"]
    assert message["Subject"] == "Re: Slack Global model opt-out request"
    text = confirmed["text"]
    assert "Your opt-out request has been completed." in " ".join(text.split())
    assert "exemple.slack.com" not in text.partition("wrote:")[0]
    assert "> Workspace URL: https://exemple.slack.com" in text
    assert confirmed["delivered_to"] == [OLGA, COPY]
    assert len(desk.inbox()) == 2
    assert await desk.genuine(base64.b64decode(confirmed["raw_b64"])) == (True, "slack.com")


@on_a_desk
async def test_answers_without_reply_all_reach_the_owner_only(desk: Desk) -> None:
    await desk.answer("ask", reply_all=False, text="Which workspace is it, {name}?")
    (asked,) = await desk.mails(box="owner")
    assert asked["delivered_to"] == [OLGA]
    assert asked["text"].startswith("Which workspace is it, Olga?")


@on_a_desk
async def test_the_kinds_of_answers(desk: Desk) -> None:
    acknowledged = await desk.answer("acknowledge")
    assert "[Request received]" in acknowledged["Subject"]
    assert acknowledged["Auto-Submitted"] == "auto-generated"
    away = await desk.answer("out_of_office")
    assert away["Auto-Submitted"] == "auto-replied"
    assert away["Return-Path"] == "<>"
    assert away["Cc"] is None
    apart = await desk.answer("helpdesk_confirm")
    assert apart["In-Reply-To"] is None
    assert apart["References"] is None
    assert not apart["Subject"].startswith("Re:")
    refused = await desk.answer("refuse")
    assert "unable to process" in str(refused.get_body(("plain",)))


@on_a_desk
async def test_a_bounce_is_a_delivery_report_to_the_envelope_sender(desk: Desk) -> None:
    message = await desk.answer("bounce")
    assert message.get_content_type() == "multipart/report"
    assert message["Return-Path"] == "<>"
    assert message.get_param("report-type") == "delivery-status"
    notice, report, returned = message.iter_parts()
    assert "could not be delivered" in notice.get_content()
    assert "Action: failed" in report.as_string()
    assert "Status: 5.1.1" in report.as_string()
    assert returned.get_content_type() == "message/rfc822"
    assert returned.get_content()["Subject"] == LETTER["subject"]
    assert (await desk.mails())[-1]["delivered_to"] == [OLGA]
    delayed = await desk.answer("bounce", status="4.4.1", reply_all=True)
    assert "Action: delayed" in delayed.as_string()
    assert (await desk.mails())[-1]["boxes"] == ["bot", "owner"]


@on_a_desk
async def test_a_wrong_address_bounces_by_itself(desk: Desk) -> None:
    await desk.post("send", LETTER | {"to": "feedbck@slack.com", "cc": ""})
    (returned,) = await desk.mails()
    assert returned["kind"] == "bounce"
    assert returned["delivered_to"] == [OLGA]


@pytest.mark.parametrize(
    ("how", "author", "verdict"),
    [
        ("unsigned", VENDOR, (False, "")),
        ("stranger", VENDOR, (True, "evil.example")),
        ("lookalike", "feedback@slack-mail.com", (True, "slack-mail.com")),
        ("altered", VENDOR, (False, "invalid")),
    ],
)
def test_forgeries(how: str, author: str, verdict: tuple[bool, str], tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as desk:
            message = await desk.answer("forged", how=how)
            forged = (await desk.mails())[-1]
            assert forged["from"] == author
            assert "dkim=pass" in message["Authentication-Results"]
            assert "Your opt-out request has been completed." in " ".join(forged["text"].split())
            assert await desk.genuine(base64.b64decode(forged["raw_b64"])) == verdict

    asyncio.run(story())


@on_a_desk
async def test_forwarding_keeps_the_signature_of_what_is_inside(desk: Desk) -> None:
    await desk.answer("confirm", reply_all=False)
    confirmed = (await desk.mails())[-1]
    await desk.post("forward", {"mail_id": confirmed["id"], "from": OLGA, "to": COPY})
    forwarded = desk.inbox()[-1]
    assert forwarded["Subject"] == "Fwd: Re: Slack Global model opt-out request"
    inner = [part for part in forwarded.iter_parts() if part.get_content_type() == "message/rfc822"]
    assert inner[0].get_content()["Message-ID"] == confirmed["message_id"]
    outer = base64.b64decode((await desk.mails())[-1]["raw_b64"])
    assert await desk.genuine(outer) == (True, "exemple.example")
    start = outer.index(b'filename="forwarded.eml"\r\n\r\n') + len(b'filename="forwarded.eml"\r\n\r\n')
    assert await desk.genuine(outer[start : outer.rindex(b"\r\n------forward")]) == (True, "slack.com")


@on_a_desk
async def test_dns_knows_keys_and_nothing_else(desk: Desk) -> None:
    with pytest.raises(dns.resolver.NXDOMAIN):
        await asyncio.to_thread(desk.txt, b"slack.com")
    await desk.answer("confirm")
    raw = base64.b64decode((await desk.mails())[-1]["raw_b64"])
    await desk.post("dns", {"mode": "servfail"})
    with pytest.raises(dns.exception.DNSException):
        await desk.genuine(raw)
    await desk.post("dns", {"mode": "ok"})
    assert await desk.genuine(raw) == (True, "slack.com")
    await desk.post("rotate", {"domain": "slack.com"})
    with pytest.raises(dns.resolver.NXDOMAIN):
        await desk.genuine(raw)


@on_a_desk
async def test_a_reset_empties_every_mailbox(desk: Desk) -> None:
    await desk.answer("confirm")
    await desk.post("dns", {"mode": "silent"})
    for reset in desk.workspace.resets:
        reset()
    assert await desk.mails() == []
    assert desk.inbox() == []
    assert (await desk.post("send", LETTER))["id"] == "M0003"


@on_a_desk
async def test_refusals_of_the_control_routes(desk: Desk) -> None:
    letter = await desk.post("send", LETTER)
    for path, body, status, error in [
        ("answer", {"mail_id": "M9999", "kind": "confirm"}, 404, "no_such_mail"),
        ("answer", {"mail_id": letter["id"], "kind": "praise"}, 400, "unknown_kind"),
        ("answer", {"mail_id": letter["id"], "kind": "forged", "how": "magic"}, 400, "unknown_how"),
        ("send", {"from": OLGA, "subject": "x"}, 400, "no_recipient"),
        ("send", {"from": OLGA, "mailto": "http://x"}, 400, "invalid_mailto"),
        ("send", {"to": VENDOR}, 400, "missing_argument"),
        ("faults", {"kind": "fire"}, 400, "unknown_fault"),
        ("dns", {"mode": "fire"}, 400, "unknown_mode"),
        ("rotate", {"domain": "example.org"}, 400, "unknown_domain"),
    ]:
        assert (await desk.post(path, body, status))["error"] == error
