"""Reads of the documents room; the first argument is the viewer, and what they may not see is not found."""
