"""What is installed is locked with hashes, and its licences let anybody run and change the portal."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.house.plan import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
COPYLEFT = re.compile(r"\bA?GPL|General Public License|Affero|SSPL|Business Source", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)
# Packages whose licence text names the GPL though it does not bind us, each with the reason.
ALLOWED: dict[str, str] = {}


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def licence_of(package: str) -> str:
    """What a package says of its licence: expression, classifiers, or the first line of the text."""
    told = metadata(package)
    classifiers = [each for each in told.get_all("Classifier") or [] if each.startswith("License")]
    text = (told.get("License") or "").strip().splitlines()
    return " ".join([told.get("License-Expression") or "", *classifiers, *text[:1]])


def test_development_holds_all_that_runs():
    run, development = pins("requirements.lock"), pins("requirements-dev.lock")
    differing = {name for name, version in run.items() if development.get(name) != version}
    assert not differing, f"Make both locks anew together: they differ in {sorted(differing)}."


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_has_its_hash(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    bare = [entry.split()[0] for entry in entries if PIN.match(entry) and "--hash=sha256:" not in entry]
    assert not bare, f"{lock}: no hash for {bare}; export it again with hashes."


@pytest.mark.parametrize("package", sorted(pins("requirements.lock")))
def test_its_licence_binds_nobody(package):
    try:
        licence = licence_of(package)
    except PackageNotFoundError:
        pytest.fail(f"{package} is locked but not installed: run ./run test again.")
    if COPYLEFT.search(LESSER.sub("", licence)):
        assert package in ALLOWED, (
            f"{package} is under {licence!r}: choose another library, or say why it may stay."
        )
