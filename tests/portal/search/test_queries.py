"""Finding: what a viewer may read and nothing else, however it was typed."""

import unicodedata

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import engine, execute, fetch_value, transaction
from portal.kit.viewer import Viewer
from portal.search import index
from portal.search.queries import search

HOAI = Viewer(5, "Nguyễn Thị Hoài", principals=("account:5", "unit:3", "role:specialist"))
XA = Viewer(9, "Kpă Ơi Xa", principals=("account:9", "unit:8"))
DEPUTY = Viewer(6, "Đặng Văn Ổn", principals=("account:6",), acting_for={"head:3": 4})


async def put(
    subject_id: int, title: str, text: str = "", readers: tuple[str, ...] = ("unit:3",), **more: str
) -> None:
    async with transaction():
        await index.put(
            more.pop("kind", "document"),
            subject_id,
            **(
                {"detail": "Sở Giao thông vận tải", "url": f"/documents/{subject_id}", "at": utc_now()} | more
            ),
            title=title,
            text=text,
            readers=readers,
        )


async def titles(viewer: Viewer, text: str, **more: object) -> list[str]:
    return [str(hit.title.striptags()) for hit in (await search(viewer, text, **more)).hits]


@pytest.mark.parametrize(
    "typed",
    [
        "quyết định thành lập",
        "QUYET DINH thanh lap",
        unicodedata.normalize("NFD", "Quyết định"),
        "thành quyết lập",
        '"thanh lap ban"',
        "quyet din",
        "12/QĐ-SGTVT",
        "12 qd sgtvt",
        "12/qđ",
        "QĐ-SGTVT hòa",
        "hoà bình",
        "so giao thong",
    ],
)
async def test_one_paper_is_found_however_it_is_typed(database: str, typed: str) -> None:
    await put(1, "Quyết định 12/QĐ-SGTVT thành lập Ban Hòa Bình")
    assert len(await titles(HOAI, typed)) == 1


@pytest.mark.parametrize(
    "typed", ["quyết toán", '"dinh quyet"', "2/QĐ-SGTVT", "thanh lap bann", "12/SGTVT", "yet dinh"]
)
async def test_other_words_another_order_in_quotes_and_halves_of_words_find_nothing(
    database: str, typed: str
) -> None:
    await put(1, "Quyết định 12/QĐ-SGTVT thành lập Ban Hòa Bình")
    assert await titles(HOAI, typed) == []


async def test_the_outsider_gets_no_hit_no_count_and_no_snippet(database: str) -> None:
    for number in range(40):
        await put(number, f"Công văn {number}", "nội dung về cầu Cửa Đại")
    results = await search(XA, "cửa đại")
    assert (results.hits, results.count, results.is_capped, results.before) == ((), 0, False, None)


async def test_what_is_for_everyone_is_found_by_everyone(database: str) -> None:
    await put(1, "Lịch trực lễ", readers=(index.EVERYONE,))
    assert await titles(XA, "lịch trực") == ["Lịch trực lễ"]


async def test_what_waits_for_another_is_found_by_who_acts_for_them(database: str) -> None:
    await put(1, "Tờ trình", readers=("head:3",))
    assert await titles(DEPUTY, "tờ trình") == ["Tờ trình"]


async def test_a_reader_by_two_names_finds_a_thing_once(database: str) -> None:
    await put(1, "Báo cáo tuần", readers=("account:5", "unit:3", "role:specialist", index.EVERYONE))
    results = await search(HOAI, "báo cáo")
    assert (len(results.hits), results.count) == (1, 1)


async def test_rights_change_with_the_deed_that_changes_them(database: str) -> None:
    await put(1, "Báo cáo tuần")
    await put(1, "Báo cáo tuần", readers=("unit:8",))
    assert await titles(XA, "báo cáo") == ["Báo cáo tuần"]
    assert await titles(HOAI, "báo cáo") == []


async def change_and_fail() -> None:
    async with transaction():
        await index.put(
            "document", 1, title="Kế hoạch", text="", detail="", url="/", at=utc_now(), readers=["unit:8"]
        )
        raise RuntimeError


async def test_a_deed_that_is_undone_leaves_the_index_as_it_was(database: str) -> None:
    await put(1, "Báo cáo tuần")
    with pytest.raises(RuntimeError):
        await change_and_fail()
    assert await titles(HOAI, "báo cáo") == ["Báo cáo tuần"]
    assert await titles(XA, "kế hoạch") == []


async def test_new_words_replace_the_old_ones(database: str) -> None:
    await put(1, "Báo cáo tuần", "mưa bão")
    await put(1, "Báo cáo tháng", "nắng hạn")
    assert await titles(HOAI, "mưa") == []
    assert await titles(HOAI, "nắng") == ["Báo cáo tháng"]


async def test_words_that_did_not_change_are_not_written_again(database: str) -> None:
    await put(1, "Báo cáo tuần", "mưa bão")
    await execute("update search_words set body = 'mốc'")
    await put(1, "Báo cáo tuần", "mưa bão")
    assert await fetch_value("select body from search_words") == "mốc"
    await put(1, "Báo cáo tháng", "mưa bão")
    assert await fetch_value("select body from search_words") == "mưa bão"


async def test_a_long_paper_is_found_by_its_last_words(database: str) -> None:
    await put(1, "Quy hoạch", "chữ " * 45_000 + "sông Câu Lâu")
    assert "<mark>Câu Lâu</mark>" in (await search(HOAI, "câu lâu")).hits[0].snippet


async def test_what_is_removed_or_loses_its_entry_is_found_no_more(database: str) -> None:
    await put(1, "Báo cáo tuần")
    await put(2, "Báo cáo tháng")
    await index.remove("document", 1)
    await execute("delete from search_entry where subject_id = 2")
    assert (await search(HOAI, "báo cáo")).count == 0


async def test_a_snippet_shows_the_place_with_its_diacritics_and_nothing_runs_in_it(database: str) -> None:
    text = (
        "Kính gửi các đơn vị. " * 30
        + "Đề nghị <script>alert(1)</script> sửa chữa cầu Câu Lâu trước mùa mưa."
        + " Hết." * 90
    )
    await put(1, "Công văn", text)
    snippet = (await search(HOAI, "cau cau lau")).hits[0].snippet
    assert "<mark>cầu Câu Lâu</mark> trước mùa mưa" in snippet
    assert "<script" not in snippet
    assert len(snippet.striptags()) < 300


async def test_pages_follow_one_another_the_newest_first(database: str) -> None:
    for number in range(7):
        await put(number, f"Thông báo {number}")
    first = await search(HOAI, "thông báo", limit=3)
    second = await search(HOAI, "thông báo", limit=3, before=first.before)
    last = await search(HOAI, "thông báo", limit=3, before=second.before)
    assert [hit.subject_id for page in (first, second, last) for hit in page.hits] == [6, 5, 4, 3, 2, 1, 0]
    assert (first.count, second.count, last.before) == (7, None, None)


@pytest.fixture
def answers(database: str, monkeypatch: pytest.MonkeyPatch) -> list[list[dict]]:
    """The rows of every statement from here on."""
    given: list[list[dict]] = []
    fetch_rows = type(engine()).fetch

    async def fetch_and_note(self: object, sql: str, arguments: tuple = ()) -> list[dict]:
        given.append(await fetch_rows(self, sql, arguments))
        return given[-1]

    monkeypatch.setattr(type(engine()), "fetch", fetch_and_note)
    return given


@pytest.mark.parametrize("limit", [1, 10])
async def test_three_statements_whatever_is_found_and_no_long_text(
    answers: list[list[dict]], limit: int
) -> None:
    for number in range(12):
        await put(number, f"Thông báo {number}", "chữ " * 1000)
    answers.clear()
    await search(HOAI, "thông báo chữ", limit=limit)
    assert [len(rows) for rows in answers] == [limit + 1, 1, limit]
    assert max(len(str(value)) for rows in answers for row in rows for value in row.values()) < 300


async def test_kinds_narrow_what_is_found(database: str) -> None:
    await put(1, "Họp giao ban")
    await put(1, "Họp giao ban", kind="task")
    assert [hit.kind for hit in (await search(HOAI, "họp", kinds=["task"])).hits] == ["task"]


@pytest.mark.parametrize("typed", ["", " ", "-", '"', "a", "%", "*", '"""', "\x00", "()", "a\x00"])
async def test_nothing_to_look_for_finds_nothing(database: str, typed: str) -> None:
    await put(1, "Họp giao ban a")
    assert (await search(HOAI, typed)).hits == ()


async def test_texts_that_no_database_takes_are_taken(database: str) -> None:
    await put(1, "Văn bản lạ", "trang\x001 \ud800 cầu\u0000đường ﬁle " + "x" * 5000)
    assert await titles(HOAI, "file") == ["Văn bản lạ"]
    assert await titles(HOAI, "duong") == ["Văn bản lạ"]


async def test_three_thousand_entries_are_put_found_counted_and_turned_over(database: str) -> None:
    async with transaction():
        for number in range(3000):
            readers = ["unit:3", "role:specialist"] if number % 2 else ["unit:8"]
            details = {"detail": "", "url": f"/documents/{number}", "at": utc_now()}
            await index.put(
                "document", number, title=f"Thông báo {number}/TB-VP", text="", readers=readers, **details
            )
    mine, theirs = await search(HOAI, "thông báo"), await search(XA, "thông báo 28")
    assert (len(mine.hits), mine.count, mine.is_capped) == (25, 1000, True)
    assert [hit.subject_id for hit in mine.hits[:2]] == [2999, 2997]
    assert theirs.count == 1 + 5 + 50  # even numbers alone: 28, 280 to 288, 2800 to 2898
    assert [hit.subject_id for hit in (await search(HOAI, "1777/TB-VP")).hits] == [1777]
