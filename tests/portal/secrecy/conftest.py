"""The door: an own data folder, a real scanner, and four people."""

from dataclasses import replace

import pytest

from portal.kit.viewer import Viewer
from tests.support.cast import Cast
from tests.support.files import clamd, with_scanner  # noqa: F401


@pytest.fixture
def thu(cast: Cast) -> Viewer:
    """The clerk who brings files."""
    return cast.thu


@pytest.fixture
def anh(cast: Cast) -> Viewer:
    """A second keeper of the door: the head of the office, who is also the officer for secrets."""
    return replace(cast.anh, roles=cast.anh.roles | {"secrecy_officer"})


@pytest.fixture
def hoai(cast: Cast) -> Viewer:
    """A specialist, who keeps no door."""
    return cast.hoai


@pytest.fixture
def xa(cast: Cast) -> Viewer:
    """Somebody from elsewhere."""
    return cast.xa
