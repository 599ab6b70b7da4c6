"""The repository speaks of the product, and its documents point at things that are there."""

import re
import subprocess

import pytest

from tests.house.plan import ROOT, shown

FORBIDDEN = {
    "a folder of somebody's machine": re.compile(r"/(?:root|home/\w+|Users/\w+)/|/opt/pypi|/opt/wheels"),
    "a package registry": re.compile(r"pypi" + r"\.org|registry\.npmjs|files\.pythonhosted", re.IGNORECASE),
    "a private key": re.compile(r"-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----\s+[\w+/]{40}"),
    "a promise instead of work": re.compile(r"\b(?:TODO|FIXME)\b"),
    "a conflict left open": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".yml", ".txt", ".po", ".typ", "", ".lock"}


def kept_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [each for each in files if each.is_file() and each.suffix in TEXT and "vendor" not in each.parts]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    own = ROOT / "tests" / "house" / "test_words.py"
    found = [
        shown(each)
        for each in kept_files()
        if each != own and FORBIDDEN[what].search(each.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found, f"{what} in {found}: take it out."


@pytest.mark.parametrize("page", [each for each in kept_files() if each.suffix == ".md"], ids=shown)
def test_a_document_points_at_what_is_there(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing, f"{shown(page)} points at {missing}, which is not there."
