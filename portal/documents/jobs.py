"""Documents' work in the background."""

from portal.documents.actions.issuing import write_number


async def finish_number(payload: dict) -> None:
    """`{"document": id}`: write a number that was given into its file, if nobody has done so yet."""
    await write_number(payload["document"])


JOBS = {"documents.write_number": finish_number}
