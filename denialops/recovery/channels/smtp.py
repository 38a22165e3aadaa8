"""E-mail through the clinic's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from denialops.errors import ChannelRefused, ChannelUnavailable
from denialops.ports.recovery.actions import Alert

PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500


class MailServer(NamedTuple):
    """smtp://user:password@host:port, which turns to TLS before a password or message crosses a network; or smtps://."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> MailServer:
        parts: SplitResult = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, PORTS["smtp"])
        return cls(
            parts.scheme, parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or "")
        )

    @property
    def is_here(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class SmtpChannel:
    """Implements ports.Channel. A message keeps its Message-ID however often it is sent: mail has no other memory."""

    name = "email"
    can_resolve = False

    def __init__(self, server: MailServer, *, sender: str, receivers: Sequence[str], timeout_s: float) -> None:
        self._server, self._sender, self._receivers, self._timeout_s = server, sender, tuple(receivers), timeout_s

    def send(self, alert: Alert) -> None:
        try:
            with self._connect() as server:
                self._enter(server)
                refused = server.send_message(self._message(alert))
        except smtplib.SMTPResponseException as error:
            raise _fault(error.smtp_code) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _fault(min(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ChannelRefused("The mail server takes no password.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelUnavailable(f"The mail server does not answer: {type(error).__name__}.") from error
        if refused:
            raise ChannelRefused(f"The mail server refuses {len(refused)} of {len(self._receivers)} receivers.")

    def resolve(self, alert: Alert) -> None:
        """A message cannot be taken back."""

    def _connect(self) -> smtplib.SMTP:
        at = self._server
        if at.scheme == "smtps":
            return smtplib.SMTP_SSL(at.host, at.port, timeout=self._timeout_s, context=ssl.create_default_context())
        return smtplib.SMTP(at.host, at.port, timeout=self._timeout_s)

    def _enter(self, server: smtplib.SMTP) -> None:
        """Raises ChannelRefused before anything readable would cross a network."""
        at = self._server
        server.ehlo_or_helo_if_needed()
        if at.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif at.scheme == "smtp" and not at.is_here:
            raise ChannelRefused("The mail server offers no encryption.", hint="Choose one with STARTTLS or smtps.")
        if at.user:
            server.login(at.user, at.password)

    def _message(self, alert: Alert) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, ", ".join(self._receivers)
        message["Subject"] = alert.title
        message["Date"] = format_datetime(datetime.fromisoformat(alert.at))
        message["Message-ID"] = f"<{alert.key}@{self._sender.rpartition('@')[2]}>"
        lines = [f"{name.replace('_', ' ')}: {value}" for name, value in alert.facts.items()]
        message.set_content("\n".join([alert.title, "", *lines, "", "Open DenialOps for what to do next.", ""]))
        return message


def _fault(code: int) -> ChannelUnavailable | ChannelRefused:
    message = f"The mail server answers {code}."
    return ChannelRefused(message) if code >= PERMANENT else ChannelUnavailable(message)
