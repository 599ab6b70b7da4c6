"""What is refused as a password, and how passwords are kept."""

import unicodedata

import pytest

from portal.people.passwords import hash_password, is_outdated, problem_with, verify

OWN = ["Lê Thị Thu", "thu.lt", "thu.lt@quangnam.gov.vn", "Sở Giao thông vận tải"]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "matkhau123456",
        "P@ssw0rd1234!",
        "qwertyuiop123",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "Quangnam@2020",
        "LeThiThu-12345",
        "thu.lt@quangnam",
        "mật khẩu mật khẩu",
        "sogiaothongvantai1",
    ],
)
def test_what_is_easily_guessed_is_refused(password):
    assert "dễ đoán" in problem_with(password, OWN)


@pytest.mark.parametrize(
    "password", ["trường xa bụi đỏ", "correct horse battery staple", "tjk3v9q!zzRw", "Cầu 7 nhịp, đò 2 bến"]
)
def test_phrases_and_random_letters_are_taken(password):
    assert problem_with(password, OWN) is None


def test_shorter_than_twelve_is_refused_and_twelve_is_not():
    assert "12" in problem_with("tjk3v9q!zzR")
    assert problem_with("tjk3v9q!zzRw") is None


def test_longer_than_128_is_refused_and_128_is_not():
    phrase = "cơn mưa rào trên bến sông khuya " * 5
    assert problem_with(phrase[:128]) is None
    assert "128" in problem_with(phrase[:129])


def test_a_password_fits_its_own_hash_only():
    kept = hash_password("trường xa bụi đỏ")
    assert kept.startswith("$argon2id$")
    assert verify(kept, "trường xa bụi đỏ")
    assert not verify(kept, "truong xa bui do")


def test_the_two_ways_to_write_a_diacritic_are_one_password():
    kept = hash_password(unicodedata.normalize("NFC", "trường xa bụi đỏ"))
    assert verify(kept, unicodedata.normalize("NFD", "trường xa bụi đỏ"))


def test_nothing_fits_where_there_is_no_hash():
    assert not verify(None, "no account has this password")
    assert not verify("broken", "trường xa bụi đỏ")


def test_a_hash_of_weaker_parameters_is_outdated():
    assert not is_outdated(hash_password("trường xa bụi đỏ"))
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
