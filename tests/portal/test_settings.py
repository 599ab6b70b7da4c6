"""Settings are read once from the environment, and odd values refuse to start."""

from pathlib import Path

import pytest

from portal.settings import BadSetting, read_settings


def test_without_any_the_portal_is_local():
    own = read_settings({"HOME": "/root"})
    assert (own.address, own.is_secure, own.data) == ("http://127.0.0.1:8000", False, Path("data"))


def test_the_public_address_says_whether_there_is_tls():
    own = read_settings({"CONGVU_PUBLIC_URL": "https://congvu.example/"})
    assert (own.address, own.is_secure) == ("https://congvu.example", True)


def test_each_kind_of_value():
    own = read_settings({"CONGVU_PORT": "9000", "CONGVU_DEMO": "Yes", "CONGVU_DATA": "/srv/congvu"})
    assert (own.port, own.demo, own.data) == (9000, True, Path("/srv/congvu"))


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "key").write_text("bí mật\n", encoding="utf-8")
    assert read_settings({"CONGVU_S3_SECRET_KEY_FILE": str(tmp_path / "key")}).s3_secret_key == "bí mật"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "tám"), ("PORT", "-1"), ("DEMO", "có"), ("WORKER", "away"), ("LOCALE", "fr"), ("LOG_LEVEL", "info"),
     ("NO_SUCH", "1")],
)  # fmt: skip
def test_what_cannot_be_meant_refuses_to_start(name, value):
    with pytest.raises(BadSetting, match=f"CONGVU_{name}"):
        read_settings({f"CONGVU_{name}": value})
