"""Whatever is typed and kept passes the door first: the stamp of a state secret is refused beside its field."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from portal.documents.actions import (
    approving,
    books,
    drafting,
    instructing,
    intake,
    issuing,
    mandates,
    processing,
)
from portal.documents.actions.instructing import Order
from portal.documents.admin import BookEntry, MandateEntry
from portal.documents.drafts import Draft
from portal.kit.errors import Invalid
from tests.support.cast import Cast
from tests.support.make import Maker

STAMP = "Về kế hoạch\nTUYỆT MẬT\nsố 2"
DAY = date(2026, 11, 24)
Deed = Callable[[Maker, Cast], Awaitable[object]]


def registering(field: str) -> Deed:
    return lambda make, cast: intake.register(cast.thu, 1, make.entry(**{field: STAMP}))


def drafting_with(field: str, typed: object) -> Deed:
    return lambda make, cast: drafting.start_draft(cast.hoai, draft=Draft(**{field: typed}))


async def saving(make: Maker, cast: Cast) -> None:
    document_id = await make.draft()
    await drafting.save(cast.hoai, document_id, await make.typed(body=STAMP))


DEEDS: dict[str, tuple[str, Deed]] = {
    **{
        f"register {field}": (field, registering(field))
        for field in ("issuer", "subject", "type_name", "note")
    },
    **{f"register {field}": (field, registering(field)) for field in ("signer_name", "signer_title")},
    **{f"draft {field}": (field, drafting_with(field, STAMP)) for field in ("type_name", "subject", "body")},
    **{f"draft {field}": (field, drafting_with(field, (STAMP,))) for field in ("addressees", "copies_to")},
    "save": ("body", saving),
    "discard": ("reason", lambda make, cast: intake.discard(cast.thu, 1, STAMP)),
    "instruct": ("text", lambda make, cast: instructing.instruct(cast.viet, 1, Order(STAMP, make.head))),
    "opinion": ("text", lambda make, cast: processing.give_opinion(cast.minh, 1, STAMP)),
    "pass on": ("reason", lambda make, cast: processing.pass_on(cast.minh, 1, make.head, STAMP)),
    "extend": ("reason", lambda make, cast: processing.extend(cast.viet, 1, DAY, STAMP)),
    "close": ("note", lambda make, cast: processing.close(cast.minh, 1, STAMP)),
    "reopen": ("reason", lambda make, cast: processing.reopen(cast.viet, 1, STAMP)),
    "return to sender": ("reason", lambda make, cast: processing.return_to_sender(cast.viet, 1, STAMP)),
    "return": ("reason", lambda make, cast: approving.return_for_correction(cast.minh, 1, STAMP)),
    "cancel": ("reason", lambda make, cast: drafting.cancel(cast.hoai, 1, STAMP)),
    "recall": ("reason", lambda make, cast: issuing.recall(cast.thu, 1, STAMP)),
    "book": ("name", lambda make, cast: books.create_book(cast.tri, BookEntry(STAMP, "in", ()))),
    "mandate": (
        "block",
        lambda make, cast: mandates.give_mandate(
            cast.tri, MandateEntry(cast.viet.account_id, "", STAMP, valid_from=DAY)
        ),
    ),
}


@pytest.mark.parametrize("name", DEEDS)
async def test_a_stamp_is_refused_beside_its_field(name: str, make: Maker, cast: Cast) -> None:
    field, deed = DEEDS[name]
    await make.received()
    with pytest.raises(Invalid) as refused:
        await deed(make, cast)
    assert list(refused.value.problems) == [field]
    assert "theo kênh riêng" in refused.value.problems[field]
