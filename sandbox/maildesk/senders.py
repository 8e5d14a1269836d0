"""Who writes mail at the mail desk: the owner, the vendor's help desk, a forger, a mail system that returns mail."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from .bounce import bounce
from .dkim_keys import Keyring
from .mail_format import Sheet, address, new_message_id, plain_letter, quoted, reply_subject, web_letter
from .mailboxes import VENDOR, VENDOR_DOMAIN, Mail, PostOffice
from .mailto import Draft
from .vendor_answers import ALTERED, ANSWERS, FORGED_CLAIM, FORGERIES, HELP_DESK, Answer

KINDS = (*ANSWERS, "bounce")
_CLIENT = {"User-Agent": "Sandbox Mail/1.0"}


@dataclass(frozen=True)
class Wish:
    """How an answer is asked for. `reply_all` None: as such an answer goes by itself."""

    kind: str
    text: str = ""
    reply_all: bool | None = None
    how: str = "unsigned"
    status: str = "5.1.1"


class Desk:
    """`now` is the sandbox clock; `tell` is called with every mail that was delivered."""

    def __init__(
        self, office: PostOffice, keys: Keyring, now: Callable[[], datetime], tell: Callable[[Mail], None]
    ) -> None:
        self.office = office
        self.keys = keys
        self.now = now
        self._tell = tell

    def post(self, raw: bytes, *, sender: str, to: list[str], kind: str, answers: str = "") -> Mail | None:
        """Deliver to whom it can reach; what it cannot reach comes back to the envelope sender as a bounce."""
        mail = self.office.deliver(raw, sender=sender, to=to, at=self.now(), kind=kind, answers=answers)
        if mail:
            self._tell(mail)
        for lost in (one for one in to if sender and self.office.box(one) is None):
            self._return(raw, sender, lost, "5.1.1", [sender], mail.id if mail else "")
        return mail

    def submit(self, raw: bytes, sender: str, to: list[str], author: str) -> Mail | None:
        """What came in by SMTP: the submission server signs for the workspace's domain what is not signed yet."""
        unsigned = b"dkim-signature:" not in raw.partition(b"\r\n\r\n")[0].lower()
        signed = self._signed(raw, author.rpartition("@")[2]) if unsigned else raw
        return self.post(signed, sender=sender, to=to, kind="letter")

    def send(self, author: str, draft: Draft, client: str = "desktop") -> Mail | None:
        """The owner presses Send: rewrapped, with her program's own Message-ID, signed by her domain."""
        domain = author.rpartition("@")[2]
        sheet = Sheet(
            sender=address(author, self.office.name_of(author) or ""),
            to=draft.to,
            cc=draft.cc,
            subject=draft.subject,
            body=draft.body.rstrip("\n"),
            at=self.now(),
            message_id=new_message_id(domain),
            extra=_CLIENT,
        )
        raw = web_letter(sheet) if client == "web" else plain_letter(sheet)
        return self.post(self._signed(raw, domain), sender=author, to=[*draft.to, *draft.cc, *draft.bcc], kind="letter")

    def forward(self, mail: Mail, author: str, to: list[str]) -> Mail | None:
        """Forwarded as an attachment: the inner mail keeps its bytes, and with them its signature."""
        domain = author.rpartition("@")[2]
        raw = _enclosing(self._cover(mail, author, to), mail.raw)
        return self.post(self._signed(raw, domain), sender=author, to=to, kind="forward", answers=mail.id)

    def answer(self, letter: Mail, wish: Wish) -> Mail | None:
        """Answer a letter as `wish.kind` says."""
        if wish.kind == "bounce":
            return self._bounce(letter, wish)
        answer = ANSWERS[wish.kind]
        if wish.text:
            answer = replace(answer, body=wish.text)
        to_all = answer.to_all if wish.reply_all is None else wish.reply_all
        sender, cc = _answered(letter, to_all)
        shown, signer = FORGERIES[wish.how] if wish.kind == "forged" else (VENDOR, VENDOR_DOMAIN)
        sheet = _sheet(letter, answer, shown, sender, cc, self.now())
        if wish.kind == "forged":
            sheet = replace(sheet, extra={**sheet.extra, "Authentication-Results": FORGED_CLAIM})
        below = quoted(letter.text, str(letter.message["From"]), letter.at) if answer.quotes else ""
        raw = self._sealed(sheet, below, signer, wish)
        return self.post(raw, sender=answer.return_path and shown, to=[sender, *cc], kind=wish.kind, answers=letter.id)

    def _sealed(self, sheet: Sheet, below: str, signer: str, wish: Wish) -> bytes:
        if wish.kind == "forged" and wish.how == "altered":
            honest = replace(sheet, body=_swapped(sheet.body.encode(), back=True).decode())
            return _swapped(self._signed(web_letter(honest, below), signer))
        return self._signed(web_letter(sheet, below), signer)

    def _bounce(self, letter: Mail, wish: Wish) -> Mail | None:
        """A bounce goes to the envelope sender alone (RFC 5321 s. 6.1), unless all are asked for."""
        sender = letter.return_path
        recipients = letter.addresses("To")
        to = [sender, *letter.addresses("Cc")] if wish.reply_all else [sender]
        return self._return(letter.raw, sender, recipients[0] if recipients else VENDOR, wish.status, to, letter.id)

    def _return(self, raw: bytes, sender: str, lost: str, status: str, to: list[str], answers: str) -> Mail | None:
        mta = f"mx.{self.office.domain}"
        report = bounce(
            raw, recipient=lost, sender=sender, mta=mta, at=self.now(), message_id=new_message_id(mta), status=status
        )
        return self.post(report, sender="", to=to, kind="bounce", answers=answers)

    def _signed(self, raw: bytes, domain: str) -> bytes:
        return self.keys.sign(raw, domain) if self.keys.knows(domain) else raw

    def _cover(self, mail: Mail, author: str, to: list[str]) -> Sheet:
        return Sheet(
            sender=address(author, self.office.name_of(author) or ""),
            to=to,
            subject=f"Fwd: {mail.message.get('Subject', '')}",
            body="See the attached mail.",
            at=self.now(),
            message_id=new_message_id(author.rpartition("@")[2]),
            extra=_CLIENT,
        )


def _answered(letter: Mail, to_all: bool) -> tuple[str, list[str]]:
    """Whom an answer goes to: the letter's author, and the others of its To and Cc where all are meant."""
    authors = letter.addresses("Reply-To") or letter.addresses("From") or [letter.return_path]
    others = [one for one in letter.addresses("To") + letter.addresses("Cc") if one not in (VENDOR, authors[0])]
    return authors[0], others if to_all else []


def _sheet(letter: Mail, answer: Answer, shown: str, to: str, cc: list[str], at: datetime) -> Sheet:
    subject = str(letter.message.get("Subject", ""))
    message_id = str(letter.message.get("Message-ID", ""))
    author = str(letter.message["From"])
    values = {"ticket": str(4_000_000 + secrets.randbelow(999_999)), "subject": subject, "name": _first_name(author)}
    return Sheet(
        sender=address(shown, HELP_DESK),
        to=[to],
        cc=cc,
        subject=_filled(answer.subject, values) if answer.subject else reply_subject(subject),
        body=_filled(answer.body, values),
        at=at,
        message_id=new_message_id(shown.rpartition("@")[2]),
        in_reply_to=message_id if answer.threaded else "",
        references=[*str(letter.message.get("References", "")).split(), message_id] if answer.threaded else [],
        extra=dict(answer.headers),
    )


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _first_name(author: str) -> str:
    return author.partition("<")[0].strip().strip('"').split(" ")[0] or "there"


def _swapped(raw: bytes, back: bool = False) -> bytes:
    for honest, altered in ALTERED:
        raw = raw.replace(altered, honest) if back else raw.replace(honest, altered)
    return raw


def _enclosing(cover: Sheet, inner: bytes) -> bytes:
    """multipart/mixed around the untouched bytes: a library that parses and writes anew would break the signature."""
    boundary = f"----forward-{secrets.token_hex(12)}"
    outer = plain_letter(cover)
    head, _, body = outer.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-version"))]
    opening = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
    text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    attached = (
        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n"
        'Content-Disposition: attachment; filename="forwarded.eml"\r\n\r\n'
    )
    parts = f"--{boundary}\r\n{text}".encode() + body + f"\r\n--{boundary}\r\n{attached}".encode() + inner
    return b"\r\n".join(kept) + b"\r\n" + opening.encode() + parts + f"\r\n--{boundary}--\r\n".encode()
