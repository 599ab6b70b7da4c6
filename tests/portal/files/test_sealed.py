"""Files that only a key in memory opens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.files.sealed import FRAME, Sealer, Tampered, new_key, unseal, unseal_all

SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME]


def write(path, key, plain, step=300_000):
    with path.open("wb") as file:
        sealer = Sealer(file, key)
        for start in range(0, len(plain), step):
            sealer.write(plain[start : start + step])
        sealer.finish()


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(tmp_path, size):
    key, plain = new_key(), bytes(range(256)) * (size // 256) + bytes(size % 256)
    write(tmp_path / "f", key, plain)
    assert unseal_all(tmp_path / "f", key) == plain


def test_nothing_of_it_can_be_read_on_the_disk(tmp_path):
    write(tmp_path / "f", new_key(), b"T\xe1\xbb\x90I" * 1000)
    assert b"T\xe1\xbb\x90I" not in (tmp_path / "f").read_bytes()


def test_another_key_does_not_open_it(tmp_path):
    write(tmp_path / "f", new_key(), b"abc")
    with pytest.raises(Tampered):
        unseal_all(tmp_path / "f", new_key())


@pytest.mark.parametrize("left", [0, 10, FRAME + 16])
def test_a_file_that_was_cut_off_does_not_open(tmp_path, left):
    key = new_key()
    write(tmp_path / "f", key, bytes(2 * FRAME))
    with (tmp_path / "f").open("r+b") as file:
        file.truncate(left)
    with pytest.raises(Tampered):
        list(unseal(tmp_path / "f", key))


@settings(deadline=None)  # files are written
@given(place=st.integers(0, FRAME + 200))
def test_one_changed_byte_is_noticed(tmp_path_factory, place):
    path, key = tmp_path_factory.mktemp("sealed") / "f", new_key()
    write(path, key, bytes(FRAME + 200))
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(Tampered):
        list(unseal(path, key))
