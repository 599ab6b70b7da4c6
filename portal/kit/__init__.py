"""Small things every room stands on: errors, time, text, money, ids, the viewer, the database.

Pure but for `database` and `http`: no framework, no clock, no reading or writing.
"""
