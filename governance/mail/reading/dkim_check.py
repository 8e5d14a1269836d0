"""Checks who signed a mail: DKIM (RFC 6376) over its raw bytes, by a stricter rule of ours.

The rule: one From header with one address, at an expected domain; a signature of exactly that domain that covers from,
to, subject and date, has no length limit, uses SHA-256 and a key of at least 1024 bits, and has not expired.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from governance.errors import N_, Fault, Refusal
from governance.mail.reading.body_hash import body_hashes
from governance.mail.reading.bounds import MAX_BYTES, MAX_LINES
from governance.mail.reading.headers import ONCE, Headers, addresses, header_ends
from governance.mail.reading.signing_key import Ed25519, SigningKey, signing_key
from governance.rules.mail.mail_facts import Authenticity, Dkim
from governance.rules.sentence import Sentence

Lookup = Callable[[str], bytes | None]  # the TXT record of a name; None: there is none; raises Fault: nobody knows

MUST_SIGN = frozenset(("from", "to", "subject", "date"))
ALGORITHMS = {b"rsa-sha256": "rsa", b"ed25519-sha256": "ed25519"}
MAX_SIGNATURES = 20  # that are looked at
MAX_CHECKED = 8  # of the sender's domain that are checked
MAX_STRANGERS = 2  # of others that are checked: they prove nothing, and only tell who carried it
MAX_NAMES = 4  # for which a key is asked
MAX_SIGNATURE = 6_000
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9](?:[a-z0-9-]{0,62}\.)*[a-z0-9-]{0,62}[a-z0-9])")
_BROKEN = (
    *(dkim.DKIMException, InvalidTagValueList),
    *(ValueError, IndexError, KeyError, TypeError, AssertionError, OverflowError),
)


@dataclass
class _Signature:
    """One DKIM-Signature header, checked as far as `dkim` says."""

    index: int
    tags: Mapping[bytes, bytes]
    domain: str
    dkim: Dkim = Dkim.INVALID
    why: Sentence | None = None

    @property
    def signed(self) -> frozenset[str]:
        names = self.tags.get(b"h", b"").decode("ascii", "replace").lower().split(":")
        return frozenset(name.strip() for name in names)

    def aligned_with(self, sender: str | None) -> bool:
        """Whether it holds and is of exactly this domain."""
        return self.dkim is Dkim.VALID and self.domain == sender


@dataclass
class _Asked:
    """A lookup that keeps what it was told, so that the signature can be checked again when the key is gone.

    No name is asked twice, and only a few are: a stranger could list hundreds.
    """

    lookup: Lookup
    dns: dict[str, str | None] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def __call__(self, name: str) -> bytes | None:
        if name in self.dns:
            known = self.dns[name]
            return None if known is None else known.encode()
        if name in self.silent or len(self.dns) + len(self.silent) >= MAX_NAMES:
            raise Fault("dns:too_many_names", permanent=False)
        try:
            answer = self.lookup(name)
        except Fault:
            self.silent.add(name)
            raise
        self.dns[name] = None if answer is None else answer.decode("utf-8", "replace")
        return answer


def authenticate(raw: bytes, domains: frozenset[str], lookup: Lookup, now: datetime) -> Authenticity:
    """Who signed this mail, and whether that is its sender at one of `domains`; `dns` in the result is to be stored."""
    headers = Headers(raw)
    if not headers.has("dkim-signature"):
        return Authenticity(reasons=(Sentence(N_("It carries no signature: anybody could have written it.")),))
    if not headers.whole or len(raw) > MAX_BYTES or raw.count(b"\n") > MAX_LINES:
        return Authenticity(Dkim.INVALID, reasons=(Sentence(N_("Its header is damaged, so no signature counts.")),))
    sender = _sender_domain(headers)
    asked = _Asked(lookup)
    header, body = raw[: header_ends(raw)[1]], body_hashes(raw)
    checked: list[_Signature] = []
    for signature in _few(_signatures(headers), sender):
        if checked and checked[0].aligned_with(sender):
            break
        _check(signature, header, body, asked, now)
        checked = sorted([*checked, signature], key=lambda found: _rank(found, sender))
    return _answer(checked[0], sender, domains, asked.dns)


def _few(signatures: Iterable[_Signature], sender: str | None) -> list[_Signature]:
    """Those worth a check, the sender's own first."""
    own: list[_Signature] = []
    others: list[_Signature] = []
    for signature in signatures:
        (own if signature.domain == sender else others).append(signature)
    return [*own[:MAX_CHECKED], *others[:MAX_STRANGERS]]


def _answer(best: _Signature, sender: str | None, domains: frozenset[str], dns: dict[str, str | None]) -> Authenticity:
    aligned = best.aligned_with(sender) and sender in domains
    if aligned:
        why = Sentence(N_("{domain} signed it, and nothing was changed on the way."), {"domain": best.domain})
    elif best.dkim is Dkim.VALID and sender is None:
        why = Sentence(N_("{domain} signed it, but whom it comes from is not clear."), {"domain": best.domain})
    elif best.aligned_with(sender):
        why = Sentence(N_("{domain} signed it, not those whom we wrote to."), {"domain": best.domain})
    elif best.dkim is Dkim.VALID:
        why = Sentence(N_("{domain} signed it, which is not where it says it comes from."), {"domain": best.domain})
    else:
        why = best.why or Sentence(N_("Its signature does not hold."))
    return Authenticity(best.dkim, best.domain, aligned, (why,), best.signed, dns)


def _rank(signature: _Signature, sender: str | None) -> tuple[bool, int]:
    """The sender's own signatures first, then those that hold, then those nobody could check."""
    return signature.domain != sender, [Dkim.VALID, Dkim.UNKNOWN, Dkim.INVALID].index(signature.dkim)


def _sender_domain(headers: Headers) -> str | None:
    """The domain of the one address of the one From header; None where there are more, or where it is unusual."""
    if headers.repeated(ONCE):
        return None
    found = addresses(headers.first("from"))
    match = _ADDRESS.fullmatch(found[0]) if len(found) == 1 else None
    return match.group(1) if match else None


def _signatures(headers: Headers) -> Iterator[_Signature]:
    """Every signature in order; the sender's own may stand behind those of mail services."""
    values = [value for name, value in headers.fields if name == "dkim-signature"]
    for index, value in enumerate(values[:MAX_SIGNATURES]):
        try:
            tags = parse_tag_value(value) if len(value) < MAX_SIGNATURE and not re.search(rb"\s{100}", value) else {}
        except InvalidTagValueList:
            tags = {}
        yield _Signature(index, tags, tags.get(b"d", b"").decode("ascii", "replace").lower())


def _check(signature: _Signature, header: bytes, body: Callable[[bool], bytes], lookup: Lookup, now: datetime) -> None:
    try:
        _check_tags(signature, now)
        key = _key_of(signature, lookup)
        if not _holds(signature, header, body, key):
            raise Refusal(N_("It was changed after it was signed, or the signature is not genuine."))
        signature.dkim = Dkim.VALID
    except Refusal as refusal:
        signature.why = Sentence(refusal.msgid, refusal.values)
    except Fault:
        signature.dkim = Dkim.UNKNOWN
        signature.why = Sentence(N_("Its signature could not be checked: the name service gave no answer."))


def _check_tags(signature: _Signature, now: datetime) -> None:
    """What can be refused without asking anybody. Times are ours to judge, by `now`."""
    tags = signature.tags
    try:
        dkim.validate_signature_fields({name: value for name, value in tags.items() if name not in (b"t", b"x")})
        made, expires = (int(tags[name][:12]) if name in tags else None for name in (b"t", b"x"))
    except _BROKEN:
        raise Refusal(N_("Its signature is malformed.")) from None
    if tags[b"a"] not in ALGORITHMS:
        raise Refusal(N_("Its signature uses an outdated method."))
    if b"l" in tags:
        raise Refusal(N_("Its signature covers only the beginning of the text."))
    if not signature.signed >= MUST_SIGN:
        raise Refusal(N_("Its signature does not cover sender, recipient, subject and date."))
    if expires is not None and expires < max(now.timestamp(), made or 0):
        raise Refusal(N_("Its signature has expired."))


def _key_of(signature: _Signature, lookup: Lookup) -> SigningKey:
    name = f"{signature.tags[b's'].decode('ascii', 'replace').lower()}._domainkey.{signature.domain}"
    record = lookup(name)
    if record is None:
        raise Refusal(N_("{domain} publishes no key for its signature."), domain=signature.domain)
    key = signing_key(record)
    if key is None:
        raise Refusal(N_("The key that {domain} publishes for its signature can't be used."), domain=signature.domain)
    if key.kind != ALGORITHMS[signature.tags[b"a"]]:
        raise Refusal(N_("The key that {domain} publishes is for another method."), domain=signature.domain)
    identity = signature.tags.get(b"i", b"").decode("ascii", "replace").lower().rpartition("@")[2]
    if key.exact and identity not in ("", signature.domain):
        raise Refusal(N_("The key that {domain} publishes is not for this sender."), domain=signature.domain)
    return key


def _holds(signature: _Signature, header: bytes, body: Callable[[bool], bytes], key: SigningKey) -> bool:
    """Whether header and body are as they were signed. The library compares the header; which signature and key is
    ours to say. Without `bh=` it leaves out the body, of which it would make several copies.
    """
    try:
        verifier = dkim.DKIM(header)
        line = [pair for pair in verifier.headers if pair[0].lower() == b"dkim-signature"][signature.index]
        tags = parse_tag_value(line[1])
        told = b64decode(re.sub(rb"\s+", b"", tags.pop(b"bh")))
        if told != body(tags.get(b"c", b"").endswith(b"/relaxed")):
            return False
        verifier.pk, verifier.keysize, verifier.ktag = key.numbers, key.bits, key.kind.encode()
        signed = [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"])]
        held = bool(verifier.verify_sig_process(tags, signed, line, None))
    except _BROKEN:
        return False
    return held and (key.numbers.held if isinstance(key.numbers, Ed25519) else True)
