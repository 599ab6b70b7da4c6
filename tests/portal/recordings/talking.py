"""People who talk into a recording: real VP8, H.264 and Opus, put into RTP by aiortc's own packetizers."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder
from av import AudioFrame, VideoFrame

from meetings.media.recorder import RecordedTrack, Recorder

SECOND = 1_000_000_000
GREY = {"left": 90, "right": 200}


def rtp(number: int, timestamp: int, payload: bytes, *, marker: bool = False) -> bytes:
    return (
        struct.pack("!BBHII", 0x80, 96 | 128 * marker, number & 0xFFFF, timestamp & 0xFFFFFFFF, 7) + payload
    )


def video_packets(codec: str, grey: int, seconds: float, first: int = 65_500) -> Iterator[tuple[int, bytes]]:
    """(nanoseconds, packet) of a plain grey picture, 15 frames a second."""
    encoder = Vp8Encoder() if codec == "vp8" else H264Encoder()
    number = first
    for index in range(int(seconds * 15)):
        frame = VideoFrame.from_ndarray(np.full((360, 320), grey, np.uint8), format="yuv420p")
        frame.planes[1].update(bytes([128]) * frame.planes[1].buffer_size)
        frame.planes[2].update(bytes([128]) * frame.planes[2].buffer_size)
        frame.pts, frame.time_base = index * 6000, Fraction(1, 90_000)
        payloads, timestamp = encoder.encode(frame, force_keyframe=index % 15 == 0)
        for place, payload in enumerate(payloads):
            yield index * SECOND // 15, rtp(number, timestamp, payload, marker=place == len(payloads) - 1)
            number += 1


def tone_packets(hertz: int, seconds: float) -> Iterator[tuple[int, bytes]]:
    """(nanoseconds, packet) of a tone, twenty milliseconds each."""
    encoder = OpusEncoder()
    for index in range(int(seconds * 50)):
        times = (np.arange(960) + index * 960) / 48_000
        wave = (np.sin(2 * np.pi * hertz * times) * 8000).astype(np.int16)
        frame = AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, index * 960, Fraction(1, 48_000)
        payloads, timestamp = encoder.encode(frame)
        for payload in payloads:
            yield index * SECOND // 50, rtp(index, timestamp, payload)


def record(folder: Path, tracks: list[tuple[RecordedTrack, int, Iterator[tuple[int, bytes]]]]) -> list[Path]:
    """The parts of a recording in which each track begins so many nanoseconds after the first."""
    parts: list[Path] = []
    recorder = Recorder(folder, 0, lambda number, path: parts.append(path))
    packets = []
    for track, later, made in tracks:
        recorder.track(track)
        packets += [(at + later, track.track, packet) for at, packet in made]
    for at, track, packet in sorted(packets, key=lambda each: each[0]):
        recorder.packet(track, at, packet)
    recorder.stop(packets[-1][0])
    return parts


def camera(number: int, name: str, codec: str = "vp8") -> RecordedTrack:
    return RecordedTrack(number, f"account:{number}", name, "camera", codec, 90_000)


def microphone(number: int, person: int, name: str) -> RecordedTrack:
    return RecordedTrack(number, f"account:{person}", name, "microphone", "opus", 48_000)
