"""A line to a server that fails as lines do: it breaks after so many bytes, or goes slowly."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Wire:
    """What the server says is cut after `cut` bytes, and given byte by byte with `pause` seconds between."""

    port: int
    cut: int | None = None
    pause: float = 0.0
    silent_after: int | None = None
    each: list[int] = field(default_factory=list)  # bytes that the server said, one number a connection
    _ends: list[socket.socket] = field(default_factory=list)

    def carry(self, client: socket.socket, server: socket.socket) -> None:
        """From the server to the client, with everything that is wrong with this line."""
        passed, number = 0, len(self.each)
        self.each.append(0)
        with suppress(OSError):
            while data := server.recv(4096):
                if self.silent_after is not None and passed + len(data) > self.silent_after:
                    client.sendall(data[: max(0, self.silent_after - passed)])
                    server.recv(1)  # and nothing more
                    return
                rest = len(data) if self.cut is None else max(0, self.cut - passed)
                for piece in [data[:rest]] if not self.pause else [bytes([byte]) for byte in data[:rest]]:
                    client.sendall(piece)
                    time.sleep(self.pause)
                passed += len(data)
                self.each[number] = min(passed, self.cut or passed)
                if self.cut is not None and passed >= self.cut:
                    break
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def wire_to(port: int, **wrong: float) -> Iterator[Wire]:
    """A line to this port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    wire = Wire(listening.getsockname()[1], **wrong)  # type: ignore[arg-type]  # the test says what it likes

    def accept() -> None:
        with suppress(OSError):
            while True:
                client = listening.accept()[0]
                server = socket.create_connection(("127.0.0.1", port))
                wire._ends += [client, server]
                threading.Thread(target=_forward, args=(client, server), daemon=True).start()
                threading.Thread(target=wire.carry, args=(client, server), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for end in wire._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        thread.join()


def _forward(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := client.recv(4096):
            server.sendall(data)
