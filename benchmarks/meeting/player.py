"""The thread that is all browsers at once: it sends what is due, takes in what has come, and tells the servers.

Its sockets are looked at every half millisecond: a receiver asleep in its own system call would make the server pay
for waking it, which no network does. When a packet came is the kernel's word, so that delays are the server's alone.
"""

import select
import threading
import time
from collections.abc import Callable

from benchmarks.meeting.connection import Connection
from benchmarks.meeting.streams import Heard, Receiver, Stream
from meetings.engine.libc import MSG_DONTWAIT, ffi, libc
from meetings.media import rtcp
from meetings.media.rtcp import Block, KeyframeWanted, SenderReport

PAUSE = 0.0005
SLOTS, SLOT, CONTROL = 64, 2048, 64
SAMPLE = 50  # One packet in so many is decrypted, for its authenticity and its delay.
VIDEO_TYPES, SOUND_TYPES = {96, 98, 100}, {111}


class Player(threading.Thread):
    """Give it connections, streams and receivers; it plays until `stop`. What else it should do goes through `call`."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.all_streams: list[Stream] = []
        self.streams: list[Stream] = []  # of those, what is played
        self.receivers: dict[int, Receiver] = {}
        self.connections: dict[int, Connection] = {}
        self.is_playing = False
        self.numbers: dict[int, int] = {}
        self._poll = select.epoll()
        self._calls: list[Callable[[], None]] = []
        self._is_over = False
        self._lay_out()

    def add(self, connection: Connection, receiver: Receiver | None = None) -> None:
        """Look after a connection from now on."""
        number = connection.socket.fileno()
        self.connections[number] = connection
        if receiver is not None:
            self.receivers[number] = receiver
        self._poll.register(number, select.EPOLLIN)

    def call(self, what: Callable[[], None]) -> None:
        """Do this in the thread."""
        self._calls.append(what)

    def stop(self) -> None:
        """End the thread and close every connection."""
        self._is_over = True
        self.join()
        for connection in self.connections.values():
            connection.close()

    def run(self) -> None:
        ticked = consented = 0.0
        while not self._is_over:
            while self._calls:
                self._calls.pop(0)()
            now = time.perf_counter()
            if self.is_playing:
                self._play(now)
            for number, _event in self._poll.poll(0, 256):
                self._take_in(number)
            if now - ticked > 0.02:
                ticked = now
                self._tick(now)
            if now - consented > 5:
                consented = now
                for connection in list(self.connections.values()):
                    connection.consent()
            time.sleep(PAUSE)

    def _play(self, now: float) -> None:
        for stream in self.streams:
            if stream.due <= now:
                key = id(stream.connection)
                number = self.numbers.get(key, 0)
                self.numbers[key] = stream.step(now, number, time.time_ns())

    def _tick(self, now: float) -> None:
        for connection in list(self.connections.values()):
            connection.tick(now)
        if not self.is_playing:
            return
        for number, receiver in list(self.receivers.items()):
            if self.connections[number].is_connected and receiver.heard:
                self._tell(receiver, now)
        for stream in self.streams:
            if stream.packets and now - self.numbers.get(stream.ssrc, 0) > 1:
                self.numbers[stream.ssrc] = int(now)
                octets = stream.packets * (1100 if stream.is_video else 80)
                told = SenderReport(
                    stream.ssrc, time.time_ns() * 4, stream.timestamp & 0xFFFFFFFF, stream.packets, octets, ()
                )
                stream.connection.send_rtcp(rtcp.sender_report(told) + rtcp.description(stream.ssrc, "bench"))

    def _tell(self, receiver: Receiver, now: float) -> None:
        connection = receiver.connection
        if connection.numbers_id:
            arrivals, receiver.arrivals = receiver.arrivals, []
            for feedback in receiver.reports.report(arrivals, next(iter(receiver.heard)), time.time_ns()):
                connection.send_rtcp(rtcp.receiver_report(1, ()) + rtcp.transport_wide(feedback))
        if now - receiver.reported > 1:
            receiver.reported = now
            blocks = [
                Block(ssrc, 0, heard.expected - heard.packets, heard.highest, 0, 0, 0)
                for ssrc, heard in receiver.heard.items()
            ]
            for at in range(0, len(blocks), 20):
                connection.send_rtcp(rtcp.receiver_report(1, blocks[at : at + 20]))

    def _take_in(self, number: int) -> None:
        receiver, connection = self.receivers.get(number), self.connections[number]
        while True:
            for at in self._lengths:
                self._words[at] = CONTROL
            count = libc.recvmmsg(number, self._headers, SLOTS, MSG_DONTWAIT, ffi.NULL)
            for slot in range(count):
                stamp = slot * CONTROL // 8
                instant = self._stamps[stamp + 2] * 1_000_000_000 + self._stamps[stamp + 3]
                at, size = slot * SLOT, self._headers[slot].msg_len
                first = self._view[at]
                if not 128 <= first < 192:
                    self._other(connection, slot, size)
                elif 192 <= self._view[at + 1] <= 223:
                    self._report(connection, bytes(self._view[at : at + size]))
                elif receiver is not None:
                    self._media(receiver, at, size, instant)
            if count < SLOTS:
                return

    def _media(self, receiver: Receiver, at: int, size: int, instant: int) -> None:
        view = self._view
        ssrc = int.from_bytes(view[at + 8 : at + 12], "big")
        kind = view[at + 1] & 0x7F
        heard = receiver.heard.get(ssrc)
        if receiver.connection.numbers_id and view[at] & 0x10:
            receiver.arrivals.append((view[at + 17] << 8 | view[at + 18], instant))
        if heard is None:
            if kind not in VIDEO_TYPES and kind not in SOUND_TYPES:
                receiver.repairs.add(ssrc)
                return
            heard = receiver.heard[ssrc] = Heard(kind in VIDEO_TYPES)
        heard.note(view[at + 2] << 8 | view[at + 3])
        receiver.packets += 1
        if receiver.packets % SAMPLE == 0:
            self._look_inside(receiver, bytes(view[at : at + size]), heard.is_video, instant)

    def _look_inside(self, receiver: Receiver, data: bytes, is_video: bool, instant: int) -> None:
        plain = receiver.connection.opened(data, is_report=False)
        receiver.sampled += 1
        if plain is None:
            receiver.forged += 1
            return
        body = 12 + (4 + 4 * int.from_bytes(plain[14:16], "big") if plain[0] & 0x10 else 0)
        skip = 1
        if is_video:
            skip = 6 + (0 if plain[body] & 0x10 == 0 else 3 if plain[body + 6] & 1 else 10)
        sent = int.from_bytes(plain[body + skip : body + skip + 8], "big")
        receiver.delays.append((is_video, instant - sent))

    def _report(self, connection: Connection, data: bytes) -> None:
        if not connection.is_connected:
            return
        plain = connection.opened(data, is_report=True)
        for each in rtcp.parse(plain) if plain is not None else ():
            if isinstance(each, KeyframeWanted):
                for stream in self.streams:
                    if stream.connection is connection and stream.ssrc == each.media:
                        stream.wants_key = True

    def _other(self, connection: Connection, slot: int, size: int) -> None:
        name = bytes(ffi.buffer(self._names + slot * 16, 16))
        sender = ".".join(map(str, name[4:8])), int.from_bytes(name[2:4], "big")
        connection.take(bytes(self._view[slot * SLOT : slot * SLOT + size]), sender)

    def _lay_out(self) -> None:
        self._memory, self._names = ffi.new("char[]", SLOTS * SLOT), ffi.new("char[]", SLOTS * 16)
        self._view = memoryview(ffi.buffer(self._memory)).cast("B")
        self._controls = ffi.new("char[]", SLOTS * CONTROL)
        self._stamps = memoryview(ffi.buffer(self._controls)).cast("B").cast("q")
        self._iovecs, self._headers = ffi.new("struct iovec[]", SLOTS), ffi.new("struct mmsghdr[]", SLOTS)
        for slot in range(SLOTS):
            self._iovecs[slot].iov_base, self._iovecs[slot].iov_len = self._memory + slot * SLOT, SLOT
            header = self._headers[slot].msg_hdr
            header.msg_name, header.msg_namelen = self._names + slot * 16, 16
            header.msg_iov, header.msg_iovlen = self._iovecs + slot, 1
            header.msg_control = self._controls + slot * CONTROL
        self._words = memoryview(ffi.buffer(self._headers)).cast("B").cast("Q")
        width, at = ffi.sizeof("struct mmsghdr") // 8, ffi.offsetof("struct msghdr", "msg_controllen") // 8
        self._lengths = [slot * width + at for slot in range(SLOTS)]
