"""Cards and kernels that cannot cut a buffer into datagrams are found out by trying, and nothing is lost."""

import errno
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.engine import batched
from meetings.engine.batched import BatchedSocket
from meetings.engine.libc import ffi, libc
from tests.meetings.engine.callers import PROMISED, opened
from tests.meetings.engine.conftest import Node
from tests.meetings.engine.test_python import film, pair

pytestmark = pytest.mark.skipif(libc is None, reason="this system has no sendmmsg")


class Refusing:
    """The C library with a sendmmsg that fails for messages to be cut, or for every message."""

    def __init__(self, number: int, *, always: bool = False) -> None:
        self.number, self.always, self.asked = number, always, 0
        self.recvmmsg, self.sendto = libc.recvmmsg, libc.sendto

    def sendmmsg(self, fd, headers, count, flags):
        self.asked += 1
        if self.always or headers[0].msg_hdr.msg_controllen:
            ffi.errno = self.number
            return -1
        return libc.sendmmsg(fd, headers, 1, flags)


@pytest.mark.parametrize("number", [errno.EIO, errno.EINVAL])
def test_what_the_kernel_cannot_cut_is_sent_in_parts(monkeypatch, number):
    node = Node()
    refusing = Refusing(number)
    monkeypatch.setattr(batched, "libc", refusing)
    publisher, receiver, _, _ = pair(node)
    film(publisher, range(10), key=0)
    node.engine.pump()
    assert [each.number for each in receiver.got()] == list(range(10))
    asked = refusing.asked
    film(publisher, range(10, 13))
    node.engine.pump()
    assert len(receiver.got()) == 3
    assert refusing.asked == asked + 3
    assert sum(node.engine.dropped.values()) == 0
    node.close()


@pytest.mark.parametrize(("number", "asked"), [(errno.EAGAIN, 1), (errno.EPERM, 2)])
def test_what_the_kernel_does_not_take_is_counted(monkeypatch, number, asked):
    node = Node()
    refusing = Refusing(number, always=True)
    monkeypatch.setattr(batched, "libc", refusing)
    publisher, _, source, _ = pair(node)
    other = node.caller()
    node.engine.point(node.engine.add_leg(other.peer, PROMISED), source)
    film(publisher, range(1), key=0)
    node.engine.pump()
    assert node.engine.dropped["unsent"] == 2
    assert refusing.asked == asked
    node.close()


@given(st.lists(st.sampled_from([20, 899, 900, 901, 902]), min_size=1, max_size=64), st.booleans())
def test_datagrams_leave_as_they_were_put(sizes, cuts):
    """Whatever their sizes: runs of equal ones go in one piece, of which only the last may be shorter."""
    with socket_pair() as (sender, receiver):
        bursts = BatchedSocket(sender)
        bursts.segments = bursts.segments and cuts
        key = bursts.names.key(receiver.getsockname())
        sent, at = [bytes([index]) * size for index, size in enumerate(sizes)], bursts.reserve(sum(sizes))
        bursts.outbox[at : at + sum(sizes)] = b"".join(sent)
        bursts.put(bursts.destination(key), at, sizes)
        bursts.flush()
        assert [receiver.recv(2048) for _datagram in sent] == sent


@contextmanager
def socket_pair():
    sender, receiver = opened(), opened()
    yield sender, receiver
    sender.close()
    receiver.close()
