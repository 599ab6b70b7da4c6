"""A read of what hardly ever changes, kept by a process for some seconds.

Whoever changes it says `forget()` once the change is stored: this process knows at once, another one that shares the
database within `SECONDS`. Inside a transaction nothing is remembered, because what is read there may be undone.
"""

from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Any, Generic, TypeVar

from portal.kit.database import engine, on_commit

T = TypeVar("T")
SECONDS = 5.0


class Remembered(Generic[T]):
    """Calls `read` with arguments that can be hashed, and answers the same ones from memory until time is up."""

    def __init__(self, read: Callable[..., Awaitable[T]]):
        self._read = read
        self._known: dict[Hashable, tuple[float, T]] = {}
        self._of: Any = None

    async def __call__(self, *arguments: Hashable) -> T:
        here, now = engine(), monotonic()
        if here is not self._of:
            self._of, self._known = here, {}
        if here.transaction_exists():
            return await self._read(*arguments)
        known = self._known.get(arguments)
        if known is None or known[0] < now:
            known = (now + SECONDS, await self._read(*arguments))
            self._known = {
                **{key: kept for key, kept in self._known.items() if kept[0] >= now},
                arguments: known,
            }
        return known[1]

    def forget(self) -> None:
        """Read anew after the transaction that is open, or at once where none is."""
        on_commit(self._clear)

    def _clear(self) -> None:
        self._known = {}
