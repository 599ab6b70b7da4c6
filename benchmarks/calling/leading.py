"""The chair's deeds, and a person whose line carries hardly more than a voice."""

import asyncio
import time
from collections.abc import AsyncIterator

from benchmarks.calling.scene import film, scene
from benchmarks.report import Figure
from tests.meetings.support.link import MS
from tests.support.meeting.attendee import Attendee

_HEARD = """async (person) => {
  const sound = (await watch.incoming()).find((each) => each.kind === "audio" && each.person === person);
  const { totalSamplesReceived, concealedSamples, silentConcealedSamples } = sound;
  return { all: totalSamplesReceived, concealed: concealedSamples - silentConcealedSamples };
}"""
_PAUSED = """() => Object.values(watch.slots)
  .filter((each) => each.source === "camera" && each.state === "paused").map((each) => each.why)"""


async def leading() -> AsyncIterator[Figure]:
    """Lobby, mute, remove, lock, end: how soon each is so for everybody."""
    async with scene() as house:
        house.hall.roles["account:1"] = "chair"
        house.hall.lobby.add("account:2")
        chair, guest, third = [await house.arrive(number, film=film()) for number in (1, 2, 3)]
        for each in (chair, third):
            await each.come()
            await each.hears("welcome")
        await guest.come()
        await chair.hears("knock", person=guest.person)
        yield Figure("admitted: everybody sees and hears", await _since(chair, guest, third), "s", at_most=2)
        begun = time.time()
        await chair.say("mute", person=guest.person, source="microphone")
        muted = await third.until(
            "async (person) => !(await watch.of(person, 'microphone')) && performance.timeOrigin + performance.now()",
            guest.person,
        )
        yield Figure("muted: nobody hears", muted / 1000 - begun, "s", at_most=1)
        begun = time.time()
        await chair.say("remove", person=guest.person)
        await guest.hears("close", code=4403)
        house.hall.removed.add(guest.person)
        yield Figure("removed: out", time.time() - begun, "s", at_most=1)
        begun = time.time()
        await chair.say("end")
        await asyncio.gather(*(each.hears("close", code=4404) for each in (chair, third)))
        yield Figure("ended: over for everybody", time.time() - begun, "s", at_most=1)


async def _since(chair: Attendee, guest: Attendee, third: Attendee) -> float:
    begun = time.time()
    await chair.say("admit", person=guest.person)
    everybody = [(guest, chair), (guest, third), (chair, guest), (third, guest)]
    return max(await asyncio.gather(*(one.sees(other.person) for one, other in everybody))) - begun


async def narrow() -> AsyncIterator[Figure]:
    """Two speak and show themselves to one who has 100 kbit/s: pictures pause, with a reason; no word is lost."""
    async with scene(lines=1) as house:
        [line] = house.hall.lines
        speakers = [await house.arrive(number, film=film()) for number in (1, 3)]
        poor = await house.arrive(2, line=line, sends=())
        for each in (*speakers, poor):
            await each.come()
        await asyncio.gather(*(poor.sees(each.person) for each in speakers))
        line.up.delay = line.down.delay = 40 * MS
        line.slow(100_000)
        begun = time.time()
        await poor.until("() => (" + _PAUSED + ")().length === 2", patience=60)
        print(
            f"  pictures paused {time.time() - begun:.1f} s after the line became narrow: {await poor.do(_PAUSED)}"
        )
        before = [await poor.do(_HEARD, each.person) for each in speakers]
        await asyncio.sleep(20)
        after = [await poor.do(_HEARD, each.person) for each in speakers]
        shares = [
            (now["concealed"] - then["concealed"]) / (now["all"] - then["all"])
            for then, now in zip(before, after, strict=True)
        ]
        reasons = [why for why in await poor.do(_PAUSED) if why == "bandwidth"]
        yield Figure("100 kbit/s: speech made up, worst voice", 100 * max(shares), "%", at_most=2)
        yield Figure("100 kbit/s: pictures that pause and say why", len(reasons), at_least=1)
