"""Requests begin one in each turn of the event loop, as they came; who gives up holds nobody up."""

import asyncio

from portal.app import InTurn

HTTP = {"type": "http"}


async def test_between_two_pages_everybody_else_is_heard():
    order = []

    async def page(scope, receive, send):
        order.append(scope["path"])

    async def somebody_else():
        while len(order) < 8 or order[-1] == "else":
            order.append("else")
            await asyncio.sleep(0)

    within = InTurn(page)
    asked = [within(HTTP | {"path": number}, None, None) for number in range(4)]
    await asyncio.gather(*asked, somebody_else())
    pages = [each for each in order if each != "else"]
    assert pages == [0, 1, 2, 3]
    assert all(order[at + 1] == "else" for at, each in enumerate(order[:-1]) if each != "else")


async def test_who_gives_up_holds_nobody_up():
    begun = []

    async def page(scope, receive, send):
        begun.append(scope["path"])

    within = InTurn(page)
    tasks = [asyncio.create_task(within(HTTP | {"path": number}, None, None)) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.wait(tasks)
    assert begun == [0, 2] and tasks[1].cancelled()


async def test_a_web_socket_waits_for_no_turn():
    begun = []

    async def live(scope, receive, send):
        begun.append(scope["type"])

    await InTurn(live)({"type": "websocket"}, None, None)
    assert begun == ["websocket"]
