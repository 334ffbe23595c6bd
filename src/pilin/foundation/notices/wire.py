"""The one way out: a message to an address somebody registered, sent nowhere but where the instance allows.

Whoever registers an address would like the instance to knock at doors that only the instance can reach. So the host must
stand on the instance's list; its name is resolved once, every answer must lie on the open internet (or where the list says),
and the connection goes to the very address that was looked at. No redirect is followed, and what comes back is not read
beyond a few kilobytes.
"""

from __future__ import annotations

import hmac
import http.client
import re
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from time import monotonic

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.verdict import Fault, Invalid

Address = IPv4Address | IPv6Address
ADDRESS = re.compile(
    r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?(/[!-\[\]-~]*)?"
)
ENTRY = re.compile(r"(?:(http)://)?(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::([0-9]{1,5}))?(?:@([0-9A-Fa-f.:/]+))?")
TRANSLATED = ip_network("64:ff9b::/96")  # a version 4 address in version 6, where a network translates
UNICAST = ip_network(
    "2000::/3"
)  # of version 6 nothing else is given out; what Python calls global differs by its version
SPECIAL = [
    ip_network(one)
    for one in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4")
]
SECONDS = 10.0  # from the first knock to the last byte
LARGEST_ANSWER = 4096
LARGEST_BODY = 256_000


class NotSent(Exception):
    """The message did not arrive; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Allowed:
    """An entry of the list ``webhook_hosts``: ``host``, ``host:port``, ``http://host:port`` or ``host@10.1.0.0/16``."""

    host: str
    port: int
    plain: bool  # without TLS: for a test, or inside a building
    network: IPv4Network | IPv6Network | None  # where the host may lie beside the open internet


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart, with the entry that allows it."""

    host: str
    port: int
    path: str
    allowed: Allowed


def allowed_hosts(entries: Iterable[str]) -> list[Allowed]:
    """Return the list as it is read; an entry that cannot be read allows nothing."""
    found = []
    for entry in entries:
        hit = ENTRY.fullmatch(entry.strip())
        if hit is None:
            continue
        try:
            network = ip_network(hit[4], strict=False) if hit[4] else None
        except ValueError:
            continue
        plain = hit[1] == "http"
        found.append(Allowed(_host(hit[2]), int(hit[3] or (80 if plain else 443)), plain, network))
    return found


def _host(word: str) -> str:
    return word.strip("[]").lower()


def target_of(address: str, entries: Iterable[str], named: str = "webhook_hosts") -> Target:
    """Return where an address leads. ``named`` is the setting that keeps the list, for the reason.

    Raises
    ------
    Invalid
        When it is none of the form ``https://host/path``, or its host is not on the list.
    """
    hit = ADDRESS.fullmatch(address)
    if hit is None or len(address) > 300:
        raise Invalid(
            Fault("no_address", "address", _("Write an address as https://host/path, without name and password"))
        )
    plain, host = hit[1] == "http", _host(hit[2])
    port = int(hit[3] or (80 if plain else 443))
    for entry in allowed_hosts(entries):
        if (entry.host, entry.port, entry.plain) == (host, port, plain):
            return Target(host, port, hit[4] or "/", entry)
    reason = _("This host is not on the list of this instance. Whoever runs it keeps the list ({name})")
    raise Invalid(Fault("host_not_allowed", "address", format_lazy(reason, name=named), value=host))


def is_open(address: Address, allowed: Allowed) -> bool:
    """Return whether the instance may knock there: on the open internet, or inside the network the list names."""
    within: Address = address
    if isinstance(address, IPv6Address):
        if address in TRANSLATED:
            within = IPv4Address(int(address) & 0xFFFFFFFF)
        within = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or within
        if address.scope_id:
            return False
    if allowed.network is not None and within.version == allowed.network.version and within in allowed.network:
        return True
    if not within.is_global or within.is_multicast or any(within in network for network in SPECIAL):
        return False
    return within.version == 4 or within in UNICAST


def resolved(target: Target) -> str:
    """Return the one address to connect to: the name is asked for here, once, and nowhere else.

    Raises
    ------
    NotSent
        When there is none, or when any of them may not be knocked at.
    """
    try:
        answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("no_such_host") from None
    found = []
    for *_rest, place in answers:
        try:
            found.append(ip_address(str(place[0])))
        except ValueError:
            raise NotSent("address_not_allowed") from None
    if not found:
        raise NotSent("no_such_host")
    if not all(is_open(one, target.allowed) for one in found):
        raise NotSent("address_not_allowed")
    return str(found[0])


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now."""

    def __init__(self, target: Target, pinned: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target, self.pinned = target, pinned

    def connect(self) -> None:
        sock = socket.create_connection((self.pinned, self.target.port), SECONDS)
        if not self.target.allowed.plain:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.target.host)
        self.sock = sock


def signature(secret: str, stamp: int, body: bytes) -> str:
    """Return what proves to the receiver that a message is ours and not an old one: HMAC-SHA256 over stamp, point, body."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()


def send(target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, int]:
    """Send a message and return the status of the answer and how many milliseconds it took.

    Raises
    ------
    NotSent
        When it did not arrive, or was not answered with 2xx: a redirect is an answer like any other.
    """
    if len(body) > LARGEST_BODY:
        raise NotSent("too_large")
    status, took, _content = _exchange(target, "POST", body, headers, LARGEST_ANSWER)
    return status, took


def fetch(target: Target, most: int) -> bytes:
    """Return what stands at an address, as it is: nothing is unpacked, no redirect followed.

    Raises
    ------
    NotSent
        When it is not reached, not answered with 2xx, or holds more than ``most`` bytes.
    """
    _status, _took, content = _exchange(target, "GET", None, {"Accept-Encoding": "identity"}, most + 1)
    if len(content) > most:
        raise NotSent("too_large")
    return content


def _exchange(
    target: Target, method: str, body: bytes | None, headers: Mapping[str, str], most: int
) -> tuple[int, int, bytes]:
    """Ask once; return the status, the milliseconds it took and the first ``most`` bytes of the answer."""
    began = monotonic()
    connection = _Pinned(target, resolved(target))
    guard = Timer(SECONDS, _hang_up, [connection])  # each read has its own limit; a drip would outlast them all
    guard.daemon = True
    guard.start()
    try:
        connection.request(method, target.path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        content = answer.read(most)
        status = answer.status
    except ssl.SSLError:
        raise NotSent("no_trust") from None
    except TimeoutError:
        raise NotSent("too_slow") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NotSent("too_slow" if monotonic() - began >= SECONDS else "not_reached") from None
    finally:
        guard.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise NotSent(f"status_{status}")
    return status, round((monotonic() - began) * 1000), content


def _hang_up(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
