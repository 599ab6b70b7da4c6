"""Files: how bytes come in, are looked at, kept, shown and handed out.

Uploaded bytes wait in an encrypted spool until the door has looked at them; the store takes nothing
but what the door admitted. The room knows contents, not rights: who may read a file is decided by the
room that refers to it. It does not decide what happens to a state secret; that is `portal.secrecy`.
"""
