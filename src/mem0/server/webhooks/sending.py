"""Send a delivery: a signed POST to an address that was looked at, or a mail to the operator's mail server."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import httpx

from ...errors import ConfigurationError, NetworkError
from ...version import __version__
from .targets import Target

TIMEOUT: Final = 10.0  # seconds for a receiver to take a delivery


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """v1=HMAC-SHA256(secret, "<timestamp>.<body>") in hex: proves who sends it, that nothing was changed, and when."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def headers_of(secret: str, body: bytes, *, timestamp: int, event: str, delivery: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": f"open-mem0/{__version__}",
        "X-Mem0-Event": event,
        "X-Mem0-Delivery": delivery,
        "X-Mem0-Timestamp": str(timestamp),
        "X-Mem0-Signature": signature(secret, timestamp, body),
    }


async def post(client: httpx.AsyncClient, target: Target, address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """POST to an address of the target's host, under its name; returns the status. What it answers is not read.

    Raises NetworkError when nobody answers in time.
    """
    named = f"[{target.host}]" if ":" in target.host else target.host
    request = client.build_request(
        "POST",
        target.at(address),
        content=body,
        headers={**headers, "Host": named if target.port in (80, 443) else f"{named}:{target.port}"},
        extensions={"sni_hostname": target.host},  # the certificate is the name's, not the address's
    )
    try:
        response = await client.send(request, stream=True)
        await response.aclose()
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise NetworkError(f"The webhook could not be reached: {type(error).__name__}.") from None
    return response.status_code


def new_client() -> httpx.AsyncClient:
    """A client that follows nobody's redirects and no proxy of the environment."""
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=TIMEOUT)


def send_mail(server: str | None, sender: str, recipient: str, subject: str, text: str) -> None:
    """Hand a mail in at the operator's server. Blocks. Raises NetworkError, ConfigurationError where there is none."""
    if server is None:
        raise ConfigurationError("No mail server is configured.", suggestion="Set mail_server to smtp://user:password@host:587.")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message.set_content(text)
    try:
        _hand_in(urlsplit(server), message)
    except (OSError, smtplib.SMTPException) as error:
        raise NetworkError(f"The mail server did not take the mail: {type(error).__name__}.") from None


def _hand_in(server: SplitResult, message: EmailMessage) -> None:
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise ConfigurationError("mail_server must be smtp://[user:password@]host[:port] or smtps://...")
    plain = parse_qs(server.query).get("plain") == ["1"]
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.hostname, server.port or 465, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.hostname, server.port or 587, timeout=TIMEOUT)
    with connection:
        if server.scheme == "smtp" and not plain:
            connection.starttls(context=context)
        if server.username is not None:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
