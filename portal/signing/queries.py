"""Which key somebody signs with, who keeps the agency's, what was done with it, and what is known of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from portal.kit.clock import local_day, utc_now
from portal.kit.database import Read, fetch, fetch_as, fetch_one, marks
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.signing import custody
from portal.signing.certificates import Finding
from portal.signing.custody import Custody
from portal.signing.kept import CertificateFacts, certificate_facts, from_json
from portal.signing.verdicts import SignatureVerdict, Verdict

SOON = timedelta(days=30)


class Key(msgspec.Struct, frozen=True):
    """A key without its secret part: what the owner may see before typing the passphrase."""

    id: int
    account_id: int | None
    subject: str
    organisation: str
    issuer: str
    serial: str
    valid_from: datetime | None
    valid_to: datetime | None
    seal_tenths: int | None
    findings: str
    checked_at: datetime | None
    added_at: datetime
    removed_at: datetime | None

    @property
    def seal_mm(self) -> float | None:
        """The real diameter of the seal in millimetres; None for a person's key."""
        return None if self.seal_tenths is None else self.seal_tenths / 10

    @property
    def found(self) -> list[Finding]:
        """What was found of the certificate at its last check."""
        return [Finding[name] for name in self.findings.split()]

    def days_left(self, now: datetime) -> int:
        """Whole days until the certificate ends; negative when it has ended."""
        return (local_day(self.valid_to) - local_day(now)).days if self.valid_to else 0

    def ends_soon(self, now: datetime) -> bool:
        """Whether it is time to ask for another certificate."""
        return self.valid_to is not None and self.valid_to < now + SOON


_COLUMNS = (
    "id, account_id, subject, organisation, issuer, serial, valid_from, valid_to, seal_tenths, findings,"
    " checked_at, added_at, removed_at"
)
_KEY = f"select {_COLUMNS} from signing_key where removed_at is null and "


async def key_of(viewer: Viewer) -> Key | None:
    """The viewer's own key, the newest."""
    rows = await fetch_as(Key, _KEY + "account_id = ? order by id desc limit 1", viewer.account_id)
    return rows[0] if rows else None


async def agency_key(viewer: Viewer) -> Key | None:
    """The agency's key, for those who apply it (Decree 30/2020/NĐ-CP, article 32) and those who administer."""
    if not viewer.has("clerk", "administrator") and not await may_use_agency_key(viewer):
        return None
    rows = await fetch_as(Key, _KEY + "account_id is null order by id desc limit 1")
    return rows[0] if rows else None


async def former_keys(viewer: Viewer, *, of_agency: bool = False) -> list[Key]:
    """Keys that are no longer used to sign, the latest first: the viewer's own, or the agency's."""
    if of_agency:
        must_administer(viewer)
    whose = "account_id is null" if of_agency else "account_id = ?"
    values = [] if of_agency else [viewer.account_id]
    rows = await fetch_as(Key, f"select {_COLUMNS} from signing_key where {whose} order by id desc", *values)
    used = next((row.id for row in rows if row.removed_at is None), None)
    return [row for row in rows if row.id != used]


async def key_for(viewer: Viewer, key_id: int) -> Key:
    """A key in use that the viewer may look after: the own one, the agency's for administrators. Raises NotFound."""
    rows = await fetch_as(Key, _KEY + "id = ?", key_id)
    if not rows:
        raise NotFound
    key = rows[0]
    if key.account_id != viewer.account_id and not (key.account_id is None and viewer.has("administrator")):
        raise NotFound
    return key


async def secret_of(key_id: int) -> dict[str, Any]:
    """The locked key file and the picture of a key."""
    return await fetch_one("select p12, picture, subject, organisation from signing_key where id = ?", key_id)


async def certificate_of(key_id: int) -> tuple[bytes, str]:
    """A key's certificate (DER) and the authorities above it (PEM)."""
    row = await fetch_one("select certificate, chain from signing_key where id = ?", key_id)
    return row["certificate"], row["chain"]


async def agency_seal_mm() -> float | None:
    """The real diameter of the agency's seal in millimetres, for the layout; None where nobody has said it."""
    row = await fetch_one(
        "select seal_tenths from signing_key where account_id is null and removed_at is null"
        " order by id desc limit 1"
    )
    return row["seal_tenths"] / 10 if row and row["seal_tenths"] else None


async def ending_keys(viewer: Viewer, now: datetime) -> list[Key]:
    """Everybody's keys in use whose certificates have ended or end soon, the first to end first."""
    must_administer(viewer)
    return await keys_ending_before(now + SOON)


async def keys_ending_before(moment: datetime) -> list[Key]:
    """Newest keys in use, one an owner, whose certificates end before `moment`."""
    newest = "id in (select max(id) from signing_key where removed_at is null group by account_id)"
    return await fetch_as(Key, _KEY + f"{newest} and valid_to < ? order by valid_to", moment)


async def may_use_agency_key(viewer: Viewer) -> bool:
    """Whether the viewer keeps the agency's key today."""
    ever = [row.custody for row in await _custody()]
    return custody.may_use(viewer.account_id, viewer.has("clerk"), ever, local_day(utc_now()))


@dataclass(frozen=True, slots=True)
class Handover:
    """A recorded hand-over and its number."""

    id: int
    custody: Custody
    recorded_by: int
    recorded_at: datetime


class _HandoverRow(msgspec.Struct):
    id: int
    holder_id: int
    authority: str
    minutes: str
    valid_from: date
    valid_to: date | None
    recorded_by: int
    recorded_at: datetime


async def handovers(viewer: Viewer) -> list[Handover]:
    """Every hand-over of the agency's key, the latest first."""
    must_administer(viewer)
    return await _custody()


async def _custody() -> list[Handover]:
    rows = await fetch_as(_HandoverRow, "select * from key_custody order by id desc")
    return [
        Handover(
            row.id,
            Custody(row.holder_id, row.authority, row.minutes, row.valid_from, row.valid_to),
            row.recorded_by,
            row.recorded_at,
        )
        for row in rows
    ]


class Use(msgspec.Struct, frozen=True):
    """One attempt to sign with a key; `outcome` is a PAdES level or the name of a refusal."""

    account_id: int
    subject_kind: str
    subject_id: int | None
    outcome: str
    is_revocation_known: bool
    stamp_ms: int | None
    at: datetime


_USE = (
    "select u.account_id, u.subject_kind, u.subject_id, u.outcome, u.is_revocation_known, u.stamp_ms, u.at"
    " from key_use u join signing_key k on k.id = u.key_id where "
)


async def agency_uses(viewer: Viewer, most: int = 100) -> list[Use]:
    """How the agency's keys were used, the latest first."""
    must_administer(viewer)
    return await fetch_as(Use, _USE + "k.account_id is null order by u.id desc limit ?", most)


async def own_uses(viewer: Viewer, most: int = 20) -> list[Use]:
    """How the viewer's own keys were used, the latest first."""
    return await fetch_as(Use, _USE + "k.account_id = ? order by u.id desc limit ?", viewer.account_id, most)


async def last_stamp(viewer: Viewer) -> Use | None:
    """The latest signature for which the time-stamping authority was asked, whether it answered or not."""
    must_administer(viewer)
    asked = "(u.stamp_ms is not null or u.outcome in ('no_timestamp', 'timestamp_not_trusted', 'B-B'))"
    rows = await fetch_as(Use, _USE + f"{asked} order by u.id desc limit 1")
    return rows[0] if rows else None


def must_administer(viewer: Viewer) -> None:
    """Raise NotFound for whoever does not look after the agency's key."""
    if not viewer.has("administrator"):
        raise NotFound


@dataclass(frozen=True, slots=True)
class Looked:
    """A verdict, when the file was looked at, and which bundle of roots was believed ("count:fingerprint")."""

    verdict: Verdict
    checked_at: datetime
    bundle: str = ""
    first: "Looked | None" = None

    @property
    def standing(self) -> str:
        """not_signed, valid, uncertain or invalid."""
        return self.verdict.standing.name.lower()

    @staticmethod
    def certificate(found: SignatureVerdict) -> CertificateFacts | None:
        """What the certificate of one of these signatures says of itself."""
        return certificate_facts(found.certificate)

    @property
    def roots(self) -> str:
        """How many roots were believed."""
        return self.bundle.partition(":")[0]

    @property
    def fingerprint(self) -> str:
        """The beginning of the fingerprint of those roots together."""
        return self.bundle.partition(":")[2]


def verdict_on(file_id: int | None) -> Read[Looked | None]:
    """What was found in a file, or None while nobody has looked. The caller has shown that the viewer sees the file."""
    found = fetch("select * from signature_verdict where file_id = ?", file_id or 0)
    return found.then(lambda rows: _looked(rows[0]) if rows else None)


async def verdicts_on(file_ids: Iterable[int]) -> dict[int, Looked]:
    """As `verdict_on` for many files in one query; files that nobody has looked at are left out."""
    ids = sorted(set(file_ids))
    if not ids:
        return {}
    rows = await fetch(f"select * from signature_verdict where file_id in ({marks(ids)})", *ids)
    return {row["file_id"]: _looked(row) for row in rows}


def _looked(row: dict[str, Any]) -> Looked:
    checked_at, first_at = _instant(row["checked_at"]), _instant(row["first_checked_at"] or row["checked_at"])
    first = None
    if first_at != checked_at:
        first = Looked(from_json(row["first_content"]), first_at, row["first_bundle"])
    return Looked(from_json(row["content"]), checked_at, row["bundle"], first)


def _instant(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
