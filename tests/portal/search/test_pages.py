"""The search page and the list under the bar's box."""

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import transaction
from portal.search import index
from tests.support.browse import Browse
from tests.support.call import Browser
from tests.support.cast import Cast


async def put(subject_id: int, title: str, reader: str, text: str = "") -> None:
    async with transaction():
        details = {"detail": "UBND tỉnh", "url": f"/documents/{subject_id}", "at": utc_now()}
        await index.put("document", subject_id, title=title, text=text, readers=[reader], **details)


@pytest.fixture
async def desk(cast: Cast, browse: Browse) -> Browser:
    """Hoài's browser, and a paper that her division may read."""
    await put(
        7, "672/UBND-KGVX gửi, nhận văn bản điện tử", f"unit:{cast.division}", "Thực hiện <b>từ tháng 3</b>."
    )
    return await browse(cast.hoai)


async def test_a_paper_is_found_and_what_was_found_is_marked(desk: Browser) -> None:
    text = (await desk.get("/search", q="672/ubnd dien tu")).text
    assert 'href="/documents/7"' in text
    assert "<mark>672/UBND</mark>-KGVX gửi, nhận văn bản <mark>điện tử</mark>" in text
    assert "1 kết quả" in text


async def test_colleagues_are_found_by_name(cast: Cast, desk: Browser) -> None:
    text = (await desk.get("/search", q="tran quoc viet")).text
    assert cast.viet.full_name in text


async def test_the_outsider_is_told_nothing(cast: Cast, browse: Browse, desk: Browser) -> None:
    for path in ("/search", "/search/live"):
        text = (await (await browse(cast.xa)).get(path, htmx=path.endswith("live"), q="672")).text
        assert "KGVX" not in text
        assert "kết quả" not in text
        assert "Thử gõ ít từ hơn" in text


async def test_each_state_says_what_to_do(desk: Browser) -> None:
    assert "Tìm mọi thứ bạn được xem" in (await desk.get("/search")).text
    assert "Cần ít nhất hai chữ cái" in (await desk.get("/search", q="a")).text
    nothing = (await desk.get("/search", q="không <b>có")).text
    assert "Không thấy gì với “không &lt;b&gt;có”" in nothing


async def test_while_typing_a_few_are_listed_and_the_rest_is_a_link(cast: Cast, desk: Browser) -> None:
    for number in range(20, 30):
        await put(number, f"Điện mật {number}", f"unit:{cast.division}")
    text = (await desk.get("/search/live", htmx=True, q="điện")).text
    assert text.count('class="hit row"') == 7
    assert 'href="/search?q=%C4%91i%E1%BB%87n"' in text
    assert "<html" not in text


async def test_without_a_script_the_list_is_the_page(desk: Browser) -> None:
    assert (await desk.get("/search/live", q="điện tử")).headers["location"].startswith("/search?q=")


async def test_more_pages_follow(cast: Cast, desk: Browser) -> None:
    for number in range(30, 60):
        await put(number, f"Báo cáo {number}", f"unit:{cast.division}")
    first = (await desk.get("/search", q="báo cáo")).text
    assert "30 kết quả" in first
    before = first.rpartition("before=")[2].partition('"')[0]
    second = (await desk.get("/search", q="báo cáo", before=before)).text
    assert second.count('class="hit row"') == 5


@pytest.mark.parametrize(
    "query", ["q=abc&before=x", "q=abc&before=" + "9" * 30, "q=abc&kind=nope", "q=%ff%fe"]
)
async def test_odd_addresses_are_answered(desk: Browser, query: str) -> None:
    assert (await desk.get(f"/search?{query}")).status_code == 200


async def test_nobody_searches_without_signing_in(cast: Cast, browse: Browse) -> None:
    assert (await (await browse(None)).get("/search", q="672")).headers["location"].startswith("/login")
