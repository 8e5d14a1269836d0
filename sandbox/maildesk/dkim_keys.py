"""DKIM keys of the sandbox's domains, made anew at every start and published in the sandbox's DNS."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_SIGNED_HEADERS = [
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"mime-version",
    b"content-type",
]  # fmt: skip


@dataclass(frozen=True)
class _Key:
    selector: str
    private_pem: bytes
    record: str


class Keyring:
    """One key per domain. `records` is what a DNS server publishes for them."""

    def __init__(self, domains: list[str]) -> None:
        self._keys: dict[str, _Key] = {}
        self.records: dict[str, str] = {}
        for domain in domains:
            self.rotate(domain)

    def rotate(self, domain: str) -> str:
        """Give the domain a new key under a new selector and forget the old one, as domains do over the years."""
        old = self._keys.get(domain)
        if old:
            del self.records[f"{old.selector}._domainkey.{domain}"]
        key = _new_key()
        self._keys[domain] = key
        self.records[f"{key.selector}._domainkey.{domain}"] = key.record
        return key.selector

    def knows(self, domain: str) -> bool:
        """Whether letters of this domain can be signed here."""
        return domain in self._keys

    def signature(self, raw: bytes, domain: str) -> bytes:
        """The DKIM-Signature header line for these bytes, relaxed/relaxed (RFC 6376). Its `t=` is real time, because
        verifiers refuse a signature from the future and the sandbox's clock may be weeks ahead."""
        key = self._keys[domain]
        line: bytes = dkim.sign(
            raw,
            selector=key.selector.encode(),
            domain=domain.encode(),
            privkey=key.private_pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=_SIGNED_HEADERS,
        )
        return line

    def sign(self, raw: bytes, domain: str) -> bytes:
        """The letter with its signature on top."""
        return self.signature(raw, domain) + raw


def _new_key() -> _Key:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()
    return _Key(selector="s" + secrets.token_hex(4), private_pem=pem, record=record)
