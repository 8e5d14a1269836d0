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


class Seals:
    """The seals of one question: many are opened with a key that is derived once."""

    def __init__(self, key: SecretKey) -> None:
        self._cipher = AESGCM(key.derived(b"sealed answer"))

    def seal(self, tag: str, choice: str, code: str) -> bytes:
        """The answer and its check code, unreadable; bound to `tag`, so that it cannot stand for somebody else's."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, f"{choice:<{CHOICE_LENGTH}}{code}".encode(), tag.encode())

    def unseal(self, tag: str, sealed: bytes) -> tuple[str, str]:
        """Choice and check code. Raises cryptography's InvalidTag for another key or person, and for a changed seal."""
        text = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], tag.encode()).decode()
        return text[:CHOICE_LENGTH].strip(), text[CHOICE_LENGTH:]


def seal(key: SecretKey, tag: str, choice: str, code: str) -> bytes:
    """One answer, sealed."""
    return Seals(key).seal(tag, choice, code)


def unseal(key: SecretKey, tag: str, sealed: bytes) -> tuple[str, str]:
    """One answer, opened."""
    return Seals(key).unseal(tag, sealed)
