"""One socket for both kinds of addresses, and the addresses that browsers are told."""

import errno
import socket
from ipaddress import ip_address

import pytest

from meetings.net.socket import announced, open_udp, own_addresses

BOTH = [("127.0.0.1", "::ffff:127.0.0.1", socket.AF_INET), ("::1", "::1", socket.AF_INET6)]


@pytest.mark.parametrize(("host", "shown", "family"), BOTH)
def test_the_open_socket_hears_both_kinds_of_addresses(host, shown, family):
    with open_udp("::", 0) as opened, socket.socket(family, socket.SOCK_DGRAM) as caller:
        caller.settimeout(5)
        caller.sendto(b"hello", (host, opened.getsockname()[1]))
        opened.settimeout(5)
        data, source = opened.recvfrom(100)
        assert (data, source[0]) == (b"hello", shown)
        opened.sendto(b"back", source)
        assert caller.recv(100) == b"back"


def test_it_does_not_block_and_holds_a_burst():
    with open_udp("127.0.0.1", 0) as opened:
        assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) >= 200_000
        with pytest.raises(BlockingIOError):
            opened.recv(100)


def test_one_kind_of_address_alone_is_heard_when_it_is_named():
    with open_udp("::1", 0) as opened:
        assert opened.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 1
    with open_udp("0.0.0.0", 0) as opened:
        assert opened.family is socket.AF_INET


def test_a_port_that_is_taken_is_an_error_of_the_system():
    with open_udp("127.0.0.1", 0) as opened, pytest.raises(OSError) as refused:  # noqa: PT011  # The number says it.
        open_udp("127.0.0.1", opened.getsockname()[1])
    assert refused.value.errno == errno.EADDRINUSE


def test_addresses_are_announced_as_they_were_set():
    set_up = ["203.0.113.9", " 203.0.113.9:443", "2001:db8::5", "[2001:db8::5]:443"]
    assert announced("::", set_up, 8100) == [
        ("203.0.113.9", 8100),
        ("203.0.113.9", 443),
        ("2001:db8::5", 8100),
        ("2001:db8::5", 443),
    ]


@pytest.mark.parametrize(
    "odd", ["meet.example.vn", "203.0.113.9:0", "203.0.113.9:99999", "[::1]:x", "", "1.2.3.4:x"]
)
def test_what_is_no_address_is_refused(odd):
    with pytest.raises(ValueError):  # noqa: PT011  # Of ipaddress or of ours.
        announced("::", [odd], 8100)


def test_without_a_setting_it_is_where_we_listen_or_who_we_are():
    assert announced("127.0.0.1", [], 8100) == [("127.0.0.1", 8100)]
    own = list(own_addresses())
    assert own and all(map(ip_address, own))
    assert announced("::", [], 8100) == [(each, 8100) for each in own]
    assert all(":" not in host for host, _port in announced("0.0.0.0", [], 8100))
