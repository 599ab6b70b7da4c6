"""Which encodings of a picture anybody needs, so that a publisher sends nothing for nobody. Pure.

Upwards at once, downwards after a grace: a tile that scrolls out of sight for a moment must not stop an encoder.
Screens are exempt, because an encoder of still text that is stopped and started shows a blur for seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

GRACE_NS = 10_000_000_000
# When one encoding is left out, others that were not needed for this long go with it: each change makes the encoder
# begin anew, which costs a key frame.
TOGETHER_NS = 5_000_000_000


@dataclass(slots=True)
class Demand:
    """Of one source of one seat."""

    is_exempt: bool = False
    told: tuple[str, ...] | None = None
    _needed: dict[str, int] = field(default_factory=dict)  # rid to when it was last needed

    def need(self, rids: Iterable[str], now: int) -> None:
        """These encodings are wanted by somebody now."""
        for rid in rids:
            self._needed[rid] = now

    def change(self, offered: Iterable[str], now: int) -> tuple[str, ...] | None:
        """The encodings to send from now on, in the order offered; None when that has been said already.

        A source that was just published sends everything until the grace has passed, as nobody had time to ask.
        """
        rids = tuple(offered)
        for rid in rids:
            self._needed.setdefault(rid, now)
        if self.is_exempt:
            active = rids
        else:
            active = self._needed_since(rids, now - GRACE_NS)
            if active != rids and set(self.told or rids) > set(active):
                active = self._needed_since(rids, now - TOGETHER_NS)
        if active == self.told or (self.told is None and active == rids):
            self.told = active
            return None
        self.told = active
        return active

    def _needed_since(self, rids: tuple[str, ...], instant: int) -> tuple[str, ...]:
        return tuple(rid for rid in rids if self._needed[rid] > instant)
