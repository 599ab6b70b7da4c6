"""A person's own list of notices."""

import pytest

from portal.kit.database import execute
from portal.kit.i18n import N_
from portal.notifications.actions import mark_subject_read
from portal.notifications.queries import notices, unread
from portal.notifications.tell import tell
from tests.support.browse import Browse
from tests.support.call import Browser
from tests.support.cast import Cast


@pytest.fixture
async def desk(cast: Cast, browse: Browse) -> Browser:
    """Hoài's browser, and two things she was told."""
    for number in (7, 8):
        title, url = f"Việc mới: {number}", f"/documents/{number}"
        await tell(
            [cast.hoai.account_id], title=title, detail="Bút phê", url=url, subject=("document", number)
        )
    return await browse(cast.hoai)


async def test_the_newest_comes_first_and_unread_is_said(desk: Browser) -> None:
    text = (await desk.get("/notifications")).text
    assert text.index("Việc mới: 8") < text.index("Việc mới: 7")
    assert text.count("Chưa xem:") == 2


async def test_everybody_reads_in_their_own_language(cast: Cast, desk: Browser) -> None:
    await tell([cast.hoai.account_id], title=N_("Có ý kiến mới"), url="/documents/9", subject=("document", 9))
    assert "Có ý kiến mới" in (await desk.get("/notifications")).text
    await execute("update account set locale = 'en' where id = ?", cast.hoai.account_id)
    assert "A new opinion" in (await desk.get("/notifications")).text


async def test_opening_a_line_reads_it_once_and_leads_there(cast: Cast, desk: Browser) -> None:
    newest = (await notices(cast.hoai))[0]
    for _time in range(2):
        assert (await desk.get(f"/notifications/{newest.id}")).headers["location"] == "/documents/8"
    assert await unread(cast.hoai) == 1


async def test_all_are_read_at_once_but_not_what_came_since(cast: Cast, desk: Browser) -> None:
    shown = (await notices(cast.hoai))[0].id
    await tell([cast.hoai.account_id], title="Vừa đến", url="/documents/9", subject=("document", 9))
    swapped = await desk.send("/notifications/reading", htmx=True, up_to=shown)
    assert swapped.text.count("Chưa xem:") == 1
    assert await unread(cast.hoai) == 1


async def test_a_plain_form_leads_back_to_the_list(cast: Cast, desk: Browser) -> None:
    shown = (await notices(cast.hoai))[0].id
    answer = await desk.send("/notifications/reading", up_to=shown)
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications")
    assert await unread(cast.hoai) == 0


async def test_what_is_opened_by_another_way_needs_no_bell(cast: Cast, desk: Browser) -> None:
    assert await mark_subject_read(cast.hoai, ("document", 7)) == 1
    assert [notice.is_unread for notice in await notices(cast.hoai)] == [True, False]


async def test_nobody_reads_another_persons_notices(cast: Cast, browse: Browse, desk: Browser) -> None:
    notice = (await notices(cast.hoai))[0].id
    stranger = await browse(cast.xa)
    assert (await stranger.get(f"/notifications/{notice}")).status_code == 404
    await stranger.send("/notifications/reading", up_to=notice)
    assert "Chưa có thông báo nào" in (await stranger.get("/notifications")).text
    assert await unread(cast.hoai) == 2


async def test_a_long_list_goes_on_by_key(cast: Cast, desk: Browser) -> None:
    for number in range(60):
        await tell([cast.hoai.account_id], title=f"Dòng {number}.", url="/", subject=("document", number))
    first = (await desk.get("/notifications")).text
    before = first.rpartition("before=")[2].partition('"')[0]
    second = (await desk.get("/notifications", before=before)).text
    assert (first.count('class="row '), second.count('class="row ')) == (50, 12)
    assert "live:counters" not in second.partition('id="notices"')[2].partition(">")[0]


async def test_the_list_alone_is_for_htmx(desk: Browser) -> None:
    assert 'id="notices"' in (await desk.get("/notifications/list", htmx=True)).text
    assert (await desk.get("/notifications/list")).headers["location"] == "/notifications"


@pytest.mark.parametrize("path", ["/notifications", "/notifications/1"])
async def test_nobody_comes_without_signing_in(cast: Cast, browse: Browse, path: str) -> None:
    assert (await (await browse(None)).get(path)).headers["location"].startswith("/login")
