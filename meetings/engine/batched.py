"""One UDP socket, many datagrams a system call: recvmmsg, sendmmsg and UDP_SEGMENT (generic segmentation offload).

Headers of messages are laid out once; what changes from packet to packet is written through views of whole words,
because setting a field of a C structure from Python costs several times as much.
"""

import errno
import socket
from collections.abc import Sequence
from typing import Any

from meetings.engine.addresses import Key, Names
from meetings.engine.libc import MSG_DONTWAIT, MSG_TRUNC, SOL_UDP, UDP_SEGMENT, ffi, libc

SLOTS, SLOT = 64, 2048  # Datagrams taken in at once; more than any path carries unfragmented.
MESSAGES, ROOM = 128, 512 * 1024  # Messages sent at once, and the octets of their packets.
MOST_SEGMENTS = 40  # Datagrams cut from one buffer; Linux allows 64, and 64 KiB together.
WORD: int = ffi.sizeof("size_t")
_CONTROL: int = ffi.sizeof("struct cmsghdr") + 2  # The control message that carries a segment's size.


class Destination:
    """Where datagrams go: a sockaddr that stays where it is."""

    __slots__ = ("_kept", "at", "key")

    def __init__(self, key: Key) -> None:
        self.key = key
        self._kept = ffi.new("char[]", key)
        self.at = int(ffi.cast("size_t", self._kept))


class BatchedSocket:
    """See the module. What was received lies in `inbox` at multiples of SLOT; `outbox` is there to be written into."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket, self.names, self.segments = sock, Names(sock.family), knows_segments(sock)
        self._fd = sock.fileno()
        self.unsent = self.position = self.packets = self.octets = self._count = 0
        # Distances within the kernel's structures, in the words or shorts that the views below count.
        self._ints = ffi.sizeof("struct mmsghdr") // 4
        self._length_at = ffi.offsetof("struct mmsghdr", "msg_len") // 4
        self._flags_at = ffi.offsetof("struct msghdr", "msg_flags") // 4
        self._words = ffi.sizeof("struct mmsghdr") // WORD
        self._control_at = ffi.offsetof("struct msghdr", "msg_controllen") // WORD
        self._control = -(-_CONTROL // WORD) * WORD
        self._control_shorts, self._segment_at = self._control // 2, ffi.sizeof("struct cmsghdr") // 2
        self._lay_out_incoming()
        self._lay_out_outgoing()

    def destination(self, key: Key) -> Destination:
        """What `put` wants to know of a sockaddr."""
        return Destination(key)

    def receive(self) -> int:
        """How many datagrams came, at most SLOTS; fewer mean that no more are there."""
        return max(int(libc.recvmmsg(self._fd, self._in_headers, SLOTS, MSG_DONTWAIT, ffi.NULL)), 0)

    def size(self, slot: int) -> int:
        """Octets of a received datagram; 0 if it did not fit."""
        if self._in_flags[slot * self._ints + self._flags_at] & MSG_TRUNC:
            return 0
        return self._in_flags[slot * self._ints + self._length_at]

    def sender(self, slot: int) -> Key:
        """The sockaddr a received datagram came from."""
        size = self.names.size
        return self._in_names[slot * size : slot * size + size]

    def reserve(self, octets: int) -> int:
        """Where in the outbox so many octets may be written; they stay there until `flush`."""
        if self.position + octets > ROOM:
            self.flush()
        return self.position

    def put(self, destination: Destination, at: int, sizes: Sequence[int]) -> None:
        """Send datagrams of these sizes, which lie in the outbox one behind the other."""
        count, segment, total = len(sizes), sizes[0], sum(sizes)
        self.packets += count
        self.octets += total
        equal = sizes.count(segment)
        is_run = equal == count or equal == count - 1 and sizes[-1] < segment
        if is_run and count <= MOST_SEGMENTS and (self.segments or count == 1):
            self._put_run(destination, at, total, segment)
            return
        begin = at
        for index, size in enumerate(sizes):
            is_full = not self.segments or at - begin >= segment * MOST_SEGMENTS
            if at > begin and (is_full or size > segment or sizes[index - 1] < segment):
                self._put_run(destination, begin, at - begin, segment)
                begin, segment = at, size
            at += size
        self._put_run(destination, begin, at - begin, segment)

    def _put_run(self, destination: Destination, at: int, size: int, segment: int) -> None:
        """`size` octets as datagrams of `segment` octets, of which the last may be shorter."""
        if self._count == MESSAGES:
            self._push()
        count = self._count
        header = count * self._words
        self._out_words[header] = destination.at
        self._out_words[header + self._control_at] = self._control if size > segment else 0
        self._iovecs[2 * count] = self._memory_at + at
        self._iovecs[2 * count + 1] = size
        self._sizes[count * self._control_shorts + self._segment_at] = segment
        self._count = count + 1
        self.position = at + size

    def flush(self) -> None:
        """Hand over to the kernel what was put; what it does not take is counted in `unsent`."""
        self._push()
        self.position = 0

    def send(self, key: Key, data: bytes) -> None:
        """One datagram, at once."""
        try:
            self.socket.sendto(data, self.names.native(key))
        except OSError:
            self.unsent += 1

    def _push(self) -> None:
        done, count = 0, self._count
        while done < count:
            sent = libc.sendmmsg(self._fd, self._out_headers + done, count - done, MSG_DONTWAIT)
            if sent > 0:
                done += sent
            elif ffi.errno in (errno.EAGAIN, errno.ENOBUFS):
                self.unsent += count - done
                break
            else:
                done += self._one_failed(done, ffi.errno)
        self._count = 0

    def _one_failed(self, index: int, error: int) -> int:
        """Send a message in parts if the kernel or the card cannot cut it; otherwise leave it out."""
        header = self._out_headers[index].msg_hdr
        if error not in (errno.EIO, errno.EINVAL) or not header.msg_controllen:
            self.unsent += error != errno.EINTR
            return int(error != errno.EINTR)
        self.segments = False
        segment = self._sizes[index * self._control_shorts + self._segment_at]
        base, size = ffi.cast("char *", header.msg_iov.iov_base), header.msg_iov.iov_len
        for at in range(0, size, segment):
            octets = min(segment, size - at)
            if libc.sendto(self._fd, base + at, octets, MSG_DONTWAIT, header.msg_name, self.names.size) < 0:
                self.unsent += 1
        return 1

    def _lay_out_incoming(self) -> None:
        self._in = ffi.new("char[]", SLOTS * SLOT)
        self.inbox = memoryview(ffi.buffer(self._in)).cast("B")
        self.pointers = [self._in + slot * SLOT for slot in range(SLOTS)]
        size = self.names.size
        self._names = ffi.new("char[]", SLOTS * size)
        self._in_names = ffi.buffer(self._names)
        self._in_iovecs = ffi.new("struct iovec[]", SLOTS)
        self._in_headers = ffi.new("struct mmsghdr[]", SLOTS)
        for slot, message in enumerate(self._in_headers):
            self._in_iovecs[slot].iov_base, self._in_iovecs[slot].iov_len = self.pointers[slot], SLOT
            header = message.msg_hdr
            header.msg_name, header.msg_namelen = self._names + slot * size, size
            header.msg_iov, header.msg_iovlen = self._in_iovecs + slot, 1
        self._in_flags = memoryview(ffi.buffer(self._in_headers)).cast("B").cast("I")

    def _lay_out_outgoing(self) -> None:
        self.memory = ffi.new("char[]", ROOM)
        self.outbox = memoryview(ffi.buffer(self.memory)).cast("B")
        self._memory_at = int(ffi.cast("size_t", self.memory))
        self._controls = ffi.new("char[]", MESSAGES * self._control)
        self._out_iovecs = ffi.new("struct iovec[]", MESSAGES)
        self._out_headers = ffi.new("struct mmsghdr[]", MESSAGES)
        for slot, message in enumerate(self._out_headers):
            header, control = message.msg_hdr, self._controls + slot * self._control
            header.msg_namelen = self.names.size
            header.msg_iov, header.msg_iovlen, header.msg_control = self._out_iovecs + slot, 1, control
            described: Any = ffi.cast("struct cmsghdr *", control)
            described.cmsg_len, described.cmsg_level, described.cmsg_type = _CONTROL, SOL_UDP, UDP_SEGMENT
        self._out_words = memoryview(ffi.buffer(self._out_headers)).cast("B").cast("P")
        self._iovecs = memoryview(ffi.buffer(self._out_iovecs)).cast("B").cast("P")
        self._sizes = memoryview(ffi.buffer(self._controls)).cast("B").cast("H")


def knows_segments(sock: socket.socket) -> bool:
    """Whether the kernel cuts one buffer into datagrams."""
    try:
        sock.getsockopt(SOL_UDP, UDP_SEGMENT)
    except OSError:
        return False
    return True
