"""What of the door is seen by whom."""

from datetime import timedelta

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import execute
from portal.kit.errors import Forbidden
from portal.secrecy import jobs
from portal.secrecy.actions.claims import claim_false_alarm, release
from portal.secrecy.outcomes import Refused
from portal.secrecy.queries import counts, door_events
from tests.portal.secrecy.test_receiving import bring
from tests.support import papers


async def test_keepers_see_all_and_others_their_own(thu, anh, hoai, xa, data):
    own = (await bring(hoai, papers.pdf(stamp="MẬT"))).event_id
    other = (await bring(thu, papers.pdf(stamp="TỐI MẬT"))).event_id
    assert [event.id for event in await door_events(anh)] == [other, own]
    assert [event.id for event in await door_events(anh, before=other)] == [own]
    assert [event.id for event in await door_events(hoai)] == [own]
    assert await door_events(xa) == []


async def test_the_quarter_is_counted(thu, hoai, data):
    await bring(thu, papers.pdf(stamp="MẬT"))
    await bring(hoai, papers.pdf(stamp="MẬT"))
    since, until = utc_now() - timedelta(days=90), utc_now() + timedelta(minutes=1)
    [count] = await counts(thu, since, until)
    assert (count.did, count.degree, count.count) == ("refused", "mat", 2)
    with pytest.raises(Forbidden):
        await counts(hoai, since, until)


async def test_a_release_lapses_when_its_fingerprint_is_forgotten(thu, anh, data):
    event_id = (await bring(thu, papers.pdf(stamp="MẬT"))).event_id
    await claim_false_alarm(thu, event_id, "mẫu dấu")
    await release(anh, event_id, "đã xem")
    await execute("update door_event set at = ? where id = ?", utc_now() - timedelta(days=31), event_id)
    assert await jobs.forget_fingerprints({}) == 1
    assert isinstance(await bring(thu, papers.pdf(stamp="MẬT")), Refused)
