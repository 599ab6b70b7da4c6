"""Pages as pictures, and the words on them."""

import asyncio
import io

import pytest
from PIL import Image

from portal.files import door, spool, store
from portal.files.previews import WIDTH, draw_sealed, page_image, page_words
from portal.files.seal import freeze
from portal.kit.clock import utc_now
from portal.kit.database import fetch_value
from portal.kit.errors import NotFound
from tests.support import papers


async def kept(data, name="a.pdf"):
    async def one():
        yield data

    return await store.put(door.admit(await door.examine(await spool.receive(one(), name))))


async def test_a_page_is_drawn_once_and_kept(kept_on, database):
    file = await kept(papers.pdf(pages=2))
    first, again = await asyncio.gather(page_image(file, 2), page_image(file, 2))
    assert first == again == await page_image(file, 2)
    assert await fetch_value("select count(*) as n from page_image") == 1
    drawn = Image.open(io.BytesIO(await store.read(first.sha256, check=True)))
    assert (drawn.format, drawn.size) == ("WEBP", (WIDTH, first.height))
    assert 1.40 < first.height / first.width < 1.42


async def test_a_page_is_small_enough_for_a_slow_line(database, data):
    image = await page_image(await kept(papers.pdf(papers.LETTER * 25)), 1)
    assert image.size < 250_000
    assert (await page_image(await kept(papers.pdf()), 1, 2 * WIDTH)).width == 2 * WIDTH


async def test_a_photograph_has_one_page(database, data):
    file = await kept(papers.png(papers.pdf()), "ảnh.png")
    assert (await page_image(file, 1)).width == WIDTH
    assert await page_words(file, 1) == []


@pytest.mark.parametrize(("page", "width"), [(0, WIDTH), (2, WIDTH), (1, 99)])
async def test_other_pages_and_widths_are_not_found(database, data, page, width):
    file = await kept(papers.pdf())
    with pytest.raises(NotFound):
        await page_image(file, page, width)


async def test_an_office_file_has_no_pictures(database, data):
    with pytest.raises(NotFound):
        await page_image(await kept(papers.office(".docx", "Kính gửi"), "a.docx"), 1)


async def test_words_stand_where_the_picture_shows_them(database, data):
    words = {word.text: word for word in await page_words(await kept(papers.pdf()), 1)}
    assert words["Số:"].y < words["báo"].y < 0.5
    assert words["GIAO"].x < 0.5 < words["HÒA"].x + words["HÒA"].w
    assert all(0 <= word.x and word.x + word.w <= 1.01 and word.h < 0.05 for word in words.values())


async def test_a_page_sealed_off_while_it_is_drawn_is_not_kept(database, data):
    file = await kept(papers.pdf())
    await freeze([file.id], utc_now())
    await page_image(file, 1)
    assert await fetch_value("select count(*) as n from page_image") == 0


async def test_a_waiting_file_is_drawn_from_the_spool(data):
    async def one():
        yield papers.smudge()

    waiting = await spool.receive(one(), "a.pdf")
    picture = draw_sealed(waiting.path, waiting.key, 1, 400)
    assert Image.open(io.BytesIO(picture.data)).size == (400, picture.height)
    with pytest.raises(NotFound):
        draw_sealed(waiting.path, waiting.key, 2, 400)
