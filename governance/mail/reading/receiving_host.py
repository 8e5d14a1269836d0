"""What our own receiving mail server says of a mail's signature (RFC 8601); it is shown, but closes nothing.

Only the topmost Authentication-Results header is read, and only under the name that the operator configured: the server
puts its own above those that a sender may have written.
"""

from __future__ import annotations

import re

from governance.errors import N_
from governance.mail.reading.headers import Headers
from governance.rules.sentence import Sentence

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_DKIM = re.compile(r"^\s*dkim\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)
_DOMAIN = re.compile(r"\bheader\.(?:d|i)\s*=\s*@?([a-z0-9.-]{1,253})", re.IGNORECASE)


def told_by(raw: bytes, host: str) -> Sentence | None:
    """What `host`, our receiving server by its authserv-id, found of the signature; None where it says nothing."""
    value = _COMMENT.sub(" ", Headers(raw).first("authentication-results")[:4_000])
    name, _, results = value.partition(";")
    if name.lower().split()[:1] != [host.lower()]:
        return None
    found = [result for result in results.split(";") if _DKIM.match(result)]
    passed = [domain.group(1).lower() for result in found if _is_pass(result) and (domain := _DOMAIN.search(result))]
    if passed:
        said = N_("{host}, which received it, says that {domain} signed it; that alone closes nothing.")
        return Sentence(said, {"host": host, "domain": ", ".join(dict.fromkeys(passed))})
    return (
        Sentence(N_("{host}, which received it, says that no signature of it holds."), {"host": host})
        if found
        else None
    )


def _is_pass(result: str) -> bool:
    match = _DKIM.match(result)
    return bool(match and match.group(1).lower() == "pass")
