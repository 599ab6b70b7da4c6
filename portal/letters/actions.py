"""Write a letter, deliver it, try again."""

import contextvars

from portal.jobs.patience import MOST_ATTEMPTS
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, fetch_value, transaction
from portal.kit.errors import NotAllowed, NotFound, Undelivered
from portal.kit.i18n import _, use_translations
from portal.letters.gateways import smtp
from portal.settings import settings
from portal.web.i18n import translations_for
from portal.web.render import environment


async def write(
    name: str,
    to_address: str,
    *,
    to_account: int | None = None,
    locale: str = "vi",
    is_secret: bool = False,
    calendar: str = "",
    about: tuple[str, int] | None = None,
    **words: object,
) -> int:
    """Put a letter into the outbox, in the transaction of the deed that wants it; returns its id.

    `name` is the folder of `subject.txt` and `body.txt`, which are given `words`. `is_secret` says that the text
    holds a link which opens something: it is erased once the letter was sent. `calendar` is an iCalendar object that
    goes along; `about` is a kind and id, by which `erase_about` finds it.
    """
    subject, text = contextvars.copy_context().run(_render, name, locale, words)
    letter_id = await fetch_value(
        "insert into letter (name, to_address, to_account, subject, text, calendar, about, is_secret, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        *(name, to_address, to_account, subject, text, calendar, _about(about), is_secret, utc_now()),
    )
    if settings().smtp_url:
        await enqueue("letters.deliver", {"letter": letter_id}, subject=("letter", letter_id))
    return letter_id


async def deliver(letter_id: int) -> None:
    """Hand a letter to the mail server; one that was sent already is left alone.

    Raises Undelivered when the server does not take it; what it said is kept with the letter.
    """
    letter = await fetch_one("select * from letter where id = ?", letter_id)
    if letter is None or letter["state"] == "sent" or not letter["text"]:
        return
    try:
        await smtp.send(settings().smtp_url, _envelope(letter))
    except Undelivered as refusal:
        gives_up = refusal.permanent or letter["attempts"] + 1 >= MOST_ATTEMPTS
        await execute(
            "update letter set attempts = attempts + 1, last_error = ?, state = ? where id = ?",
            *(str(refusal)[:1000], "failed" if gives_up else "waiting", letter_id),
        )
        raise
    await execute(
        "update letter set state = 'sent', attempts = attempts + 1, last_error = '', sent_at = ?, text = ?, "
        "calendar = '' where id = ?",
        *(utc_now(), "" if letter["is_secret"] else letter["text"], letter_id),
    )


async def erase_about(about: tuple[str, int]) -> None:
    """In the transaction of a purge: nothing that was written about this can be read or sent any more."""
    await execute(
        "update letter set subject = '', text = '', calendar = '', state = case when state = 'sent' then state"
        " else 'failed' end where about = ?",
        _about(about),
    )


def _about(subject: tuple[str, int] | None) -> str:
    return f"{subject[0]}:{subject[1]}" if subject else ""


async def send_again(letter_id: int) -> None:
    """Let a letter that was not sent be tried anew. Raises NotFound, and NotAllowed where that makes no sense."""
    if not settings().smtp_url:
        raise NotAllowed(_("Chưa đặt máy chủ thư, nên chưa gửi được."))
    async with transaction():
        letter = await fetch_one("select state from letter where id = ?", letter_id)
        if letter is None:
            raise NotFound
        if letter["state"] == "sent":
            raise NotAllowed(_("Thư này đã gửi rồi."))
        await execute("update letter set state = 'waiting', attempts = 0 where id = ?", letter_id)
        await enqueue("letters.deliver", {"letter": letter_id}, subject=("letter", letter_id))


def _render(name: str, locale: str, words: dict[str, object]) -> tuple[str, str]:
    use_translations(translations_for(locale))
    plain = environment().overlay(autoescape=False)
    words = {"address": settings().address} | words
    subject = plain.get_template(f"letters/{name}/subject.txt").render(words)
    return " ".join(subject.split()), plain.get_template(f"letters/{name}/body.txt").render(
        words
    ).strip() + "\n"


def _envelope(letter: dict) -> smtp.Envelope:
    return smtp.Envelope(
        key=f"letter-{letter['id']}",
        sender=settings().mail_from,
        to=letter["to_address"],
        subject=letter["subject"],
        text=letter["text"],
        written_at=letter["created_at"],
        calendar=letter["calendar"],
    )
