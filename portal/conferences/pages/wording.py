"""What happened and who is invited, in words for the screen."""

import json
from collections.abc import Mapping, Sequence

from portal.conferences.lifecycle import role_label
from portal.conferences.queries.conference import Happening, Invited
from portal.kit.i18n import _


def invited_words(everybody: Sequence[Invited], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names with the part each has; plain guests of the meeting have none."""
    parts = {"chair": _("chủ trì"), "secretary": _("thư ký"), "organiser": _("người lập"), "invited": ""}
    return [
        (
            names.get(each.principal, "?"),
            parts[each.why] or (_("cả đơn vị") if each.principal.startswith("unit:") else ""),
        )
        for each in everybody
    ]


def happening_words(each: Happening, names: Mapping[str, str]) -> str:
    """One line of what happened in the room."""
    data = json.loads(each.data)
    person = names.get(each.person, data.get("name", "")) or _("một người")
    by = names.get(each.by_person, "") or _("hệ thống")
    is_on = data.get("on") is True or data.get("up") is True or data.get("given") is True
    said = {
        "joined": _("%(person)s vào phòng"),
        "left": _("%(person)s rời phòng"),
        "knocked": _("%(person)s chờ ở phòng chờ"),
        "admitted": _("%(by)s cho %(person)s vào"),
        "turned_away": _("%(by)s không cho %(person)s vào"),
        "hand": _("%(person)s giơ tay") if is_on else _("%(person)s hạ tay"),
        "locked": _("%(by)s khoá phòng") if is_on else _("%(by)s mở khoá phòng"),
        "moderated": _("%(by)s bật điều hành phát biểu") if is_on else _("%(by)s tắt điều hành phát biểu"),
        "role": _("%(by)s đổi vai trò của %(person)s thành %(role)s"),
        "removed": _("%(by)s mời %(person)s ra khỏi phòng"),
        "muted": _("%(by)s tắt tiếng hoặc hình của %(person)s"),
        "floor": _("%(by)s mời %(person)s phát biểu")
        if is_on
        else _("%(by)s thôi quyền phát biểu của %(person)s"),
        "recording_started": _("%(by)s bắt đầu ghi"),
        "recording_stopped": _("Dừng ghi"),
        "consented": _("%(person)s đồng ý ghi")
        if data.get("yes") is True
        else _("%(person)s không đồng ý ghi"),
        "ended": _("%(by)s kết thúc cuộc họp"),
    }
    role = role_label(str(data.get("role", "")))
    return said.get(each.kind, each.kind) % {"person": person, "by": by, "role": role}
