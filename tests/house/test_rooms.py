"""A room is entered through its deeds, its reads, its tables and its pure files; never through its pages."""

import ast

import pytest

from tests.house.plan import PORTAL, imports_of, python_files, room_of, rooms, shown, tree_of

INNER = {"pages", "callbacks", "forms", "live", "gateways"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "handler", "handlers", "base", "common", "misc"}
# These put the house together, so they may look into every room.
BUILDERS = {"app", "frame", "dev_pages", "seeds", "__main__"}
PORTAL_FILES = python_files("portal")
PAGES = [path for path in PORTAL_FILES if {"pages", "pages.py", "callbacks.py"} & set(path.parts)]


def is_foreign_inner(name: str, room: str) -> bool:
    parts = name.split(".")
    return parts[0] == "portal" and len(parts) > 2 and parts[1] != room and parts[2] in INNER


@pytest.mark.parametrize("path", [each for each in PORTAL_FILES if room_of(each) not in BUILDERS], ids=shown)
def test_nobody_reaches_into_another_room(path):
    foreign = sorted(name for name in imports_of(path) if is_foreign_inner(name, room_of(path)))
    if room_of(path) != "web":
        foreign = [name for name in foreign if not name.startswith("portal.web.")]
    assert not foreign, (
        f"{shown(path)} imports {', '.join(foreign)}. Call that room's actions or queries; "
        "fetch its fragment by its address (hx-get)."
    )


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_a_page_asks_no_table(path):
    direct = sorted(
        name
        for name in imports_of(path)
        if name.split(".")[0] == "piccolo"
        or name in {"portal.kit.database.fetch", "portal.kit.database.fetch_as"}
        or (name.startswith("portal.") and name.split(".")[2:3] == ["tables"])
    )
    assert not direct, (
        f"{shown(path)} imports {', '.join(direct)}: reads belong in queries.py, deeds in actions.py."
    )


@pytest.mark.parametrize("path", PORTAL_FILES, ids=shown)
def test_only_the_key_of_a_meeting_is_known(path):
    known = {name for name in imports_of(path) if name.split(".")[0] == "meetings"}
    foreign = sorted(
        name for name in known if not f"{name}.".startswith("meetings.tokens.") and name != "meetings"
    )
    assert not foreign, (
        f"{shown(path)} imports {foreign}: between portal and meetings there is HTTP and a token."
    )


def test_the_media_server_does_not_know_the_portal():
    knowing = [
        shown(path)
        for path in python_files("meetings")
        if any(n.startswith("portal") for n in imports_of(path))
    ]
    assert not knowing, (
        f"{knowing}: the media server runs without the portal; send what it needs in the token."
    )


@pytest.mark.parametrize("room", rooms(), ids=shown)
def test_a_room_says_what_it_is_for(room):
    tree = tree_of(room / "__init__.py")
    words = ast.get_docstring(tree) or ""
    assert words, (
        f"{shown(room)}/__init__.py: say in 3 to 8 lines what the room is for, owns and does not do."
    )
    assert len(tree.body) == 1, f"{shown(room)}/__init__.py holds code: it is for the docstring alone."


@pytest.mark.parametrize("path", [*PORTAL_FILES, *python_files("meetings", "tests")], ids=shown)
def test_a_name_says_something(path):
    vague = VAGUE & {each.removesuffix(".py").removeprefix("test_") for each in path.parts}
    assert not vague, f"{shown(path)}: name it for what it does; {vague} could be anything."


@pytest.mark.parametrize("path", PORTAL_FILES, ids=shown)
def test_a_file_says_what_it_is(path):
    empty = not tree_of(path).body and path.parent != PORTAL
    assert empty or ast.get_docstring(tree_of(path)), (
        f"{shown(path)}: begin with a docstring: what it is, what not."
    )
