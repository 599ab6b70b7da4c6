"""Adding, relocking, checking and removing keys. A key file is a secret: it is kept in its row alone, still locked.

It comes through no spool and no file store, and no door looks at it: a worker process opens it once with the
passphrase to see the certificate, and forgets both.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from portal.audit.record import record
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid, Undelivered
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_thread, in_worker
from portal.notifications.tell import tell
from portal.people.queries import agency_on, holders_of, person
from portal.signing import queries
from portal.signing.actions.looking import trust
from portal.signing.actions.making import Inspected, inspect, reconsider, relock
from portal.signing.actions.signing import time_authority
from portal.signing.certificates import Enrolment
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.pictures import cleaned
from portal.signing.queries import Key
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.tables import SigningKey

LEAST_PASSPHRASE = 8
_OF_FILE = {Refusal.NOT_A_KEY_FILE, Refusal.NO_KEY_INSIDE, Refusal.UNLOCKED_KEY}
_LEAST_SEAL, _MOST_SEAL = 200, 500  # tenths of a millimetre


async def add_own_key(viewer: Viewer, p12: bytes, passphrase: str, picture: bytes) -> Enrolment:
    """Let the viewer sign with this key from now on; earlier keys rest. Raises Invalid with what is wrong."""
    owner = (await person(viewer.account_id)).full_name
    return await _add(viewer, viewer.account_id, owner, KeyFile(p12, passphrase), picture)


async def add_agency_key(
    viewer: Viewer, p12: bytes, passphrase: str, picture: bytes, seal_tenths: int
) -> Enrolment:
    """Let the clerks sign with this key from now on; `seal_tenths` is the seal's diameter in tenths of a mm.

    Raises NotFound for whoever does not administer, Invalid with what is wrong.
    """
    queries.must_administer(viewer)
    if not _LEAST_SEAL <= seal_tenths <= _MOST_SEAL:
        raise Invalid({"seal_mm": _("Đường kính con dấu từ 20 đến 50 mm.")})
    owner = (await agency_on()).name
    return await _add(viewer, None, owner, KeyFile(p12, passphrase), picture, seal_tenths)


async def _add(
    viewer: Viewer,
    account_id: int | None,
    owner: str,
    key: KeyFile,
    picture: bytes,
    seal_tenths: int | None = None,
) -> Enrolment:
    drawn, now = await in_thread(cleaned, picture), utc_now()
    found = await _inspected(key, owner, account_id is None, now)
    async with transaction():
        row = _row(key, found, account_id, now)
        row.picture, row.seal_tenths, row.added_by = drawn, seal_tenths, viewer.account_id
        await row.save()
        words = {"subject": row.subject, "serial": row.serial}
        await record("signing-key:added", viewer, ("signing_key", row.id), words=words, account=account_id)
    return found.enrolment


async def _inspected(key: KeyFile, owner: str, is_agency: bool, now: datetime) -> Inspected:
    try:
        found = await in_worker(inspect, key, owner, is_agency, await trust(), now)
    except CannotSign as refused:
        field = "key" if refused.refusal in _OF_FILE else "passphrase"
        raise Invalid({field: str(refused)}) from None
    if not found.enrolment.accepted:
        sentences = [finding.sentence for finding in found.enrolment.findings if finding.refuses]
        raise Invalid({"key": " ".join(sentences)})
    return found


def _row(key: KeyFile, found: Inspected, account_id: int | None, now: datetime) -> SigningKey:
    said = found.enrolment
    return SigningKey(
        account_id=account_id,
        p12=key.p12,
        certificate=found.certificate,
        chain=found.chain,
        subject=said.common_name[:200],
        organisation=said.organisation[:200],
        issuer=said.issuer[:200],
        serial=said.serial[:80],
        valid_from=said.valid_from,
        valid_to=said.valid_until,
        findings=_names(said),
        checked_at=now,
        added_at=now,
    )


def _names(enrolment: Enrolment) -> str:
    return " ".join(finding.name for finding in enrolment.findings)


async def change_passphrase(viewer: Viewer, key_id: int, old: str, new: str) -> None:
    """Lock a key anew. Raises Invalid: the old passphrase is wrong, the new one too short."""
    key = await queries.key_for(viewer, key_id)
    if len(new) < LEAST_PASSPHRASE:
        raise Invalid({"new": _("Mật khẩu khoá cần ít nhất %(least)s ký tự.") % {"least": LEAST_PASSPHRASE}})
    before = (await queries.secret_of(key.id))["p12"]
    try:
        locked = await in_worker(relock, KeyFile(before, old), new)
    except CannotSign as refused:
        raise Invalid({"old": str(refused)}) from None
    async with transaction():
        await execute("update signing_key set p12 = ? where id = ? and removed_at is null", locked, key.id)
        await _record("signing-key:passphrase-changed", viewer, key)


async def replace_picture(viewer: Viewer, key_id: int, picture: bytes) -> None:
    """Show another picture from now on; what was signed keeps the old one. Raises Invalid."""
    key = await queries.key_for(viewer, key_id)
    drawn = await in_thread(cleaned, picture)
    async with transaction():
        await execute("update signing_key set picture = ? where id = ?", drawn, key.id)
        await _record("signing-key:picture-replaced", viewer, key)


async def remove_key(viewer: Viewer, key_id: int) -> None:
    """Forget the secret part of a key for good; what it signed stays valid and its certificate stays known."""
    key = await queries.key_for(viewer, key_id)
    async with transaction():
        await execute("update signing_key set removed_at = ?, p12 = ? where id = ?", utc_now(), b"", key.id)
        await _record("signing-key:removed", viewer, key)


async def check_again(viewer: Viewer, key_id: int) -> Key:
    """Look at a key's certificate anew: its time, its authority, its revocation. Needs no passphrase."""
    key = await queries.key_for(viewer, key_id)
    certificate, chain = await queries.certificate_of(key.id)
    now = utc_now()
    found = await in_worker(reconsider, certificate, chain, key.subject, await trust(), now)
    await execute(
        "update signing_key set findings = ?, checked_at = ? where id = ?", _names(found), now, key.id
    )
    return await queries.key_for(viewer, key_id)


async def _record(fact: str, viewer: Viewer, key: Key) -> None:
    words, keys = {"subject": key.subject}, {"account": key.account_id}
    await record(fact, viewer, ("signing_key", key.id), words=words, **keys)


async def try_time_stamp(viewer: Viewer) -> float:
    """How many seconds the time-stamping authority takes. Raises CannotSign when it is silent or there is none."""
    queries.must_administer(viewer)
    authority = time_authority()
    if authority is None:
        raise CannotSign(Refusal.NO_TIMESTAMP)
    try:
        return (await replace(authority, attempts=1).stamp(sha256(b"").digest())).seconds
    except Undelivered as error:
        raise CannotSign(Refusal.NO_TIMESTAMP) from error


async def remind_owners(now: datetime) -> None:
    """Tell each owner once that the certificate ends within thirty days; the administrators for the agency's."""
    administrators = [each.id for each in await holders_of("administrator")]
    async with transaction():
        for key in await queries.keys_ending_before(now + queries.SOON):
            own = key.account_id is not None
            await tell(
                [key.account_id] if own else administrators,
                title=N_("Chứng thư chữ ký số sắp hết hạn"),
                detail=f"{key.subject}, {local_day(key.valid_to):%d/%m/%Y}",
                url="/account/signing-key" if own else "/admin/signing",
                subject=("signing_key", key.id),
                key="certificate-ends",
            )
