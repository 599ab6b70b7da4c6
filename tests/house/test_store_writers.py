"""Nothing gets into the store of files but through the door."""

import ast

import pytest

from tests.house.plan import imports_of, python_files, shown, tree_of

STORE, DOOR = "portal/files/store.py", "portal/files/door.py"
PORTAL_FILES = python_files("portal")
WRITES_OF_OBSTORE = {"put", "put_async", "copy", "copy_async", "rename", "rename_async", "open_writer"}
REMOVERS = {STORE, "portal/files/jobs.py"}


@pytest.mark.parametrize("path", [each for each in PORTAL_FILES if shown(each) != STORE], ids=shown)
def test_only_the_store_knows_where_bytes_are_kept(path):
    assert not {name for name in imports_of(path) if name.split(".")[0] == "obstore"}, (
        f"{shown(path)} imports obstore. Let portal.secrecy's `receive` or portal.files.door's `admit_made` admit the "
        "bytes, and hand what they give to portal.files.store."
    )


@pytest.mark.parametrize("path", [each for each in PORTAL_FILES if shown(each) != DOOR], ids=shown)
def test_only_the_door_admits(path):
    makers = [node.lineno for node in calls_in(path) if called(node) == "Admitted"]
    borrowed = [name for name in imports_of(path) if name == "portal.files.door._DOOR"]
    reached = [node.lineno for node in ast.walk(tree_of(path)) if getattr(node, "attr", "") == "_DOOR"]
    wrong = [*makers, *borrowed, *reached]
    assert not wrong, f"{shown(path)}, {wrong}: only portal.files.door makes an Admitted."


@pytest.mark.parametrize("path", [each for each in PORTAL_FILES if shown(each) not in REMOVERS], ids=shown)
def test_bytes_are_taken_out_by_the_jobs_of_files_alone(path):
    names = {"take_out", "_remove_bytes"}
    assert not [name for name in imports_of(path) if name.removeprefix("portal.files.store.") in names]
    assert not [node.lineno for node in calls_in(path) if called(node) in names]


@pytest.mark.parametrize("path", PORTAL_FILES, ids=shown)
def test_rows_of_files_are_written_by_the_store_and_the_seal_alone(path):
    owners = {STORE, "portal/files/seal.py"}
    lines = [node.lineno for node in texts_in(path) if writes_rows(node.value) and shown(path) not in owners]
    assert not lines, (
        f"{shown(path)}, lines {lines}: a row of stored_file is written by portal.files.store.put."
    )


def test_every_write_of_the_store_takes_what_was_admitted():
    functions = [node for node in ast.walk(tree_of_store()) if isinstance(node, ast.AsyncFunctionDef)]
    writers = [each for each in functions if WRITES_OF_OBSTORE & {called(call) for call in calls_of(each)}]
    assert [each.name for each in writers] == ["_write"]
    for name in ("_write", "put", "keep"):
        [function] = [each for each in functions if each.name == name]
        assert ast.unparse(function.args.args[0].annotation) == "Admitted"


def tree_of_store():
    return tree_of(next(each for each in PORTAL_FILES if shown(each) == STORE))


def calls_of(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def calls_in(path):
    return calls_of(tree_of(path))


def texts_in(path):
    return [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def writes_rows(text):
    words = " ".join(text.lower().split())
    return words.startswith(("insert into stored_file", "update stored_file", "delete from stored_file"))


def called(call):
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
