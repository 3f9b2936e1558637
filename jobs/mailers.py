"""Ways a mail leaves: a folder and the terminal for development, SMTP for the world."""

import os
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core import clock, content
from core.config import Settings
from services.mails import Letter

TIMEOUT = 20  # seconds
_TEMPLATES = Environment(
    loader=FileSystemLoader(content.ROOT / "mails"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 plain text, never HTML
    keep_trailing_newline=True,
)


class Mailer(Protocol):
    """Anything that can bring a letter to its address."""

    def send(self, letter: Letter) -> None: ...


class FileMailer:
    """One RFC 5322 message a file, and a copy on the terminal, so that a code can be read."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, letter: Letter) -> None:
        """Write the message where only its owner may read it."""
        message = written(letter, self.sender)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = clock.now().strftime("%Y%m%dT%H%M%S%f")[:-3]
        name = f"{stamp}-{message['Message-ID'].strip('<>').split('@')[0]}.eml"
        descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
        sys.stdout.write(f"--- mail to {letter.to}\n{message.get_content()}---\n")
        sys.stdout.flush()


class SmtpMailer:
    """SMTP with STARTTLS (``smtp://``) or TLS from the start (``smtps://``)."""

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = urlsplit(url), sender

    def send(self, letter: Letter) -> None:
        """Hand the message to the server.

        Raises:
            OSError, smtplib.SMTPException: it did not take it; try again later.
        """
        message = written(letter, self.sender)
        host, context = self.url.hostname or "localhost", ssl.create_default_context()
        if self.url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.url.port or 465, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, self.url.port or 587, timeout=TIMEOUT)
        with server:
            server.ehlo()
            if self.url.scheme == "smtp" and not _is_local(host):
                server.starttls(context=context)
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
            server.send_message(message)


def mailer_for(settings: Settings) -> Mailer:
    """The way that ``MEND_MAIL_URL`` names."""
    if settings.mail_url.startswith("file:"):
        return FileMailer(Path(settings.mail_url.removeprefix("file:")), settings.mail_from)
    return SmtpMailer(settings.mail_url, settings.mail_from)


def written(letter: Letter, sender: str) -> EmailMessage:
    """The message: first line of the template is the subject, the rest the body."""
    template = _TEMPLATES.get_template(f"{letter.language}/{letter.template}.txt")
    subject, _, body = template.render(letter.values).partition("\n\n")
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.to
    message["Subject"] = subject.removeprefix("Subject: ").strip()
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = make_msgid(domain="mend.invalid")
    message.set_content(body)
    return message


def _is_local(host: str) -> bool:
    """A server on this machine needs no TLS; any other gets nothing without it."""
    return clock.is_loopback(host)
