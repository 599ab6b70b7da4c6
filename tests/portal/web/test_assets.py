"""Style sheets, scripts and fonts: named with a hash, kept for a year, and nothing beyond the folder."""

import gzip

import pytest

from portal.web import assets
from portal.web.assets import ROOT, static
from tests.portal.web.conftest import ask


async def get(portal, address: str, **headers: str):
    path, _mark, query = address.partition("?")
    return await ask(portal, path, query, **headers)


def test_an_address_carries_the_hash_of_its_file():
    assert static("css/app.css").startswith("/static/css/app.css?v=") and len(static("css/app.css")) == 32


def test_a_wrong_name_fails_where_the_page_is_made():
    with pytest.raises(FileNotFoundError):
        static("css/khong-co.css")


async def test_the_bundle_is_all_style_sheets_in_their_order(portal, data):
    names = (ROOT / "css" / "order.txt").read_text().split()
    body = (await get(portal, static("css/app.css"))).body
    at = [body.index((ROOT / "css" / name).read_bytes()) for name in names]
    assert at == sorted(at) and len(names) > 5


async def test_with_its_hash_it_is_kept_for_a_year(portal, data):
    assert "immutable" in (await get(portal, static("css/app.css")))["cache-control"]


async def test_with_another_hash_or_none_it_is_asked_for_again(portal, data):
    for address in ("/static/css/app.css", "/static/css/app.css?v=0123456789"):
        assert (await get(portal, address))["cache-control"] == "no-cache"


async def test_who_has_it_is_not_sent_it_again(portal, data):
    tag = (await get(portal, "/static/css/app.css"))["etag"]
    again = await get(portal, "/static/css/app.css", if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


async def test_text_is_zipped_for_who_can_read_that(portal, data):
    plain = await get(portal, "/static/css/app.css")
    zipped = await get(portal, "/static/css/app.css", accept_encoding="gzip, br")
    assert zipped["content-encoding"] == "gzip" and zipped["vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped.body) == plain.body and len(zipped.body) < len(plain.body) / 2


async def test_a_font_is_not_zipped_twice(portal, data):
    font = next(ROOT.rglob("*.woff2")).relative_to(ROOT).as_posix()
    assert "content-encoding" not in dict(
        (await get(portal, f"/static/{font}", accept_encoding="gzip")).headers
    )


@pytest.mark.parametrize(
    "path",
    [
        "../portal/app.py",
        "..",
        "css",
        "css/../../README.md",
        "/etc/passwd",
        "a\0b",
        "x" * 5000,
        "css/./app.css",
    ],
)
async def test_nothing_else_is_there(portal, data, cast, path):
    assert (await get(portal, f"/static/{path}")).status in (404, 308, 307)


def test_what_strangers_ask_for_is_not_remembered():
    before = assets._kept.cache_info().currsize
    assert [assets._read(f"khong-co-{number}") for number in range(50)] == [None] * 50
    assert assets._kept.cache_info().currsize == before
