"""How often an address may ask for what costs much and needs no sign-in; counted in this process alone.

Passwords and codes have limits of their own in the database (`people.throttle`); this one only keeps a stranger from
taking all of the machine.
"""

from collections import OrderedDict, deque
from time import monotonic

from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import BaseRouteHandler

from portal.web.guards import Guard

_MOST_ADDRESSES = 10_000


class Window:
    """Times of the last deeds by address: at most `count` within `seconds`."""

    def __init__(self, count: int, seconds: float):
        self._count, self._seconds = count, seconds
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, address: str, now: float) -> bool:
        """Count one deed, or say that it is one too many."""
        times = self._times.setdefault(address, deque())
        self._times.move_to_end(address)
        if len(self._times) > _MOST_ADDRESSES:
            self._times.popitem(last=False)
        while times and now - times[0] >= self._seconds:
            times.popleft()
        if len(times) >= self._count:
            return False
        times.append(now)
        return True


def at_most(count: int, seconds: float) -> Guard:
    """A guard beside that of the router: so many requests of one address to this route within so many seconds."""
    window = Window(count, seconds)

    async def not_too_often(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        address = connection.client.host if connection.client else ""
        if not window.allows(address, monotonic()):
            raise TooManyRequestsException

    return not_too_often
