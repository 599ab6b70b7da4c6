"""Pages as pictures, drawn once and kept, and the words on them with their places, to be laid over as text.

Drawing happens in a worker process, which fetches the bytes itself.
"""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from portal.files import pdf, store
from portal.files.door import admit_made
from portal.files.kinds import PDF, WEBP
from portal.files.pdf import Word
from portal.files.sealed import unseal_all
from portal.files.store import Location, StoredFile
from portal.kit.database import execute, fetch_as, transaction
from portal.kit.errors import NotFound
from portal.kit.workers import in_worker

WIDTH = 1100  # pixels of a page on screen
WIDTHS = (WIDTH, 2 * WIDTH)  # the second for screens with twice the points
_QUALITY = 80
_TALLEST = 16_383  # pixels, the bound of WebP


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: WebP bytes, and size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageImage:
    """A kept picture of a page: under which digest, and size in pixels and bytes."""

    sha256: str
    width: int
    height: int
    size: int


async def page_image(file: StoredFile, page: int, width: int = WIDTH) -> PageImage:
    """The picture of a page (from 1), drawn when it is first asked for.

    `width` is one of WIDTHS; the caller has made sure that the file may be seen. Raises NotFound for another width,
    a page that is not there, and a file that has no pages.
    """
    if width not in WIDTHS or not 1 <= page <= file.pages or not _has_pages(file):
        raise NotFound
    return await _kept(file.id, page, width) or await _drawn_once(file, page, width)


async def page_words(file: StoredFile, page: int) -> list[Word]:
    """The words of a page (from 1) with their places in parts of the page, in reading order; none for pictures.

    Raises NotFound for a page that is not there.
    """
    if not 1 <= page <= file.pages:
        raise NotFound
    if file.media_type != PDF.media_type:
        return []
    return await in_worker(words_of_page, store.location(), file.sha256, page)


def draw_page(where: Location, sha256: str, media_type: str, page: int, width: int) -> Picture:
    """Draw a page (from 1) of a stored file; for workers. Raises NotFound, pdf.Broken, pdf.Encrypted."""
    path = store.local_path(where, sha256)
    source = path if path is not None and path.is_file() else store.read_in_worker(where, sha256)
    return _draw(source, page, width, is_pdf=media_type == PDF.media_type)


def draw_sealed(path: Path, key: bytes, page: int, width: int) -> Picture:
    """Draw a page (from 1) of a file in the spool; for workers. Raises NotFound."""
    data = unseal_all(path, key)
    return _draw(data, page, width, is_pdf=b"%PDF-" in data[:1024])


def words_of_page(where: Location, sha256: str, page: int) -> list[Word]:
    """The words of a page (from 1) of a stored PDF; for workers. Raises NotFound."""
    source = store.local_path(where, sha256) or store.read_in_worker(where, sha256)
    with pdf.opened(source) as document:
        return pdf.page_words(document, page - 1)


def _has_pages(file: StoredFile) -> bool:
    return file.media_type == PDF.media_type or file.media_type.startswith("image/")


async def _kept(file_id: int, page: int, width: int) -> PageImage | None:
    rows = await fetch_as(
        PageImage,
        "select sha256, width, height, size from page_image where file = ? and page = ? and width = ?",
        file_id,
        page,
        width,
    )
    return rows[0] if rows else None


_under_way: dict[tuple[int, int, int], asyncio.Task[PageImage]] = {}


async def _drawn_once(file: StoredFile, page: int, width: int) -> PageImage:
    """Several people who turn to the same page at once wait for one drawing; one who leaves does not end it."""
    place = (file.id, page, width)
    task = _under_way.get(place)
    if task is None:
        task = _under_way[place] = asyncio.create_task(_draw_and_keep(file, page, width))
        task.add_done_callback(lambda _task: _under_way.pop(place, None))
    return await asyncio.shield(task)


async def _draw_and_keep(file: StoredFile, page: int, width: int) -> PageImage:
    drawn = await in_worker(draw_page, store.location(), file.sha256, file.media_type, page, width)
    admitted = await admit_made(drawn.data, name=f"{page}.webp", media_type=WEBP.media_type)
    await store.keep(admitted)
    async with transaction():
        await store.pin(admitted.facts.sha256)
        await execute(
            "insert into page_image (file, page, width, height, sha256, size)"
            " select id, cast(? as integer), cast(? as integer), cast(? as integer), cast(? as varchar),"
            " cast(? as bigint) from stored_file where id = ? and frozen_at is null on conflict do nothing",
            page,
            width,
            drawn.height,
            admitted.facts.sha256,
            admitted.facts.size,
            file.id,  # which may have been sealed off while its page was drawn
        )
    return PageImage(admitted.facts.sha256, width, drawn.height, admitted.facts.size)


def _draw(source: bytes | Path, page: int, width: int, *, is_pdf: bool) -> Picture:
    picture = _page_of_pdf(source, page, width) if is_pdf else _frame_of_picture(source, page, width)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=_QUALITY, method=4)
    return Picture(written.getvalue(), picture.width, picture.height)


def _page_of_pdf(source: bytes | Path, page: int, width: int) -> Image.Image:
    with pdf.opened(source) as document:
        if not 1 <= page <= len(document):
            raise NotFound
        document.init_forms()  # number, date and signature are form fields: without this they stay undrawn
        points_wide, points_high = document.get_page_size(page - 1)
        scale = min(width / points_wide, _TALLEST / points_high)
        drawn = document.get_page(page - 1)
        try:
            return drawn.render(scale=scale, draw_annots=True, may_draw_forms=True).to_pil().convert("RGB")
        finally:
            drawn.close()


def _frame_of_picture(source: bytes | Path, page: int, width: int) -> Image.Image:
    with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
        if not 1 <= page <= getattr(picture, "n_frames", 1):
            raise NotFound
        picture.seek(page - 1)
        height = min(_TALLEST, max(1, round(picture.height * width / picture.width)))
        return picture.convert("RGB").resize((width, height))
