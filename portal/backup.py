"""Backup and restore of everything that the portal keeps: one tar file, made while people work.

The database is copied first, by its own means, and the files after it: a file is always kept before the row that names
it, so every row of the copy finds its file in the archive. On an S3-compatible store the files are not copied; the
store has its own versions. `restore` fills an empty installation and refuses any other.
"""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from portal.settings import settings

_SQLITE, _POSTGRES = "database.sqlite3", "database.dump"
_FOLDERS = ("files", "keys", "trust", "crl")


class CannotRestore(RuntimeError):
    """The archive does not fit this installation, or the installation is not empty."""


async def backup(target: Path) -> list[str]:
    """Write the archive; returns what it holds. Raises CalledProcessError when pg_dump fails."""
    return await asyncio.to_thread(_backup, target)


def _backup(target: Path) -> list[str]:
    data = Path(settings().data)
    held = []
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = _copy_database(Path(folder))
        unfinished = Path(folder) / "archive.tar"
        with tarfile.open(unfinished, "w") as archive:
            archive.add(copy, copy.name)
            held.append(copy.name)
            for name in _FOLDERS:
                if (data / name).is_dir():
                    archive.add(data / name, name)
                    held.append(name)
        unfinished.chmod(0o600)
        unfinished.rename(target)
    return held


def _copy_database(folder: Path) -> Path:
    if settings().database_url:
        copy = folder / _POSTGRES
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
        return copy
    copy = folder / _SQLITE
    address = f"file:{Path(settings().data) / 'congvu.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source:
        source.execute("vacuum into ?", (str(copy),))
    return copy


def _postgres(program: str, *words: str) -> str:
    """Run a program of PostgreSQL on our database; returns what it said. Raises CalledProcessError.

    The password goes through the environment: every account of a machine may read the arguments of a process.
    """
    url = urlsplit(settings().database_url)
    account, _at, host = url.netloc.rpartition("@")
    name, _colon, password = account.partition(":")
    bare = urlunsplit(url._replace(netloc=f"{name}@{host}" if name else host))
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    command = [program, *words, f"--dbname={bare}"]
    return subprocess.run(
        command, check=True, env=os.environ | secret, stdout=subprocess.PIPE, text=True
    ).stdout


async def restore(source: Path) -> list[str]:
    """Fill an empty installation from an archive; returns what was restored. Raises CannotRestore."""
    return await asyncio.to_thread(_restore, source)


def _restore(source: Path) -> list[str]:
    data = Path(settings().data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        wanted = _POSTGRES if settings().database_url else _SQLITE
        if not (unpacked / wanted).exists():
            raise CannotRestore(f"the archive holds no {wanted}: it was made on the other kind of database")
        _restore_database(unpacked / wanted)
        return [wanted, *_restore_folders(unpacked, data)]


def _restore_database(copy: Path) -> None:
    if settings().database_url:
        tables = "select count(*) from information_schema.tables where table_schema = 'public'"
        if int(_postgres("psql", "--tuples-only", f"--command={tables}")):
            raise CannotRestore("the database is not empty")
        _postgres("pg_restore", "--no-owner", str(copy))
        return
    target = Path(settings().data) / "congvu.sqlite3"
    if target.exists():
        raise CannotRestore(f"{target} is there already")
    shutil.move(copy, target)


def _restore_folders(unpacked: Path, data: Path) -> list[str]:
    restored = []
    for name in _FOLDERS:
        if not (unpacked / name).is_dir():
            continue
        for file in (unpacked / name).rglob("*"):
            place = data / file.relative_to(unpacked)
            if file.is_file() and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(file, place)
        restored.append(name)
    return restored
