"""In every room whatever is typed as a sentence passes the door, as `documents` has it tested for its own deeds."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from portal.calendar import actions as calendar
from portal.calendar.days import Special, Swap
from portal.kit.database import fetch_value
from portal.kit.errors import Invalid
from portal.people.actions import agency, delegations, units
from portal.people.delegations import Wanted
from portal.people.forms import IdentityForm, PositionForm, Rename, UnitForm
from portal.signing.actions import custody
from portal.signing.custody import Custody
from tests.support.cast import Cast

STAMP = "Quyết định số 7\nTỐI MẬT"
DAY = date(2026, 11, 24)
Deed = Callable[[Cast], Awaitable[object]]


def identity(**words: str) -> IdentityForm:
    usual = dict.fromkeys(IdentityForm.__dataclass_fields__, "x") | words
    return IdentityForm(**usual | {"valid_from": DAY})


def setting(field: str) -> Deed:
    return lambda cast: agency.set_identity(cast.tri, identity(**{field: STAMP}))


DEEDS: dict[str, tuple[str, Deed]] = {
    "delegation": (
        "base_document",
        lambda cast: delegations.make(
            cast.viet,
            Wanted(cast.viet.account_id, cast.anh.account_id, DAY, DAY, STAMP, frozenset()),
        ),
    ),
    "unit": ("name", lambda cast: units.create(cast.tri, UnitForm(STAMP, "X", "division", 1, 0, DAY))),
    "unit renamed": ("name", lambda cast: units.rename(cast.tri, 1, Rename(STAMP, "X", DAY))),
    "title of office": ("title", lambda cast: units.create_position(cast.tri, PositionForm(STAMP, 5, False))),
    **{
        f"agency's {field}": (field, setting(field))
        for field in ("name", "parent_name", "place_name", "address")
    },
    "special day": ("name", lambda cast: calendar.set_day(cast.tri, Special(DAY, STAMP))),
    "swap": ("swap_name", lambda cast: calendar.swap(cast.tri, Swap(DAY, date(2026, 11, 28), STAMP))),
    "authority for the key": (
        "authority", lambda cast: custody.hand_over(cast.tri, Custody(cast.thu.account_id, STAMP, "x", DAY))
    ),
    "minutes of the key": (
        "minutes", lambda cast: custody.hand_over(cast.tri, Custody(cast.thu.account_id, "x", STAMP, DAY))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEDS)
async def test_a_stamp_is_refused_beside_its_field(name: str, cast: Cast) -> None:
    field, deed = DEEDS[name]
    before = await fetch_value("select count(*) as n from event")
    with pytest.raises(Invalid) as refused:
        await deed(cast)
    assert list(refused.value.problems) == [field]
    assert "theo kênh riêng" in refused.value.problems[field]
    assert await fetch_value("select count(*) as n from event") == before
