"""The administrator's way in: a menu into the rooms' own staff pages, and how the installation is doing.

Owns nothing: people, number books, letters and the log are looked after in their own rooms.
"""
