"""Places of a laid-out file as they are kept with the document (pure)."""

import json

from portal.signing.places import Box, Line, Places


def places_from(text: str) -> Places:
    """The places that `json.dumps(asdict(places))` kept."""
    kept = json.loads(text)
    boxes = {name: Box(**kept[name]) for name in ("person", "agency") if kept.get(name)}
    lines = {name: Line(**kept[name]) for name in ("number", "day", "month") if kept.get(name)}
    return Places(**boxes, **lines)
