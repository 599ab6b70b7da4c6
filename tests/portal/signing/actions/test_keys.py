"""Bringing a key: opened once, kept locked, believed only when its certificate is; removed for good."""

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from portal.kit.database import fetch, fetch_one
from portal.kit.errors import Invalid, NotFound
from portal.seeds.pki import AGENCY, EXPIRED, PASSPHRASE
from portal.signing import queries
from portal.signing.actions import keys as deeds
from portal.signing.certificates import Finding
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.refusals import CannotSign
from tests.portal.signing.conftest import png

pytestmark = pytest.mark.usefixtures("trusting")


async def problems_of(deed) -> set[str]:
    with pytest.raises(Invalid) as caught:
        await deed
    return set(caught.value.problems)


async def test_the_newest_key_is_the_one_in_use(cast, pki):
    for _time in range(2):
        await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key, former = await queries.key_of(cast.viet), await queries.former_keys(cast.viet)
    assert (key.subject, key.issuer, len(former)) == ("Trần Quốc Việt", "Demo Issuing CA", 1)
    assert key.id > former[0].id


async def test_the_file_is_kept_as_it_came_and_nowhere_else(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    assert (await queries.secret_of(key.id))["p12"] == pki.key_file("viet.tq")
    assert await fetch("select id from stored_file") == []


@pytest.mark.parametrize(
    ("login", "passphrase", "field"),
    [("viet.tq", "sai", "passphrase"), ("minh.p", PASSPHRASE, "key"), (EXPIRED, PASSPHRASE, "key")],
)
async def test_a_key_that_could_not_sign_is_not_taken(cast, pki, login, passphrase, field):
    adding = deeds.add_own_key(cast.viet, pki.key_file(login), passphrase, png())
    assert await problems_of(adding) == {field}
    assert await queries.key_of(cast.viet) is None


async def test_nor_one_without_a_passphrase(cast, viet):
    opened = viet.open()
    bare = pkcs12.serialize_key_and_certificates(
        None, opened.key, opened.x509, list(opened.others), NoEncryption()
    )
    adding = deeds.add_own_key(cast.viet, bare, "gì cũng được", png())
    assert await problems_of(adding) == {"key"}


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x82" + b"\x00" * 500, b"%PDF-1.7"])
async def test_junk_is_no_key(cast, junk):
    assert await problems_of(deeds.add_own_key(cast.viet, junk, PASSPHRASE, png())) == {"key"}


@pytest.mark.parametrize("picture", [b"<svg/>", b"", png(size=(20, 20)), png()[:60]])
async def test_a_picture_is_a_sensible_png(cast, pki, picture):
    adding = deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, picture)
    assert await problems_of(adding) == {"picture"}


async def test_a_new_passphrase_locks_the_old_one_out(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    assert await problems_of(deeds.change_passphrase(cast.viet, key.id, "sai", "mới và dài")) == {"old"}
    assert await problems_of(deeds.change_passphrase(cast.viet, key.id, PASSPHRASE, "ngắn")) == {"new"}
    await deeds.change_passphrase(cast.viet, key.id, PASSPHRASE, "mới và dài")
    locked = (await queries.secret_of(key.id))["p12"]
    assert KeyFile(locked, "mới và dài").open().x509.serial_number == int(key.serial, 16)
    with pytest.raises(CannotSign):
        KeyFile(locked, PASSPHRASE).open()


async def test_removing_forgets_the_secret_and_keeps_the_name(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    await deeds.remove_key(cast.viet, key.id)
    assert await queries.key_of(cast.viet) is None
    assert bytes((await queries.secret_of(key.id))["p12"]) == b""
    assert [each.subject for each in await queries.former_keys(cast.viet)] == ["Trần Quốc Việt"]


async def test_nobody_touches_a_colleagues_key(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    for deed in (deeds.remove_key, deeds.check_again):
        for stranger in (cast.minh, cast.tri, cast.xa):
            with pytest.raises(NotFound):
                await deed(stranger, key.id)


async def test_the_agencys_key_is_brought_by_the_administrator(cast, pki):
    brought = (pki.key_file(AGENCY), PASSPHRASE, png((200, 0, 0, 255)))
    with pytest.raises(NotFound):
        await deeds.add_agency_key(cast.thu, *brought, 360)
    assert await problems_of(deeds.add_agency_key(cast.tri, *brought, 900)) == {"seal_mm"}
    await deeds.add_agency_key(cast.tri, *brought, 355)
    assert await queries.agency_seal_mm() == 35.5
    assert (await queries.agency_key(cast.thu)).subject == "Sở Giao thông vận tải"
    assert await queries.agency_key(cast.hoai) is None


async def test_a_check_finds_what_has_come_since(cast, pki, trusting):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    assert (await deeds.check_again(cast.viet, key.id)).found == []
    for crl in (trusting / "crl").iterdir():
        crl.unlink()
    assert (await deeds.check_again(cast.viet, key.id)).found == [Finding.REVOCATION_UNKNOWN]


async def test_owners_are_told_once_before_the_end(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    key = await queries.key_of(cast.viet)
    for _day in range(2):
        await deeds.remind_owners(key.valid_to)
    told = await fetch("select account, url from notice where key = 'certificate-ends'")
    assert [(row["account"], row["url"]) for row in told] == [(cast.viet.account_id, "/account/signing-key")]


async def test_the_log_says_what_was_added(cast, pki):
    await deeds.add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    assert (await fetch_one("select fact from event order by id desc limit 1"))["fact"] == "signing-key:added"
