"""The parts of reading an incoming document: its text as lines, its agency, its signer.

Pure. `portal.documents.reading` is the door; nothing else imports from here.
"""
