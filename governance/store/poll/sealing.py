"""Seals a secret answer, so that the database alone does not show it, and opens it for its giver and at closing.

The key (`key_store.py`) lies outside the database and is destroyed at closing: what is left anywhere of a sealed answer
can then be opened by nobody. Every seal has the same length and a nonce of its own, so that not even a change shows.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.rules.poll.answer import SecretKey

NONCE_BYTES = 12
CHOICE_LENGTH = 8


def seal(key: SecretKey, tag: str, choice: str, code: str) -> bytes:
    """The answer and its check code, unreadable; bound to `tag`, so that it cannot stand for somebody else's."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, f"{choice:<{CHOICE_LENGTH}}{code}".encode(), tag.encode())


def unseal(key: SecretKey, tag: str, sealed: bytes) -> tuple[str, str]:
    """Choice and check code. Raises cryptography's InvalidTag for another key or person, and for a changed seal."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    text = _cipher(key).decrypt(nonce, rest, tag.encode()).decode()
    return text[:CHOICE_LENGTH].strip(), text[CHOICE_LENGTH:]


def _cipher(key: SecretKey) -> AESGCM:
    return AESGCM(key.derived(b"sealed answer"))
