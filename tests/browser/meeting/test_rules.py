"""What the page decides without a page: where tiles stand, who is shown, what follows a lost line, what the room is."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.meeting.participant import Participant
from tests.browser.meeting.stand_in import standing_in

OVERLAPS = """({ arrange }, sizes) => {
  const wrong = [];
  const starts = (one, other, side, length) => one[side] < other[side] + other[length];
  const meet = (one, other, ...side) => starts(one, other, ...side) && starts(other, one, ...side);
  const judge = (name, width, height, keys, main) => {
    const { places, hidden, height: high } = arrange({ width, height, keys, main });
    const shown = places.map((each) => each.key).filter((key) => key !== "more");
    const isWhole = [...shown, ...hidden].sort().join() === [...keys].sort().join();
    if (!isWhole) wrong.push(`${name}: not everybody has a place`);
    if (main.length && high > height) wrong.push(`${name}: the stage scrolls`);
    places.forEach((one, at) => {
      const isInside = one.x >= 0 && one.y >= 0 && one.x + one.width <= width + 1 && one.y + one.height <= high + 1;
      if (!isInside) wrong.push(`${name}: ${one.key} stands outside`);
      for (const other of places.slice(0, at)) {
        const isOver = meet(one, other, "x", "width") && meet(one, other, "y", "height");
        if (isOver) wrong.push(`${name}: ${one.key} covers ${other.key}`);
      }
    });
  };
  for (const [width, height] of sizes) {
    for (let count = 1; count <= 50; count += 1) {
      const people = Array.from({ length: count }, (_each, at) => `p${at} camera`);
      judge(`${width}x${height} with ${count}`, width, height, people, []);
      judge(`${width}x${height} with ${count} beside a screen`, width, height, ["p0 screen", ...people], ["p0 screen"]);
    }
  }
  return wrong;
}"""
FILLED = """({ arrange }, { width, height, counts }) => counts.map((count) => {
  const keys = Array.from({ length: count }, (_each, at) => `p${at} camera`);
  const { places } = arrange({ width, height, keys });
  return places.reduce((sum, each) => sum + each.width * each.height, 0) / (width * height);
})"""


@pytest.fixture(scope="module")
async def page(fake_chromium: Browser) -> AsyncIterator[Participant]:
    """One page for all of them: it only lends its modules."""
    context = await fake_chromium.new_context()
    async with standing_in() as stand_in:
        participant = Participant(stand_in.address, await context.new_page())
        await participant.open("/meeting")
        yield participant
        await context.close()


async def test_no_tile_covers_another_on_any_screen(page):
    sizes = [[1400, 760], [1060, 760], [820, 1100], [370, 690], [844, 300], [320, 480]]
    assert await page.imports("layout", OVERLAPS, sizes) == []


async def test_a_grid_uses_most_of_the_screen(page):
    desk = {"width": 1400, "height": 760, "counts": [1, 2, 4, 9, 16, 25]}
    assert min(await page.imports("layout", FILLED, desk)) > 0.75
    phone = {"width": 370, "height": 690, "counts": [1, 2, 3, 4, 6]}
    assert min(await page.imports("layout", FILLED, phone)) > 0.65


async def test_tiles_too_many_for_the_screen_keep_a_size_at_which_faces_are_known(page):
    script = "({ arrange }, keys) => arrange({ width: 370, height: 690, keys })"
    plan = await page.imports("layout", script, [f"p{at} camera" for at in range(50)])
    assert plan["places"][0]["width"] >= 150 and plan["height"] > 690
    assert plan["capacity"] < 50


def person(number: int, **more: object) -> dict[str, object]:
    told = {"person": f"account:{number}", "name": f"Người {number}", "role": "member", "camera": False}
    return told | {"microphone": False, "screen": False, "hand": False, "since": number} | more


CHOSEN = """async ({ choose }, { people, room, wish }) => {
  const { NOBODY } = await import("/static/js/meeting/room.js");
  const whole = { ...NOBODY, me: "account:1", people: new Map(people.map((each) => [each.person, each])), ...room };
  return choose(whole, { mode: "grid", pinned: "", isSelfHidden: false, isUpright: false, ...wish });
}"""


async def chosen(page, people, room=None, wish=None):
    return await page.imports("choosing", CHOSEN, {"people": people, "room": room or {}, "wish": wish or {}})


async def test_nobodys_tile_moves_because_somebody_speaks(page):
    people = [person(number) for number in range(1, 9)]
    silent = await chosen(page, people)
    heard = await chosen(page, people, {"speaker": "account:7", "recent": ["account:7"]})
    assert heard["keys"] == silent["keys"]


async def test_who_speaks_comes_into_sight_when_not_all_fit(page):
    people = [person(number) for number in range(1, 20)]
    shown = await chosen(page, people, {"recent": ["account:15"]}, {"capacity": 6})
    assert "account:15 camera" in shown["keys"][:6]
    assert sorted(shown["keys"]) == sorted(f"account:{number} camera" for number in range(1, 20))


async def test_what_is_presented_is_large_unless_somebody_is_pinned(page):
    people = [person(1), person(2, screen=True), person(3)]
    assert (await chosen(page, people))["main"] == ["account:2 screen"]
    pinned = await chosen(page, people, wish={"pinned": "account:3 camera"})
    assert pinned["main"] == ["account:3 camera"]


async def test_who_has_the_floor_is_shown_large_to_all(page):
    people = [person(1), person(2), person(3)]
    assert (await chosen(page, people, {"floor": "account:3"}))["main"] == ["account:3 camera"]


async def test_of_two_people_on_a_phone_ones_own_picture_is_in_the_corner(page):
    pair = await chosen(page, [person(1), person(2)], wish={"isUpright": True})
    assert pair["corner"] == "account:1 camera" and pair["main"] == []


CLOSES = [
    (4400, "", "stop", "broken"),
    (4403, "", "stop", "removed"),
    (4404, "ended", "stop", "ended"),
    (4404, "refused", "stop", "refused"),
    (4404, "sealed", "stop", "sealed"),
    (4404, "locked", "stop", "locked"),
    (4404, "consent", "stop", "consent"),
    (4408, "", "stop", "replaced"),
    (4409, "", "again", "moved"),
    (4429, "", "again", "lost"),
    (4503, "", "again", "full"),
    (1006, "", "again", "lost"),
    (1011, "", "again", "lost"),
]


@pytest.mark.parametrize(("code", "reason", "then", "why"), CLOSES)
async def test_a_close_code_says_what_follows(page, code, reason, then, why):
    script = "({ afterClose }, [code, reason]) => afterClose(code, reason, { tries: 0 })"
    found = await page.imports("ladder", script, [code, reason])
    assert (found["then"], found["why"]) == (then, why)


async def test_a_token_that_expired_is_asked_for_anew_once(page):
    script = "({ afterClose }, isSecond) => afterClose(4401, '', { tries: 1, isSecond })"
    assert (await page.imports("ladder", script, False))["then"] == "again"
    assert await page.imports("ladder", script, True) == {"then": "stop", "wait": 0, "why": "expired"}


async def test_a_lost_line_comes_back_by_the_ladder(page):
    script = "({ rung }) => [0, 1, 2, 3, 4, 5, 9].map((tries) => rung(tries, 0.5))"
    assert await page.imports("ladder", script) == [0, 300, 1200, 2700, 4800, 7000, 7000]


REPLAYED = """({ receive, NOBODY, listed }, messages) => {
  const room = messages.reduce(receive, NOBODY);
  return { ...room, people: [...room.people.values()], listed: listed(room).map((each) => each.name) };
}"""


async def test_the_room_is_what_the_messages_say(page):
    snapshot = {"people": [person(1, role="chair"), person(2)], "hands": [], "messages": [], "waiting": []}
    room = await page.imports(
        "room",
        REPLAYED,
        [
            {
                "type": "welcome",
                "seat": "s",
                "person": "account:1",
                "role": "chair",
                "seq": 4,
                "room": snapshot,
            },
            {"type": "knock", "person": "guest:3", "name": "Huỳnh Thị Kim Ngân", "unit": ""},
            {
                "type": "joined",
                "seq": 5,
                "who": person(3, person="guest:3", name="Huỳnh Thị Kim Ngân", role="guest"),
            },
            {"type": "changed", "seq": 6, "person": "account:2", "microphone": True},
            {"type": "hands", "seq": 7, "hands": ["guest:3", "account:2"]},
            {"type": "left", "seq": 8, "person": "guest:3", "why": "left"},
        ],
    )
    assert room["seq"] == 8 and room["waiting"] == [] and room["hands"] == ["account:2"]
    assert [(each["person"], each["microphone"]) for each in room["people"]] == [
        ("account:1", False),
        ("account:2", True),
    ]


async def test_people_are_listed_by_their_given_names_as_vietnamese_sorts_them(page):
    names = ["Trần Văn Đạt", "Lê Thị Dung", "Nguyễn Văn An", "Phạm Ân"]
    people = [person(1, name="Vũ Tôi")] + [person(at, name=name) for at, name in enumerate(names, 2)]
    snapshot = {"people": people, "hands": [], "messages": [], "waiting": []}
    welcome = {
        "type": "welcome",
        "seat": "s",
        "person": "account:1",
        "role": "member",
        "seq": 1,
        "room": snapshot,
    }
    room = await page.imports("room", REPLAYED, [welcome])
    assert room["listed"] == ["Vũ Tôi", "Nguyễn Văn An", "Phạm Ân", "Lê Thị Dung", "Trần Văn Đạt"]
