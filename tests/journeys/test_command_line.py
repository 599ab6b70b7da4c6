"""The administrator's commands, as they are typed: first administrator, backup, restore, check, on each database."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.person import Person
from tests.support.db import ENGINES, empty_database
from tests.support.processes import ROOT, running_demo


def congvu(folder: Path, *words: str, database: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    environment = kept | {"CONGVU_DATA": str(folder), "CONGVU_DATABASE_URL": database} | more
    command = [sys.executable, "-m", "portal", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_a_backup_made_while_people_work_fills_an_empty_installation(
    engine: str, tmp_path: Path
) -> None:
    if engine not in ENGINES:
        pytest.skip(f"{engine} is not in CONGVU_TEST_ENGINES")
    first, second, archive = tmp_path / "first", tmp_path / "second", tmp_path / "all.tar"
    async with empty_database(engine, tmp_path) as url:
        url = "" if engine == "sqlite" else url
        with running_demo(first, CONGVU_DATABASE_URL=url):
            made = congvu(first, "backup", str(archive), database=url)
            assert made.returncode == 0, made.stderr
    async with empty_database(engine, tmp_path) as url:
        url = "" if engine == "sqlite" else url
        filled = congvu(second, "restore", str(archive), database=url)
        assert filled.returncode == 0, filled.stderr
        assert congvu(second, "check", database=url).stdout.strip() == "0 problems"
        again = congvu(second, "restore", str(archive), database=url)
        assert again.returncode == 1
        with running_demo(second, CONGVU_DATABASE_URL=url) as address:
            thu = Person(address, "thu.lt")
            thu.open("/registers/incoming")
            assert "672/UBND-KGVX" in thu.page


def test_an_empty_installation_gets_its_first_administrator_and_opens(tmp_path: Path) -> None:
    weak = congvu(tmp_path / "data", "create-admin", "ngoc", "Bùi Ngọc", "--password", "ngoc-ngoc")
    assert weak.returncode == 1 and "Error" in weak.stderr
    made = congvu(
        tmp_path / "data",
        "create-admin",
        "ngoc",
        "Bùi Ngọc",
        "--password",
        "chim vành khuyên hót trên mái ngói đỏ",
    )
    assert made.returncode == 0, made.stderr


def test_check_names_a_damaged_file_and_a_changed_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running_demo(data):
        pass
    victim = next(path for path in (data / "files").rglob("*") if path.is_file())
    victim.chmod(0o600)
    victim.write_bytes(b"other bytes")
    with sqlite3.connect(data / "congvu.sqlite3") as database:
        triggers = database.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'event'"
        )
        for (name,) in triggers.fetchall():
            database.execute(f"drop trigger {name}")
        database.execute("update event set actor_id = 1 where id = 5")
    said = congvu(data, "check")
    assert said.returncode == 1
    assert f"{victim.name[:8]}" in said.stdout or victim.parent.name in said.stdout
    assert "event 5 does not hold (digest)" in said.stdout


def test_meet_becomes_a_media_server_with_what_the_portal_knows(tmp_path: Path) -> None:
    secret = tmp_path / "data" / "keys" / "meetings"
    # A name that no node knows ends it at once, and says which process this has become.
    said = congvu(tmp_path / "data", "meet", MEETINGS_ODD="1")
    assert said.returncode != 0 and "MEETINGS_ODD: no such setting" in said.stderr
    assert len(secret.read_text()) >= 43
