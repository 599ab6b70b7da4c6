"""Settings of a node: each with a sentence, secrets from files, odd values refuse to start."""

from dataclasses import fields

import pytest

from meetings.settings import BadSetting, Settings, read_settings

SECRET = {"MEETINGS_SECRET": "x" * 16}


def test_every_setting_has_a_sentence():
    assert all(each.metadata["sentence"].endswith(".") for each in fields(Settings))


def test_addresses_follow_from_what_is_given():
    plain = read_settings(SECRET)
    assert (plain.address, plain.media_host, plain.announced) == ("ws://127.0.0.1:8100/meet", "127.0.0.1", [])
    assert plain.allowed_origins == {"http://127.0.0.1:8000"}
    given = read_settings(
        SECRET
        | {
            "MEETINGS_URL": "wss://hop.example/meet",
            "MEETINGS_ORIGINS": "https://Congvu.example/, https://b.example",
            "MEETINGS_ANNOUNCE": "192.0.2.1, 2001:db8::1",
            "MEETINGS_HOST": "::1",
            "MEETINGS_NODE": "nút-1",
        }
    )
    assert given.address == "wss://hop.example/meet"
    assert given.allowed_origins == {"https://congvu.example", "https://b.example"}
    assert given.announced == ["192.0.2.1", "2001:db8::1"]
    assert given.name == "nút-1"


def test_the_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("a secret of some length\n", encoding="utf-8")
    assert read_settings({"MEETINGS_SECRET_FILE": str(tmp_path / "key")}).secret == "a secret of some length"


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SECRET", "short", "SECRET"),
        ("PORT", "eighty", "eighty"),
        ("ENGINE", "steam", "steam"),
        ("LOG_LEVEL", "loud", "loud"),
        ("PROT", "1", "PROT"),
    ],
)
def test_an_odd_value_refuses_to_start(name, value, word):
    with pytest.raises(BadSetting, match=word):
        read_settings(SECRET | {f"MEETINGS_{name}": value})


def test_other_programs_settings_are_none_of_ours():
    assert read_settings(SECRET | {"CONGVU_PORT": "x", "PATH": "/bin"}) == read_settings(SECRET)
