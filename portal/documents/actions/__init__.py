"""The deeds on documents, one file per part of a document's life; each deed is one transaction."""

import portal.documents.facts  # noqa: F401  the log must know the facts before one is recorded
