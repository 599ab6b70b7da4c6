"""Small secrets, sealed with a key that is only in the data folder."""

import pytest

from portal.people import vault

pytestmark = pytest.mark.usefixtures("data")


def test_what_was_sealed_opens_again_in_its_place():
    assert vault.unseal(vault.seal("bí mật", "totp:7"), "totp:7") == "bí mật"


def test_it_does_not_open_elsewhere():
    sealed = vault.seal("bí mật", "totp:7")
    with pytest.raises(vault.WrongKey):
        vault.unseal(sealed, "totp:8")


def test_it_does_not_open_with_another_key(data):
    sealed = vault.seal("bí mật", "totp:7")
    (data / "keys" / "vault").unlink()
    vault._key.cache_clear()
    with pytest.raises(vault.WrongKey):
        vault.unseal(sealed, "totp:7")


def test_the_same_secret_never_looks_the_same():
    assert vault.seal("bí mật", "totp:7") != vault.seal("bí mật", "totp:7")


def test_only_the_portal_may_read_the_key(data):
    vault.seal("bí mật", "totp:7")
    assert (data / "keys" / "vault").stat().st_mode & 0o777 == 0o600
