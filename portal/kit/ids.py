"""Names for things: secrets nobody can guess, and the ids that fragments are swapped by."""

import secrets


def random_address() -> str:
    """A URL-safe name with 160 random bits, for what must not be found by trying."""
    return secrets.token_urlsafe(20)


def dom_id(kind: str, key: object, part: str = "") -> str:
    """The id of an element on a page: `dom_id("document", 7, "history")` is "document-7-history"."""
    return "-".join(str(piece) for piece in (kind, key, part) if piece != "")
