"""How the programs of PostgreSQL are called for a backup. The whole way there and back is tried in tests/journeys."""

import pytest

from portal import backup
from portal.settings import settings

SHOWS = """#!/bin/sh
echo "$*|$PGPASSWORD"
"""


@pytest.fixture
def shows(tmp_path, monkeypatch):
    """A program that says how it was called."""
    program = tmp_path / "shows"
    program.write_text(SHOWS)
    program.chmod(0o700)
    yield str(program)
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("url", "called"),
    [
        (
            "postgres://congvu:b%40o+m%E1%BA%ADt@db:5432/congvu",
            "--dbname=postgres://congvu@db:5432/congvu|b@o+mật",
        ),
        ("postgresql://db/congvu?sslmode=require", "--dbname=postgresql://db/congvu?sslmode=require|"),
    ],
)
def test_the_password_is_no_argument_that_others_may_read(shows, monkeypatch, url, called):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("CONGVU_DATABASE_URL", url)
    settings.cache_clear()
    assert backup._postgres(shows, "--list").strip() == f"--list {called}"
