"""The sandbox's own DNS server: TXT questions about its DKIM keys are answered, all others with NXDOMAIN."""

from __future__ import annotations

import asyncio
import struct
from contextlib import suppress
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

MODES = ("ok", "servfail", "silent")
_TTL_SECONDS = 60
_LARGEST_TCP = 65535


class DnsServer:
    """`records` maps a name to its TXT value; `mode` lets a test take the server down without a trace."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self.mode = "ok"
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None

    async def start(self, host: str = "127.0.0.1") -> int:
        """Listen on one free port for both UDP and TCP and return it."""
        loop = asyncio.get_running_loop()
        while True:
            self._tcp = await asyncio.start_server(self._serve_tcp, host, 0)
            port: int = self._tcp.sockets[0].getsockname()[1]
            with suppress(OSError):  # the same number may be taken on the UDP side: draw another
                self._udp, _ = await loop.create_datagram_endpoint(lambda: _Udp(self), local_addr=(host, port))
                return port
            self._tcp.close()

    async def stop(self) -> None:
        """Close both sockets."""
        if self._udp:
            self._udp.close()
        if self._tcp:
            self._tcp.close()
            await self._tcp.wait_closed()

    def answer(self, wire: bytes, limit: int | None) -> bytes | None:
        """The response to one question; over UDP `limit` is None and the asker's own payload size rules."""
        try:
            question = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if self.mode == "silent" or not question.question:
            return None
        response = self._respond(question)
        size = limit or (question.payload if question.edns >= 0 else 512)
        try:
            return response.to_wire(max_size=size)
        except dns.exception.TooBig:
            response.answer.clear()
            response.flags |= dns.flags.TC
            return response.to_wire()

    def _respond(self, question: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(question, recursion_available=True)
        asked = question.question[0]
        text = self.records.get(asked.name.to_text(omit_final_dot=True).lower())
        if self.mode == "servfail":
            response.set_rcode(dns.rcode.SERVFAIL)
        elif text is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.rdtype == dns.rdatatype.TXT:
            response.answer.append(_txt(asked.name, text))
        return response

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (size,) = struct.unpack("!H", await reader.readexactly(2))
                wire = self.answer(await reader.readexactly(size), _LARGEST_TCP)
                if wire is None:
                    break
                writer.write(struct.pack("!H", len(wire)) + wire)
                await writer.drain()
        writer.close()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        wire = self._server.answer(data, None)
        if wire is not None and self._transport:
            self._transport.sendto(wire, addr)


def _txt(name: dns.name.Name, text: str) -> dns.rrset.RRset:
    """A TXT record is made of strings of at most 255 bytes (RFC 1035 s. 3.3.14); an RSA key needs two."""
    pieces = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
    return dns.rrset.from_text(name, _TTL_SECONDS, dns.rdataclass.IN, dns.rdatatype.TXT, pieces)
