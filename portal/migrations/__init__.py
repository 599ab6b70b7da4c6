"""How the database comes to have the tables that the code expects: one step after the other, once each.

`runner.migrate()` runs at every start, in one process at a time. The steps in `steps/` are Piccolo
migrations; Piccolo imports every file of that folder by its bare name, so nothing else lives there and
the names begin with `congvu_`. Before the first release there is a single step, which `renew` writes anew.
"""
