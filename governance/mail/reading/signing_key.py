"""Reads the key that a domain publishes for its mail signatures (RFC 6376 s. 3.6.1, RFC 8463) from its TXT record."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

SMALLEST, LARGEST = 1024, 8192  # bits of an RSA key


class Ed25519:
    """Verifies in the form the signature library expects of its own optional dependency, and keeps the result."""

    def __init__(self, raw: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(raw)
        self.held = False

    def verify(self, digest: bytes, signature: bytes) -> None:
        """Note whether the signature is valid for this digest."""
        try:
            self._key.verify(signature, digest)
            self.held = True
        except InvalidSignature:
            self.held = False


@dataclass(frozen=True)
class SigningKey:
    """`kind`: rsa or ed25519. `exact`: for the domain itself only, no subdomain. `numbers`: as the library takes it."""

    kind: str
    bits: int
    exact: bool
    numbers: dict[str, int] | Ed25519


def signing_key(record: bytes) -> SigningKey | None:
    """The key in a TXT record; None where it is malformed, revoked, too small, for testing, or for another service."""
    try:
        tags = parse_tag_value(record)
    except InvalidTagValueList:
        return None
    flags = _list(tags, b"t", b"")
    services, hashes = _list(tags, b"s", b"*"), _list(tags, b"h", b"sha256")
    if tags.get(b"v", b"DKIM1") != b"DKIM1" or b"y" in flags:
        return None
    if not services & {b"*", b"email"} or b"sha256" not in hashes:
        return None
    try:
        data = b64decode(re.sub(rb"\s", b"", tags.get(b"p", b"")), validate=True)
        if tags.get(b"k", b"rsa") == b"ed25519":
            return SigningKey("ed25519", 256, b"s" in flags, Ed25519(data))
        key = load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    if tags.get(b"k", b"rsa") != b"rsa" or not isinstance(key, RSAPublicKey) or not SMALLEST <= key.key_size <= LARGEST:
        return None
    public = key.public_numbers()
    return SigningKey("rsa", key.key_size, b"s" in flags, {"modulus": public.n, "publicExponent": public.e})


def _list(tags: dict[Any, Any], name: bytes, default: bytes) -> set[bytes]:
    value: bytes = tags.get(name, default)
    return {part.strip().lower() for part in value.split(b":")}
