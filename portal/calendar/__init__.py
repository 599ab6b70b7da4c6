"""The office's calendar: which days are worked.

Owns the days off and the yearly swaps, as data that an administrator keeps. Counting is `kit.working_days`.
"""
