"""Between an engine's addresses and what the kernel calls them, for one socket's family."""

import socket
from ipaddress import IPv6Address, ip_address
from struct import pack, unpack_from

from meetings.engine import Address

Key = bytes


class Names:
    """Kernel addresses (struct sockaddr) of one family. An IPv6 socket knows IPv4 as ::ffff:a.b.c.d."""

    def __init__(self, family: int) -> None:
        self.family = family
        self.size = 28 if family == socket.AF_INET6 else 16

    def key(self, address: Address) -> Key | None:
        """The sockaddr of an address; None when this socket cannot reach it."""
        try:
            ip = ip_address(address[0].partition("%")[0])
        except ValueError:
            return None
        family = pack("=H", self.family)
        port = pack(">H", address[1])
        if self.family == socket.AF_INET6:
            packed = ip.packed if isinstance(ip, IPv6Address) else bytes(10) + b"\xff\xff" + ip.packed
            return family + port + bytes(4) + packed + bytes(4)
        return None if isinstance(ip, IPv6Address) else family + port + ip.packed + bytes(8)

    def address(self, key: Key) -> Address:
        """(host, port) of a sockaddr, without scope."""
        port: int = unpack_from(">H", key, 2)[0]
        if self.family == socket.AF_INET6:
            ip = IPv6Address(key[8:24])
            return str(ip.ipv4_mapped or ip), port
        return socket.inet_ntop(socket.AF_INET, key[4:8]), port

    def native(self, key: Key) -> Address:
        """What Python's socket of this family calls it: IPv4 is ::ffff:a.b.c.d on an IPv6 socket."""
        host, port = self.address(key)
        return (f"::ffff:{host}" if self.family == socket.AF_INET6 and ":" not in host else host), port
