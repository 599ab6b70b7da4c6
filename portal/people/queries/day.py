"""The day that reads without a day of their own are about."""

from datetime import date

from portal.kit.clock import local_day, utc_now


def today() -> date:
    """The present day in Vietnam."""
    return local_day(utc_now())
