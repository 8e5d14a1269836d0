"""Letters and answers for tests: written here, signed with keys made here and published in a mapping."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from governance.rules.mail.mail_facts import Authenticity, Dkim, SentLetter
from governance.store.register.vendor_mail import vendor_mail

EML = Path(__file__).parent / "eml"
NOW = datetime(2026, 12, 18, 9, tzinfo=UTC)
SLACK = vendor_mail("slack")
OLGA = "olga.martin@exemple.example"
COPY = "ai-consent+7f3k@exemple.example"
OUR_ID = "letter-7f3k@exemple.example"
SIGNED = ["from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"]
TRUSTED = Authenticity(Dkim.VALID, "slack.com", True, signed=frozenset((*SIGNED, "content-type")))
LETTER = """Hello,

I am the Primary Owner of the Slack workspace below. Please exclude our Customer Data from helping to train Slack
global models.

Workspace URL: https://exemple.slack.com
Our reference: AC-7F3K

When the opt-out has been completed, please reply to all addresses of this mail and name the workspace URL.
"""
SENT = SentLetter(
    frozenset((OUR_ID,)),
    datetime(2026, 12, 16, 9, tzinfo=UTC),
    frozenset((OLGA, COPY)),
    LETTER,
    copies=frozenset((COPY,)),
)
DONE = "Thank you for reaching out to Slack support. Your opt-out request has been completed.\n\nKind regards,\nRobin\n"
HEADERS = {
    "From": "Slack <feedback@slack.com>",
    "To": f"Olga Martin <{OLGA}>",
    "Cc": COPY,
    "Subject": "Re: Slack Global model opt-out request",
    "Date": "Thu, 17 Dec 2026 14:24:00 +0000",
    "Message-ID": "<answer-1@slack.com>",
    "In-Reply-To": f"<{OUR_ID}>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
}


def answer(body: str = DONE, **changes: str | None) -> bytes:
    """A mail of the vendor in our thread; `changes` by header name with underscores, None leaves one out."""
    named = {name.replace("_", "-").lower(): value for name, value in changes.items()}
    fields = {name: named.pop(name.lower(), value) for name, value in HEADERS.items()}
    fields |= {name.title(): value for name, value in named.items()}
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)
    return f"{head}\n{body}".replace("\n", "\r\n").encode()


@cache
def rsa_key(name: str = "", bits: int = 1024) -> RSAPrivateKey:
    """A key for this name, made once in a test run."""
    return generate_private_key(public_exponent=65537, key_size=bits)


def record(key: RSAPrivateKey, more: str = "") -> str:
    """What a domain publishes for this key."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; {more}p=" + base64.b64encode(public).decode()


def dns() -> dict[str, str | None]:
    """The keys of the vendor, of our own domain, and of two strangers."""
    domains = ("slack.com", "exemple.example", "evil.example", "slack-mail.com")
    return {f"s1._domainkey.{domain}": record(rsa_key(domain)) for domain in domains}


def signed(
    raw: bytes,
    domain: str = "slack.com",
    headers: list[str] | None = None,
    key: RSAPrivateKey | None = None,
    algorithm: str = "rsa-sha256",
    length: bool = False,
    canonicalize: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
) -> bytes:
    """The mail with a signature on top, made by a library that the app uses only to verify."""
    pem = (key or rsa_key(domain)).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    line: bytes = dkim.sign(
        raw,
        selector=b"s1",
        domain=domain.encode(),
        privkey=pem,
        canonicalize=canonicalize,
        signature_algorithm=algorithm.encode(),
        include_headers=[name.encode() for name in headers or SIGNED],
        length=length,
    )
    return line + raw


def hand_signed(raw: bytes, key: RSAPrivateKey | Ed25519PrivateKey, tags: str = "", domain: str = "slack.com") -> bytes:
    """The mail signed by these few lines instead of a library: relaxed header, simple body, any extra tags."""
    head, body = raw.split(b"\r\n\r\n", 1)
    names = ["from", "to", "subject", "date", "in-reply-to"]
    algorithm = "rsa-sha256" if isinstance(key, RSAPrivateKey) else "ed25519-sha256"
    body_hash = base64.b64encode(hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    value = f"v=1; a={algorithm}; c=relaxed/simple; d={domain}; s=s1; {tags}h={':'.join(names)}; bh={body_hash}; b="
    fields = dict(reversed([line.split(b":", 1) for line in head.split(b"\r\n")]))
    lower = {name.decode().lower(): content for name, content in fields.items()}
    lines = [f"{name}:".encode() + b" ".join(lower[name].split()) + b"\r\n" for name in names if name in lower]
    data = b"".join(lines) + b"dkim-signature:" + b" ".join(value.encode().split())
    if isinstance(key, RSAPrivateKey):
        signature = key.sign(data, PKCS1v15(), SHA256())
    else:
        signature = key.sign(hashlib.sha256(data).digest())
    return b"DKIM-Signature: " + value.encode() + base64.b64encode(signature) + b"\r\n" + raw


def eml(name: str) -> bytes:
    """A mail from the folder beside this file, with the line ends that mail has."""
    return re.sub(rb"\r?\n", b"\r\n", (EML / f"{name}.eml").read_bytes())
