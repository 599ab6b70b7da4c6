"""The Caddyfile in front of the portal: TLS, HTTP/2, compression, WebSockets, and nobody's invented address."""

import shutil
import socket

import httpx
import pytest
from websockets.sync.client import connect

from tests.journeys.caddy import caddy, upstream

pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason="the program caddy is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with upstream() as port, caddy(tmp_path_factory.mktemp("caddy"), port) as running:
        yield running


@pytest.fixture(scope="module")
def client(site):
    with httpx.Client(base_url=f"https://localhost:{site.port}", verify=site.tls()) as speaking:
        yield speaking


def test_its_certificate_is_trusted_and_http_2_is_spoken(site):
    with (
        socket.create_connection(("127.0.0.1", site.port)) as raw,
        site.tls().wrap_socket(raw, server_hostname="localhost") as spoken,
    ):
        assert spoken.selected_alpn_protocol() == "h2"


def test_a_page_passes_compressed_and_without_the_servers_name(client):
    answer = client.get("/long", headers={"accept-encoding": "gzip"})
    assert answer.text == "công vụ " * 1000
    assert answer.headers["content-encoding"] == "gzip"
    assert "caddy" not in answer.headers.get("server", "").lower()


def test_the_portal_hears_of_the_real_visitor_and_of_tls(client):
    heard = client.get("/seen", headers={"x-forwarded-for": "203.0.113.9"}).json()
    assert heard["x-forwarded-for"] == "127.0.0.1"
    assert heard["x-forwarded-proto"] == "https"
    assert heard["host"].startswith("localhost")


def test_a_live_page_keeps_its_socket(site):
    with connect(f"wss://localhost:{site.port}/live", ssl=plain_http(site)) as page:
        page.send("document:7")
        assert page.recv() == "nghe: document:7"


def test_a_body_within_the_limit_passes_and_a_larger_one_does_not(client):
    assert client.post("/upload", content=b"x" * 900_000).json() == 900_000
    assert client.post("/upload", content=b"x" * 1_100_000).status_code in (413, 502)


def plain_http(site):
    context = site.tls()
    context.set_alpn_protocols(["http/1.1"])
    return context
