"""Conditions: the tree and its JSON (`tree`), whether it holds (`evaluation`), whether it makes sense (`checking`).

All of it is pure.
"""
