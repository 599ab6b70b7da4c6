"""From the outbox to the mail server, and back into sight where it does not take a letter."""

from email import message_from_bytes, policy

import pytest

from portal.jobs import queries as job_queries
from portal.jobs.registry import collect
from portal.jobs.worker import Worker
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.letters import actions, jobs
from portal.settings import settings

WORDS = {
    "full_name": "Lê Thị Thu",
    "login": "thu.lt",
    "link": "https://congvu.vn/invitation/x",
    "until": "10/04/2020",
}


async def write() -> int:
    async with transaction():
        return await actions.write("invitation", "thu.lt@quangnam.gov.vn", is_secret=True, **WORDS)


async def work_off() -> int:
    return await Worker(collect([jobs])).work_off()


async def letter(letter_id: int) -> dict:
    return await fetch_one("select * from letter where id = ?", letter_id)


async def test_a_letter_reaches_its_reader_in_vietnamese(database, mailbox):
    await write()
    await work_off()
    message = message_from_bytes(mailbox.received[0].content, policy=policy.default)
    assert message["Subject"] == "Mời dùng Cổng Công vụ"
    assert message["To"] == "thu.lt@quangnam.gov.vn"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Kính gửi Lê Thị Thu," in message.get_content()
    assert "https://congvu.vn/invitation/x" in message.get_content()


async def test_a_secret_link_is_erased_once_sent(database, mailbox):
    sent = await write()
    await work_off()
    row = await letter(sent)
    assert (row["state"], row["text"], row["attempts"]) == ("sent", "", 1)


async def test_delivering_twice_sends_once(database, mailbox):
    sent = await write()
    await work_off()
    await actions.deliver(sent)
    assert len(mailbox.received) == 1


async def test_a_letter_of_a_deed_that_failed_is_never_sent(database, mailbox):
    async def failing_deed():
        async with transaction():
            await write()
            raise NotAllowed("không được")

    with pytest.raises(NotAllowed):
        await failing_deed()
    assert await work_off() == 0


async def test_a_server_that_is_down_is_tried_again_and_seen(database, mailbox, monkeypatch):
    monkeypatch.setenv("CONGVU_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    waiting = await write()
    await work_off()
    row = await letter(waiting)
    assert (row["state"], row["attempts"]) == ("waiting", 1)
    assert "Connect" in row["last_error"]
    assert (await job_queries.state_of(("letter", waiting))).state == "failed"


async def test_after_a_refusal_for_now_it_goes_out_later(database, mailbox):
    mailbox.answer = "451 try later"
    later = await write()
    await work_off()
    mailbox.answer = "250 OK"
    await actions.send_again(later)
    await work_off()
    assert (await letter(later))["state"] == "sent"
    assert len(mailbox.received) == 1


async def test_a_refusal_for_good_is_not_tried_again(database, mailbox):
    mailbox.answer = "554 no such mailbox"
    refused = await write()
    await work_off()
    assert (await letter(refused))["state"] == "failed"
    assert (await job_queries.state_of(("letter", refused))).state == "dead"


async def test_without_a_mail_server_it_stays_in_the_outbox(database):
    kept = await write()
    assert await work_off() == 0
    row = await letter(kept)
    assert row["state"] == "waiting"
    assert "https://congvu.vn/invitation/x" in row["text"]


async def test_what_was_sent_is_not_sent_again(database, mailbox):
    sent = await write()
    await work_off()
    with pytest.raises(NotAllowed):
        await actions.send_again(sent)
    with pytest.raises(NotFound):
        await actions.send_again(sent + 1)


async def test_a_name_cannot_smuggle_a_header_in(database, mailbox):
    await write()
    await execute("update letter set subject = ?", "Chào\r\nBcc: ai.do@elsewhere.vn")
    with pytest.raises(ValueError, match="linefeed|newline"):
        await actions.deliver(1)
    assert mailbox.received == []


async def test_a_meeting_goes_along_for_the_calendar(database, mailbox):
    async with transaction():
        sent = await actions.write(
            "invitation", "thu.lt@quangnam.gov.vn", calendar="BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n", **WORDS
        )
    await work_off()
    message = message_from_bytes(mailbox.received[0].content, policy=policy.default)
    [invitation] = message.iter_attachments()
    assert (invitation.get_content_type(), invitation.get_param("method")) == ("text/calendar", "CANCEL")
    assert "BEGIN:VCALENDAR" in invitation.get_content()
    assert (await letter(sent))["calendar"] == ""


async def test_what_is_purged_takes_its_letters_along(database, mailbox):
    async with transaction():
        sent = await actions.write("invitation", "thu.lt@quangnam.gov.vn", about=("conference", 7), **WORDS)
        other = await actions.write("invitation", "thu.lt@quangnam.gov.vn", about=("conference", 77), **WORDS)
        await actions.erase_about(("conference", 7))
    await work_off()
    row = await letter(sent)
    assert (row["subject"], row["text"], row["state"]) == ("", "", "failed")
    assert (await letter(other))["state"] == "sent" and len(mailbox.received) == 1
