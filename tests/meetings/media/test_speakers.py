"""Who speaks: a voice wins over a fan, a cough wins over nobody, and who is heard is not cut off between words."""

from collections.abc import Iterator
from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.speakers import KEPT_NS, LOUDEST, Dominant, Loudest, Voice

STEP = 50_000_000
SPEECH = [95, 100, 97, 88, 60, 92, 101, 99, 85, 55, 58, 96, 98, 70]  # 127 minus -dBov, every 50 ms
FAN = [84, 85, 84, 83, 85, 86, 84]
QUIET = [30, 32, 31]


def heard(*levels: list[int], steps: int) -> Iterator[tuple[int, list[int]]]:
    """So many steps of 50 ms of several microphones."""
    sources = [cycle(each) for each in levels]
    for step in range(1, steps + 1):
        yield step * STEP, [next(each) for each in sources]


def after(
    levels: dict[str, list[int]], seconds: float, voices: dict[str, Voice] | None = None, begin: int = 0
) -> tuple[str, list[str], dict[str, Voice]]:
    """Who is dominant after some seconds, everybody who was on the way, and the voices."""
    voices = voices or {person: Voice() for person in levels}
    dominant, way = Dominant(), []
    for now, values in heard(*levels.values(), steps=int(seconds * 20)):
        for person, value in zip(levels, values, strict=True):
            voices[person].hear(value, begin + now)
        way.append(dominant.decide(voices, begin + now))
    return dominant.person, way, voices


def test_who_speaks_becomes_dominant_within_a_second():
    person, way, _voices = after({"lan": SPEECH, "huy": QUIET}, 1.0)
    assert person == "lan"
    assert "huy" not in way


def test_a_fan_is_never_the_speaker():
    assert set(after({"fan": FAN, "huy": QUIET}, 20)[1]) == {""}


def test_a_voice_over_a_louder_fan_wins():
    loud = [each + 20 for each in FAN]
    person, way, _voices = after({"fan": loud, "lan": SPEECH}, 5)
    assert person == "lan"
    assert "fan" not in way


def test_a_cough_takes_no_floor():
    voices = {"lan": Voice(), "huy": Voice()}
    dominant = Dominant()
    for now, (lan, huy) in heard(SPEECH, QUIET, steps=60):
        voices["lan"].hear(lan, now)
        voices["huy"].hear(110 if now in (40 * STEP, 41 * STEP, 42 * STEP) else huy, now)
        assert dominant.decide(voices, now) in ("", "lan")


def test_the_speaker_stays_through_a_pause():
    voices = {"lan": Voice(), "huy": Voice()}
    dominant = Dominant()
    for now, (lan, huy) in heard(SPEECH, QUIET, steps=100):
        voices["lan"].hear(lan if now < 60 * STEP else 30, now)
        voices["huy"].hear(huy, now)
        dominant.decide(voices, now)
    assert dominant.person == "lan"


def test_who_speaks_next_takes_over_within_two_seconds():
    voices = {"lan": Voice(), "huy": Voice()}
    dominant = Dominant()
    for now, (lan, quiet) in heard(SPEECH, QUIET, steps=100):
        turn = now < 60 * STEP
        voices["lan"].hear(lan if turn else quiet, now)
        voices["huy"].hear(quiet if turn else lan, now)
        dominant.decide(voices, now)
    assert dominant.person == "huy"


def test_who_leaves_is_the_speaker_no_longer():
    dominant = Dominant()
    _person, _way, voices = after({"lan": SPEECH}, 1.0)
    dominant.person = "lan"
    assert dominant.decide({}, 0) == ""
    assert dominant.decide(voices, STEP) in ("", "lan")


def test_a_missing_packet_is_no_silence_and_two_hundred_milliseconds_are():
    voice = Voice()
    for now, (level,) in heard([100, 60], steps=20):
        voice.hear(level, now)
    voice.hear(100, 21 * STEP)
    voice.hear(None, 22 * STEP)
    assert voice.is_speaking
    voice.hear(None, 26 * STEP)
    assert not voice.is_speaking
    assert voice.shown == 0


def test_late_packets_do_not_make_a_fan_a_voice():
    voice = Voice()
    for now, (level,) in heard(FAN, steps=400):
        voice.hear(level if now // STEP % 5 else None, now)
        assert not voice.is_speaking


class TestLoudest:
    """Whose microphones are forwarded among many."""

    def silent(self, count: int) -> dict[str, Voice]:
        return {f"p{at:02}": Voice() for at in range(count)}

    def test_a_small_room_hears_everybody(self):
        assert set(Loudest().decide(self.silent(LOUDEST), 0)) == set(self.silent(LOUDEST))

    def test_who_begins_to_speak_is_heard_at_once(self):
        voices, loudest = self.silent(20), Loudest()
        loudest.decide(voices, STEP)
        voices["p19"].hear(30, 1000 * STEP)
        voices["p19"].hear(100, 1001 * STEP)
        assert "p19" in loudest.decide(voices, 1001 * STEP)

    def test_nobody_is_put_out_between_two_words(self):
        voices, loudest = self.silent(LOUDEST), Loudest()
        now = 1000 * STEP
        for voice in voices.values():
            voice.hear(30, now - STEP)
            voice.hear(100, now)
        loudest.decide(voices, now)
        for voice in voices.values():
            voice.hear(30, now + STEP)
        voices["late"] = Voice()
        voices["late"].hear(30, now)
        voices["late"].hear(110, now + STEP)
        assert "late" not in loudest.decide(voices, now + STEP)
        voices["late"].hear(110, now + KEPT_NS)
        assert "late" in loudest.decide(voices, now + KEPT_NS)

    def test_who_has_the_floor_is_always_heard(self):
        voices, loudest = self.silent(20), Loudest()
        loudest.decide(voices, 0)
        assert "p17" in loudest.decide(voices, STEP, always=["p17"])

    @given(st.lists(st.lists(st.integers(0, 127), min_size=12, max_size=12), max_size=60))
    def test_the_set_is_full_and_has_no_strangers(self, steps: list[list[int]]):
        voices, loudest = self.silent(12), Loudest()
        for at, levels in enumerate(steps, 1):
            for voice, level in zip(voices.values(), levels, strict=True):
                voice.hear(level, at * STEP)
            chosen = loudest.decide(voices, at * STEP)
            assert len(chosen) == len(set(chosen)) == LOUDEST
            assert set(chosen) <= set(voices)
