"""The few system calls of Linux that take many datagrams at once, and the structures they want, through cffi.

No compiler is needed: cffi calls the C library that is there. Where it lacks them, `libc` is None.
"""

import sys
from typing import Any

from cffi import FFI  # type: ignore[import-untyped]

ffi = FFI()
ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr {
        void *msg_name; unsigned int msg_namelen;
        struct iovec *msg_iov; size_t msg_iovlen;
        void *msg_control; size_t msg_controllen;
        int msg_flags;
    };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    struct cmsghdr { size_t cmsg_len; int cmsg_level; int cmsg_type; };
    int recvmmsg(int, struct mmsghdr *, unsigned int, int, void *);
    int sendmmsg(int, struct mmsghdr *, unsigned int, int);
    ssize_t sendto(int, const void *, size_t, int, const void *, unsigned int);
    """
)

SOL_UDP, UDP_SEGMENT = 17, 103  # linux/udp.h: one buffer leaves as many datagrams of equal size
MSG_DONTWAIT, MSG_TRUNC = 0x40, 0x20


def _opened() -> Any:
    if sys.platform != "linux":
        return None
    try:
        library = ffi.dlopen(None)
        _ = library.recvmmsg, library.sendmmsg
    except (OSError, AttributeError):
        return None
    return library


libc = _opened()
