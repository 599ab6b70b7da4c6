"""What somebody who owns the database can do to the log: go around the triggers that guard it."""

from portal.kit.database import dialect, execute, transaction

_GUARDS = (
    "event_is_not_changed",
    "event_is_not_deleted",
    "event_words_are_not_deleted",
    "event_words_are_only_erased",
)


async def force(statement: str) -> int:
    """Run a statement that the log refuses; returns how many rows it touched."""
    async with transaction():
        if dialect() == "postgres":
            await execute("set local session_replication_role = replica")
        else:
            for guard in _GUARDS:
                await execute(f"drop trigger if exists {guard}")
        return await execute(statement)
