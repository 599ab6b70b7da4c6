"""The deeds of people, a file for each thing they are done to."""

import portal.people.facts  # noqa: F401  the log must know the facts before one is recorded
