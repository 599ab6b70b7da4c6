"""Signing on behalf of a viewer: the person's field, the agency's field. Every attempt is written down.

The passphrase goes to the worker process that signs and nowhere else: not into a log, a job or a table.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Forbidden, NotAllowed, Undelivered
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.settings import settings
from portal.signing import queries
from portal.signing.actions import making
from portal.signing.actions.looking import trust
from portal.signing.actions.making import Made, Task
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.gateways.tsa import Stamp, TimeAuthority
from portal.signing.order import WHOLE, Step, take
from portal.signing.pdf import steps_done
from portal.signing.places import SIG_AGENCY, SIG_PERSON, Box
from portal.signing.refusals import CannotSign

log = logging.getLogger(__name__)
_ATTEMPTS = 2  # the person may try again
_MOST_SECONDS_IN_DEMO = 10  # the demo's authority is the portal itself


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signed file, who signed it, and how strong the proof of time is ("B-T", or "B-B" without a time stamp)."""

    pdf: bytes
    level: str
    signed_at: datetime
    signer: str
    organisation: str
    is_revocation_known: bool = True

    @property
    def without_timestamp(self) -> bool:
        """Whether only the portal's own clock says when it was signed."""
        return self.level == "B-B"

    @property
    def warnings(self) -> list[str]:
        """What the signer must be told although the signature holds, in the viewer's language."""
        told = {
            _("Chưa có dấu thời gian vì máy chủ cấp dấu thời gian không trả lời (mức B-B)."): (
                self.without_timestamp
            ),
            _("Không kiểm tra được chứng thư có bị thu hồi hay không."): not self.is_revocation_known,
        }
        return [sentence for sentence, is_so in told.items() if is_so]


async def sign_as_person(
    viewer: Viewer,
    pdf: bytes,
    box: Box,
    passphrase: str,
    *,
    subject: tuple[str, int] | None = None,
    plan: tuple[Step, ...] = WHOLE,
) -> SignedBy:
    """Sign the person's field with the viewer's own key; `subject` is what the file is of, such as ("document", 7).

    Raises CannotSign (see `refusals`), NotAllowed without a key or when another step is due.
    """
    key = await queries.key_of(viewer)
    return await _sign(viewer, key, pdf, Step.PERSON, box, passphrase, subject, plan)


async def sign_as_agency(
    viewer: Viewer,
    pdf: bytes,
    box: Box,
    passphrase: str,
    *,
    subject: tuple[str, int] | None = None,
    plan: tuple[Step, ...] = WHOLE,
) -> SignedBy:
    """Sign the agency's field with the agency's key; only who keeps the key may (`custody`).

    Raises CannotSign, Forbidden, NotAllowed as `sign_as_person` does.
    """
    if not await queries.may_use_agency_key(viewer):
        raise Forbidden(_("Chỉ người được giao giữ khoá ký số của cơ quan mới được ký bằng khoá đó."))
    key = await queries.agency_key(viewer)
    return await _sign(viewer, key, pdf, Step.SEAL, box, passphrase, subject, plan)


async def _sign(
    viewer: Viewer,
    key: queries.Key | None,
    pdf: bytes,
    step: Step,
    box: Box,
    passphrase: str,
    subject: tuple[str, int] | None,
    plan: tuple[Step, ...],
) -> SignedBy:
    if key is None:
        raise NotAllowed(_("Chưa có khoá ký số. Thêm khoá trong mục Khoá ký số rồi thử lại."))
    take(await in_worker(steps_done, pdf), step, plan)
    task = await _task(key, pdf, SIG_PERSON if step is Step.PERSON else SIG_AGENCY, box, passphrase)
    try:
        half = await in_worker(making.begin, task, utc_now())
        made = await in_worker(making.finish, task, half, await _stamp(half.to_stamp), utc_now())
    except CannotSign as refused:
        await _write_down(viewer, key, subject, refused.refusal.name.lower())
        raise
    await _write_down(viewer, key, subject, made.signed.level, made)
    signed = made.signed
    return SignedBy(
        signed.pdf, signed.level, signed.signed_at, key.subject, key.organisation, made.is_revocation_known
    )


async def _stamp(digest: bytes) -> Stamp | None:
    """The time stamp, asked for while no process is kept busy by it; None when the authority does not answer."""
    authority = time_authority()
    try:
        return await authority.stamp(digest) if authority else None
    except Undelivered as silence:
        log.warning("%s", silence)
        return None


async def _task(key: queries.Key, pdf: bytes, field: str, box: Box, passphrase: str) -> Task:
    secret = await queries.secret_of(key.id)
    return Task(
        pdf=pdf,
        field=field,
        box=box,
        key=KeyFile(secret["p12"], passphrase),
        owner=key.subject,
        picture=secret["picture"],
        trust=await trust(),
        allow_without_timestamp=settings().allow_without_timestamp,
    )


async def _write_down(
    viewer: Viewer,
    key: queries.Key,
    subject: tuple[str, int] | None,
    outcome: str,
    made: Made | None = None,
) -> None:
    """The use of a key is a fact even where the deed around it fails afterwards."""
    kind, subject_id = subject or ("", None)
    seconds = made.signed.stamp_seconds if made else None
    async with transaction():
        await execute(
            "insert into key_use (key_id, account_id, subject_kind, subject_id, outcome, is_revocation_known,"
            " stamp_ms, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(key.id, viewer.account_id, kind, subject_id, outcome),
            *(bool(made and made.is_revocation_known), None if seconds is None else round(seconds * 1000)),
            utc_now(),
        )
        if key.account_id is not None:
            return
        fact, words = ("signing_key", key.id), {"outcome": outcome}
        keys = {"of": kind, "id": subject_id}
        if made:
            await record("agency-key:used", viewer, fact, words=words, **keys)
        else:
            await record("agency-key:refused", viewer, fact, words=words, **keys)


def time_authority() -> TimeAuthority | None:
    """The time-stamping authority of the settings, or None when there is none."""
    if not settings().tsa_url:
        return None
    patience = settings().tsa_timeout
    if settings().demo:
        patience = min(patience, _MOST_SECONDS_IN_DEMO)
    return TimeAuthority(settings().tsa_url, timeout=patience, attempts=_ATTEMPTS)
