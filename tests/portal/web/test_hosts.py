"""The portal answers to its own names and to no other."""

import pytest

from portal.web.hosts import host_name, is_known_host
from tests.portal.web.conftest import ask


@pytest.mark.parametrize(
    "host", ["congvu.example", "CONGVU.example:8443", "localhost:8000", "127.0.0.1", "[::1]:8000"]
)
def test_the_public_address_and_loopback_are_known(settle, host):
    settle(public_url="https://congvu.example")
    assert is_known_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "congvu.example.evil.example",
        "congvu.example@evil.example",
        "[",
        "congvu.example,evil",
    ],
)
def test_everything_else_is_not(settle, host):
    settle(public_url="https://congvu.example")
    assert not is_known_host(host)


def test_further_names_are_a_setting(settle):
    settle(public_url="https://congvu.example", allowed_hosts="noi-bo.example, 10.0.0.7")
    assert (
        is_known_host("noi-bo.example") and is_known_host("10.0.0.7:8000") and is_known_host("congvu.example")
    )
    assert not is_known_host("khac.example")


def test_a_star_takes_every_name(settle):
    settle(allowed_hosts="*")
    assert is_known_host("bat-ky.example")


def test_a_name_is_read_without_its_port():
    assert [host_name(each) for each in ("A.example:1", "[::1]:2", "[::1", "")] == [
        "a.example",
        "::1",
        "",
        "",
    ]


async def test_a_request_for_another_host_is_turned_away_before_anybody_is_recognised(portal, data, cast):
    answer = await ask(portal, "/login", host="evil.example")
    assert answer.status == 421 and "CONGVU_ALLOWED_HOSTS" in answer.body.decode()
    assert answer["x-content-type-options"] == "nosniff"


async def test_a_load_balancer_knows_no_name(portal, data):
    assert (await ask(portal, "/healthz", host="10.0.0.9")).status == 200


async def test_no_page_is_made_of_the_host_that_was_asked(portal, data, cast, settle):
    settle(allowed_hosts="noi-bo.example")
    answer = await ask(portal, "/today", host="noi-bo.example")
    assert answer["location"] == "/login?next=/today"
