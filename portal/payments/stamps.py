"""Moments as the payment providers write them: "20240521091806", always in GMT+7 (pure)."""

from datetime import datetime, timedelta, timezone

_FORMAT = "%Y%m%d%H%M%S"
_LENGTH = 14
_GMT7 = timezone(timedelta(hours=7))


def stamp(moment: datetime) -> str:
    """An aware moment as yyyyMMddHHmmss in GMT+7; a moment without a zone is a fault of ours (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone before it is told to a payment provider")
    return moment.astimezone(_GMT7).strftime(_FORMAT)


def moment_of(text: str) -> datetime | None:
    """The moment that a provider's stamp means, in GMT+7; None for anything else, as providers leave it out."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=_GMT7)
    except ValueError:
        return None
