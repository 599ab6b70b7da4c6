"""The outbox, as the administrator sees it."""

import pytest

from portal.kit.database import transaction
from portal.kit.errors import NotFound
from portal.letters import actions, queries

WORDS = {
    "full_name": "Lê Thị Thu",
    "login": "thu.lt",
    "link": "https://congvu.vn/invitation/x",
    "until": "10/04/2020",
}


@pytest.fixture
async def letter(cast) -> int:
    """A letter that waits."""
    async with transaction():
        return await actions.write("invitation", "thu.lt@quangnam.gov.vn", is_secret=True, **WORDS)


async def test_without_a_mail_server_the_administrator_reads_the_link(cast, letter, browse):
    browser = await browse(cast.tri)
    text = (await browser.get("/letters")).text
    assert "thu.lt@quangnam.gov.vn" in text
    assert "https://congvu.vn/invitation/x" in text


async def test_with_a_mail_server_the_link_is_its_readers_alone(cast, letter, mailbox, browse):
    browser = await browse(cast.tri)
    text = (await browser.get("/letters")).text
    assert "chờ gửi" in text
    assert "invitation/x" not in text


async def test_a_letter_can_be_sent_again(cast, letter, mailbox, browse):
    browser = await browse(cast.tri)
    answer = await browser.send(f"/letters/{letter}/delivery")
    assert answer.headers["location"] == "/letters"


async def test_nobody_else_sees_it(cast, letter, browse):
    browser = await browse(cast.viet)
    assert (await browser.get("/letters")).status_code == 403
    with pytest.raises(NotFound):
        await queries.outbox(cast.viet)


async def test_without_the_token_nothing_is_sent(cast, letter, mailbox, browse):
    browser = await browse(cast.tri)
    assert (await browser.http.post(f"/letters/{letter}/delivery")).status_code == 403
