"""The core is compiled once, where it can be; elsewhere the other engine runs."""

import os
import shutil

import pytest

from meetings.engine import building
from meetings.engine.compiled import CompiledEngine, NoCore
from meetings.engine.opening import open_engine
from meetings.engine.python import PythonEngine
from tests.meetings.engine.callers import Ears, opened

with_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no compiler here")


@with_compiler
def test_it_is_made_once(tmp_path):
    library = building.built_core(tmp_path)
    assert library is not None
    assert list(tmp_path.iterdir()) == [library]
    made = os.stat(library).st_mtime_ns
    assert building.built_core(tmp_path) == library
    assert os.stat(library).st_mtime_ns == made


@with_compiler
def test_warnings_of_the_compiler_are_faults(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "OPTIONS", (*building.OPTIONS, "-Wall", "-Wextra", "-Werror"))
    assert building.built_core(tmp_path) is not None


@pytest.mark.parametrize("compiler", ["/nowhere/cc", "false"])
def test_without_a_compiler_that_works_there_is_none(tmp_path, monkeypatch, compiler):
    monkeypatch.setenv("CC", compiler)
    assert building.built_core(tmp_path) is None


@with_compiler
@pytest.mark.parametrize(
    ("kind", "engine"), [("auto", CompiledEngine), ("python", PythonEngine), ("compiled", CompiledEngine)]
)
def test_the_setting_chooses(kind, engine):
    opened_engine = open_engine(opened(), Ears(), kind)
    assert type(opened_engine) is engine
    opened_engine.close()


def test_without_a_core_auto_is_python_and_compiled_is_refused(monkeypatch):
    monkeypatch.setattr("meetings.engine.compiled.built_core", lambda: None)
    sock = opened()
    with pytest.raises(NoCore):
        open_engine(sock, Ears(), "compiled")
    engine = open_engine(sock, Ears(), "auto")
    assert isinstance(engine, PythonEngine)
    engine.close()
    with pytest.raises(ValueError, match="python"):
        open_engine(sock, Ears(), "quick")
