"""Asks DNS for the TXT records that hold mail keys, or takes stored answers instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address

import dns.exception
import dns.name
import dns.resolver

from governance.errors import Fault

TIMEOUT = 5.0  # seconds for one name, all servers and tries together


class DnsTxt:
    """Looks up TXT records; `server` is host:port of a DNS server, else the machine's own are asked."""

    def __init__(self, server: str | None = None, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._resolver: dns.resolver.Resolver | None = None

    def __call__(self, name: str) -> bytes | None:
        """The record of this name; None where there is none or more than one key. Raises Fault when nobody answers."""
        try:
            answer = self._asked().resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return None
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise Fault(f"dns:{type(error).__name__}", permanent=False) from error
        return only_key([b"".join(record.strings) for record in answer])

    def _asked(self) -> dns.resolver.Resolver:
        if self._resolver is None:
            resolver = dns.resolver.Resolver(configure=self._server is None)
            if self._server is not None:
                host, _, port = self._server.rpartition(":")
                resolver.nameservers = [str(ip_address("127.0.0.1" if host == "localhost" else host.strip("[]")))]
                resolver.port = int(port)
            resolver.lifetime = self._timeout
            resolver.timeout = self._timeout / 2
            self._resolver = resolver
        return self._resolver


class StoredTxt:
    """Answers from a mapping of name to TXT record; null: there is no record; an absent name: unknown."""

    def __init__(self, records: Mapping[str, str | None]) -> None:
        self._records = {name.lower().rstrip("."): record for name, record in records.items()}

    def __call__(self, name: str) -> bytes | None:
        """The stored record. Raises Fault where none was stored."""
        try:
            record = self._records[name.lower().rstrip(".")]
        except KeyError:
            raise Fault("dns:not_stored", permanent=True) from None
        return None if record is None else _joined(record).encode()


def stored_first(
    records: Mapping[str, str | None], ask: Callable[[str], bytes | None]
) -> Callable[[str], bytes | None]:
    """Answers from the stored records, and asks DNS for the rest: a key may be gone when a mail is judged again."""
    stored = StoredTxt(records)

    def look_up(name: str) -> bytes | None:
        try:
            return stored(name)
        except Fault:
            return ask(name)

    return look_up


def _joined(record: str) -> str:
    """A record as it stands in a zone file, in quoted pieces, is joined as a name server would."""
    pieces = re.findall(r'"([^"]*)"', record) if record.lstrip().startswith('"') else []
    return "".join(pieces) or record


def only_key(records: list[bytes]) -> bytes | None:
    """The one record that is a mail key; None where there is none or more than one."""
    keys = [record for record in records if b"p=" in record]
    return keys[0] if len(keys) == 1 else None
