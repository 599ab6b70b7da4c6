"""A real coturn on loopback: TURN over UDP and TCP on one port, over TLS on another, with time-limited credentials."""

import asyncio
import contextlib
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROGRAM = shutil.which("turnserver", path="/usr/bin:/usr/local/bin:/bin")
SECRET = "a secret that the node and the relay share"


@dataclass(frozen=True)
class Relay:
    """Where it listens, and what it wrote to its log."""

    plain: int
    tls: int
    log: Path

    def url(self, scheme: str, transport: str) -> str:
        port = self.tls if scheme == "turns" else self.plain
        return f"{scheme}:127.0.0.1:{port}?transport={transport}"


@contextlib.asynccontextmanager
async def running_relay(folder: Path) -> AsyncIterator[Relay]:
    """It runs while the context lasts."""
    plain, tls = free_port(), free_port()
    write_certificate(folder)
    relay = Relay(plain, tls, folder / "turn.log")
    options = {
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "listening-port": plain,
        "tls-listening-port": tls,
        "realm": "meetings.example",
        "static-auth-secret": SECRET,
        "cert": folder / "cert.pem",
        "pkey": folder / "key.pem",
        "log-file": relay.log,
        "pidfile": folder / "turn.pid",
        "userdb": folder / "turn.db",
        "min-port": 49_152,
        "max-port": 65_535,
    }
    flags = [
        "use-auth-secret",
        "allow-loopback-peers",
        "no-cli",
        "simple-log",
        "verbose",
        "no-rfc5780",
        "fingerprint",
    ]
    arguments = [f"--{name}={value}" for name, value in options.items()] + [f"--{flag}" for flag in flags]
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "-n", *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await answers(plain)
        await answers(tls, ssl._create_unverified_context())
        yield relay
    finally:
        process.terminate()
        await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def answers(port: int, context: ssl.SSLContext | None = None) -> None:
    """Come back when the port takes connections; TimeoutError when it never does."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
                writer.close()
                return
            await asyncio.sleep(0.05)


def write_certificate(folder: Path) -> None:
    """Self-signed, for the relay's TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    folder.mkdir(parents=True, exist_ok=True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))
