"""A small living department for the demo: people, keys, books, and documents on their way.

`seed` writes it into an empty database by the same deeds that people do; it is run once and never over anything.
"""
