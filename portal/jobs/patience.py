"""How long to wait before trying again, and when to give up."""

from datetime import timedelta

MOST_ATTEMPTS = 12
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=4)


def wait_after(attempts: int) -> timedelta:
    """How long a job rests after that many failed attempts: 30 s, 1 min, 2 min … at most 4 hours.

    Twelve attempts last about twelve hours, so that a night without a mail server loses no letter.
    """
    return min(_FIRST * 2 ** (attempts - 1), _LONGEST)
