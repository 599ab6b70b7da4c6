"""The demo's department: its name, units, titles and people. The tests' standing cast are the same people."""

from dataclasses import dataclass, field
from datetime import date

from portal.kit.clock import utc_now
from portal.kit.database import transaction
from portal.kit.text import fold
from portal.people.tables import Account, AgencyIdentity, Position, Post, RoleGrant, Unit

SINCE = date(2018, 1, 1)
AGENCY = "Sở Giao thông vận tải"

UNITS = (
    ("Văn phòng", "VP", "office"),
    ("Phòng Quản lý vận tải", "QLVT", "division"),
    ("Phòng Kế hoạch - Tài chính", "KHTC", "division"),
    ("Phòng Kết cấu hạ tầng", "KCHT", "division"),
    ("Thanh tra Sở", "TTr", "inspectorate"),
    ("Trung tâm Đăng kiểm", "TTĐK", "subordinate"),
)
POSITIONS = (
    ("Giám đốc", 10, True),
    ("Phó Giám đốc", 20, False),
    ("Chánh Văn phòng", 30, True),
    ("Chánh Thanh tra", 31, True),
    ("Trưởng phòng", 32, True),
    ("Giám đốc Trung tâm", 33, True),
    ("Phó Chánh Văn phòng", 40, False),
    ("Phó Trưởng phòng", 41, False),
    ("Văn thư", 60, False),
    ("Chuyên viên", 70, False),
    ("Đăng kiểm viên", 71, False),
    ("Quản trị hệ thống", 80, False),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the department before it has a database."""

    login: str
    full_name: str
    unit: str
    position: str
    roles: tuple[str, ...] = field(default=())


MEMBERS = (
    Member("viet.tq", "Trần Quốc Việt", AGENCY, "Giám đốc", ("director",)),
    Member("nghia.vh", "Võ Hữu Nghĩa", AGENCY, "Phó Giám đốc", ("deputy_director",)),
    Member("anh.btn", "Bùi Thị Ngọc Ánh", "Văn phòng", "Chánh Văn phòng", ("office_head", "secrecy_officer")),
    Member("thu.lt", "Lê Thị Thu", "Văn phòng", "Văn thư", ("clerk",)),
    Member("minh.p", "Phạm Minh", "Phòng Quản lý vận tải", "Trưởng phòng", ("division_head",)),
    Member("hoai.nt", "Nguyễn Thị Hoài", "Phòng Quản lý vận tải", "Chuyên viên", ("specialist",)),
    Member("on.dv", "Đặng Văn Ổn", "Phòng Quản lý vận tải", "Chuyên viên", ("specialist",)),
    Member("oanh.ltk", "Lê Thị Kim Oanh", "Phòng Kế hoạch - Tài chính", "Trưởng phòng", ("division_head",)),
    Member("ly.tc", "Trương Công Lý", "Phòng Kết cấu hạ tầng", "Trưởng phòng", ("division_head",)),
    Member("phat.nt", "Nguyễn Tấn Phát", "Thanh tra Sở", "Chánh Thanh tra", ("division_head",)),
    Member("bao.dn", "Đoàn Ngọc Bảo", "Trung tâm Đăng kiểm", "Giám đốc Trung tâm", ("division_head",)),
    Member("quantri", "Hồ Quản Trị", "Văn phòng", "Quản trị hệ thống", ("administrator",)),
    Member("xa.ko", "Khách Ở Xa", "Trung tâm Đăng kiểm", "Đăng kiểm viên"),
)


async def seed_people(password_hash: str) -> dict[str, int]:
    """Write the department into an empty database; every person has the same password. Login to account id."""
    async with transaction():
        await _seed_identity()
        units = await _seed_units()
        positions = {title: await _seed_position(title, rank, is_head) for title, rank, is_head in POSITIONS}
        return {
            member.login: await _seed_member(
                member, units[member.unit], positions[member.position], password_hash
            )
            for member in MEMBERS
        }


async def _seed_identity() -> None:
    await AgencyIdentity.insert(
        AgencyIdentity(
            name=AGENCY,
            parent_name="UBND tỉnh Quảng Nam",
            abbreviation="SGTVT",
            place_name="Quảng Nam",
            org_code="000.00.12.H47",
            address="Thành phố Tam Kỳ, tỉnh Quảng Nam",
            email="sgtvt@quangnam.gov.vn",
            website="sgtvt.quangnam.gov.vn",
            valid_from=SINCE,
        )
    )


async def _seed_units() -> dict[str, int]:
    agency = Unit(name=f"{AGENCY} Quảng Nam", abbreviation="SGTVT", kind="agency", valid_from=SINCE)
    await agency.save()
    units = {AGENCY: agency.id}
    for sort, (name, abbreviation, kind) in enumerate(UNITS, start=1):
        unit = Unit(
            name=name, abbreviation=abbreviation, kind=kind, parent=agency.id, sort=sort, valid_from=SINCE
        )
        await unit.save()
        units[name] = unit.id
    return units


async def _seed_position(title: str, rank: int, is_head: bool) -> int:
    position = Position(title=title, rank=rank, is_head=is_head)
    await position.save()
    return position.id


async def _seed_member(member: Member, unit: int, position: int, password_hash: str) -> int:
    email = f"{member.login}@quangnam.gov.vn"
    account = Account(
        login=member.login,
        full_name=member.full_name,
        fold=fold(f"{member.full_name} {member.login} {email}"),
        email=email,
        password_hash=password_hash,
        state="active",
        created_at=utc_now(),
    )
    await account.save()
    await Post(account=account.id, unit=unit, position=position, is_primary=True, valid_from=SINCE).save()
    for role in member.roles:
        await RoleGrant(account=account.id, role=role).save()
    return account.id
