"""The page of a meeting on a desk and on a phone: axe finds nothing, nothing scrolls sideways, every word is there."""

import re

import pytest

from tests.browser.meeting.conftest import Open
from tests.browser.meeting.stand_in import StandIn, somebody
from tests.browser.person import DESK, PHONE
from tests.browser.test_every_page import WIDER, breaches
from tests.house.plan import ROOT

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
SCRIPTS = sorted((ROOT / "static" / "js" / "meeting").glob("*.js"))
AGENDA = [
    {"title": "Kết quả tuần 14", "note": "10 phút", "state": "done", "document": None},
    {
        "title": "Kế hoạch",
        "note": "",
        "state": "now",
        "document": {"label": "Dự thảo.pdf", "url": "/documents/7"},
    },
]


@SIZES
async def test_the_mirror_is_open_to_everybody(open_meeting: Open, stand_in: StandIn, size: tuple[int, int]):
    hoai = await open_meeting(size)
    await hoai.look()
    assert await breaches(hoai.page) == []
    assert await hoai.page.evaluate(WIDER) == 0


@SIZES
@pytest.mark.parametrize("side", ["", "agenda", "people", "chat"])
async def test_the_call_is_open_to_everybody(
    open_meeting: Open, stand_in: StandIn, size: tuple[int, int], side: str
):
    stand_in.meeting |= {
        "agenda": AGENDA,
        "document": {"label": "Công văn 512/SGTVT-VP", "url": "/documents/7"},
    }
    stand_in.people = [somebody(1, role="chair"), *(somebody(number) for number in range(2, 10))]
    hoai = await open_meeting(size)
    await hoai.join()
    await stand_in.say("changed", person="account:2", screen=True)
    await stand_in.say("hands", hands=["account:2", "account:3"])
    await stand_in.say("knock", person="guest:9", name="Huỳnh Thị Kim Ngân", unit="UBND huyện Núi Thành")
    await stand_in.say("lines", lines={"account:2": 1})
    message = {
        "id": "m",
        "person": "account:2",
        "name": "Việt",
        "text": "https://cong.example/a",
        "at": 1,
        "link": "",
    }
    await stand_in.say("said", message=message)
    await hoai.page.evaluate("side => side && document.querySelector(`[data-do='${side}']`).click()", side)
    await hoai.page.locator("[data-key='account:2 screen']").wait_for(state="attached")
    assert await breaches(hoai.page) == []
    assert await hoai.page.evaluate(WIDER) == 0


@SIZES
async def test_questions_and_menus_are_open_to_everybody(
    open_meeting: Open, stand_in: StandIn, size: tuple[int, int]
):
    hoai = await open_meeting(size)
    await hoai.join()
    await hoai.page.click(".controls summary")
    assert await breaches(hoai.page) == []
    await hoai.page.click(".menu-list [data-do=devices]")
    assert await breaches(hoai.page) == []
    await hoai.page.keyboard.press("Escape")
    await stand_in.say("consent_asked", by="account:2")
    await hoai.page.locator("#ask[open]").wait_for()
    assert await breaches(hoai.page) == []
    await hoai.press("Tôi đồng ý", "#ask")
    await stand_in.close(4403)
    await hoai.page.locator("[data-state]:not([hidden])").wait_for()
    assert await breaches(hoai.page) == []


async def test_every_sentence_of_the_scripts_is_written(open_meeting: Open):
    """Names of sentences stand in the scripts as words; a name that is put together is tried by the other tests."""
    hoai = await open_meeting()
    await hoai.look()
    written = await hoai.page.evaluate(
        "Object.keys(JSON.parse(document.getElementById('meeting').dataset.words))"
    )
    said = {
        name
        for each in SCRIPTS
        for call in re.findall(r"\b(?:say|notice)\(([^`)]*)", each.read_text(encoding="utf-8"))
        for name in re.findall(r'"([a-z_]+)"', call.split("{")[0])
        if "this.say" not in call
    }
    phases = {"in", "joining", "over", "waiting"}  # of the line, which says them to the call
    sources = {"grid", "screen", "speaker", "audio", "cochair"}  # compared with inside the call
    assert said - phases - sources <= set(written), "write them in templates/conferences/room/words"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
