"""Keys of the demo: everybody who signs has a certificate of the demo's authority, and the agency has its seal."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from portal.kit.clock import utc_now
from portal.seeds.people import AGENCY, MEMBERS
from portal.seeds.pictures import seal_svg, signature_svg
from portal.seeds.pki import AGENCY as AGENCY_KEY
from portal.seeds.pki import PASSPHRASE, DemoPki, make_demo_pki
from portal.signing.tables import SigningKey

_SEAL_TENTHS = 360
SIGNERS = ("viet.tq", "nghia.vh", "anh.btn")


def make_authority(folder: Path, address: str) -> DemoPki:
    """Make the demo's authority and keys in the data folder; slow, for a worker process."""
    people = [
        (member.login, member.full_name, member.position, f"{member.login}@demo.invalid")
        for member in MEMBERS
        if member.login in SIGNERS
    ]
    return make_demo_pki(folder, f"{AGENCY} Quảng Nam", people, crl_url=f"{address}/demo/crl")


async def seed_keys(pki: DemoPki, ids: dict[str, int]) -> None:
    """Give the signers and the agency their keys and pictures."""
    names = {member.login: member.full_name for member in MEMBERS}
    for login in SIGNERS:
        await _enrol(pki.key_file(login), ids[login], signature_svg(names[login]))
    await _enrol(pki.key_file(AGENCY_KEY), None, seal_svg(AGENCY), _SEAL_TENTHS)


async def _enrol(p12: bytes, account_id: int | None, picture: bytes, seal_tenths: int | None = None) -> None:
    _key, certificate, others = pkcs12.load_key_and_certificates(p12, PASSPHRASE.encode())
    await SigningKey(
        account_id=account_id,
        p12=p12,
        certificate=certificate.public_bytes(Encoding.DER),
        chain="".join(each.public_bytes(Encoding.PEM).decode() for each in others),
        subject=_name(certificate.subject, x509.NameOID.COMMON_NAME),
        organisation=_name(certificate.subject, x509.NameOID.ORGANIZATION_NAME),
        issuer=_name(certificate.issuer, x509.NameOID.COMMON_NAME),
        serial=f"{certificate.serial_number:X}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        picture=picture,
        seal_tenths=seal_tenths,
        checked_at=utc_now(),
        added_at=utc_now(),
    ).save()


def _name(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
