"""Work that is under way in the demo, done by the same deeds as in the office, by the people it names."""

from datetime import timedelta

from portal.calendar.queries import working_days
from portal.documents.actions import approving, drafting, instructing, intake, issuing, processing
from portal.documents.drafts import Draft
from portal.documents.queries.mandates import mandates_on
from portal.kit.clock import local_day, utc_now
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.people.queries import units_tree, viewer_of_account
from portal.secrecy.actions.receiving import receive
from portal.seeds.letters import LETTERS, Letter, in_chunks, pdf_of
from portal.seeds.pki import PASSPHRASE


class Office:
    """The people of the demo by login, and the units by name."""

    def __init__(self, people: dict[str, Viewer], units: dict[str, int]):
        self.people, self.units = people, units

    def head(self, unit: str) -> str:
        """The principal of a unit's head."""
        return f"head:{self.units[unit]}"


async def seed_work(ids: dict[str, int]) -> None:
    """Letters in every stage, and answers on their way."""
    people = {login: await viewer_of_account(account) for login, account in ids.items()}
    office = Office(people, {unit.name: unit.id for unit in await units_tree()})
    letters = {str(letter.code): await _take_in(office, letter) for letter in LETTERS}
    for letter in LETTERS[:-1]:
        await _register(office, letter, letters[str(letter.code)])
    await _answered_letter(office, letters["91/STTTT-CNTT"])
    await _plan_under_way(office, letters["45/KH-BATGT"])
    await _black_spots(office, letters["207/TCĐBVN-ATGT"])
    await _own_papers(office)


async def _take_in(office: Office, letter: Letter) -> int:
    thu = office.people["thu.lt"]
    content = await in_worker(pdf_of, letter)
    name = letter.file or f"{letter.code.number}-{letter.code.symbol}.pdf"
    return await intake.take_in(thu, await receive(thu, in_chunks(content), name, must_be_pdf=True))


async def _register(office: Office, letter: Letter, document_id: int) -> None:
    entry = intake.Registration(
        letter.code, letter.issued_on, letter.issuer, letter.subject, letter.type_name, letter.urgency,
        letter.signer, letter.signer_title,
    )  # fmt: skip
    await intake.register(office.people["thu.lt"], document_id, entry)


async def _in_working_days(count: int):
    return (await working_days()).add(local_day(utc_now()), count)


async def _instruct(
    office: Office, document_id: int, text: str, lead: str, days: int, *, help_by: tuple[str, ...] = ()
):
    order = instructing.Order(
        text,
        office.head(lead),
        tuple(office.head(unit) for unit in help_by),
        (),
        await _in_working_days(days),
    )
    await instructing.instruct(office.people["viet.tq"], document_id, order)


async def _answered_letter(office: Office, letter: int) -> None:
    """A letter whose answer went through every hand and is issued."""
    hoai, minh, anh, viet, thu = (
        office.people[login] for login in ("hoai.nt", "minh.p", "anh.btn", "viet.tq", "thu.lt")
    )
    await _instruct(office, letter, "Phòng Quản lý vận tải chủ trì trả lời.", "Phòng Quản lý vận tải", 3)
    await processing.pass_on(minh, letter, f"account:{hoai.account_id}", "Hoài soạn văn bản trả lời.")
    answer = await drafting.start_draft(hoai, answers_id=letter)
    begun = await drafting.current_draft(answer)
    signer = (await mandates_on(local_day(utc_now())))[0]
    draft = Draft(
        subject="cử cán bộ đầu mối sử dụng hệ thống họp trực tuyến",
        body="Phúc đáp Công văn số 91/STTTT-CNTT ngày 10/02/2020 của Sở Thông tin và Truyền thông về việc hướng dẫn sử "
        "dụng hệ thống họp trực tuyến, Sở Giao thông vận tải có ý kiến như sau:\n\n"
        "1. Sở cử bà Nguyễn Thị Hoài, chuyên viên Phòng Quản lý vận tải, làm cán bộ đầu mối.\n\n"
        "2. Các phòng, đơn vị thuộc Sở sử dụng hệ thống từ ngày 01 tháng 3 năm 2020.\n\n"
        "Kính đề nghị Sở Thông tin và Truyền thông phối hợp, hỗ trợ.",
        addressees=begun.addressees,
        copies_to=("Ban Giám đốc Sở",),
        to_units=(office.units["Văn phòng"], office.units["Thanh tra Sở"]),
        mandate_id=signer.id,
    )
    await drafting.save(hoai, answer, draft)
    await drafting.submit(hoai, answer)
    await approving.approve_content(minh, answer)
    await approving.approve_form(anh, answer)
    await issuing.sign(viet, answer, PASSPHRASE)
    await issuing.number(thu, answer, local_day(utc_now()))
    await issuing.seal(thu, answer, PASSPHRASE)
    await issuing.issue(thu, answer)


async def _plan_under_way(office: Office, plan: int) -> None:
    text = "Thanh tra Sở chủ trì, Phòng Quản lý vận tải phối hợp."
    await _instruct(office, plan, text, "Thanh tra Sở", 5, help_by=("Phòng Quản lý vận tải",))


async def _black_spots(office: Office, letter: int) -> None:
    """In the hands of a specialist, with opinions, due soon."""
    hoai, minh = office.people["hoai.nt"], office.people["minh.p"]
    text = "Phòng Quản lý vận tải chủ trì, Phòng Kết cấu hạ tầng và Thanh tra Sở phối hợp."
    helpers = ("Phòng Kết cấu hạ tầng", "Thanh tra Sở")
    await _instruct(office, letter, text, "Phòng Quản lý vận tải", 2, help_by=helpers)
    await processing.pass_on(minh, letter, f"account:{hoai.account_id}", "Hoài tổng hợp, Ổn hỗ trợ số liệu.")
    await processing.give_opinion(
        hoai, letter, "Đã yêu cầu các hạt quản lý đường bộ gửi danh sách trước ngày 20."
    )


async def _own_papers(office: Office) -> None:
    """Papers of the department's own, each waiting at another desk."""
    on, minh, anh = (office.people[login] for login in ("on.dv", "minh.p", "anh.btn"))
    signer = (await mandates_on(local_day(utc_now())))[0]
    report = Draft(
        type_name="Báo cáo",
        subject="Kết quả vận tải hành khách tháng " + (utc_now() - timedelta(days=30)).strftime("%m/%Y"),
        body="Sở Giao thông vận tải báo cáo kết quả vận tải hành khách như sau:\n\n"
        "| Tuyến | Số chuyến | Hành khách |\n| Tam Kỳ - Đà Nẵng | 1.240 | 31.500 |\n"
        "| Hội An - Đà Nẵng | 980 | 22.100 |\n\n"
        "Sở kính báo cáo.",
        addressees=("Ủy ban nhân dân tỉnh Quảng Nam",),
        copies_to=("Cục Thống kê",),
        mandate_id=signer.id,
    )
    waiting = await _drafted(on, report)
    await drafting.submit(on, waiting)
    await approving.approve_content(minh, waiting)
    await approving.approve_form(anh, waiting)
    notice = Draft(
        type_name="Thông báo",
        subject="Lịch tiếp nhận hồ sơ qua mạng trong thời gian làm việc tại nhà",
        body="Từ ngày mai, hồ sơ được tiếp nhận qua mạng trong giờ làm việc.\n\n"
        "Công dân tra cứu trạng thái hồ sơ trên cổng.",
        copies_to=("Các phòng, đơn vị thuộc Sở",),
        to_units=tuple(office.units.values())[1:4],
        mandate_id=signer.id,
    )
    await drafting.submit(on, await _drafted(on, notice))


async def _drafted(drafter: Viewer, draft: Draft) -> int:
    document_id = await drafting.start_draft(drafter, draft=Draft(type_name=draft.type_name))
    await drafting.save(drafter, document_id, draft)
    return document_id
