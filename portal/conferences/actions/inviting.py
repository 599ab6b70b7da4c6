"""Writing down who is invited, and telling them. Part of the deeds in `planning`; runs inside their transactions."""

from collections.abc import Mapping

from portal.conferences.actions.effects import subject_of, when
from portal.conferences.plans import Plan
from portal.conferences.queries.access import can_see
from portal.conferences.queries.conference import Conference
from portal.jobs.queue import enqueue
from portal.kit.database import execute, fetch
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.people.queries import viewer_of_account
from portal.web import live

WRITE_LETTERS = "conferences:write-letters"


async def invite(conference_id: int, parts: Mapping[str, str]) -> None:
    """Let principals see the meeting and come; whoever was shown out and is invited by name may come again."""
    for principal, why in parts.items():
        await execute(
            "insert into conference_invite (conference_id, principal, why) values (?, ?, ?)",
            *(conference_id, principal, why),
        )


async def let_back(conference_id: int, principals: set[str]) -> None:
    """Whoever is invited anew may come again, though they were shown out before."""
    for principal in principals:
        await execute(
            "update conference_standing set is_removed = ? where conference_id = ? and person = ?",
            *(False, conference_id, principal),
        )


async def show_out(conference_id: int) -> None:
    """Whoever is in the room and is no longer invited is taken out with the next heartbeat."""
    rows = await fetch(
        "select distinct person from conference_attendance where conference_id = ? and left_at is null",
        conference_id,
    )
    for person in (row["person"] for row in rows):
        kind, _colon, key = person.partition(":")
        if kind == "account" and not await can_see(await viewer_of_account(int(key)), conference_id):
            await remove(conference_id, person)


async def remove(conference_id: int, person: str) -> None:
    """A person gets no seat in this meeting any more."""
    await execute(
        "insert into conference_standing (conference_id, person, role, is_admitted, is_removed) values (?, ?, '', ?, ?)"
        " on conflict (conference_id, person) do update set is_removed = excluded.is_removed,"
        " is_admitted = excluded.is_admitted, hand_at = null",
        *(conference_id, person, False, True),
    )


async def tell_invited(viewer: Viewer, conference_id: int, wanted: Plan, title: str) -> None:
    """A line under the bell of everybody invited but the one who invites."""
    await _tell(viewer, conference_id, wanted, [*wanted.invited, *_leading(wanted)], title)


async def tell_changed(
    viewer: Viewer, was: Conference, wanted: Plan, before: Mapping[str, str], parts: Mapping[str, str]
) -> None:
    """Those new hear of the invitation, those gone that they are not expected, the others where the time moved."""
    new, gone = set(parts) - set(before), set(before) - set(parts)
    await let_back(was.id, new)
    await _tell(viewer, was.id, wanted, new, N_("Bạn được mời họp"))
    await _tell(
        viewer, was.id, wanted, gone, N_("Bạn không còn trong thành phần cuộc họp"), url="/conferences"
    )
    moved = was.state == "planned" and (was.starts_at, was.ends_at) != (wanted.starts_at, wanted.ends_at)
    if moved:
        await _tell(viewer, was.id, wanted, set(parts) - new, N_("Cuộc họp đổi giờ"))
    if was.state == "planned" and (moved or new or was.title != wanted.title):
        await have_letters_written(
            was.id, "changed" if moved else "invited", was.revision + 1, () if moved else new
        )
    for principal in gone:
        live.publish(f"principal:{principal}")


async def have_letters_written(
    conference_id: int, why: str, revision: int, principals: set[str] | tuple[str, ...] = ()
) -> None:
    """Let a job write to those invited, or to some of them; `why` is invited, changed or cancelled."""
    payload = {
        "conference": conference_id,
        "why": why,
        "revision": revision,
        "principals": sorted(principals),
    }
    await enqueue(WRITE_LETTERS, payload, subject=subject_of(conference_id))


def changed(was: Conference, wanted: Plan, before: Mapping[str, str], parts: Mapping[str, str]) -> list[str]:
    """What an edit changed, in the office's words, for the log."""
    compared = {
        N_("tên"): was.title == wanted.title,
        N_("ghi chú"): was.note == wanted.note,
        N_("thời gian"): (was.starts_at, was.ends_at) == (wanted.starts_at, wanted.ends_at),
        N_("thành phần"): dict(before) == dict(parts),
        N_("phòng chờ"): was.has_lobby == wanted.has_lobby,
        N_("ghi hình"): (was.may_record, was.retention) == (wanted.may_record, wanted.retention),
    }
    return [_(name) for name, is_same in compared.items() if not is_same] or [_("không đổi")]


async def _tell(
    viewer: Viewer, conference_id: int, wanted: Plan, principals: object, title: str, url: str = ""
) -> None:
    await tell(
        sorted(set(principals)),
        title=title,
        url=url or f"/conferences/{conference_id}",
        subject=subject_of(conference_id),
        detail=f"{when(wanted.starts_at)} · {wanted.title}",
        but_not=viewer.account_id,
    )


def _leading(wanted: Plan) -> list[str]:
    return [f"account:{each}" for each in (wanted.chair_id, wanted.secretary_id) if each is not None]
