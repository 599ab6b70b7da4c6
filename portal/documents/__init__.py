"""Official documents: received, drafted, laid out, signed, numbered, issued and kept in the registers.

The room owns what a document is and where it stands, and the look that Decree 30/2020 gives it on paper.
It does not sign (`signing`), does not carry documents between agencies (`exchange`) and does not follow
assignments to their end (`tasks`).
"""
