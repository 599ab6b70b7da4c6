"""The deeds of signing: making signatures, adding and removing keys, keeping the agency's, looking at files."""

import portal.signing.facts  # noqa: F401  the log must know the facts before one is recorded
