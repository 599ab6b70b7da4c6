"""Somebody before a whole portal, with a plain browser that runs no scripts."""

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx

from portal.people.passwords import OF_THE_DEMO

_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
_REVISION = re.compile(r'name="revision" value="(\d+)"')


@dataclass
class Person:
    """Somebody at a browser without scripts: follows links, fills forms, reads pages."""

    address: str
    login: str
    client: httpx.Client = field(init=False)
    page: str = ""

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.address,
            follow_redirects=True,
            timeout=60,
            limits=httpx.Limits(
                keepalive_expiry=2
            ),  # The portal lets go of an idle connection after five seconds.
        )
        self.open("/login")
        self.send("/login", login=self.login, password=OF_THE_DEMO)

    def open(self, path: str, expect: int = 200) -> httpx.Response:
        """Follow a link."""
        answer = self.client.get(path)
        assert answer.status_code == expect, f"{path}: {answer.status_code}\n{words(answer.text)[:1500]}"
        self.page = answer.text
        return answer

    def send(self, path: str, expect: int = 200, **fields: object) -> httpx.Response:
        """Send the form that is open, with its hidden fields."""
        hidden = {"_csrf": _TOKEN.search(self.page)[1]}
        revision = _REVISION.search(self.page)
        if revision:
            hidden["revision"] = revision[1]
        answer = self.client.post(path, data=hidden | fields)
        assert answer.status_code == expect, f"{path}: {answer.status_code}\n{words(answer.text)[:1500]}"
        self.page = answer.text
        return answer

    def upload(self, path: str, file: Path, expect: int = 200) -> httpx.Response:
        """Send a file by the form that is open."""
        token = _TOKEN.search(self.page)[1]
        with file.open("rb") as content:
            parts = {"_csrf": (None, token), "file": (file.name, content, "application/pdf")}
            answer = self.client.post(path, files=parts)
        assert answer.status_code == expect, f"{path}: {answer.status_code}\n{words(answer.text)[:1500]}"
        self.page = answer.text
        return answer

    def value(self, name: str) -> str:
        """What a field of the open form holds."""
        box = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.page)
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?([^<]*)</textarea>', self.page)
        found = box or area
        return unescape(found[1]) if found else ""


def words(html: str) -> str:
    """The text of a page."""
    body = re.sub(r"<(script|style|svg|template)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
