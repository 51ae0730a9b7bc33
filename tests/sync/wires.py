"""Things that stand where a centre should: threads on loopback that answer wrongly, slowly or not at all."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REQUEST_BYTES = 65536


@contextmanager
def answering(answer: bytes | None) -> Iterator[str]:
    """An address where every request gets these bytes; None: the connection stands and nothing comes."""
    done = threading.Event()

    def talk(connection: socket.socket) -> None:
        if answer is None:
            done.wait(5)
            return
        connection.recv(_REQUEST_BYTES)
        connection.sendall(answer)

    with _listening(talk) as port:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            done.set()


def http(status: str, body: bytes, *headers: str) -> bytes:
    """An answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def cutting(port: int, cut_after: int) -> Iterator[str]:
    """A relay to a centre that cuts the first answers after so many bytes, then leaves the line whole.

    The request always arrives: the centre commits, the laptop does not learn of it.
    """
    cuts = [True, True]

    def talk(connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as onward:
            left = cut_after if cuts and cuts.pop() else None
            _relay(connection, onward, left)

    with _listening(talk) as own:
        yield f"http://127.0.0.1:{own}"


def _relay(near: socket.socket, far: socket.socket, left: int | None) -> None:
    while True:
        ready, _, _ = select.select([near, far], [], [], 5)
        if not ready:
            return
        for side in ready:
            data = side.recv(_REQUEST_BYTES)
            if not data:
                return
            if side is near:
                far.sendall(data)
                continue
            if left is not None and len(data) >= left:
                near.sendall(data[:left])
                return
            near.sendall(data)


@contextmanager
def _listening(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve connections one thread each until the block ends; all threads are gone then."""
    threads: list[threading.Thread] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            talk(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for thread in threads:
            thread.join(6)
