"""What a drafter types (pure): one version of a draft, its checks before it is submitted, and what differs."""

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields

from portal.kit.i18n import _

_ABOUT = re.compile(r"^(?:v\s*/\s*v|về\s+việc)(?!\w)[\s:]*", re.IGNORECASE)
_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_PAIRS = 4_000_000  # of words compared with each other: about a second


@dataclass(frozen=True, slots=True)
class Draft:
    """One version. Lists are lines as typed; `to_units` are ids of our own units among "Nơi nhận".
    `body` is in the markup of `documents.markup`.
    """

    type_name: str = "Công văn"
    subject: str = ""
    body: str = ""
    addressees: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    to_units: tuple[int, ...] = ()
    mandate_id: int | None = None
    urgency: int = 0
    is_internal_only: bool = False

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Draft":
        """A kept version; fields that came later have their defaults."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in json.loads(text).items() if name in known}
        return cls(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        )


def without_about(subject: str) -> str:
    """A letter's subject without a leading "V/v" or "Về việc", which the page prints itself."""
    return _ABOUT.sub("", subject)


def problems(draft: Draft) -> dict[str, str]:
    """What is missing before the draft can be submitted, by field."""
    found = {}
    if not draft.subject:
        found["subject"] = _("Hãy ghi trích yếu.")
    if not draft.body.strip():
        found["body"] = _("Hãy soạn nội dung.")
    if draft.mandate_id is None:
        found["mandate_id"] = _("Chọn người ký.")
    if not (draft.addressees or draft.copies_to or draft.to_units):
        found["addressees"] = _("Ghi ít nhất một nơi nhận.")
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text in a comparison: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def compared(fields: list[tuple[str, str, str]]) -> list[tuple[str, list[Change]]]:
    """What differs in each field (name, old, new); for a worker process, as long texts take their time."""
    return [(name, list(compare(old, new))) for name, old, new in fields]


def compare(old: str, new: str) -> Iterator[Change]:
    """Word by word what left and what came between two texts; long passages that differ wholly are not taken apart."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, start, end, new_start, new_end in _opcodes(before, after):
        gone, came = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal":
            yield Change("same", gone)
        else:
            yield from _compare_words(gone, came)


def _compare_words(old: str, new: str) -> Iterator[Change]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _replaced(old, new)
        return
    # Two texts are not alike because both have blanks: else each word would stand beside a stranger's.
    for tag, start, end, new_start, new_end in _opcodes(before, after, str.isspace):
        gone, came = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal":
            yield Change("same", gone)
        else:
            yield from _replaced(gone, came)


def _replaced(gone: str, came: str) -> Iterator[Change]:
    if gone:
        yield Change("gone", gone)
    if came:
        yield Change("new", came)


def _opcodes(
    before: list[str], after: list[str], is_no_anchor: Callable[[str], bool] | None = None
) -> list[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(is_no_anchor, before, after, autojunk=False).get_opcodes()
