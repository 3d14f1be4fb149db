"""A small mail server on a free port: it takes messages, refuses some, hangs up, or is closed, as a test says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

CRLF = b"\r\n"


@dataclass
class PostOffice:
    """A running server. `refuses` are addresses it does not know; `hangs_up_after` so many messages it is gone."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    is_busy: bool = False
    hangs_up_after: int | None = None


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Serve until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    office = PostOffice(listening.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                _talk(connection, office)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _talk(connection: socket.socket, office: PostOffice) -> None:
    lines = connection.makefile("rb")
    connection.sendall(b"220 ready" + CRLF)
    for line in lines:
        word = line[:4].upper().strip()
        if word == b"DATA":
            connection.sendall(b"354 go on" + CRLF)
            content = b"".join(iter(lines.readline, b".\r\n"))
            letter = message_from_bytes(content, policy=policy.default)
            office.letters.append(cast(EmailMessage, letter))
            if office.hangs_up_after is not None and len(office.letters) >= office.hangs_up_after:
                return
        answer = _answer(word, line.decode(), office)
        connection.sendall(answer + CRLF)
        if word == b"QUIT":
            return


def _answer(word: bytes, line: str, office: PostOffice) -> bytes:
    if word == b"QUIT":
        return b"221 bye"
    if word == b"RCPT" and office.is_busy:
        return b"451 try later"
    if word == b"RCPT" and any(address in line for address in office.refuses):
        return b"550 nobody of that name"
    return b"250 yes"
