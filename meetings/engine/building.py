"""Makes the compiled core where there is a C compiler: once for each state of its source, in a folder of its own."""

import hashlib
import logging
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent / "core"
FOLDER = Path(sys.prefix) / "var" / "meetings"
OPTIONS = ("-O2", "-std=gnu11", "-shared", "-fPIC")
PATIENCE = 120.0
_log = logging.getLogger(__name__)


def declarations() -> str:
    """What the core offers, in C."""
    return (SOURCES / "api.h").read_text(encoding="utf-8")


def built_core(folder: Path = FOLDER) -> Path | None:
    """The library, made now if it is not there yet; None where it cannot be: not Linux, no compiler, no room."""
    if sys.platform != "linux":
        return None
    library = folder / f"core-{_state()}.so"
    try:
        return library if library.exists() else _build(library)
    except subprocess.CalledProcessError as error:
        _log.warning(
            "the compiled engine could not be made: %s", error.stderr.decode(errors="replace")[:2000]
        )
    except (OSError, subprocess.SubprocessError) as error:
        _log.info("there is no compiled engine: %s", error)
    return None


def _state() -> str:
    """Changes with the source, the options and the machine."""
    files = sorted(SOURCES.glob("*.[ch]"))
    told = [platform.machine(), *OPTIONS, *(each.read_text(encoding="utf-8") for each in files)]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def _build(library: Path) -> Path | None:
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return None
    library.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=library.parent) as scratch:
        made = Path(scratch) / library.name
        sources = sorted(str(each) for each in SOURCES.glob("*.c"))
        command = [*compiler.split(), *OPTIONS, "-o", str(made), *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        os.replace(made, library)
    return library
