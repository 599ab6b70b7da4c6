"""Every deed, one after another: not found by the outsider, refused to a colleague, to a form that is out of date
and in another state, and changing nothing then; done by whose turn it is, and written down.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from portal.documents.actions import approving, drafting, instructing, intake, issuing, processing
from portal.documents.actions.instructing import Order
from portal.documents.lifecycle import after
from portal.kit.clock import local_day, utc_now
from portal.kit.errors import Forbidden, NotAllowed, NotFound
from portal.kit.viewer import Viewer
from portal.kit.working_days import WorkingDays
from tests.portal.documents.seen import everything, log, refused, row, show_to
from tests.support.cast import Cast
from tests.support.make import PASSPHRASE, Maker


@dataclass(frozen=True, slots=True)
class Deed:
    """How a document comes to the point where the deed is next, who does it, and what the log says."""

    name: str
    actor: str
    fact: str
    begin: Callable[[Maker], Awaitable[int]]
    do: Callable[..., Awaitable[object]]


def out(deed: str) -> Callable[[Maker], Awaitable[int]]:
    return lambda make: make.awaiting(deed)


def next_week() -> date:
    """A working day to come."""
    return WorkingDays().add(local_day(utc_now()), 5)


async def register(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await intake.register(who, document_id, make.entry(), **more)


async def discard(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await intake.discard(who, document_id, "Gửi nhầm.", **more)


async def instruct(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await instructing.instruct(who, document_id, Order("Xử lý.", make.head), **more)


async def return_to_sender(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await processing.return_to_sender(who, document_id, "Không thuộc thẩm quyền.", **more)


async def pass_on(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await processing.pass_on(
        who, document_id, f"account:{make.cast.hoai.account_id}", "Soạn trả lời.", **more
    )


async def extend(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await processing.extend(who, document_id, next_week(), "Chờ số liệu.", **more)


async def close(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await processing.close(who, document_id, "Đã trả lời qua điện thoại.", **more)


async def reopen(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await processing.reopen(who, document_id, "Có tình tiết mới.", **more)


async def save(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await drafting.save(who, document_id, await make.typed(body="Bản mới."), **more)


async def submit(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await drafting.submit(who, document_id, **more)


async def withdraw(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await drafting.withdraw(who, document_id, **more)


async def cancel(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await drafting.cancel(who, document_id, "Không cần nữa.", **more)


async def approve_content(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await approving.approve_content(who, document_id, **more)


async def approve_form(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await approving.approve_form(who, document_id, **more)


async def send_back(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await approving.return_for_correction(who, document_id, "Sửa điểm 1.", **more)


async def sign(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await issuing.sign(who, document_id, PASSPHRASE, **more)


async def number(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await issuing.number(who, document_id, local_day(utc_now()), **more)


async def seal(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await issuing.seal(who, document_id, PASSPHRASE, **more)


async def issue(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await issuing.issue(who, document_id, **more)


async def recall(make: Maker, who: Viewer, document_id: int, **more: object) -> None:
    await issuing.recall(who, document_id, "Sai số liệu.", **more)


DEEDS = (
    Deed("register", "thu", "document:registered", Maker.received, register),
    Deed("discard", "thu", "document:cancelled", Maker.received, discard),
    Deed("instruct", "viet", "document:instructed", Maker.registered, instruct),
    Deed("return_to_sender", "viet", "document:returned-to-sender", Maker.registered, return_to_sender),
    Deed("pass_on", "minh", "document:passed-on", Maker.instructed, pass_on),
    Deed("extend", "viet", "document:deadline-changed", Maker.instructed, extend),
    Deed("close", "minh", "document:closed", Maker.instructed, close),
    Deed("reopen", "viet", "document:reopened", Maker.closed, reopen),
    Deed("save", "hoai", "document:version-saved", out("submit"), save),
    Deed("submit", "hoai", "document:submitted", out("submit"), submit),
    Deed("cancel", "hoai", "document:cancelled", out("submit"), cancel),
    Deed("withdraw", "hoai", "document:submission-withdrawn", out("approve_content"), withdraw),
    Deed("approve_content", "minh", "document:content-approved", out("approve_content"), approve_content),
    Deed("return_for_correction", "anh", "document:returned-for-correction", out("approve_form"), send_back),
    Deed("approve_form", "anh", "document:form-approved", out("approve_form"), approve_form),
    Deed("sign", "viet", "document:signed", out("sign"), sign),
    Deed("number", "thu", "document:numbered", out("number"), number),
    Deed("seal", "thu", "document:sealed", out("seal"), seal),
    Deed("issue", "thu", "document:issued", out("issue"), issue),
    Deed("recall", "thu", "document:recalled", out("recall"), recall),
)  # fmt: skip
each_deed = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)


@each_deed
async def test_it_is_done_by_whose_turn_it_is_and_by_nobody_else(deed: Deed, keys: Maker, cast: Cast) -> None:
    actor, document_id = getattr(cast, deed.actor), await deed.begin(keys)
    await show_to(cast.on, document_id)
    before = await everything(document_id)
    await refused(NotFound, deed.do(keys, cast.xa, document_id))
    await refused(Forbidden, deed.do(keys, cast.on, document_id))
    stale = before["document"]["revision"] - 1
    said = await refused(NotAllowed, deed.do(keys, actor, document_id, revision=stale))
    assert (await log(actor, document_id))[-1].actor in said
    assert await everything(document_id) == before

    await deed.do(keys, actor, document_id)
    now = await row(document_id)
    assert now["state"] == after(now["direction"], before["document"]["state"], deed.name)
    assert now["revision"] > before["document"]["revision"]
    assert (actor.full_name, deed.fact) in {(line.actor, line.fact) for line in await log(actor, document_id)}


@each_deed
async def test_it_is_refused_where_it_makes_no_sense_any_more(deed: Deed, keys: Maker, cast: Cast) -> None:
    incoming = deed.begin in (Maker.received, Maker.registered, Maker.instructed, Maker.closed)
    over = await keys.received() if incoming else await keys.draft()
    await (discard(keys, cast.thu, over) if incoming else cancel(keys, cast.hoai, over))
    actor = getattr(cast, deed.actor)
    await show_to(actor, over)
    before = await everything(over)
    await refused(NotAllowed, deed.do(keys, actor, over))
    assert await everything(over) == before


@each_deed
@pytest.mark.parametrize("document_id", [0, 404, 2**63])
async def test_nothing_is_done_to_what_is_not_there(
    deed: Deed, document_id: int, make: Maker, cast: Cast
) -> None:
    await refused(NotFound, deed.do(make, getattr(cast, deed.actor), document_id))


STAND_INS = (
    ("instruct", "viet", "nghia", "role:director"),
    ("return_to_sender", "viet", "nghia", "role:director"),
    ("extend", "viet", "anh", "role:director"),
    ("reopen", "viet", "anh", "role:director"),
    ("pass_on", "minh", "on", "head"),
    ("close", "minh", "on", "head"),
    ("approve_content", "minh", "on", "head"),
    ("return_for_correction", "anh", "thu", "role:office_head"),
    ("approve_form", "anh", "thu", "role:office_head"),
)


@pytest.mark.parametrize(("name", "giver", "taker", "scope"), STAND_INS, ids=lambda value: value)
async def test_a_stand_in_does_it_by_delegation(
    name: str, giver: str, taker: str, scope: str, make: Maker, cast: Cast
) -> None:
    deed = next(each for each in DEEDS if each.name == name)
    document_id, who = await deed.begin(make), getattr(cast, giver)
    principal = make.head if scope == "head" else scope
    stand_in = await make.delegated(who, getattr(cast, taker), principal)
    await deed.do(make, stand_in, document_id)
    line = next(line for line in await log(who, document_id) if line.fact == deed.fact)
    assert (line.actor, line.on_behalf) == (stand_in.full_name, who.full_name)


async def test_nobody_signs_for_somebody_else(make: Maker, cast: Cast) -> None:
    document_id = await make.awaiting("sign")
    stand_in = await make.delegated(cast.viet, cast.nghia, f"account:{cast.viet.account_id}", "role:director")
    await refused(Forbidden, sign(make, stand_in, document_id))


async def test_a_stand_in_of_the_clerk_registers_on_their_behalf(make: Maker, cast: Cast) -> None:
    stand_in = replace(cast.hoai, acting_for={"role:clerk": cast.thu.account_id})
    document_id = await make.received()
    await register(make, stand_in, document_id)
    line = next(line for line in await log(cast.thu, document_id) if line.fact == "document:registered")
    assert (line.actor, line.on_behalf) == (cast.hoai.full_name, cast.thu.full_name)
