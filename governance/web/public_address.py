"""Which address a name stands for, resolved once: what is connected to is what was checked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from governance.errors import Fault

Resolver = Callable[..., list[Any]]  # as socket.getaddrinfo
_TRANSLATED = ("64:ff9b::", "2002::", "2001::")  # prefixes that carry an IPv4 address to where only a gateway knows


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not this machine, its network or a cloud's metadata."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address) and any(_begins(found, prefix) for prefix in _TRANSLATED):
        return False
    return found.is_global and not found.is_multicast


def _begins(address: IPv6Address | IPv4Address, prefix: str) -> bool:
    bits = 96 if prefix.startswith("64") else 16 if prefix.startswith("2002") else 32
    return int(address) >> (128 - bits) == int(ip_address(prefix)) >> (128 - bits)


def public_address(host: str, port: int, resolve: Resolver = socket.getaddrinfo) -> str:
    """The address to connect to. Raises Fault for a name with any address that is not public, and for none at all."""
    try:
        found = [row[4][0] for row in resolve(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Fault("dns", permanent=False) from error
    if not found:
        raise Fault("dns", permanent=False)
    if not all(is_public(address) for address in found):
        raise Fault("address_not_public", permanent=True)
    return str(found[0])


def refuse_private_literal(host: str) -> None:
    """Behind a proxy names are the proxy's affair; an address written out is not. Raises Fault."""
    try:
        public = is_public(host.strip("[]"))
    except ValueError:
        public = host.lower() != "localhost" and not host.lower().endswith((".localhost", ".local", ".internal"))
    if not public:
        raise Fault("address_not_public", permanent=True)
