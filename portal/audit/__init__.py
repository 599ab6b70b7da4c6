"""The log of every deed: who did what to which thing, when, and for whom.

Append-only and hash-chained over ids, keys and a salted hash of the readable part. The readable part (names,
words) is a row of its own: what the law orders erased can be erased there while the chain still holds.
Actor and subject are plain ids without foreign keys, so that the log outlives the rows.
"""
