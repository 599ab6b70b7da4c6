"""The same list of documents in plain Django, to measure the portal against: see `benchmarks.pages`.

It is written as one would write it for speed without leaving Django's own ways: the stock middleware, sessions in the
database, the ORM with one statement for what belongs together, Jinja templates compiled once and kept, connections
that stay open. What hardly changes it remembers, as the portal does. It is no part of the portal.
"""
