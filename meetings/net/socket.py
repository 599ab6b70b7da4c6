"""The one UDP socket of a node, and the addresses under which browsers find it."""

import contextlib
import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from meetings.engine import Address

BUFFER_OCTETS = (
    8 * 1024 * 1024
)  # Bursts of whole frames to a full room wait here while a turn of the loop lasts.
_ANY = ("", "0.0.0.0", "::")
# Addresses that nobody has (RFC 5737, RFC 3849): to ask the routing table where a packet would leave from.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.255"), (socket.AF_INET6, "2001:db8::ffff"))


def open_udp(host: str, port: int) -> socket.socket:
    """A bound, non-blocking UDP socket. An empty host or `::` hears IPv4 too, where the machine has IPv6 at all; the
    kernel then shows IPv4 addresses as ::ffff:a.b.c.d. Raises OSError when the address is not ours or taken."""
    wants_both = host in ("", "::") and socket.has_dualstack_ipv6()
    is_six = wants_both or ":" in host
    bound = socket.socket(socket.AF_INET6 if is_six else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if is_six:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if wants_both else 1)
        _widen(bound)
        bound.bind(("::" if wants_both else host or "0.0.0.0", port))
    except OSError:
        bound.close()
        raise
    return bound


def announced(host: str, announce: Sequence[str], port: int) -> list[Address]:
    """Where browsers are told to send to. `announce` holds addresses, each with `:port` if another one is forwarded
    to us (`[::1]:8100` for IPv6); without any it is the host that we listen at, or the machine's own addresses.
    Raises ValueError for what is no IP address."""
    if announce:
        return [_parse(each.strip(), port) for each in announce]
    hosts = list(own_addresses()) if host in _ANY else [host]
    if host == "0.0.0.0":
        hosts = [each for each in hosts if ":" not in each]
    return [(str(ip_address(each)), port) for each in hosts]


def own_addresses() -> Iterator[str]:
    """The address from which packets leave this machine, for IPv4 and for IPv6; 127.0.0.1 where there is no way out.
    Nothing is sent."""
    found = False
    for family, elsewhere in _ELSEWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            yield probe.getsockname()[0].partition("%")[0]
            found = True
    if not found:
        yield "127.0.0.1"


def _widen(bound: socket.socket) -> None:
    """As much as the system allows; beyond its limit only an administrator may."""
    forced = {socket.SO_RCVBUF: 33, socket.SO_SNDBUF: 32}  # SO_RCVBUFFORCE and SO_SNDBUFFORCE of Linux
    for usual, force in forced.items():
        try:
            bound.setsockopt(socket.SOL_SOCKET, force, BUFFER_OCTETS)
        except OSError:
            bound.setsockopt(socket.SOL_SOCKET, usual, BUFFER_OCTETS)


def _parse(text: str, port: int) -> Address:
    host, given = text, ""
    if text.startswith("["):
        host, _bracket, given = text[1:].partition("]")
    elif text.count(":") == 1:
        host, _colon, given = text.partition(":")
    number = given.lstrip(":")
    if number and not (number.isdigit() and 0 < int(number) < 65_536):
        raise ValueError(f"{text} is no address")
    return str(ip_address(host)), int(number) if number else port
