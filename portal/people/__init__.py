"""Who works here: accounts, units as a dated tree, posts, roles, delegations, and how people come in.

Owns signing in (password, second factor, sessions, invitations) and the agency's dated identity.
`rights` turns posts, roles and delegations of one day into a `Viewer`; every other room asks that viewer
and never looks up a role by itself. A delegation here is never a mandate to sign: those belong to documents.
"""
