"""Requests over connections that stay open, each sent as soon as the one before it was answered.

One thread, plain sockets and requests written out beforehand, so that the load costs little next to the servers on the
same cores. What it does cost stands in the table.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TIMEOUT_SECONDS = 120
"""Also for a server to start that shares its cores with others."""


Heard = Callable[[bytes, float, int, bytes], None]
"""Told of each answer: the request, the seconds it took, status and body."""


@dataclass
class Load:
    """What the connections of one run saw."""

    seconds: float = 0.0
    processor: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


class Connections:
    """Open until the `with` ends, so that a run can be warmed up on the connections that it measures."""

    def __init__(self, port: int, count: int) -> None:
        self.opened = [socket.create_connection(("127.0.0.1", port), _TIMEOUT_SECONDS) for _ in range(count)]
        self.selector = selectors.DefaultSelector()
        for connection in self.opened:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(connection, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.selector.close()
        for connection in self.opened:
            connection.close()

    def send(self, requests: Iterator[bytes], *, seconds: float, heard: Heard | None = None) -> Load:
        """Send until the time is over or the requests are; what is under way then is waited for, and counts."""
        load, under_way = Load(), dict.fromkeys(self.opened, (0.0, b""))
        processor, started = time.process_time(), time.perf_counter()
        waiting = sum(_sent(connection, requests, under_way) for connection in self.opened)
        while waiting:
            ready = self.selector.select(_TIMEOUT_SECONDS)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _ in ready:
                status, body = _answer(key.fileobj)
                now, (sent_at, text) = time.perf_counter(), under_way[key.fileobj]
                load.latencies.append(now - sent_at)
                load.statuses[status] += 1
                if heard:
                    heard(text, now - sent_at, status, body)
                is_over = now - started >= seconds
                waiting -= is_over or not _sent(key.fileobj, requests, under_way)
        load.seconds, load.processor = time.perf_counter() - started, time.process_time() - processor
        return load


def request(path: str, *, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _sent(
    connection: socket.socket, requests: Iterator[bytes], under_way: dict[socket.socket, tuple[float, bytes]]
) -> bool:
    text = next(requests, None)
    if text is None:
        return False
    under_way[connection] = time.perf_counter(), text
    connection.sendall(text)
    return True


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """Read one answer to its end; a server may send its head and its body apart."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _received(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:
        raise ValueError(f"an answer without its length: {head!r}")
    while len(body) < int(length[1]):
        body += _received(connection)
    return int(head[9:12]), body


def _received(connection: socket.socket) -> bytes:
    part = connection.recv(65_536)
    if not part:
        raise ConnectionError("the server hung up")
    return part
