"""Meetings in real browsers, for tests and benchmarks: nodes as processes, the product's own page, lines that fail.

The portal is a pretend one or the real one; nothing of the page or of the node is changed. A script that is run before
the page's own (`watch.js`) looks on: it collects connections and messages and leads both over somebody's line.
"""
