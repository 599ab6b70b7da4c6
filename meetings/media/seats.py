"""What the stage keeps of one seat: what it publishes, what it shows, and its two connections. Only data."""

from dataclasses import dataclass, field

from meetings.asks import View
from meetings.media.layers import Steady
from meetings.media.publishing import Publishing
from meetings.media.receiving import Receiving
from meetings.media.speakers import Voice
from meetings.media.tracks import Track
from meetings.tells import Slot

SOURCES = ("microphone", "camera", "screen", "screen-audio")


@dataclass(slots=True)
class Seat:
    """One person's place. `places` says which m-line is kept for which view, `told` what the browser was told."""

    seat: str
    person: str
    tracks: dict[str, Track]
    publishing: Publishing | None = None
    receiving: Receiving | None = None
    views: tuple[View, ...] = ()
    saving: bool = False
    audio_only: bool = False
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    steady: Steady = field(default_factory=Steady)
    told: dict[str, Slot] = field(default_factory=dict)
    told_estimate: int = 0
    voice: Voice = field(default_factory=Voice)
    heard_levels: tuple[int, int] = (0, 0)  # sum and packets of the microphone's levels at the last look
    version: int = 0  # of the newest offer; rises over all connections of the seat
    needs_offer: bool = True
    forwarded: tuple[int, float] = (
        0,
        0.0,
    )  # when it was last decided what it receives, and by which estimate
    is_lost: bool = False

    @property
    def rtt(self) -> int:
        """The round trip in ns, 0 before it is known; both connections take the same way."""
        return self.receiving.rtt if self.receiving is not None else 0

    def forget_told(self) -> None:
        """The browser has begun anew and is to be told everything again."""
        self.told.clear()
        for track in self.tracks.values():
            track.demand.told = None


def new_seat(seat: str, person: str) -> Seat:
    """A seat whose sources are all off."""
    return Seat(seat, person, {kind: Track(seat, person, kind) for kind in SOURCES})
