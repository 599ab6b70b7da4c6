"""Deeds at the door, each a transaction: receiving, claims of a false alarm, second looks, seals."""

import portal.secrecy.facts  # noqa: F401  the log must know the facts before one is recorded
