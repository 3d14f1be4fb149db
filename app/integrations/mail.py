"""Hands messages to a mail server over SMTP: short waits, encrypted unless told otherwise, no answer taken on trust."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Literal

from app.settings import Settings

WAITS_SECONDS = 10.0
_HEADER_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


class NotSent(Exception):
    """The message was not taken. `trouble` is a short code without anybody's address in it."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble[:200]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. `reference` makes its Message-ID, so that a repeat is known as one."""

    reference: str
    address: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    sender: str
    tls: Literal["starttls", "tls", "none"]
    user: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "MailServer | None":
        """The server of the settings; None where there is none, and mail is kept."""
        if settings.smtp_host is None:
            return None
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        return cls(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            settings.smtp_tls,
            settings.smtp_user,
            password,
        )

    @contextmanager
    def connected(self) -> Iterator["Connected"]:
        """A connection for some messages. Raises NotSent where there is none to be had."""
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_trouble(error)) from error
        try:
            yield Connected(connection, self.sender)
        finally:
            _leave(connection)

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "tls":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=WAITS_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=WAITS_SECONDS)
        try:
            if self.tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password or "")
        except (OSError, smtplib.SMTPException):
            _leave(connection)
            raise
        return connection


@dataclass(frozen=True, slots=True)
class Connected:
    """An open connection to the server."""

    connection: smtplib.SMTP
    sender: str

    def send(self, message: Message) -> None:
        """Hand one message over. Raises NotSent."""
        letter = EmailMessage()
        letter["From"] = self.sender
        letter["To"] = _HEADER_UNSAFE.sub("", message.address)
        letter["Subject"] = _HEADER_UNSAFE.sub(" ", message.subject)
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{message.reference}@{self.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["Sensitivity"] = "Company-Confidential"
        letter["Protective-Marking"] = "OFFICIAL: SENSITIVE"
        letter.set_content(message.text)
        try:
            self.connection.send_message(letter)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise NotSent(_trouble(error)) from error


def _leave(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _trouble(error: Exception) -> str:
    """What happened, in a word and a reply code; a server's own text may repeat addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"recipient_refused {' '.join(codes)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return type(error).__name__
