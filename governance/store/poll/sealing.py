"""Seals a secret answer so that the database alone does not show it; unseals it for its own giver and at closing.

The key is derived from the app's key, which is outside the database, and from the question's salt, which is destroyed
at closing; after that nobody can open any copy of a sealed answer. All seals of answers have the same length and a
nonce of their own, so that not even a change shows.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
CHOICE_LENGTH = 8


def _cipher(app_key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(hmac.digest(app_key, b"sealed answer\0" + salt, "sha256"))


def seal(app_key: bytes, salt: bytes, tag: str, choice: str, code: str) -> bytes:
    """The answer and its check code, encrypted and bound to `tag`, so that it cannot stand for another person's."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(app_key, salt).encrypt(nonce, f"{choice:<{CHOICE_LENGTH}}{code}".encode(), tag.encode())


def unseal(app_key: bytes, salt: bytes, tag: str, sealed: bytes) -> tuple[str, str]:
    """Choice and check code. Raises cryptography's InvalidTag for another key, salt, person, or a changed seal."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    text = _cipher(app_key, salt).decrypt(nonce, rest, tag.encode()).decode()
    return text[:CHOICE_LENGTH].strip(), text[CHOICE_LENGTH:]
