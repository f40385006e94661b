"""Where a webhook may point: addresses that are not this machine's, nor its network's, unless the operator allows it.

A name is resolved once, every address it has is looked at, and the connection is made to an address that was looked at: a
name that answers differently the second time (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from ...errors import NetworkError, ValidationError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Form: TypeAlias = Literal["json", "slack", "mail"]
SLACK: Final = "slack+"
_SLACK_HOSTS: Final = ("hooks.slack.com", "hooks.slack-gov.com")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A checked URL: how a message for it looks, and, of HTTP, host and port."""

    form: Form
    url: str
    host: str = ""
    port: int = 0
    address: str = ""  # of mail: whom to

    def at(self, address: str) -> str:
        """The URL with an address in the place of the name."""
        parts = urlsplit(self.url)
        shown = f"[{address}]" if ":" in address else address
        return urlunsplit(parts._replace(netloc=f"{shown}:{self.port}"))


def read_target(url: str) -> Target:
    """Raises ValidationError for what is no http(s), slack+http(s) or mailto URL."""
    try:
        parts = urlsplit(url.removeprefix(SLACK))
        port = parts.port
    except ValueError:
        raise _refused("it cannot be read as a URL") from None
    if parts.scheme == "mailto":
        return _mail(parts)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _refused("it must begin with https://, http://, slack+https:// or mailto:")
    if parts.username is not None or parts.password is not None:
        raise _refused("it must not hold a name or a password")
    host = parts.hostname
    slack = url.startswith(SLACK) or host in _SLACK_HOSTS
    clean = urlunsplit(parts._replace(fragment=""))
    return Target("slack" if slack else "json", clean, host, port or (443 if parts.scheme == "https" else 80))


def _mail(parts: SplitResult) -> Target:
    address = unquote(parts.path)
    name, at, domain = address.rpartition("@")
    if not (name and at and domain) or any(ord(c) <= 32 or c in ",;<>\"()" or ord(c) > 126 for c in address):
        raise _refused("mailto: needs one plain address")
    return Target("mail", f"mailto:{address}", address=address)


def check_target(url: str, *, private: bool) -> Target:
    """`read_target`, and what can be refused without asking the network: addresses and names that are clearly private."""
    target = read_target(url)
    if private or target.form == "mail":
        return target
    literal = _literal(target.host)
    if target.host == "localhost" or target.host.endswith((".localhost", ".local", ".internal")) or (
        literal is not None and not is_public(literal)
    ):
        raise _refused("it points into a private network (setting private_webhooks)")
    return target


def resolve(target: Target, *, private: bool) -> str:
    """The address to connect to. Blocks while the name is looked up.

    Raises NetworkError when there is none, and when any address of the name is private.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NetworkError(f"The host of the webhook cannot be found: {error}.") from None
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    if not private and not all(map(is_public, addresses)):
        raise NetworkError("The host of the webhook lies in a private network.", error_code="NET_PRIVATE")
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether an address is anybody's, also where it is an IPv4 address in an IPv6 dress."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _literal(host: str) -> Address | None:
    """An address that is written as one, also in the odd ways that resolvers take: 0x7f.1, 2130706433."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _refused(why: str) -> ValidationError:
    return ValidationError(f"This URL cannot be a webhook: {why}.", details={"argument": "url"})
