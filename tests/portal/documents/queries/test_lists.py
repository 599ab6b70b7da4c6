"""What waits for whom: lists and counters tell only what their reader may do."""

from dataclasses import replace

from portal.documents.queries.lists import counts, documents, waiting
from portal.kit.clock import utc_now
from portal.kit.viewer import Viewer
from tests.support.cast import Cast
from tests.support.make import Maker


async def told(viewer: Viewer) -> tuple[list[int], list[int], int]:
    """What is listed as outgoing work, what stands on the page of the day, and how much is counted."""
    now = utc_now()
    listed = await documents(viewer, "out", "mine", now=now)
    today = await waiting(viewer, 10)
    return [row.id for row in listed], [row.id for row in today], (await counts(viewer, now)).outgoing


async def test_a_signature_waits_for_the_signer_and_never_for_a_stand_in(keys: Maker, cast: Cast) -> None:
    document_id = await keys.awaiting("sign")
    stand_in = await keys.delegated(cast.viet, cast.nghia, f"account:{cast.viet.account_id}", "role:director")
    assert await told(cast.viet) == ([document_id], [document_id], 1)
    assert await told(stand_in) == ([], [], 0)


async def test_a_number_waits_for_the_clerks_stand_in_and_the_seal_does_not(keys: Maker, cast: Cast) -> None:
    document_id = await keys.awaiting("number")
    stand_in = replace(cast.hoai, acting_for={"role:clerk": cast.thu.account_id})
    assert await told(stand_in) == ([document_id], [document_id], 1)
    await keys.do("number", document_id)
    assert await told(cast.thu) == ([document_id], [document_id], 1)
    assert await told(stand_in) == ([], [], 0)
