"""Deeds on meetings: one function each, in one transaction, written into the log."""
