"""`python -m benchmarks.peer.prepare ACCOUNT`: make Django's table of sessions and a session; prints its key."""

import os
import sys

import django


def main(account_id: int) -> str:
    """Migrate the session table and sign the account in; returns the key of the session."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peer.settings")
    django.setup()
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", "sessions", verbosity=0)
    session = SessionStore()
    session["account"] = account_id
    session.create()
    return session.session_key


if __name__ == "__main__":
    print(main(int(sys.argv[1])))
