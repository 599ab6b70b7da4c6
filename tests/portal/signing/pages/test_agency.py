"""`/admin/signing`: the agency's key, who keeps it, whom we believe; for the administrator alone."""

import pytest

from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch
from portal.seeds.pki import AGENCY, PASSPHRASE
from portal.signing.actions.signing import sign_as_agency
from tests.portal.signing.conftest import png

HOME = "/admin/signing"
pytestmark = pytest.mark.usefixtures("trusting")


@pytest.mark.parametrize("who", ["thu", "viet", "xa"])
async def test_it_is_for_the_administrator(browse, cast, who):
    browser = await browse(getattr(cast, who))
    assert (await browser.get(HOME)).status_code == 403
    assert (await browser.send(f"{HOME}/custody")).status_code == 403
    assert (await browser.send(f"{HOME}/time-stamp")).status_code == 403


async def test_the_key_comes_with_the_real_size_of_the_seal(browse, cast, pki):
    tri = await browse(cast.tri)
    await tri.get(HOME)
    parts = [
        ("_csrf", (None, tri.token)),
        ("key", ("dấu.p12", pki.key_file(AGENCY), "application/x-pkcs12")),
        ("passphrase", (None, PASSPHRASE)),
        ("picture", ("dấu.png", png((200, 0, 0, 255)), "image/png")),
    ]
    refused = await tri.http.post(HOME, files=[*parts, ("seal_mm", (None, "một gang"))])
    assert (refused.status_code, "Ghi đường kính bằng mm" in refused.text) == (422, True)
    answer = await tri.http.post(HOME, files=[*parts, ("seal_mm", (None, "35,5"))])
    assert answer.status_code == 303
    assert "35,5 mm" in (await tri.get(HOME)).text


@pytest.mark.usefixtures("keys")
async def test_a_handover_is_written_down_and_ended(browse, cast):
    tri, today = await browse(cast.tri), f"{local_day(utc_now()):%d/%m/%Y}"
    wanted = {
        "holder_id": cast.anh.account_id,
        "authority": "01/QĐ-SGTVT",
        "minutes": "",
        "valid_from": today,
    }
    refused = await tri.send(f"{HOME}/custody", **wanted)
    assert (refused.status_code, "01/QĐ-SGTVT" in refused.text) == (422, True)
    assert (await tri.send(f"{HOME}/custody", **wanted | {"minutes": "BB 01"})).status_code == 303
    assert "đang giữ" in (await tri.get(HOME)).text
    row = (await fetch("select id from key_custody"))[0]
    assert (await tri.send(f"{HOME}/custody/{row['id']}/ending", valid_to="01/01/2020")).status_code == 422
    assert (await tri.send(f"{HOME}/custody/{row['id']}/ending", valid_to=today)).status_code == 303
    facts = [event["fact"] for event in await fetch("select fact from event order by id desc limit 2")]
    assert facts == ["agency-key:custody-ended", "agency-key:handed-over"]


@pytest.mark.usefixtures("keys")
async def test_uses_roots_and_the_time_are_shown(browse, cast, stages):
    await sign_as_agency(cast.thu, stages.numbered, stages.places.agency, PASSPHRASE, subject=("document", 7))
    shown = (await (await browse(cast.tri)).get(HOME)).text
    for words in ("Đã ký, có dấu thời gian", "Lê Thị Thu", "Demo Root CA", "mili giây"):
        assert words in shown


async def test_the_time_is_asked_for(browse, cast):
    tri = await browse(cast.tri)
    assert (await tri.send(f"{HOME}/time-stamp")).status_code == 303
    assert "trả lời sau" in (await tri.get(HOME)).text
