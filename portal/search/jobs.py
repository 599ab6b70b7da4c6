"""Cleans the index out after something was erased for good."""

from portal.search.index import CLEAN_OUT, clean_out

JOBS = {CLEAN_OUT: clean_out}
