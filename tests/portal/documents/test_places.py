"""Places of a laid-out file survive being kept."""

import json
from dataclasses import asdict, fields

from hypothesis import given
from hypothesis import strategies as some

from portal.documents.places import places_from
from portal.signing.places import Box, Line, Places

numbers = some.floats(0, 1000)


def any_of(kind: type) -> some.SearchStrategy:
    """An instance with numbers everywhere; the first field is a page where it is called so."""
    return some.builds(
        kind, **{each.name: some.integers(0, 9) if each.name == "page" else numbers for each in fields(kind)}
    )


@given(
    some.builds(
        Places,
        person=any_of(Box),
        agency=any_of(Box),
        number=any_of(Line),
        day=any_of(Line),
        month=any_of(Line),
    )
)
def test_what_was_kept_is_read_as_it_was(places: Places) -> None:
    assert places_from(json.dumps(asdict(places))) == places
