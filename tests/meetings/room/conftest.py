"""A node that runs, for the tests that need sockets."""

import pytest_asyncio

from tests.meetings.support.server import house


@pytest_asyncio.fixture
async def node_house(tmp_path):
    """A node with a pretend portal and pretend media; gone afterwards."""
    async with house(folder=tmp_path) as running:
        yield running
