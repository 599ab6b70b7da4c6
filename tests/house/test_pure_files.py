"""Files that decide know neither the web, nor the database, nor the event loop, nor the time."""

import ast

import pytest

from tests.house.plan import ROOT, WORKING_NAMES, imports_of, is_decided, python_files, shown, tree_of

# Files that are not pure though their name does not say so, each with the reason.
WORKING_FILES = {
    "portal/kit/clock.py": "is the one place that reads the clock",
    "portal/kit/workers.py": "hands slow work to processes",
    "portal/kit/database.py": "is the way to the database",
    "portal/kit/transactions.py": "is the way to the database",
    "portal/kit/sqlite_engine.py": "is the way to the database",
    "portal/kit/sqlite_connection.py": "is the way to the database",
    "portal/kit/postgres_engine.py": "is the way to the database",
    "portal/audit/record.py": "writes the log within the transaction of the deed",
    "portal/audit/exports.py": "writes down what queries found, in their own words",
    "portal/audit/verification.py": "walks the whole log",
    "portal/notifications/tell.py": "writes notices within the transaction of the deed",
    "portal/notifications/recipients.py": "looks up who is told",
    "portal/search/index.py": "writes the index within the transaction of the deed",
    "portal/files/store.py": "keeps the bytes",
    "portal/files/claims.py": "writes down who is about to touch a content",
    "portal/files/seal.py": "freezes and purges what is discovered late",
    "portal/files/previews.py": "keeps the page images that are made in the background",
    "portal/files/serve.py": "streams a file to a browser",
    "portal/files/spool.py": "holds sealed bytes on disk until the door has decided",
    "portal/files/door.py": "asks the virus scanner",
    "portal/files/checks.py": "asks the reader of scans",
    "portal/people/sessions.py": "is the middleware that knows who asks",
    "portal/signing/sign.py": "runs pyHanko, which is asynchronous, in a worker process",
    "portal/signing/verify.py": "runs pyHanko, which is asynchronous, in a worker process",
    "portal/signing/certificates.py": "runs pyHanko, which is asynchronous, in a worker process",
}
WORLDLY = (
    "litestar",
    "piccolo",
    "asyncio",
    "obstore",
    "aiosqlite",
    "asyncpg",
    "portal.kit.database",
    "portal.web",
)
CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
}
PURE_FILES = [
    each for each in python_files("portal") if is_decided(each) and shown(each) not in WORKING_FILES
]


def reaches_out(name: str) -> bool:
    own = name.split(".")[2:3] if name.startswith("portal.") else []
    return any(name == each or name.startswith(each + ".") for each in WORLDLY) or bool(
        WORKING_NAMES & set(own)
    )


def asks_the_time(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return (called.value.id, called.attr) in CLOCK
    return isinstance(called, ast.Name) and called.id == "utc_now"


@pytest.mark.parametrize("path", PURE_FILES, ids=shown)
def test_a_file_that_decides_imports_nothing_worldly(path):
    worldly = sorted(filter(reaches_out, imports_of(path)))
    assert not worldly, (
        f"{shown(path)} decides, so it must stay pure, but imports {', '.join(worldly)}. Move that part to "
        "queries.py, actions.py or another working file, and hand over what it found as an argument."
    )


@pytest.mark.parametrize("path", PURE_FILES, ids=shown)
def test_a_file_that_decides_is_told_the_time(path):
    lines = [node.lineno for node in ast.walk(tree_of(path)) if asks_the_time(node)]
    assert not lines, f"{shown(path)}, lines {lines}: take the time as an argument; actions.py knows it."


@pytest.mark.parametrize("name", WORKING_FILES)
def test_every_exception_is_still_needed(name):
    path = ROOT / name
    assert path.exists(), f"Strike {name} from WORKING_FILES: no such file."
    is_working = any(map(reaches_out, imports_of(path))) or any(map(asks_the_time, ast.walk(tree_of(path))))
    assert is_working, f"Strike {name} from WORKING_FILES: it has become pure."
