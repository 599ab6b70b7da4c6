"""`./run` starts with nothing but Python: it helps, refuses kindly, and leaves other environments outside."""

import os
import re
import runpy
import subprocess
import sys

import pytest

from tests.house.plan import ROOT

RUN = str(ROOT / "run")
DOCS = ROOT / "docs"


def run(*arguments, **environ):
    return subprocess.run(
        [sys.executable, RUN, *arguments], capture_output=True, text=True, env=os.environ | environ
    )


@pytest.fixture
def script():
    return runpy.run_path(RUN)


@pytest.mark.parametrize("asked", [[], ["help"], ["--help"]])
def test_it_says_what_it_can_do(asked):
    told = run(*asked)
    assert told.returncode == 0
    for command in ("demo", "dev", "test", "bench", "messages", "congvu", "help"):
        assert f"./run {command}" in told.stdout


def test_an_unknown_command_is_refused_with_the_list():
    told = run("dmeo")
    assert told.returncode == 1
    assert "./run dmeo: no such command." in told.stderr
    assert "./run demo" in told.stderr


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(each.name for each in DOCS.glob("*.md"))]
)
def test_the_documents_name_commands_that_exist(page, script):
    text = next(each for each in (ROOT / page, DOCS / page) if each.exists()).read_text(encoding="utf-8")
    unknown = set(re.findall(r"\./run ([a-z-]+)", text)) - {*script["COMMANDS"], "help"}
    assert not unknown, f"{page} names {unknown}, which ./run does not know."


def test_another_environment_does_not_leak_in():
    told = run("bench", PYTHONPATH="/nowhere", PYTHONHOME="", VIRTUAL_ENV="/nowhere")
    assert told.returncode == 0, told.stderr


def test_a_relative_data_folder_is_meant_from_where_one_stands(script, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONGVU_DATA", "dulieu")
    script["place_data"]()
    assert os.environ["CONGVU_DATA"] == str(tmp_path / "dulieu")


def test_an_older_python_is_told_in_one_sentence(script, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        script["require_python"]()


def test_the_installer_is_told_what_pip_was_told(script, monkeypatch, tmp_path):
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path} {tmp_path}/missing")
    told = script["uv_environment"]()
    assert told["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert told["UV_FIND_LINKS"] == str(tmp_path)
    assert told["UV_PYTHON_DOWNLOADS"] == "never"


def test_the_environment_is_made_anew_when_the_lock_changes(script, tmp_path, monkeypatch):
    lock = "requirements.lock"
    for name in ("ROOT", "VENV"):
        monkeypatch.setitem(script["digest"].__globals__, name, tmp_path)
    monkeypatch.setitem(script["digest"].__globals__, "PYTHON", tmp_path / lock)
    (tmp_path / lock).write_text("one==1\n")
    script["stamp"](lock).write_text(script["digest"](lock))
    assert script["is_current"](lock)
    (tmp_path / lock).write_text("one==2\n")
    assert not script["is_current"](lock)
