"""Which encoding of each picture a receiver gets, when its line does not carry everything. Pure.

A picture climbs rungs: its smallest encoding with a quarter of the frames, then all frames, then the next encoding.
Everybody gets the lowest rung first, in order of importance; then screens rise, then the big tiles, then the small
ones. Read backwards this is the order of sacrifice: frames and size of small tiles, frames of the big one, whole
tiles, screens last. Audio is not here: it is never sacrificed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import Literal

Why = Literal["", "bandwidth", "choice"]

TEMPORAL_SHARES = (0.4, 0.6, 1.0)  # How libvpx divides the bits among three temporal layers.
TOP = 2
SCREEN_OVERDRAFT = 500_000  # A screen may ask this much more of a line than it seems to carry.
ENOUGH = 0.8  # An encoding that is this share of the tile's height still looks sharp in it.
CAUTION = 0.85  # What rises must leave this much room,
GOOD_TIME_NS = 5_000_000_000  # and the line must have been good for this long;
RETURN_NS = 2_000_000_000  # for this long, where there is no picture at all.


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoding, from small to big. `rate` in bits a second at all frames; `thins` when frames may be left out."""

    rid: str
    height: int
    rate: int
    thins: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """One tile: `rank` 0 is the most important. `height` in device pixels."""

    key: str
    rank: int
    height: float
    layers: tuple[Layer, ...]
    big: bool = False
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """`layer` is an index into the picture's layers, -1 for none; `temporal` up to which frames are sent."""

    layer: int = -1
    temporal: int = TOP
    why: Why = ""


@dataclass(frozen=True, slots=True)
class _Rung:
    layer: int
    temporal: int
    rate: float


@dataclass(slots=True)
class _Climb:
    picture: Picture
    rungs: tuple[_Rung, ...]
    at: int = -1

    @property
    def rate(self) -> float:
        return self.rungs[self.at].rate if self.at >= 0 else 0.0


def allocate(pictures: Sequence[Picture], budget: int, saving: bool = False) -> dict[str, Grant]:
    """What each picture gets of `budget` bits a second (audio already taken off). `saving`: the smallest that does."""
    climbs = [_Climb(each, _rungs(each, saving)) for each in sorted(pictures, key=_importance)]
    left = float(budget)
    for climb in climbs:
        if climb.rungs and climb.rungs[0].rate <= left + (SCREEN_OVERDRAFT if climb.picture.screen else 0):
            climb.at = 0
            left -= climb.rate
    for group in (_screens, _big, _small):
        left = _rise([each for each in climbs if each.at >= 0 and group(each.picture)], left)
    return {each.picture.key: _grant(each) for each in climbs}


def appetite(pictures: Sequence[Picture], saving: bool = False) -> int:
    """Bits a second with which every picture would rise to all that its tile can use, caution included: an estimate
    that is content with less would leave a picture paused for ever on a line that carries it."""
    wanted = sum(rungs[-1].rate for each in pictures if (rungs := _rungs(each, saving)))
    return ceil(wanted / CAUTION) + 1 if wanted else 0


def _importance(picture: Picture) -> tuple[bool, bool, int, str]:
    return not picture.screen, not picture.big, picture.rank, picture.key


def _screens(picture: Picture) -> bool:
    return picture.screen


def _big(picture: Picture) -> bool:
    return picture.big and not picture.screen


def _small(picture: Picture) -> bool:
    return not picture.big and not picture.screen


def _rise(climbs: Sequence[_Climb], left: float) -> float:
    """One rung for each in turn, until nobody can rise any more. Who cannot pay its next rung stays where it is."""
    rising = list(climbs)
    while rising:
        still = []
        for climb in rising:
            more = climb.rungs[climb.at + 1].rate - climb.rate if climb.at + 1 < len(climb.rungs) else None
            if more is not None and more <= left:
                climb.at += 1
                left -= more
                still.append(climb)
        rising = still
    return left


def _rungs(picture: Picture, saving: bool) -> tuple[_Rung, ...]:
    """What a picture may climb to: no further than the first encoding that fills its tile."""
    most = 0 if saving and not picture.screen else _enough(picture)
    rungs = _ladder(picture.layers[: most + 1])
    return rungs[:2] if saving and not picture.big and not picture.screen else rungs


@lru_cache(maxsize=1024)
def _ladder(layers: tuple[Layer, ...]) -> tuple[_Rung, ...]:
    """The same for everybody who sees the same. A rung that costs no more than a lower one takes its place; a bigger
    picture with a quarter of the frames is none, for it looks worse than a small one that moves."""
    rungs: list[_Rung] = []
    for index, layer in enumerate(layers):
        for temporal in (0, 1, TOP) if layer.thins else (TOP,):
            if index and temporal == 0:
                continue
            rate = layer.rate * TEMPORAL_SHARES[temporal]
            while rungs and rungs[-1].rate >= rate:
                rungs.pop()
            rungs.append(_Rung(index, temporal, rate))
    return tuple(rungs)


def _enough(picture: Picture) -> int:
    for index, layer in enumerate(picture.layers):
        if layer.height >= picture.height * ENOUGH:
            return index
    return len(picture.layers) - 1


def _grant(climb: _Climb) -> Grant:
    if climb.at < 0:
        return Grant(-1, TOP, "bandwidth" if climb.rungs else "")
    return Grant(climb.rungs[climb.at].layer, climb.rungs[climb.at].temporal)


@dataclass(slots=True)
class Steady:
    """Keeps pictures from going up and down: down at once, up only after a good time and with room to spare."""

    grants: dict[str, Grant] = field(default_factory=dict)
    _fell: int = -GOOD_TIME_NS

    def decide(
        self, pictures: Sequence[Picture], budget: int, now: int, saving: bool = False
    ) -> dict[str, Grant]:
        """Grants for now (ns). What is new is given at once, within the cautious budget."""
        full = allocate(pictures, budget, saving)
        by_key = {each.key: each for each in pictures}
        careful = allocate(pictures, ceil(budget * CAUTION), saving)
        grants = {}
        for key, grant in full.items():
            before = self.grants.get(key)
            if before is None or before.why == "choice":
                grants[key] = min(careful[key], grant, key=_rank)
            elif _rank(grant) > _rank(before):
                patience = GOOD_TIME_NS if before.layer >= 0 else RETURN_NS
                rising = min(careful[key], grant, key=_rank) if now - self._fell >= patience else before
                grants[key] = max(rising, before, key=_rank)
            else:
                grants[key] = grant
                if grant.why == "bandwidth" or _squeezed(by_key[key], grant):
                    self._fell = now if _rank(grant) < _rank(before) else self._fell
        self.grants = dict(grants)
        return grants

    def pause(self, keys: Sequence[str]) -> dict[str, Grant]:
        """Everything stands still because the person wants no pictures."""
        self.grants = {key: Grant(-1, TOP, "choice") for key in keys}
        return dict(self.grants)


def _rank(grant: Grant) -> tuple[int, int]:
    return grant.layer, grant.temporal if grant.layer >= 0 else 0


def _squeezed(picture: Picture, grant: Grant) -> bool:
    """Whether a picture gets less than its tile could use, so that its fall was the line's doing."""
    return grant.layer < _enough(picture) or grant.temporal < TOP
