"""libsrtp as Debian has it, but built on OpenSSL instead of NSS: what a patient administrator would do to Janus."""

import subprocess
from pathlib import Path

from benchmarks.servers import ROOT

FOLDER = ROOT / "var" / "bench" / "libsrtp2"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_TARGETS = (
    "apt-get",
    "indextargets",
    "--format",
    "$(REPO_URI) $(RELEASE) $(COMPONENT)",
    "Created-By: Packages",
)


def tuned_srtp() -> Path | None:
    """The folder with libsrtp2.so.1, built at the first use; None, with a line that says why, where it cannot be."""
    found = _built()
    if found is not None:
        return found
    try:
        _build()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"  no tuned Janus: libsrtp could not be built from Debian's source package ({error})")
        return None
    return _built()


def _built() -> Path | None:
    return next((each.parent for each in FOLDER.glob("libsrtp2-*/libsrtp2.so.1")), None)


def _build() -> None:
    (FOLDER / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (FOLDER / "source.list").write_text(_sources())
    given = {"Dir::Etc::SourceList": FOLDER / "source.list", "Dir::Etc::SourceParts": "/dev/null"}
    given["Dir::State::Lists"] = FOLDER / "lists"
    options = [part for name, value in given.items() for part in ("-o", f"{name}={value}")]
    _run(FOLDER, "apt-get", *options, "update")
    _run(FOLDER, "apt-get", *options, "source", "libsrtp2")
    folder = next(FOLDER.glob("libsrtp2-*/"))
    _run(folder, "./configure", "--enable-openssl", "CFLAGS=-O2 -g")
    _run(folder, "make", "shared_library")


def _sources() -> str:
    """The source packages of where this machine has its packages from."""
    told = subprocess.run(_TARGETS, check=True, capture_output=True, text=True).stdout
    return "".join(f"deb-src [signed-by={KEYRING}] {line}\n" for line in sorted(set(told.splitlines())))


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
