"""Fixtures that every test may ask for."""

from tests.support.db import database, database_url, engine_name, templates  # noqa: F401
