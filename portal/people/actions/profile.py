"""What everybody may change about themselves, and the sessions they may end."""

from portal.audit.record import record
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.people import sessions


async def change_own(viewer: Viewer, phone: str, locale: str) -> None:
    """Set one's own telephone number and language."""
    async with transaction():
        before = await fetch_one("select phone, locale from account where id = ?", viewer.account_id)
        changed = [
            name for name, value in (("phone", phone), ("locale", locale)) if before and before[name] != value
        ]
        if not changed:
            return
        await execute(
            "update account set phone = ?, locale = ? where id = ?", phone, locale, viewer.account_id
        )
        await record(
            "account:profile-changed",
            viewer,
            ("account", viewer.account_id),
            words={"fields": ", ".join(changed)},
        )


async def end_session(viewer: Viewer, session_id: int) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's."""
    async with transaction():
        mine = await fetch_one(
            "select id from session where id = ? and account = ?", session_id, viewer.account_id
        )
        if mine is None:
            raise NotFound
        await sessions.end(session_id)
        await record("session:ended", viewer, ("account", viewer.account_id), session=session_id)


async def end_other_sessions(viewer: Viewer) -> int:
    """End all of one's own sessions but this one; says how many."""
    async with transaction():
        ended = await sessions.end_all(viewer.account_id, but=viewer.session_id)
        if ended:
            await record(
                "session:others-ended",
                viewer,
                ("account", viewer.account_id),
                words={"count": ended},
                ended=ended,
            )
    return ended
