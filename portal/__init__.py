"""Cổng Công vụ: the portal from which a government department works.

Each folder is a room of the house and holds one capability; `app.py` alone knows them all.
`docs/architecture.md` draws who may import whom.
"""
