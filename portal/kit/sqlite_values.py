"""How text in SQLite becomes a value again: instants are kept as UTC text that sorts by time."""

from datetime import UTC, datetime


def read_boolean(stored: bytes) -> bool:
    """b"1" is true."""
    return stored == b"1"


def read_timestamptz(stored: bytes) -> datetime:
    """An aware instant in UTC; text that SQLite's own `current_timestamp` wrote has no offset and is UTC."""
    return datetime.fromisoformat(stored.decode()).replace(tzinfo=UTC)
