"""Every setting has its sentence in docs/settings.md, and odd values refuse to start."""

import pytest

from portal.settings import BadSetting, read_settings
from tests.house import settings_table


def test_the_page_lists_the_settings_as_they_are():
    assert settings_table.written() == settings_table.table(), (
        "Run `./run messages`: docs/settings.md is out of step."
    )


def test_a_name_that_nobody_knows_refuses_to_start():
    with pytest.raises(BadSetting, match="CONGVU_PROT"):
        read_settings({"CONGVU_PROT": "8000"})


def test_a_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("tối mật\n", encoding="utf-8")
    assert read_settings({"CONGVU_S3_SECRET_KEY_FILE": str(tmp_path / "key")}).s3_secret_key == "tối mật"


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("DEMO", "perhaps"), ("WORKER", "elsewhere")]
)
def test_an_odd_value_refuses_to_start(name, value):
    with pytest.raises(BadSetting, match=value):
        read_settings({f"CONGVU_{name}": value})
