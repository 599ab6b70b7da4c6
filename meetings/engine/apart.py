"""One UDP socket, one datagram a system call: for systems without recvmmsg and sendmmsg. Same face as `batched`."""

import socket
from collections.abc import Sequence

from pylibsrtp import ffi

from meetings.engine.addresses import Key, Names
from meetings.engine.batched import ROOM, SLOT, SLOTS


class Destination:
    """Where datagrams go."""

    __slots__ = ("address", "key")

    def __init__(self, key: Key, names: Names) -> None:
        self.key = key
        self.address = names.native(key)


class ApartSocket:
    """See `BatchedSocket`."""

    segments = False

    def __init__(self, sock: socket.socket) -> None:
        self.socket, self.names = sock, Names(sock.family)
        self.unsent = self.position = self.packets = self.octets = 0
        self._in, self.memory = ffi.new("char[]", SLOTS * SLOT), ffi.new("char[]", ROOM)
        self.inbox, self.outbox = (
            memoryview(ffi.buffer(self._in)).cast("B"),
            memoryview(ffi.buffer(self.memory)).cast("B"),
        )
        self.pointers = [self._in + slot * SLOT for slot in range(SLOTS)]
        self._sizes = [0] * SLOTS
        self._senders: list[Key] = [b""] * SLOTS

    def destination(self, key: Key) -> Destination:
        """What `put` wants to know of a sockaddr."""
        return Destination(key, self.names)

    def receive(self) -> int:
        """How many datagrams came, at most SLOTS."""
        for slot in range(SLOTS):
            place = self.inbox[slot * SLOT : (slot + 1) * SLOT]
            try:
                size, address = self.socket.recvfrom_into(place)
            except BlockingIOError:
                return slot
            except OSError:  # Some systems report here that an earlier datagram reached nobody.
                size, address = 0, ("0.0.0.0", 0)
            self._sizes[slot] = size if size < SLOT else 0
            self._senders[slot] = self.names.key((address[0], address[1])) or b""
        return SLOTS

    def size(self, slot: int) -> int:
        """Octets of a received datagram; 0 if it did not fit."""
        return self._sizes[slot]

    def sender(self, slot: int) -> Key:
        """The sockaddr a received datagram came from."""
        return self._senders[slot]

    def reserve(self, octets: int) -> int:
        """Where in the outbox so many octets may be written."""
        if self.position + octets > ROOM:
            self.flush()
        return self.position

    def put(self, destination: Destination, at: int, sizes: Sequence[int]) -> None:
        """Send datagrams of these sizes, which lie in the outbox one behind the other."""
        self.packets += len(sizes)
        self.octets += sum(sizes)
        for size in sizes:
            try:
                self.socket.sendto(self.outbox[at : at + size], destination.address)
            except OSError:
                self.unsent += 1
            at += size
        self.position = at

    def flush(self) -> None:
        """All is sent already."""
        self.position = 0

    def send(self, key: Key, data: bytes) -> None:
        """One datagram, at once."""
        try:
            self.socket.sendto(data, self.names.native(key))
        except OSError:
            self.unsent += 1
