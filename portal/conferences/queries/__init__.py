"""Reads of meetings; the viewer comes first, so what one may not see is not found."""
