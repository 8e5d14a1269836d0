"""Starts the mail desk's SMTP and DNS servers, and serves the control routes to read, answer, send and forward mail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web

from ..errors import ControlError, Json
from .dkim_keys import Keyring
from .dns_server import MODES, DnsServer
from .mailboxes import VENDOR_DOMAIN, Mail, PostOffice
from .mailto import BadMailto, Draft, parse_mailto
from .senders import KINDS, Desk, Wish
from .smtp_server import FAULTS, Fault, SmtpServer
from .vendor_answers import FORGERIES

COPY_ADDRESS = "ai-consent@exemple.example"
_DOMAINS = [VENDOR_DOMAIN, "exemple.example", "evil.example", "slack-mail.com"]
_BOXES = ("vendor", "owner", "bot", "elsewhere")


class MailPerson(Protocol):
    """As much of a person as the mail desk needs."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


class MailPeople(Protocol):
    """Who has a mailbox."""

    def by_email(self, email: str, /) -> MailPerson | None: ...


class MailWorkspace(Protocol):
    """As much of the workspace as the mail desk needs."""

    @property
    def people(self) -> MailPeople: ...
    def now(self) -> datetime: ...
    def publish(self, kind: str, /, **data: object) -> None: ...
    def on_reset(self, called: Callable[[], None], /) -> None: ...


class MailDesk:
    """The control routes under `/control/mail`, over the desk and its two servers."""

    def __init__(self, workspace: MailWorkspace, data: Path, keys: Keyring) -> None:
        self._workspace = workspace
        self.maildir = (data / "bot-maildir").resolve()
        self.office = PostOffice(self._name_of, COPY_ADDRESS, self.maildir)
        self.dns = DnsServer()
        self.dns.records = keys.records
        self.desk = Desk(self.office, keys, workspace.now, self._tell)
        self.smtp = SmtpServer(self.desk)
        workspace.on_reset(self._reset)

    def routes(self) -> Iterable[web.RouteDef]:
        """Everything under `/control/mail`."""
        return [
            web.get("/control/mail", self.listed),
            web.post("/control/mail/send", self.sent),
            web.post("/control/mail/draft", self.drafted),
            web.post("/control/mail/answer", self.answered),
            web.post("/control/mail/forward", self.forwarded),
            web.get("/control/mail/raw/{mail_id}", self.raw),
            web.post("/control/mail/faults", self.faulted),
            web.post("/control/mail/dns", self.dns_set),
            web.post("/control/mail/rotate", self.rotated),
        ]

    async def listed(self, request: web.Request) -> web.Response:
        """Every mail that passed, oldest first; `box` picks one mailbox, `address` one recipient."""
        box, address = request.query.get("box"), request.query.get("address", "").lower()
        if box and box not in _BOXES:
            raise ControlError("unknown_box", f"one of {', '.join(_BOXES)}")
        found = [one for one in self.office.mails if not box or box in one.boxes]
        found = [one for one in found if not address or address in one.delivered_to]
        mails = [one.as_json() for one in found]
        return web.json_response({"ok": True, "mails": mails, "copy_address": COPY_ADDRESS})

    async def raw(self, request: web.Request) -> web.Response:
        """The bytes of one mail, as a file."""
        mail = self._mail(request.match_info["mail_id"])
        name = f'attachment; filename="{mail.id}.eml"'
        return web.Response(body=mail.raw, content_type="message/rfc822", headers={"Content-Disposition": name})

    async def drafted(self, request: web.Request) -> web.Response:
        """What the compose window shows for a `mailto:` link."""
        draft = _draft(await _body(request))
        return web.json_response({"ok": True, **vars(draft)})

    async def sent(self, request: web.Request) -> web.Response:
        """The owner presses Send in her own mail program."""
        body = await _body(request)
        author, draft = _text(body, "from"), _draft(body)
        if not draft.to and not draft.cc:
            raise ControlError("no_recipient", "the letter has no recipient")
        return _delivered(self.desk.send(author, draft, str(body.get("client", "desktop"))))

    async def answered(self, request: web.Request) -> web.Response:
        """Answer a letter as the vendor, a forger or a mail system."""
        body = await _body(request)
        kind, how = _text(body, "kind"), str(body.get("how", "unsigned"))
        if kind not in KINDS:
            raise ControlError("unknown_kind", f"one of {', '.join(KINDS)}")
        if kind == "own_words" and not body.get("text"):
            raise ControlError("no_text", "an answer in own words needs a text")
        if how not in FORGERIES:
            raise ControlError("unknown_how", f"one of {', '.join(FORGERIES)}")
        wish = Wish(kind, str(body.get("text") or ""), body.get("reply_all"), how, str(body.get("status", "5.1.1")))
        return _delivered(self.desk.answer(self._mail(_text(body, "mail_id")), wish))

    async def forwarded(self, request: web.Request) -> web.Response:
        """Forward a mail as an attachment."""
        body = await _body(request)
        mail = self._mail(_text(body, "mail_id"))
        return _delivered(self.desk.forward(mail, _text(body, "from"), _list(body, "to")))

    async def faulted(self, request: web.Request) -> web.Response:
        """Make the next letters fail on their way in; `kind` null ends it. `disk_full` lasts until then.

        On a full disk letters are refused for now, and what is for the bot waits until there is room.
        """
        body = await _body(request)
        kind = body.get("kind")
        if kind is not None and kind not in FAULTS:
            raise ControlError("unknown_fault", f"one of {', '.join(FAULTS)}")
        self.office.full = kind == "disk_full"
        self.office.flush()
        self.smtp.fault = Fault(kind, int(body.get("times", 1))) if kind not in (None, "disk_full") else None
        return web.json_response({"ok": True})

    async def dns_set(self, request: web.Request) -> web.Response:
        """Take the DNS server down (`servfail`, `silent`) or up (`ok`)."""
        mode = _text(await _body(request), "mode")
        if mode not in MODES:
            raise ControlError("unknown_mode", f"one of {', '.join(MODES)}")
        self.dns.mode = mode
        return web.json_response({"ok": True})

    async def rotated(self, request: web.Request) -> web.Response:
        """Give a domain a new signing key; what was signed before cannot be verified from DNS any more."""
        domain = _text(await _body(request), "domain")
        if not self.desk.keys.knows(domain):
            raise ControlError("unknown_domain", f"one of {', '.join(_DOMAINS)}")
        return web.json_response({"ok": True, "selector": self.desk.keys.rotate(domain)})

    def _reset(self) -> None:
        self.office.clear()
        self.smtp.fault, self.dns.mode = None, "ok"

    def _mail(self, mail_id: str) -> Mail:
        mail = self.office.find(mail_id)
        if mail is None:
            raise ControlError("no_such_mail", f"there is no mail {mail_id!r}", 404)
        return mail

    def _name_of(self, address: str) -> str | None:
        person = self._workspace.people.by_email(address)
        return person.name if person else None

    def _tell(self, mail: Mail) -> None:
        self._workspace.publish("mail", id=mail.id, boxes=mail.boxes, mail_kind=mail.kind)


async def attach(app: web.Application, workspace: MailWorkspace, data: Path) -> dict[str, str]:
    """Start the two servers, add the routes, and return what the bot's settings need. They stop with the app."""
    keys = await asyncio.to_thread(Keyring, _DOMAINS)
    mail_desk = MailDesk(workspace, data, keys)
    smtp_port, dns_port = await mail_desk.smtp.start(), await mail_desk.dns.start()
    app.add_routes(mail_desk.routes())

    async def stop(_: web.Application) -> None:
        await mail_desk.smtp.stop()
        await mail_desk.dns.stop()

    app.on_cleanup.append(stop)
    return {
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "INBOX_URL": f"maildir://{mail_desk.maildir}",
        "DNS_SERVER": f"127.0.0.1:{dns_port}",
        "COPY_ADDRESS": COPY_ADDRESS,
    }


async def _body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise ControlError("invalid_json", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError("invalid_json", "the body is not a JSON object")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ControlError("missing_argument", f"{name} is missing")
    return value


def _list(body: Json, name: str) -> list[str]:
    value = body.get(name) or []
    pieces = value.split(",") if isinstance(value, str) else list(value)
    return [str(piece).strip() for piece in pieces if str(piece).strip()]


def _draft(body: Json) -> Draft:
    if "mailto" not in body:
        lists = {name: _list(body, name) for name in ("to", "cc", "bcc")}
        return Draft(**lists, subject=str(body.get("subject", "")), body=str(body.get("body", "")))
    try:
        return parse_mailto(_text(body, "mailto"))
    except BadMailto as error:
        raise ControlError("invalid_mailto", str(error)) from None


def _delivered(mail: Mail | None) -> web.Response:
    if mail is None:
        return web.json_response({"ok": True, "id": None, "raw_b64": "", "text": "", "delivered_to": []})
    return web.json_response({"ok": True, **mail.as_json()})
