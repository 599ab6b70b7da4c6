"""One box for everything a person may see: titles, numbers, senders and the text of papers.

Rooms put what can be found into the index in the transaction of the deed, together with who may read it; the rights
are part of the query, never a filter afterwards. This room knows no other room's tables and never asks them.
"""
