"""Secrecy: what happens at the door of the portal when something may be a state secret.

State secrets are kept out (Law 29/2018, article 5): refused and wiped, with a stub of the refusal that names
neither subject nor file; a false alarm is released by a second person, a scan that cannot be read is looked at
by one, and what is discovered late is sealed off under two. The room keeps no register of secrets.
"""
