"""Every check of the repository, in order: style, layers, types, tests. `./run test` calls it.

With arguments it is pytest alone with those arguments. Programs that the tests talk to are installed where
that is allowed (root on Debian); what is left out is named, with the reason.
"""

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# A program that tests start, and the Debian package that brings it.
PROGRAMS = {
    "chromium": "chromium",
    "pdfsig": "poppler-utils",
    "certutil": "libnss3-tools",
    "tesseract": "tesseract-ocr",
    "clamd": "clamav-daemon",
    "caddy": "caddy",
    "docker-compose": "docker-compose",
    "qpdf": "qpdf",
    "turnserver": "coturn",
}
VIETNAMESE_OCR = "tesseract-ocr-vie"
POSTGRES_PORT, REDIS_PORT = 5432, 6379
CHECKS = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "layers": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "types": ["-m", "mypy"],
}


def main(arguments: list[str]) -> int:
    """Run everything, or pytest alone with the arguments; 0 when all is well."""
    forget_settings()
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    install_programs()
    offer_postgres()
    offer_redis()
    if arguments:
        return python("-m", "pytest", *arguments)
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    tests = python(
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "--durations",
        "15",
        "tests",
    )
    if failed:
        print(f"Besides the tests, these checks failed (see above): {', '.join(failed)}")
    return tests or bool(failed)


def forget_settings() -> None:
    """The caller's portal is none of the tests' business: usual settings, and a data folder that goes afterwards."""
    for name in [each for each in os.environ if each.startswith("CONGVU_") and "_TEST_" not in each]:
        del os.environ[name]
    os.environ["CONGVU_DATA"] = tempfile.mkdtemp(prefix="congvu-test-")
    atexit.register(shutil.rmtree, os.environ["CONGVU_DATA"], ignore_errors=True)


def passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return python(*command) == 0


def python(*arguments: str) -> int:
    return subprocess.run([sys.executable, *arguments]).returncode


def install_programs() -> None:
    """Bring the Debian packages whose programs are missing, or say which are left out and why."""
    wanted = missing_packages()
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"Left out: what needs {', '.join(wanted)}. Install them to have it tested too.", flush=True)
        return
    print(f"Installing {', '.join(wanted)} …", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "-q", "update"], **quiet)
    subprocess.run(["apt-get", "-q", "install", "-y", "--no-install-recommends", *wanted], **quiet)
    for package in missing_packages():
        print(f"Left out: what needs {package}, which could not be installed.", flush=True)


def missing_packages() -> list[str]:
    wanted = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if not vietnamese_is_read():
        wanted.append(VIETNAMESE_OCR)
    if not answers(POSTGRES_PORT) and not postgres_programs():
        wanted.append("postgresql")
    if not answers(REDIS_PORT) and not shutil.which("redis-server"):
        wanted.append("redis-server")
    return wanted


def vietnamese_is_read() -> bool:
    listed = shutil.which("tesseract") and subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True
    )
    return bool(listed) and "vie" in listed.stdout.split()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    found = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda each: int(re.sub(r"\D", "", each.parent.name))) if found else None


def offer_postgres() -> None:
    """Where nothing answers on 127.0.0.1:5432, a PostgreSQL for this run alone, for user postgres without a word."""
    if answers(POSTGRES_PORT):
        return
    programs = postgres_programs()
    if not programs:
        print("Left out: PostgreSQL. The tests run on SQLite alone.", flush=True)
        return
    folder = Path(tempfile.mkdtemp(prefix="congvu-postgres-"))
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if owner:
        shutil.chown(folder, "postgres")
    made = [*owner, str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "--auth=trust"]
    subprocess.run([*made, "--encoding=UTF8", "--no-sync"], check=True, stdout=subprocess.DEVNULL)
    listening = ["-p", str(POSTGRES_PORT), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
    start([*owner, str(programs / "postgres"), "-D", str(folder / "data"), *listening], POSTGRES_PORT, folder)


def offer_redis() -> None:
    """Where nothing answers on 127.0.0.1:6379, a Redis for this run alone."""
    program = shutil.which("redis-server")
    if not answers(REDIS_PORT) and program:
        folder = Path(tempfile.mkdtemp(prefix="congvu-redis-"))
        start([program, "--port", str(REDIS_PORT), "--save", "", "--dir", str(folder)], REDIS_PORT, folder)


def start(command: list[str], port: int, folder: Path) -> None:
    """Start a server, wait until it answers, and end it with this process."""
    server = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    atexit.register(stop, server, folder)
    for _ in range(100):
        if answers(port):
            return
        time.sleep(0.1)
    print(f"Left out: {Path(command[-1]).name} did not answer on port {port}.", flush=True)


def stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    """SIGINT to the whole group: runuser does not hand signals on, and PostgreSQL ends at once on this one."""
    os.killpg(server.pid, 2)
    server.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
