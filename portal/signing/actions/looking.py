"""Looking at the signatures of bytes and of kept files, and whom that look believes."""

from hashlib import sha256
from pathlib import Path

from portal.files import store
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.workers import in_thread, in_worker
from portal.settings import settings
from portal.signing.certificates import Trust, der
from portal.signing.kept import to_json
from portal.signing.verdicts import Verdict
from portal.signing.verify import verify
from portal.web.live import publish

CHECK = "signing.check_file"


async def trust() -> Trust:
    """What verification believes here: the roots and revocation lists in the data folder or the settings."""
    return await in_thread(_trust)


def _trust() -> Trust:
    folder = Path(settings().data)
    named = settings().trust_roots
    files = [Path(named)] if named else sorted((folder / "trust").glob("*.pem"))
    roots = tuple(part for file in files for part in _certificates(file.read_bytes()))
    crls = tuple(file.read_bytes() for file in sorted((folder / "crl").glob("*.crl")))
    return Trust(roots, crls, fetch=settings().revocation == "online")


def _certificates(text: bytes) -> list[bytes]:
    end = b"-----END CERTIFICATE-----"
    return [part.strip() + b"\n" + end + b"\n" for part in text.split(end) if b"BEGIN CERTIFICATE" in part]


def bundle_name(believed: Trust) -> str:
    """How many roots were believed and a fingerprint of them all, so that one can say which bundle a verdict used."""
    prints = sorted(sha256(der(root)).hexdigest() for root in believed.roots)
    return f"{len(prints)}:{sha256(''.join(prints).encode()).hexdigest()[:16]}"


async def look(pdf: bytes) -> Verdict:
    """Everything there is to say about the signatures of some bytes, which are not kept."""
    return await in_worker(verify, pdf, await trust(), utc_now())


async def ask_for_look(file_ids: list[int], subject: tuple[str, int]) -> None:
    """Have files looked at in the background; pages that show `subject` hear of what was found."""
    topic = f"{subject[0]}:{subject[1]}"
    async with transaction():
        for file_id in file_ids:
            await enqueue(CHECK, {"file": file_id, "topic": topic}, subject=subject)


async def look_at_file(file_id: int, topic: str = "") -> Verdict:
    """Look at a kept file and keep what was found; the first look stays beside the latest. Tells pages of `topic`."""
    file = await store.file_facts(file_id)
    believed, now = await trust(), utc_now()
    verdict = await in_worker(verify, await store.read(file.sha256), believed, now)
    kept, bundle = to_json(verdict), bundle_name(believed)
    async with transaction():
        await execute(
            "insert into signature_verdict (file_id, standing, content, bundle, checked_at,"
            " first_content, first_bundle, first_checked_at) values (?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (file_id) do update set standing = excluded.standing, content = excluded.content,"
            " bundle = excluded.bundle, checked_at = excluded.checked_at",
            *(file_id, verdict.standing.name.lower(), kept, bundle, now, kept, bundle, now),
        )
        if topic:
            publish(topic)
    return verdict
