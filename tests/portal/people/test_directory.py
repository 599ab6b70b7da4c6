"""Who is who, for everybody who is signed in."""

from datetime import date

import pytest

from portal.kit.database import execute
from portal.kit.errors import NotFound
from portal.people import queries


def names(colleagues) -> list[str]:
    return [one.full_name for one in colleagues]


async def test_a_colleague_is_found_by_part_of_the_name_without_diacritics(cast):
    assert names(await queries.directory(cast.xa, "thi hoai")) == ["Nguyễn Thị Hoài"]
    assert names(await queries.directory(cast.xa, "ĐẶNG ổn")) == ["Đặng Văn Ổn"]
    assert names(await queries.directory(cast.xa, "khong co ai")) == []


async def test_what_means_something_to_the_database_means_nothing_here(cast):
    assert names(await queries.directory(cast.xa, "%")) == names(await queries.directory(cast.xa, ""))
    assert names(await queries.directory(cast.xa, "' or 1=1 --")) == []


async def test_a_unit_narrows_it(cast):
    assert names(await queries.directory(cast.xa, "", unit_id=cast.division)) == [
        "Đặng Văn Ổn",
        "Nguyễn Thị Hoài",
        "Phạm Minh",
    ]


async def test_a_person_comes_with_title_and_unit(cast):
    thu = await queries.person(cast.thu.account_id)
    assert (thu.title, thu.unit_name) == ("Văn thư", "Văn phòng")


async def test_who_left_is_still_named_but_no_longer_offered(cast):
    await execute("update account set state = 'suspended' where id = ?", cast.thu.account_id)
    assert (await queries.person(cast.thu.account_id)).full_name == "Lê Thị Thu"
    assert names(await queries.directory(cast.xa, "thu")) == []
    assert await queries.holders_of("clerk") == []


async def test_nobody_is_not_found(cast):
    with pytest.raises(NotFound):
        await queries.person(999)
    assert await queries.people([]) == {}


async def test_heads_members_and_holders(cast):
    assert names(await queries.heads_of(cast.division)) == ["Phạm Minh"]
    assert names(await queries.members_of(cast.division)) == ["Đặng Văn Ổn", "Nguyễn Thị Hoài", "Phạm Minh"]
    assert names(await queries.holders_of("clerk")) == ["Lê Thị Thu"]


async def test_whoever_headed_a_unit_then_is_its_head_of_that_day_only(cast):
    await execute("update post set valid_to = ?", date(2019, 12, 31))
    assert names(await queries.heads_of(cast.division)) == []
    assert names(await queries.heads_of(cast.division, date(2019, 12, 31))) == ["Phạm Minh"]


async def test_many_people_come_in_one_query(cast, statements):
    found = await queries.people([cast.thu.account_id, cast.viet.account_id, 999])
    assert sorted(found) == sorted([cast.thu.account_id, cast.viet.account_id])
    assert len(statements) == 1


async def test_leaders_stand_first(cast):
    assert names(await queries.active_people())[:3] == ["Trần Quốc Việt", "Võ Hữu Nghĩa", "Bùi Thị Ngọc Ánh"]
