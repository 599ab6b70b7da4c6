"""The standing cast: who appears in every test, with diacritics on purpose.

Thu registers, Việt directs and signs, Minh heads the division in which Hoài and Ổn work, Ánh heads the office,
Nghĩa is deputy director, Trị administers, and Xa works elsewhere and must see nothing.
"""

from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher

from portal.kit.viewer import Viewer
from portal.people import sessions
from portal.people.passwords import OF_THE_DEMO as PASSWORD
from portal.people.queries import units_tree, viewer_of_account
from portal.seeds.people import seed_people

__all__ = ["PASSWORD", "Cast", "cast", "make_cast", "session_cookie"]

CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Cast:
    """Each person as a Viewer, and the ids of the units by name."""

    thu: Viewer
    viet: Viewer
    minh: Viewer
    hoai: Viewer
    on: Viewer
    anh: Viewer
    nghia: Viewer
    tri: Viewer
    xa: Viewer
    units: dict[str, int]

    @property
    def division(self) -> int:
        """The unit that Minh heads."""
        return self.units["Phòng Quản lý vận tải"]


async def make_cast() -> Cast:
    """Write the cast into the database that is started; everybody's password is PASSWORD."""
    ids = await seed_people(CHEAP_HASH)
    logins = {
        "thu": "thu.lt",
        "viet": "viet.tq",
        "minh": "minh.p",
        "hoai": "hoai.nt",
        "on": "on.dv",
        "anh": "anh.btn",
        "nghia": "nghia.vh",
        "tri": "quantri",
        "xa": "xa.ko",
    }
    viewers = {name: await viewer_of_account(ids[login]) for name, login in logins.items()}
    return Cast(**viewers, units={unit.name: unit.id for unit in await units_tree()})


async def session_cookie(viewer: Viewer, *, ip: str = "127.0.0.1") -> dict[str, str]:
    """The cookie of a browser in which this person is signed in, without asking for the password."""
    token = await sessions.start(viewer.account_id, ip=ip, user_agent="Trình duyệt thử")
    return {sessions.cookie_name(): token}


@pytest.fixture
async def cast(database: str) -> Cast:
    """The standing cast in a fresh database."""
    sessions.forget_viewers()
    return await make_cast()
