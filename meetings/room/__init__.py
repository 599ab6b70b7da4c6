"""A running meeting: who is in it, what they may do, what everybody is told.

The state is pure (`state.apply(message, now)` gives effects); server and session carry messages in and effects out.
"""
