"""Administrative procedures: what an applicant is asked, what must be brought, what it costs, who works on it.

Owns the editions of each procedure: questions and their kinds, conditions, papers, fees, time and work steps,
and what must be right before one is published. An edition never changes once published; questions keep their
stable ids from edition to edition, so that answers can be read through any of them.
It keeps no dossiers and runs no clock (`dossiers`), and collects no money (`payments`).
"""
