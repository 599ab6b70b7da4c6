"""Who may know whom: the media server and the portal share tokens alone, and what decides touches nothing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = [
    *(
        ROOT / "meetings" / f"{name}.py"
        for name in ("asks", "tells", "snapshots", "protocol", "status", "errors")
    ),
    *(
        ROOT / "meetings" / "room" / f"{name}.py"
        for name in ("state", "contents", "entering", "lobby", "leading", "talking", "roles", "facts")
    ),
]
WORLDLY = {
    "asyncio",
    "time",
    "datetime",
    "random",
    "secrets",
    "os",
    "socket",
    "logging",
    "aiohttp",
    "websockets",
}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_the_media_server_never_imports_the_portal():
    knows = {
        path.relative_to(ROOT).as_posix(): sorted(
            name for name in imports(path) if name.split(".")[0] == "portal"
        )
        for path in (ROOT / "meetings").rglob("*.py")
    }
    assert {path: names for path, names in knows.items() if names} == {}


def test_the_portal_knows_of_the_media_server_only_its_tokens():
    knows = {
        path.relative_to(ROOT).as_posix(): names
        for path in (ROOT / "portal").rglob("*.py")
        if (names := {name for name in imports(path) if name.startswith("meetings")} - {"meetings"})
        and not all(name.startswith("meetings.tokens") for name in names)
    }
    assert knows == {}


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_what_decides_neither_waits_nor_reads_a_clock(path):
    assert {name.split(".")[0] for name in imports(path)} & WORLDLY == set()
