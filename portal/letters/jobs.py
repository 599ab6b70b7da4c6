"""Delivery, as a job."""

from portal.letters import actions


async def deliver(payload: dict) -> None:
    """`{"letter": id}`"""
    await actions.deliver(payload["letter"])


JOBS = {"letters.deliver": deliver}
