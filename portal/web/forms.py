"""Form fields to clean values, or one sentence per field, all at once.

Text is NFC-normalised on the way in. A form that fails is shown again with what was typed still there.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl

from litestar import Request

from portal.kit.errors import Invalid, NotAllowed, PortalError
from portal.kit.i18n import _
from portal.kit.text import nfc

T = TypeVar("T")
MOST_FIELDS = 2000
LARGEST_ID = 2**63 - 1  # what a bigint of either engine holds
_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_NUMBER = re.compile(r"[0-9]{1,19}")
# PostgreSQL keeps no NUL and no lone surrogate, and nobody can type either.
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def number_in(text: str) -> int | None:
    """The whole number that a text is, as ids in addresses are written; None for anything else or one too large."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= LARGEST_ID else None


def asking_again(error: PortalError) -> tuple[dict[str, str], int]:
    """What is said beside the fields of a form that is shown again with what was typed, and the answer's status.

    Raises the error where no other input would help: nothing there, somebody else's deed.
    """
    if isinstance(error, Invalid):
        return error.problems, error.status
    if error.status not in (NotAllowed.status, Invalid.status):
        raise error
    return {"": str(error)}, error.status


class FormData:
    """What was typed: names to lists of strings, as sent. `form["x"]` is the last one, `""` when missing."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()):
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(_UNKEEPABLE.sub("", value))

    def __getitem__(self, name: str) -> str:
        return self._values.get(name, [""])[-1]

    def get(self, name: str, default: str = "") -> str:
        """The last value, or `default` when the field was not sent."""
        return self._values.get(name, [default])[-1]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def many(self, name: str) -> list[str]:
        """All values sent under a name."""
        return list(self._values.get(name, ()))

    def names(self) -> list[str]:
        """The names of all fields that were sent."""
        return list(self._values)


async def read_form(request: Request) -> FormData:
    """The fields of an urlencoded form; of another kind of body, none. Raises Invalid for more than MOST_FIELDS.

    Not the framework's own reader: it keeps the last thousand bodies in memory, passwords and all.
    """
    state = request.scope["state"]
    if "form" not in state:
        is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        state["form"] = _parsed(await request.body()) if is_form else FormData()
    return state["form"]


def _parsed(body: bytes) -> FormData:
    text = body.decode("utf-8", "replace")
    try:
        return FormData(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as too_many:
        raise Invalid({"": _("Biểu mẫu gửi lên quá dài.")}) from too_many


class Fields:
    """Reads one field after another and gathers what is wrong; `done()` raises it together."""

    def __init__(self, form: FormData):
        self.form = form
        self.problems: dict[str, str] = {}

    def fail(self, name: str, sentence: str) -> None:
        """Mark a field as wrong; the first sentence stays."""
        self.problems.setdefault(name, sentence)

    def done(self) -> None:
        """Raise Invalid when any field was wrong."""
        if self.problems:
            raise Invalid(self.problems)

    def text(self, name: str, *, required: bool = False, max_length: int = 500) -> str:
        """One line: normal form C, blanks squeezed."""
        return self._measured(name, nfc(self.form[name]), required, max_length)

    def lines(self, name: str, *, required: bool = False, max_length: int = 100_000) -> str:
        """Several lines, kept as lines; each in normal form C."""
        raw = unicodedata.normalize("NFC", self.form[name]).replace("\r\n", "\n").replace("\r", "\n")
        return self._measured(name, raw.strip(), required, max_length)

    def _measured(self, name: str, value: str, required: bool, max_length: int) -> str:
        if required and not value:
            self.fail(name, _("Hãy điền mục này."))
        if len(value) > max_length:
            self.fail(
                name,
                _("Nhiều nhất %(most)s ký tự; đang có %(have)s.") % {"most": max_length, "have": len(value)},
            )
        return value

    def integer(
        self, name: str, *, required: bool = False, least: int | None = None, most: int | None = None
    ) -> int | None:
        """A whole number, or None when nothing was typed."""
        value = self.form[name].strip()
        if not value:
            if required:
                self.fail(name, _("Hãy điền mục này."))
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", value):
            self.fail(name, _("Hãy điền một số nguyên."))
            return None
        number = int(value)
        if (least is not None and number < least) or (most is not None and number > most):
            self.fail(name, _("Số này nằm ngoài khoảng cho phép."))
        return number

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day typed as dd/mm/yyyy, or None when nothing was typed."""
        value = self.form[name].strip()
        if not value:
            if required:
                self.fail(name, _("Hãy điền ngày, ví dụ 22/11/2026."))
            return None
        found = _DAY.fullmatch(value)
        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except (TypeError, ValueError):
            self.fail(name, _("Không có ngày này. Viết theo dạng ngày/tháng/năm, ví dụ 22/11/2026."))
            return None

    def choice(
        self, name: str, choices: Mapping[str, T] | Iterable[str], *, required: bool = True
    ) -> T | str | None:
        """One of the given choices: the mapped value of a mapping, else the text itself."""
        value = self.form[name].strip()
        if not value and not required:
            return None
        if value not in choices:
            self.fail(name, _("Hãy chọn một mục trong danh sách."))
            return None
        return choices[value] if isinstance(choices, Mapping) else value

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.form[name] not in ("", "0", "false", "off")

    def many(self, name: str) -> list[int]:
        """Ids of all ticked or chosen things; what is no number is passed over."""
        return [number for value in self.form.many(name) if (number := number_in(value)) is not None]
