"""The film's sound: everybody's audio, each at its time, added up.

A track's own clock says where its samples go; where it and the time of arrival drift apart (the sender paused,
its clock is wrong), the arrival wins.
"""

import numpy as np
from av import AudioFrame, AudioResampler, CodecContext, Packet
from av.error import FFmpegError

from portal.recordings.payloads import Frame

RATE = 48_000
_DRIFT = RATE * 3 // 10  # samples by which clock and arrival may differ
_LOUDEST = 32_767


class Voice:
    """Decodes one Opus track and says where on the film's time line its samples belong."""

    def __init__(self) -> None:
        self._decoder = CodecContext.create("opus", "r")
        self._resampler = AudioResampler(format="s16", layout="stereo", rate=RATE)
        self._offset: int | None = None

    def samples(self, frame: Frame) -> tuple[int, np.ndarray] | None:
        """(place in samples, array of shape (n, 2)), or nothing where the packet cannot be decoded."""
        arrived = frame.at * RATE // 1_000_000
        if self._offset is None or abs(frame.ticks + self._offset - arrived) > _DRIFT:
            self._offset = arrived - frame.ticks
        try:
            decoded = self._decoder.decode(Packet(frame.data))
        except FFmpegError:
            return None
        parts = [part.to_ndarray() for each in decoded for part in self._resampler.resample(each)]
        if not parts:
            return None
        return max(0, frame.ticks + self._offset), np.concatenate(parts, axis=1).reshape(-1, 2)


class Mix:
    """A window of the time line into which voices are added, and which is taken out from its start."""

    def __init__(self) -> None:
        self._start = 0
        self._sum = np.zeros((RATE * 2, 2), np.int32)

    def add(self, place: int, samples: np.ndarray) -> None:
        """Add a voice; what belongs before the window comes too late and is left out."""
        late = max(0, self._start - place)
        samples, place = samples[late:], place + late - self._start
        end = place + len(samples)
        if end > len(self._sum):
            self._sum = np.concatenate([self._sum, np.zeros((end - len(self._sum) + RATE, 2), np.int32)])
        self._sum[place:end] += samples

    def take(self, until: int) -> AudioFrame | None:
        """Everything before sample `until`, ready for the encoder."""
        count = until - self._start
        if count <= 0:
            return None
        if count > len(self._sum):
            self._sum = np.concatenate([self._sum, np.zeros((count - len(self._sum), 2), np.int32)])
        loud = np.clip(self._sum[:count], -_LOUDEST - 1, _LOUDEST).astype(np.int16)
        frame = AudioFrame.from_ndarray(loud.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = RATE, self._start
        self._sum, self._start = self._sum[count:], until
        return frame
