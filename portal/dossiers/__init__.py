"""Dossiers (hồ sơ) of administrative procedures at the one-stop desk: filed, accepted, worked on, resolved, delivered.

Owns where a dossier stands, its codes and papers, its clock, the requests for supplements, and what is counted
about them. What a procedure asks for and how long it may take is `procedures`; money is `payments`; the letters and
decisions that come out of a dossier are `documents`. It talks to no other system itself.
"""
