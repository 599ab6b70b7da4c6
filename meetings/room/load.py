"""How busy this process is, from counters that only grow: for the heartbeat and for metrics."""

import time
from collections.abc import Mapping

PACKETS = ("packets_in", "packets_out", "bytes_out")


class Rates:
    """Differences since the call before, a second."""

    def __init__(self) -> None:
        self._cpu = (time.monotonic(), time.process_time())
        self._counted: tuple[float, Mapping[str, float]] = (time.monotonic(), {})

    def cpu(self) -> float:
        """Percent of one core."""
        (then, used), self._cpu = self._cpu, (time.monotonic(), time.process_time())
        passed = self._cpu[0] - then
        return 100 * (self._cpu[1] - used) / passed if passed > 0 else 0.0

    def traffic(self, counts: Mapping[str, float]) -> dict[str, float]:
        """`packets_in`, `packets_out` and `bytes_out`, a second."""
        (then, before), self._counted = self._counted, (time.monotonic(), dict(counts))
        passed = max(self._counted[0] - then, 0.001)
        return {
            name: round(max(0.0, counts.get(name, 0) - before.get(name, 0)) / passed, 1) for name in PACKETS
        }
