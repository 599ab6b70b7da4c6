"""The tree of units and the titles of office."""

from datetime import date, timedelta

from portal.audit.record import record
from portal.files.door import check_text
from portal.kit.database import execute, fetch, fetch_one, fetch_value, transaction
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people import queries
from portal.people.forms import PositionForm, Rename, UnitForm
from portal.people.rights import require_administrator
from portal.people.tables import Position, Unit, UnitName


async def create(viewer: Viewer, form: UnitForm) -> int:
    """Set up a unit; returns its id. Without a parent it is the agency itself, which comes first and once.

    Raises Invalid where its parent does not stand on that day.
    """
    require_administrator(viewer)
    check_text(form.name, "name")
    async with transaction():
        if form.parent is not None or await fetch_value("select count(*) from unit"):
            await _require_standing(form.parent, form.valid_from)
        unit = Unit(
            name=form.name,
            abbreviation=form.abbreviation,
            kind=form.kind,
            parent=form.parent,
            sort=form.sort,
            valid_from=form.valid_from,
        )
        await unit.save()
        await record("unit:created", viewer, ("unit", unit.id), words={"name": form.name})
    return unit.id


async def rename(viewer: Viewer, unit_id: int, form: Rename) -> None:
    """Give a unit another name from a day on; papers of earlier days keep the former one.

    Raises NotFound, and Invalid where the day is to come or not after the last renaming.
    """
    require_administrator(viewer)
    check_text(form.name, "name")
    async with transaction():
        unit = await queries.unit(unit_id)
        if form.day > queries.today():
            raise Invalid({"day": _("Hãy đổi tên khi ngày ấy đến: tên mới có hiệu lực ngay.")})
        since = await fetch_one("select max(valid_to) as day from unit_name where unit = ?", unit_id)
        begun = _next_day(since["day"]) if since and since["day"] else unit.valid_from
        if form.day <= begun:
            raise Invalid({"day": _("Ngày này phải sau ngày bắt đầu của tên hiện nay.")})
        former = UnitName(
            unit=unit_id,
            name=unit.name,
            abbreviation=unit.abbreviation,
            valid_from=begun,
            valid_to=form.day - timedelta(days=1),
        )
        await former.save()
        await execute(
            "update unit set name = ?, abbreviation = ? where id = ?", form.name, form.abbreviation, unit_id
        )
        await record("unit:renamed", viewer, ("unit", unit_id), words={"old": unit.name, "name": form.name})


async def move(viewer: Viewer, unit_id: int, parent: int) -> None:
    """Put a unit, with all below it, below another. Raises NotFound, and Invalid below itself."""
    require_administrator(viewer)
    async with transaction():
        unit, above = await queries.unit(unit_id), await queries.unit(parent)
        if parent in await _with_all_below(unit_id):
            raise Invalid({"parent": _("Không thể đặt đơn vị dưới chính nó.")})
        await execute("update unit set parent = ? where id = ?", parent, unit_id)
        words = {"name": unit.name, "parent": above.name}
        await record("unit:moved", viewer, ("unit", unit_id), words=words, parent=parent)


async def close(viewer: Viewer, unit_id: int, last_day: date) -> None:
    """Let a unit end with a day. Raises NotFound, Invalid before its first day, NotAllowed while somebody is there."""
    require_administrator(viewer)
    async with transaction():
        unit = await queries.unit(unit_id)
        if last_day < unit.valid_from:
            raise Invalid({"last_day": _("Ngày cuối không thể trước ngày đầu.")})
        open_after = "(valid_to is null or valid_to > ?)"
        if await fetch_value(
            f"select count(*) from unit where parent = ? and {open_after}", unit_id, last_day
        ):
            raise NotAllowed(_("Đơn vị này còn đơn vị trực thuộc. Hãy chuyển hoặc giải thể chúng trước."))
        if await fetch_value(f"select count(*) from post where unit = ? and {open_after}", unit_id, last_day):
            raise NotAllowed(
                _("Đơn vị này còn người giữ chức vụ sau ngày đó. Hãy kết thúc chức vụ của họ trước.")
            )
        await execute("update unit set valid_to = ? where id = ?", last_day, unit_id)
        await record("unit:closed", viewer, ("unit", unit_id), words={"name": unit.name}, last_day=last_day)


async def create_position(viewer: Viewer, form: PositionForm) -> int:
    """Add a title of office; returns its id. Raises Invalid where there is one of that name."""
    require_administrator(viewer)
    check_text(form.title, "title")
    async with transaction():
        if await fetch("select 1 from position where title = ?", form.title):
            raise Invalid({"title": _("Đã có chức danh này.")})
        position = Position(title=form.title, rank=form.rank, is_head=form.is_head)
        await position.save()
        await record("position:created", viewer, ("position", position.id), words={"title": form.title})
    return position.id


async def _require_standing(parent: int | None, day: date) -> None:
    if parent not in {unit.id for unit in await queries.units_tree(day)}:
        raise Invalid({"parent": _("Không có đơn vị này vào ngày đó.")})


async def _with_all_below(unit_id: int) -> set[int]:
    rows = await fetch(
        "with recursive below(id) as (select cast(? as bigint) union all "
        "select u.id from unit u join below b on u.parent = b.id) select id from below",
        unit_id,
    )
    return {row["id"] for row in rows}


def _next_day(day: date | str) -> date:
    """The day after; a computed column comes as text from SQLite."""
    return (date.fromisoformat(day) if isinstance(day, str) else day) + timedelta(days=1)
