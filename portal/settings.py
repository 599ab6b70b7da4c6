"""All settings of the portal: one frozen dataclass, read once from the environment, each with a sentence.

`CONGVU_X_FILE` names a file whose contents are the value of `CONGVU_X`; odd values refuse to start.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path


class BadSetting(SystemExit):
    """A setting has a value that cannot be meant; the process does not start."""


def _setting(default: object, sentence: str) -> object:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is read from `CONGVU_` and its name in capitals."""

    data: Path = _setting(Path("data"), "Folder that holds the database, the files and the keys.")
    host: str = _setting("127.0.0.1", "Address the portal listens on.")
    port: int = _setting(8000, "Port the portal listens on.")
    public_url: str = _setting(
        "", "Address people use, such as https://congvu.example; empty: http://host:port."
    )
    allowed_hosts: str = _setting(
        "", "Host names the portal answers to, with commas; empty: that of the public address and loopback."
    )
    trusted_proxies: str = _setting(
        "127.0.0.1", "Addresses of proxies whose X-Forwarded-For is believed, with commas."
    )
    database_url: str = _setting(
        "", "PostgreSQL address, postgres://user:password@host/name; empty: SQLite in the data folder."
    )
    database_pool: int = _setting(8, "Connections each process keeps to the database.")
    valkey_url: str = _setting(
        "", "Valkey or Redis address for live updates over several processes; empty: one process."
    )
    storage_url: str = _setting("", "Where files are kept: s3://bucket/prefix; empty: the data folder.")
    s3_endpoint: str = _setting("", "Address of the S3-compatible server.")
    s3_region: str = _setting("us-east-1", "Region of the S3-compatible server.")
    s3_access_key: str = _setting("", "Access key of the S3-compatible server.")
    s3_secret_key: str = _setting("", "Secret key of the S3-compatible server.")
    worker: str = _setting("inside", "Where jobs run: inside (with the portal) or apart (congvu work).")
    cpu_workers: int = _setting(1, "Processes for slow work: signing, page images, OCR.")
    clamd: str = _setting(
        "", "Virus scanner: /path/to/clamd.sock or host:port; empty: files count as not scanned."
    )
    scan_required: bool = _setting(False, "Whether a file that could not be scanned for viruses is refused.")
    tesseract: str = _setting(
        "tesseract",
        "Program that reads scans; where it or its Vietnamese data is missing, scans are not read.",
    )
    ocr_pages: int = _setting(2, "How many first pages of a scan are read.")
    upload_limit_mb: int = _setting(100, "Largest file that may be uploaded, in MiB.")
    smtp_url: str = _setting(
        "",
        "Mail server for the portal's own letters, smtp://user:password@host:port; empty: letters are kept in the outbox only.",
    )
    mail_from: str = _setting("congvu@localhost", "Sender of the portal's own letters.")
    tsa_url: str = _setting("", "Time-stamping authority (RFC 3161); the demo sets its own.")
    tsa_timeout: int = _setting(180, "Seconds to wait for the time-stamping authority, all attempts together.")
    allow_without_timestamp: bool = _setting(
        False,
        "Whether a signature may be made without a time stamp (PAdES B-B) when the authority does not answer.",
    )
    trust_roots: str = _setting(
        "",
        "PEM file with the certificate authorities whose signatures are accepted; empty: trust/*.pem in the data folder.",
    )
    revocation: str = _setting(
        "online",
        "Where revocation is looked up: online (CRL and OCSP named in the certificate) or local (crl/*.crl in the data folder).",
    )
    meetings_urls: str = _setting(
        "",
        "WebSocket addresses of media servers for meetings that browsers may reach, with commas, such as wss://congvu.example; empty: no meetings. The demo sets its own.",
    )
    meetings_secret: str = _setting(
        "",
        "Secret that the portal shares with its media servers; empty: made once in the data folder.",
    )
    meetings_turn_urls: str = _setting(
        "", "TURN servers for networks that block UDP, with commas, such as turns:turn.example:443?transport=tcp."
    )
    meetings_turn_secret: str = _setting("", "Secret shared with the TURN servers (coturn's static-auth-secret).")
    meetings_most_people: int = _setting(100, "People that one meeting takes at most.")
    meetings_keep_short: int = _setting(30, "Days that recordings of the class short are kept.")
    meetings_keep_usual: int = _setting(365, "Days that recordings of the class usual are kept.")
    meetings_keep_long: int = _setting(3650, "Days that recordings of the class long are kept.")
    session_hours: int = _setting(12, "Hours after which a session ends.")
    session_idle_minutes: int = _setting(120, "Minutes without a request after which a session ends.")
    require_totp: str = _setting("", "Roles that must use a second factor, with commas.")
    demo: bool = _setting(False, "Show the demo's people on the login page; never on a real installation.")
    locale: str = _setting("vi", "Language of pages where the browser does not ask for another: vi or en.")
    workday_start: str = _setting("07:30", "Start of the working day.")
    workday_end: str = _setting("17:00", "End of the working day: deadlines fall on it.")
    log_level: str = _setting("INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR.")

    @property
    def address(self) -> str:
        """The portal's own address without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether people reach the portal over TLS, so that cookies may be bound to it."""
        return self.address.startswith("https://")


_CHOICES = {
    "worker": {"inside", "apart"},
    "revocation": {"online", "local"},
    "locale": {"vi", "en"},
    "log_level": {"DEBUG", "INFO", "WARNING", "ERROR"},
}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment.

    Raises BadSetting on an unknown `CONGVU_` name or a value of the wrong kind.
    """
    known = {f"CONGVU_{each.name.upper()}": each for each in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in environ.items():
        plain = name.removesuffix("_FILE")
        if not name.startswith("CONGVU_"):
            continue
        if plain not in known:
            raise BadSetting(f"{name}: no such setting; docs/settings.md lists them all")
        if name.endswith("_FILE"):
            text = Path(text).read_text(encoding="utf-8").strip()
        values[known[plain].name] = _convert(plain, text, type(known[plain].default))
    return Settings(**values)


def _convert(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise BadSetting(f"{name}: {text!r} is neither yes nor no")
        return text.lower() in {"1", "true", "yes"}
    if kind is int:
        if not text.isdigit():
            raise BadSetting(f"{name}: {text!r} is not a whole number")
        return int(text)
    choices = _CHOICES.get(name.removeprefix("CONGVU_").lower())
    if choices and text not in choices:
        raise BadSetting(f"{name}: {text!r} is none of {', '.join(sorted(choices))}")
    return Path(text) if issubclass(kind, Path) else text


@cache
def settings() -> Settings:
    """The settings of this process, read from its environment once."""
    return read_settings(os.environ)
