"""Which leg carries which source in the Python engine, and how a batch goes out."""

from meetings.engine.incoming import Source
from meetings.engine.outgoing import Leg


def point(leg: Leg, wanted: Source | None, *, carries_on: bool) -> None:
    """Let a leg wait for a source or for nothing, and meanwhile carry on with what it has, or not."""
    before, carried = leg.wanted, leg.carried
    if wanted is not before:
        if before is not None:
            before.waiting.remove(leg)
        if wanted is not None:
            wanted.waiting.append(leg)
    leg.wanted, leg.counts.wanted = wanted, wanted.id if wanted is not None else 0
    if carried is not None and not carries_on:
        carried.legs.remove(leg)
        leg.carried, leg.counts.source = None, 0


def stop(source: Source) -> None:
    """Let legs that carry a source wait for its return, unless they already wait for another."""
    for leg in list(source.legs):
        point(leg, leg.wanted or source, carries_on=False)


def end(source: Source) -> None:
    """Let go of a source that is gone."""
    for leg in dict.fromkeys((*source.legs, *source.waiting)):
        wanted = leg.wanted if leg.wanted is not source else None
        point(leg, wanted, carries_on=leg.carried is not source)


def forward(pending: list[Source], now_ns: int, dropped: dict[str, int]) -> list[tuple[int, int]]:
    """Write what came for every receiver, sound before pictures. Empties `pending`; returns (leg, source) of switches.

    A fault of ours with one receiver is counted, and the others get their packets."""
    sources, switched = sorted(pending, key=_is_video), []
    pending.clear()
    for source in sources:
        packets, source.pending = source.pending, []
        for leg in source.legs:
            try:
                leg.forward(packets, now_ns)
            except Exception:
                dropped["handler"] += 1
        key = next((at for at, packet in enumerate(packets) if packet.is_key), -1) if source.waiting else -1
        if key < 0:
            continue
        for leg in [each for each in source.waiting if each.is_ready]:
            point(leg, None, carries_on=False)
            source.legs.append(leg)
            leg.begin(source, packets[key], now_ns)
            leg.forward(packets[key:], now_ns)
            switched.append((leg.id, source.id))
    return switched


def _is_video(source: Source) -> bool:
    return source.is_video
