"""Documents at any point of their way, brought there by the deeds of the people whose turn it was."""

from dataclasses import dataclass, replace
from datetime import date
from shutil import copytree

from portal.documents.actions import approving, drafting, instructing, intake, issuing, processing
from portal.documents.actions.instructing import Order
from portal.documents.actions.intake import Registration
from portal.documents.drafts import Draft
from portal.documents.numbering import parse
from portal.documents.queries.mandates import mandates_on
from portal.files.door import admit_made
from portal.files.store import StoredFile, put
from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch_value
from portal.kit.viewer import Viewer
from portal.people import sessions
from portal.people.actions import delegations
from portal.people.delegations import Wanted
from portal.people.queries import viewer_of_account
from portal.secrecy.outcomes import Received
from portal.seeds.books import seed_books, seed_mandates
from portal.seeds.pki import PASSPHRASE, DemoPki
from portal.seeds.signing import seed_keys
from portal.settings import settings
from tests.support.cast import Cast
from tests.support.papers import LETTER, pdf

__all__ = ["PASSPHRASE", "Maker"]

SUBJECT = "gửi, nhận văn bản điện tử"
BODY = "Sở Giao thông vận tải thống nhất thực hiện.\n\n1. Báo cáo hằng tháng."
_WAY = ("submit", "approve_content", "approve_form", "sign", "number", "seal", "issue")


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes documents in the department of the cast; each function returns the document's id."""

    cast: Cast

    async def books_and_mandates(self) -> None:
        """One number book each way, and who may sign."""
        await seed_books()
        await seed_mandates(self._ids())

    async def keys(self, pki: DemoPki) -> None:
        """The signers' keys and the agency's, and trust in who made them; everybody's passphrase is PASSPHRASE."""
        for name in ("trust", "crl"):
            copytree(pki.folder / name, settings().data / name, dirs_exist_ok=True)
        await seed_keys(pki, self._ids())

    def _ids(self) -> dict[str, int]:
        people = {"viet.tq": self.cast.viet, "nghia.vh": self.cast.nghia, "anh.btn": self.cast.anh}
        return {login: viewer.account_id for login, viewer in people.items()}

    @property
    def head(self) -> str:
        """The head of the division, as a principal."""
        return f"head:{self.cast.division}"

    async def file(self, text: str = LETTER) -> StoredFile:
        """A small letter in the store."""
        content = pdf(text)
        made = await admit_made(content, name="thư.pdf", media_type="application/pdf", text_by_page=[text])
        return await put(made, self.cast.thu.account_id)

    async def received(self, text: str = LETTER) -> int:
        """A letter at the clerk's desk."""
        file = await self.file(text)
        came = Received(
            file.id, file.name, file.media_type, file.size, file.pages, (text,), False, "made", (), False
        )
        return await intake.take_in(self.cast.thu, came)

    def entry(self, code: str = "672/UBND-KGVX", **other: object) -> Registration:
        """What the clerk enters for it, looked at already where there is another of this number."""
        plain = Registration(parse(code), date(2020, 2, 14), "UBND tỉnh Quảng Nam", SUBJECT, "Công văn")
        return replace(plain, **{"is_no_duplicate": True, **other})

    async def registered(self, code: str = "672/UBND-KGVX", **other: object) -> int:
        """A letter in the register, waiting for an instruction."""
        document_id = await self.received()
        await intake.register(self.cast.thu, document_id, self.entry(code, **other))
        return document_id

    async def instructed(self, lead: str = "", **other: object) -> int:
        """A letter in work; the division leads unless another principal is named."""
        document_id = await self.registered()
        order = Order("Nghiên cứu, trả lời.", lead or self.head, **other)
        await instructing.instruct(self.cast.viet, document_id, order)
        return document_id

    async def closed(self) -> int:
        """A letter that needed no answer."""
        document_id = await self.instructed()
        await processing.close(self.cast.minh, document_id, "Đã lưu.")
        return document_id

    async def typed(self, **changes: object) -> Draft:
        """What a drafter types: a letter that the director signs."""
        mandates = await mandates_on(local_day(utc_now()))
        draft = Draft(subject=SUBJECT, body=BODY, addressees=("UBND tỉnh",), mandate_id=mandates[0].id)
        return replace(draft, **changes)

    async def draft(self, answers_id: int | None = None, **changes: object) -> int:
        """A saved draft of Hoài's, or of whoever leads the letter that it answers."""
        drafter = await self._lead(answers_id) if answers_id else self.cast.hoai
        document_id = await drafting.start_draft(drafter, answers_id=answers_id)
        await drafting.save(drafter, document_id, await self.typed(**changes))
        return document_id

    async def _lead(self, incoming_id: int) -> Viewer:
        principal = await fetch_value(
            "select principal from turn where document_id = ? and deed = 'process'", incoming_id
        )
        people = (self.cast.hoai, self.cast.minh, self.cast.on)
        return next(viewer for viewer in people if principal in viewer.principals)

    async def awaiting(self, deed: str, answers_id: int | None = None, **changes: object) -> int:
        """An outgoing document for which this deed is the next; "recall" gives an issued one."""
        document_id = await self.draft(answers_id, **changes)
        for each in _WAY:
            if each == deed:
                break
            await self.do(each, document_id)
        return document_id

    async def do(self, deed: str, document_id: int) -> None:
        """The deed, by the person whose turn it is."""
        cast, today = self.cast, local_day(utc_now())
        drafter = await fetch_value("select drafter_id from document where id = ?", document_id)
        deeds = {
            "submit": lambda: drafting.submit(self._person(drafter), document_id),
            "approve_content": lambda: approving.approve_content(cast.minh, document_id),
            "approve_form": lambda: approving.approve_form(cast.anh, document_id),
            "sign": lambda: issuing.sign(cast.viet, document_id, PASSPHRASE),
            "number": lambda: issuing.number(cast.thu, document_id, today),
            "seal": lambda: issuing.seal(cast.thu, document_id, PASSPHRASE),
            "issue": lambda: issuing.issue(cast.thu, document_id),
        }
        await deeds[deed]()

    def _person(self, account_id: int) -> Viewer:
        return next(
            viewer for viewer in (self.cast.hoai, self.cast.minh, self.cast.on, self.cast.thu)
            if viewer.account_id == account_id
        )  # fmt: skip

    async def delegated(self, giver: Viewer, taker: Viewer, *scope: str) -> Viewer:
        """The taker as they are once the giver has handed these principals over for today."""
        today = local_day(utc_now())
        wanted = Wanted(
            giver.account_id, taker.account_id, today, today, "Giấy uỷ quyền 01/GUQ-SGTVT", frozenset(scope)
        )
        await delegations.make(giver, wanted)
        sessions.forget_viewers()
        return await viewer_of_account(taker.account_id)
