"""A PKCS#12 file opens with its passphrase and with nothing else."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from portal.signing.gateways.keyfile import KeyFile
from portal.signing.refusals import CannotSign, Refusal


def refusal_of(file: KeyFile) -> Refusal:
    with pytest.raises(CannotSign) as caught:
        file.open()
    return caught.value.refusal


def test_it_opens(viet):
    opened = viet.open()
    assert opened.certificate.startswith(b"\x30")
    assert len(opened.chain) == 1


@pytest.mark.parametrize("passphrase", ["", "Demo", "demo ", "mật khẩu"])
def test_a_wrong_passphrase_is_called_so(viet, passphrase):
    assert refusal_of(replace(viet, passphrase=passphrase)) is Refusal.WRONG_PASSPHRASE


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"-----BEGIN CERTIFICATE-----", b"\x30\x03\x02\x01\x01"]
)
def test_a_file_of_another_kind_is_called_so(content):
    assert refusal_of(KeyFile(content, "demo")) is Refusal.NOT_A_KEY_FILE


def test_certificates_without_a_key_do_not_sign(viet):
    certificate = viet.open().x509
    bare = pkcs12.serialize_key_and_certificates(
        None, None, certificate, None, BestAvailableEncryption(b"demo")
    )
    assert refusal_of(KeyFile(bare, "demo")) is Refusal.NO_KEY_INSIDE


def test_the_passphrase_can_be_changed(viet):
    changed = viet.with_passphrase("mật khẩu mới")
    assert changed.open().certificate == viet.open().certificate
    assert refusal_of(replace(changed, passphrase="demo")) is Refusal.WRONG_PASSPHRASE


def test_neither_key_nor_passphrase_is_printed(viet):
    assert repr(viet) == "KeyFile()"
    assert "key" not in repr(viet.open()).replace("OpenKey", "")
