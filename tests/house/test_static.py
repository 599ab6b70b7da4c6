"""What the browser gets: vendored files are the checked ones, no style sheet is forgotten, no icon is missing."""

import hashlib
import re

import pytest

from tests.house.plan import ROOT, html_files, shown

STATIC = ROOT / "static"
LOCK = [line.split() for line in (STATIC / "vendor.lock").read_text(encoding="utf-8").splitlines()]
DRAWN = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
ICON = re.compile(r'\bicon\("([a-z0-9-]+)"')


@pytest.mark.parametrize(("digest", "name"), LOCK, ids=[name for _digest, name in LOCK])
def test_a_vendored_file_is_the_one_that_was_checked(digest, name):
    found = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    assert found == digest, f"static/{name} changed: look at the change, then correct static/vendor.lock."


def test_every_style_sheet_has_its_place_in_the_order():
    order = (STATIC / "css/order.txt").read_text(encoding="utf-8").split()
    assert sorted(order) == sorted(file.name for file in (STATIC / "css").glob("*.css"))


def test_every_rule_stands_in_a_layer():
    for sheet in (STATIC / "css").glob("*.css"):
        outside = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        tops = re.findall(r"^([^\s}][^{]*?)[{;]", outside, flags=re.MULTILINE)
        loose = [each for each in tops if not each.startswith(("@layer", "@font-face"))]
        assert not loose, f"{sheet.name}: {loose} would win over every layer; put it into one."


def test_the_list_of_icons_is_what_is_drawn():
    assert set((STATIC / "img/icons.txt").read_text(encoding="utf-8").split()) == DRAWN


@pytest.mark.parametrize("template", html_files(), ids=shown)
def test_an_icon_that_is_named_is_drawn(template):
    missing = set(ICON.findall(template.read_text(encoding="utf-8"))) - DRAWN
    assert not missing, f"{shown(template)}: add {sorted(missing)} to static/img/icons.svg and icons.txt."
