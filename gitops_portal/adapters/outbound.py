"""A request to an address that somebody typed in, its answer out: never from inside the network, in time, in bounds.

The name is resolved once, every address that it stands for is checked, and the connection goes to one that was: what
the name stands for a moment later does not matter. No redirect is followed, and no proxy of the environment is asked.
The operator names hosts that are meant all the same: `OUTBOUND_HOSTS`.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from gitops_portal.core.errors import Invalid, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TIME_OUT: Final = 5.0
"""Seconds to connect, and between two parts of an answer."""
WHOLE_TIME: Final = 10.0
"""Seconds for everything after the name is resolved, however the answer drips."""
MOST_BYTES: Final = 64 * 1024
"""Of an answer; the rest is not read."""
TRIED: Final = 3
"""Addresses of one name that are tried."""
_PORTS: Final = {"https": 443, "http": 80}
_EMBEDS: Final = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 behind a translator (RFC 6052)."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes
    """The beginning of it: at most MOST_BYTES."""


class Place(NamedTuple):
    """Where an address leads. `near`: the operator allows it by name, wherever it lies."""

    scheme: str
    host: str
    port: int
    path: str
    near: bool


def place(url: str, allowed: Collection[str]) -> Place:
    """What an address says; nothing is asked yet. Raises Invalid for what may not be called.

    `allowed`: names of hosts, or `host:port`, that may be private, have another port than 443 and need no TLS.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Invalid(f"“{url[:200]}” is not an address.") from None
    host = (parts.hostname or "").rstrip(".")
    if not (host and port and url.isascii() and url.isprintable()) or " " in url:
        raise Invalid("An address begins with https:// and has a host, such as https://hooks.example.org/portal.")
    if parts.username or parts.password or parts.fragment:
        raise Invalid("An address of a channel has no user, no password and no #.")
    near = host in allowed or f"{host}:{port}" in allowed
    usual = parts.scheme == "https" and port == _PORTS["https"]
    if not (usual or (near and (port in _PORTS.values() or f"{host}:{port}" in allowed))):
        raise Invalid(
            "Messages go to https addresses on port 443. The operator allows others by name in OUTBOUND_HOSTS: "
            f"{host}:{port}."
        )
    path = parts.path or "/"
    return Place(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path, near)


def public(address: str) -> bool:
    """Whether an address is one of the internet's: not of this machine, its network, or anything reserved."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _embedded(found)
        if inner is not None:
            found = inner
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that stands in one of IPv6: mapped, by 6to4 or Teredo, or behind a translator."""
    if address in _EMBEDS or not any(address.packed[:12]):  # and the old way to write it, ::a.b.c.d
        return IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


class Bounds(NamedTuple):
    """How much of an answer is read, in bytes, and for how many seconds everything may take."""

    most: int = MOST_BYTES
    seconds: float = WHOLE_TIME


def send(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Collection[str] = (),
    bounds: Bounds = Bounds(),  # noqa: B008 - a value that nobody can change
) -> Answer:
    """Raises Invalid and Refused for an address that may not be called, Unavailable where none answers."""
    to = place(url, allowed)
    addresses = _resolved(to)
    failure: Exception = OSError("no address")
    for address in addresses[:TRIED]:
        connection = _Pinned(to, address)
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            failure = error
            continue
        return _asked(connection, to, bounds, (method, body, headers))
    raise Unavailable(f"{to.host} can't be reached ({_called(failure)}).") from failure


def _resolved(to: Place) -> list[str]:
    """The addresses behind a name. Raises Refused where one of them is not public, Unavailable where there is none."""
    try:
        found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"The name {to.host} is not known.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not to.near and not all(public(address) for address in addresses):
        raise Refused(
            f"{to.host} lies inside a network, where no message goes; the operator allows it by name in OUTBOUND_HOSTS."
        )
    return addresses


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was checked, under the name that was asked for."""

    def __init__(self, to: Place, address: str) -> None:
        super().__init__(to.host, to.port, timeout=TIME_OUT)
        self._to, self._address = to, address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self._to.port), timeout=TIME_OUT)
        if self._to.scheme == "http":
            self.sock = plain
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._to.host)
        except BaseException:
            plain.close()
            raise


def _asked(connection: _Pinned, to: Place, bounds: Bounds, said: tuple[str, bytes, Mapping[str, str]]) -> Answer:
    method, body, headers = said
    late = threading.Event()
    watch = threading.Timer(bounds.seconds, _cut, (connection.sock, late))
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, to.path, body, {"User-Agent": "gitops-portal", **headers})
        answer = connection.getresponse()
        read = answer.read(bounds.most)
        if late.is_set():
            raise TimeoutError
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, read)
    except (OSError, http.client.HTTPException, ValueError) as error:
        slow = late.is_set() or isinstance(error, TimeoutError)
        told = "does not answer in time" if slow else f"does not answer ({_called(error)})"
        raise Unavailable(f"{to.host} {told}.") from error
    finally:
        watch.cancel()
        connection.close()


def _cut(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended by itself
        return


def _called(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    return type(error).__name__
