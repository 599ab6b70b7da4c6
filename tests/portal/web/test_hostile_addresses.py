"""Every page that can be opened, asked for by somebody who means harm: refused or answered, never a fault of ours."""

import asyncio
import re
from urllib.parse import unquote

import pytest
from litestar.types import ASGIApp

from portal.app import create_app
from tests.portal.web.conftest import ask
from tests.support.cast import session_cookie
from tests.support.make import Maker

PARAMETER = re.compile(r"\{(\w+):(\w+)\}")
NUMBERS = ("0", "99999999999999999999", "9223372036854775808", "9" * 5000, "²", "%00", "-1")
TEXTS = (
    "%00",
    "a%00b",
    "%ff%fe",
    "ư" * 3000,
    "..%2f..%2fetc%2fpasswd",
    "%ed%a0%80",
    "%0d%0aset-cookie:a=b",
    "'--",
)
NAMES = ("q", "before", "box", "kind", "page", "state", "next", "year", "book", "first", "last", "code", "issuer",
         "old", "new", "after", "checked", "seal", "subject", "person", "fact", "from_day", "v")  # fmt: skip


def pages() -> list[str]:
    app = create_app()
    return sorted(route.path for route in app.routes if "GET" in getattr(route, "methods", ()))


def hostile_paths(path: str) -> list[str]:
    """The address with every hostile value in the place of each parameter, the others being sound."""
    found = []
    for name, kind in PARAMETER.findall(path):
        for value in NUMBERS if kind == "int" else TEXTS:
            filled = path.replace(f"{{{name}:{kind}}}", value)
            found.append(PARAMETER.sub("1", filled))
    return found


PAGES = pages()


@pytest.fixture(params=("thu", "tri", "nobody"))
async def visit(request, portal: ASGIApp, data, cast):
    """`await visit("/x?y=1")` is the status of the answer to somebody who knows the portal, or to nobody."""
    maker = Maker(cast)
    await maker.books_and_mandates()
    await maker.registered()
    cookies = {} if request.param == "nobody" else await session_cookie(getattr(cast, request.param))
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    async def status_of(target: str, **headers: str) -> int:
        path, _mark, query = target.partition("?")
        async with asyncio.timeout(20):
            return (await ask(portal, unquote(path), query, cookie=cookie, **headers)).status

    return status_of


async def test_parameters_of_the_path(visit):
    targets = [each for page in PAGES for each in hostile_paths(page)]
    assert not [target[:120] for target in targets if await visit(target) >= 500]


async def test_parameters_after_the_question_mark(visit):
    faults = []
    for path in (PARAMETER.sub("1", page) for page in PAGES):
        for value in (*TEXTS, *NUMBERS):
            target = f"{path}?" + "&".join(f"{name}={value}" for name in NAMES)
            if await visit(target) >= 500:
                faults.append(target[:80])
    assert not faults
