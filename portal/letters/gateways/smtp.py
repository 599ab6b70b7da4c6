"""The mail server (RFC 5321), asked once per letter: `smtp://` takes TLS where it is offered, `smtps://` demands it."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from portal.kit.errors import Undelivered

_TIMEOUT = 30  # seconds for each answer of the server


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter as the server needs it; `key` makes its Message-ID, the same at every attempt."""

    key: str
    sender: str
    to: str
    subject: str
    text: str
    written_at: datetime
    calendar: str = ""  # an iCalendar object that goes along (RFC 6047)


async def send(url: str, letter: Envelope) -> None:
    """Hand it over. Raises Undelivered: permanent where the server says so by a 5xx answer (RFC 5321, 4.2.1)."""
    server = urlsplit(url)
    try:
        await aiosmtplib.send(
            message_of(letter),
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=_TIMEOUT,
        )
    except aiosmtplib.SMTPRecipientsRefused as refusal:
        codes = [each.code for each in refusal.recipients]
        raise Undelivered(_said(refusal), permanent=all(code >= 500 for code in codes)) from refusal
    except aiosmtplib.SMTPResponseException as refusal:
        raise Undelivered(_said(refusal), permanent=refusal.code >= 500) from refusal
    except (aiosmtplib.SMTPException, OSError) as failure:
        raise Undelivered(_said(failure)) from failure


def message_of(letter: Envelope) -> EmailMessage:
    """The letter as a message that answering machines leave alone (RFC 3834)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = letter.sender, letter.to, letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.key}@{letter.sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.calendar:
        method = "CANCEL" if "METHOD:CANCEL" in letter.calendar else "PUBLISH"
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="cuoc-hop.ics",
            params={"method": method, "charset": "utf-8"},
        )
    return message


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
