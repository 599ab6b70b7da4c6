"""Programs that are not ours say the same: poppler's pdfsig and qpdf."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed ({package})")
    for program, package in (("pdfsig", "poppler-utils"), ("certutil", "libnss3-tools"))
]


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


@pytest.fixture(scope="module")
def believing(pki, tmp_path_factory) -> Path:
    """An NSS database that trusts the demo's root."""
    folder = tmp_path_factory.mktemp("nss")
    root = pki.folder / "trust" / "demo-root.pem"
    run("certutil", "-N", "-d", str(folder), "--empty-password")
    run("certutil", "-A", "-d", str(folder), "-n", "demo", "-t", "CT,C,C", "-i", str(root))
    return folder


@pytest.fixture(scope="module")
def said(stages, believing, tmp_path_factory) -> list[str]:
    """What pdfsig says of the person's and of the agency's signature."""
    file = tmp_path_factory.mktemp("pdfsig") / "sealed.pdf"
    file.write_bytes(stages.sealed.pdf)
    return run("pdfsig", "-nssdir", str(believing), str(file)).split("Signature #")[1:]


def test_both_signatures_are_valid_and_trusted(said):
    assert len(said) == 2
    for words in said:
        assert "Signature is Valid." in words
        assert "Certificate is Trusted." in words


def test_the_last_covers_the_total_document(said):
    assert "Not total document signed" in said[0]
    assert "Total document signed" in said[1]


def test_names_with_diacritics_arrive(said):
    assert "Trần Quốc Việt" in said[0]
    assert "ETSI.CAdES.detached" in said[0]


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
@pytest.mark.parametrize("stage", ["prepared", "numbered", "sealed"])
def test_the_file_is_well_formed_at_every_stage(stages, tmp_path, stage):
    content = getattr(stages, stage)
    file = tmp_path / "checked.pdf"
    file.write_bytes(getattr(content, "pdf", content))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
