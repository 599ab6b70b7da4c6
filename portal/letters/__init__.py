"""What the portal itself writes to people by e-mail: written in the deed's transaction, sent by a job.

Owns the outbox, its delivery with retry, and its page for the administrator. What a letter says is decided by the
room that writes it, with templates in `templates/letters/<name>/`. People's own mailboxes are the room `mail`.
"""
