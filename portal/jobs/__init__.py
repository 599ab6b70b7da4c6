"""Work that is done later, outside the request: letters, signatures, indexing, exchange, clean-up.

A job is a row of the same database, written in the transaction of the deed that wants it, so that neither
exists without the other. Workers lease jobs, in the portal's own process or in others beside it. A job runs
at least once; whoever is called makes doing it twice harmless. What fails is tried again, later and later,
and in the end lies dead where an administrator sees it. This room knows no other: kinds are names.
"""
