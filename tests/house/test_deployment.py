"""The container files say what the portal understands: settings, commands, secrets, one image, no root."""

import os
import re
import shutil
import subprocess
from dataclasses import fields

import pytest
import yaml

from meetings.settings import read_settings as read_node_settings
from portal.conferences.placement import plain_url
from portal.settings import Settings
from tests.house.plan import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services():
    """The services of docker-compose.yml as docker-compose itself understands them."""
    if not shutil.which("docker-compose"):
        pytest.skip("the program docker-compose is not installed")
    command = ["docker-compose", "-f", str(ROOT / "docker-compose.yml"), "config"]
    told = {
        "CONGVU_DOMAIN": "congvu.example",
        "CONGVU_MEDIA_ADDRESS": "203.0.113.7",
        "PATH": os.environ["PATH"],
        "HOME": str(ROOT),
    }
    done = subprocess.run(command, env=told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)["services"]


def test_everything_the_portal_needs_is_there(services):
    assert set(services) >= {"portal", "worker", "meetings", "postgres", "valkey", "caddy"}


def test_every_setting_named_is_one_of_ours(services):
    known = {f"CONGVU_{each.name.upper()}" for each in fields(Settings)}
    named = {name for name in services["portal"]["environment"] if name.startswith("CONGVU_")}
    named |= set(re.findall(r"CONGVU_\w+", DOCKERFILE))
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_no_password_stands_in_the_open(services):
    spoken = [name for each in services.values() for name in each.get("environment", {})]
    bare = [
        name
        for name in spoken
        if re.search("PASSWORD|SECRET|_KEY|DATABASE_URL", name) and not name.endswith("_FILE")
    ]
    assert not bare, f"{bare}: give the secret as a file, with the name …_FILE."


def test_only_caddy_and_the_media_port_are_reached_from_outside(services):
    assert sorted(name for name, each in services.items() if each.get("ports")) == ["caddy", "meetings"]
    assert "udp" in str(services["meetings"]["ports"]) and "tcp" not in str(services["meetings"]["ports"])


def test_the_media_server_understands_its_environment(services):
    given = {name: str(value) for name, value in services["meetings"]["environment"].items()}
    secret = {"MEETINGS_SECRET": "sixteen characters"}
    own = {
        name: value for name, value in given.items() if name.startswith("MEETINGS_") and "_FILE" not in name
    }
    read = read_node_settings(own | secret)
    assert read.address == "wss://congvu.example/meet" and read.announced == ["203.0.113.7"]
    portal = services["portal"]["environment"]
    assert given["MEETINGS_SECRET_FILE"] == portal["CONGVU_MEETINGS_SECRET_FILE"]
    assert plain_url(read.address) == plain_url(portal["CONGVU_MEETINGS_URLS"])


def test_the_portal_believes_caddy_alone(services):
    address = services["caddy"]["networks"]["inside"]["ipv4_address"]
    assert services["portal"]["environment"]["CONGVU_TRUSTED_PROXIES"] == address


def test_the_image_runs_as_nobody_in_particular_from_the_lock():
    assert re.search(r"^USER (?!root|0)\w+", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    assert "-r requirements.lock" in DOCKERFILE
    assert "tesseract-ocr-vie" in DOCKERFILE


def test_nothing_private_gets_into_the_image():
    kept_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", ".env", "data", "var", "secrets"} <= set(kept_out)
