"""The portal's side of the media server: one secret for both, an environment made of the settings, one kept alive."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from meetings.settings import read_settings as read_node_settings
from portal import media_server
from portal.media_server import Keeper, beside, demo_url, environment, secret
from portal.settings import settings


@pytest.fixture(autouse=True)
def own_data(data: Path) -> None:
    """A data folder of the test's own, and settings read from it."""


def test_the_secret_is_made_once_and_kept_from_others(data: Path) -> None:
    assert len(secret()) >= 43 and secret() == secret()
    path = data / "keys" / "meetings"
    assert path.read_text() == secret() and path.stat().st_mode & 0o777 == 0o600
    media_server._own_secret.cache_clear()
    assert path.read_text() == secret()


def test_a_secret_that_is_set_counts(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("CONGVU_MEETINGS_SECRET", "đặt ở thiết lập")
    settings.cache_clear()
    assert secret() == "đặt ở thiết lập" and not (data / "keys" / "meetings").exists()


def test_a_node_understands_what_is_filled_in(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("CONGVU_MEETINGS_URLS", "wss://congvu.example/")
    monkeypatch.setenv("CONGVU_PUBLIC_URL", "https://congvu.example")
    monkeypatch.setenv("CONGVU_HOST", "0.0.0.0")
    settings.cache_clear()
    node = read_node_settings(environment({"MEETINGS_NODE": "hai"}))
    assert (node.address, node.portal_url, node.secret) == (
        "wss://congvu.example/meet",
        "http://127.0.0.1:8000",
        secret(),
    )
    assert node.name == "hai" and node.allowed_origins == {"https://congvu.example"}


def test_what_is_set_is_left_as_it_is(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("của người quản trị, dài hơn 16")
    given = {
        "MEETINGS_SECRET_FILE": str(kept),
        "MEETINGS_PORTAL_URL": "http://portal:8000",
        "MEETINGS_LOG_LEVEL": "ERROR",
    }
    filled = environment(given)
    assert given.items() <= filled.items() and "MEETINGS_SECRET" not in filled
    assert read_node_settings(filled).secret == "của người quản trị, dài hơn 16"


def test_the_demos_own_is_on_the_next_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_PORT", "8123")
    settings.cache_clear()
    monkeypatch.setenv("CONGVU_MEETINGS_URLS", demo_url(settings()))
    settings.cache_clear()
    node = read_node_settings(beside({}))
    assert (node.port, node.udp_port, node.address) == (8124, 8124, "ws://127.0.0.1:8124/meet")
    assert node.allowed_origins == {"http://127.0.0.1:8123", "http://localhost:8123"}
    assert read_node_settings(beside({"MEETINGS_PORT": "9000"})).port == 9000


def test_it_is_started_again_when_it_dies_and_ends_with_the_portal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_server, "_PAUSES", (0.01,))
    program = f"import os, signal; open({str(tmp_path / 'lives')!r}, 'a').write(f'{{os.getpid()}} '); signal.pause()"
    keeper = Keeper(os.environ, (sys.executable, "-c", program))
    keeper.start()
    first = lives(tmp_path, 1)[0]
    os.kill(first, signal.SIGKILL)
    second = lives(tmp_path, 2)[1]
    keeper.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
    assert not [each for each in threading.enumerate() if each is keeper._thread]


def lives(folder: Path, count: int) -> list[int]:
    """The process ids of so many lives, waited for."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = (folder / "lives").read_text().split() if (folder / "lives").exists() else []
        if len(found) >= count:
            return [int(each) for each in found]
        threading.Event().wait(0.02)
    raise AssertionError("it did not start in time")
