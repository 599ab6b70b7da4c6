"""How the installation is doing: one look at each thing it stands on. Asks, changes nothing."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from portal.conferences.queries.nodes import nodes_for
from portal.jobs.queries import JobRow, dead_jobs
from portal.kit.clock import utc_now
from portal.kit.database import dialect, fetch_value
from portal.kit.errors import NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_thread
from portal.letters.queries import count_unsent
from portal.settings import settings

_PATIENCE = 3  # seconds for a server to take a connection
_LATE = timedelta(minutes=5)
_LOW_DISK = 0.10
_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the portal stands on. `state` is done (well), soon (should be looked at), late (broken) or "" (off)."""

    name: str
    state: str
    sentence: str


async def health(viewer: Viewer) -> list[Check]:
    """Every check, in the order in which a repair would go. Raises NotFound for whoever does not administer."""
    if not viewer.has("administrator"):
        raise NotFound
    outside = await asyncio.gather(_scanner(), _mail_server(), _time_stamps(), in_thread(_reader_of_scans))
    machine = [await in_thread(_store), await in_thread(_disk)]
    own = [await _jobs(utc_now()), await _letters(viewer), await _meeting_servers(viewer)]
    return [await _database(), *machine, *own, *outside]


async def dead(viewer: Viewer) -> list[JobRow]:
    """Jobs that were given up, the latest first. Raises NotFound for whoever does not administer."""
    if not viewer.has("administrator"):
        raise NotFound
    return await dead_jobs()


async def _database() -> Check:
    version = await fetch_value("select sqlite_version()" if dialect() == "sqlite" else "show server_version")
    name = "SQLite" if dialect() == "sqlite" else "PostgreSQL"
    return Check(_("Cơ sở dữ liệu"), "done", f"{name} {version}")


def _store() -> Check:
    if settings().storage_url:
        return Check(_("Kho tệp"), "done", settings().storage_url)
    try:
        with tempfile.NamedTemporaryFile(dir=settings().data) as probe:
            probe.write(b"x")
    except OSError as error:
        return Check(
            _("Kho tệp"), "late", _("Không ghi được vào thư mục dữ liệu: %(why)s") % {"why": error.strerror}
        )
    return Check(_("Kho tệp"), "done", _("Thư mục dữ liệu, ghi được"))


def _disk() -> Check:
    folder = settings().data if settings().data.exists() else Path()
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    words = {"free": usage.free // 2**30, "total": usage.total // 2**30}
    sentence = _("Còn trống %(free)s trên %(total)s GiB") % words
    return Check(_("Ổ đĩa"), "done" if share > _LOW_DISK else "late", sentence)


async def _jobs(now: datetime) -> Check:
    late = await fetch_value("select count(*) from job where state = 'queued' and due_at < ?", now - _LATE)
    given_up = await fetch_value("select count(*) from job where state = 'dead'")
    words = {"late": late, "dead": given_up}
    sentence = _("%(late)s việc chậm quá 5 phút, %(dead)s việc đã bỏ") % words
    return Check(_("Công việc nền"), "late" if late else "soon" if given_up else "done", sentence)


async def _letters(viewer: Viewer) -> Check:
    unsent = await count_unsent(viewer)
    return Check(_("Thư chưa gửi"), "soon" if unsent else "done", _("%(count)s thư") % {"count": unsent})


async def _meeting_servers(viewer: Viewer) -> Check:
    name, now = _("Máy chủ họp"), utc_now()
    if not settings().meetings_urls:
        return Check(name, "soon", _("Chưa đặt: không họp trực tuyến được"))
    placed = [node.as_placed() for node in await nodes_for(viewer)]
    living = [node.name for node in placed if node.lives(now) and node.is_allowed]
    if not living:
        return Check(name, "late", _("Không máy chủ nào báo về"))
    return Check(name, "done", ", ".join(living))


async def _scanner() -> Check:
    name = _("Quét vi-rút")
    if not settings().clamd:
        return Check(name, "soon", _("Chưa đặt: tệp được ghi là chưa quét"))
    address = settings().clamd
    if address.startswith("/"):
        return await _reached(name, address, asyncio.open_unix_connection(address))
    host, _colon, port = address.rpartition(":")
    return await _reached(name, address, asyncio.open_connection(host, int(port)))


async def _mail_server() -> Check:
    name, server = _("Máy chủ thư"), urlsplit(settings().smtp_url)
    if not settings().smtp_url:
        return Check(name, "soon", _("Chưa đặt: thư nằm lại trong hộp thư hệ thống gửi"))
    port = server.port or (465 if server.scheme == "smtps" else 25)
    return await _reached(name, f"{server.hostname}:{port}", asyncio.open_connection(server.hostname, port))


async def _time_stamps() -> Check:
    name, server = _("Dấu thời gian"), urlsplit(settings().tsa_url)
    if not settings().tsa_url:
        return Check(name, "soon", _("Chưa đặt máy chủ dấu thời gian"))
    port = server.port or (443 if server.scheme == "https" else 80)
    return await _reached(name, f"{server.hostname}:{port}", asyncio.open_connection(server.hostname, port))


async def _reached(name: str, address: str, connecting: Coroutine[object, object, _Connection]) -> Check:
    try:
        _reader, writer = await asyncio.wait_for(connecting, _PATIENCE)
    except (OSError, TimeoutError):
        return Check(name, "late", _("Không kết nối được %(address)s") % {"address": address})
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Check(name, "done", address)


def _reader_of_scans() -> Check:
    name, program = _("Đọc bản quét"), settings().tesseract
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return Check(name, "soon", _("Không có Tesseract: bản quét không được đọc"))
    if "vie" not in listed.stdout.split():
        return Check(name, "soon", _("Tesseract thiếu dữ liệu tiếng Việt"))
    return Check(name, "done", _("Tesseract, tiếng Việt"))
