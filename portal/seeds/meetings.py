"""Meetings of the demo: one that was held this morning, one to come today, one next week with a guest."""

from datetime import datetime, timedelta

from portal.conferences.actions import guests, happenings, planning
from portal.conferences.plans import GuestEntry, Plan
from portal.conferences.signals import Event, Events
from portal.kit.clock import utc_now
from portal.kit.database import execute
from portal.kit.viewer import Viewer
from portal.people.queries import units_tree, viewer_of_account

_NODE = "lần trước"  # the media server of the meeting that is over
_HELD = timedelta(hours=20)  # ago


async def seed_meetings(ids: dict[str, int]) -> None:
    """By the same deeds as in the office; what happened in the room is told as a media server tells it."""
    people = {login: await viewer_of_account(account) for login, account in ids.items()}
    units = {unit.name: f"unit:{unit.id}" for unit in await units_tree()}
    await _held(people)
    await _coming(people, units)
    await _with_guest(people, units)


async def _held(people: dict[str, Viewer]) -> None:
    minh, hoai, on = people["minh.p"], people["hoai.nt"], people["on.dv"]
    begins = utc_now() - _HELD
    wanted = _plan("Rà soát điểm đen tai nạn giao thông", begins, minh, invited=(_person(hoai), _person(on)))
    conference_id = await planning.meet_now(minh, wanted)
    await execute("update conference set node = ? where id = ?", _NODE, conference_id)
    told = [
        _event("joined", minh, begins, seat="1", name=minh.full_name, role="chair", device="máy tính"),
        _event("joined", hoai, begins + timedelta(minutes=1), seat="2", name=hoai.full_name, role="member"),
        _event("joined", on, begins + timedelta(minutes=6), seat="3", name=on.full_name, role="member"),
        _event("said", hoai, begins + timedelta(minutes=9), text="Em đã tổng hợp 14 điểm đen của các hạt gửi về."),
        _event("hand", on, begins + timedelta(minutes=15), up=True),
        _event("said", minh, begins + timedelta(minutes=31), text="Thống nhất: Hoài dự thảo văn bản trước ngày 25."),
        *(_event("left", each, begins + timedelta(minutes=42), seat=str(seat), why="ended")
          for seat, each in enumerate((minh, hoai, on), start=1)),
        _event("ended", minh, begins + timedelta(minutes=42), by=_person(minh), why="chair"),
    ]  # fmt: skip
    await happenings.take_in(Events(_NODE, str(conference_id), told))
    await execute(
        "update conference set starts_at = ?, ends_at = ?, opened_at = ? where id = ?",
        *(begins, begins + timedelta(hours=1), begins, conference_id),
    )


async def _coming(people: dict[str, Viewer], units: dict[str, str]) -> None:
    viet, thu = people["viet.tq"], people["thu.lt"]
    begins = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    invited = tuple(
        url for name, url in units.items() if name.startswith(("Văn phòng", "Phòng", "Thanh tra"))
    )
    wanted = _plan(
        "Giao ban tuần: làm việc tại nhà, tiếp nhận hồ sơ qua mạng",
        begins,
        viet,
        invited=invited,
        secretary_id=thu.account_id,
        note="Các phòng báo cáo số người làm việc tại nhà.\nVăn phòng trình dự thảo kế hoạch.",
        may_record=True,
    )
    await planning.plan(viet, wanted)


async def _with_guest(people: dict[str, Viewer], units: dict[str, str]) -> None:
    minh = people["minh.p"]
    begins = utc_now().replace(minute=30, second=0, microsecond=0) + timedelta(days=6)
    invited = (units["Phòng Quản lý vận tải"], units["Phòng Kết cấu hạ tầng"])
    wanted = _plan(
        "Phối hợp chống ùn tắc dịp lễ với Công an tỉnh", begins, minh, invited=invited, has_lobby=True
    )
    conference_id = await planning.plan(minh, wanted)
    guest = GuestEntry(
        "Trần Đại Phong", "Phòng Cảnh sát giao thông Công an tỉnh", "", begins + timedelta(days=1)
    )
    await guests.invite_guest(minh, conference_id, guest)


def _plan(title: str, begins: datetime, chair: Viewer, **more: object) -> Plan:
    return Plan(title, begins, begins + timedelta(hours=1), chair.account_id, is_free_of_secrets=True, **more)


def _event(kind: str, person: Viewer, at: datetime, **data: object) -> Event:
    key = f"{kind}-{person.account_id}-{at.timestamp():.0f}"
    return Event(key, kind, _person(person), round(at.timestamp() * 1000), data)


def _person(viewer: Viewer) -> str:
    return f"account:{viewer.account_id}"
