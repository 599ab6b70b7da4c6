"""The one page: a list of documents in its frame, with everything that the portal's page shows."""

from datetime import datetime, time
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Case, Count, F, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from benchmarks.peer.models import Agency, Notice, SpecialDay, Turn
from portal.documents.pages.boxes import Chip, box_label, line
from portal.documents.queries.lists import IN_BOXES, PAGE, Row, page_statement
from portal.frame import Item
from portal.kit.viewer import Viewer
from portal.kit.working_days import WorkingDays


def incoming(request: HttpRequest) -> HttpResponse:
    """GET /documents/incoming?box=…"""
    box, viewer, now = request.GET.get("box", "mine"), request.viewer, timezone.now()
    rows = _rows(viewer, box, now)
    many = _counts(viewer, now)
    calendar = cache.get_or_set("calendar", _calendar, 5)
    context = {
        "way": "incoming",
        "direction": "in",
        "box": box,
        "before": None,
        "chosen": None,
        "chips": [
            Chip(box_label("in", each), f"/documents/incoming?box={each}", many.get(each, 0), each == box)
            for each in IN_BOXES
        ],
        "rows": [line(row, now, calendar) for row in rows[:PAGE]],
        "older": f"/documents/incoming?box={box}&before={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
    }
    return render(request, "documents/box.html", context | _frame(request, many))


urlpatterns = [path("documents/incoming", incoming)]


def _rows(viewer: Viewer, box: str, now: datetime) -> list[Row]:
    """By the portal's own statement: what is compared is not how a planner likes the SQL of an ORM."""
    sql, values = page_statement(viewer, "in", box, now=now)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%").replace("?", "%s"), values)
        return [Row(*row[:9], _instant(row[9]), _instant(row[10]), *row[11:]) for row in cursor.fetchall()]


def _instant(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _counts(viewer: Viewer, now: datetime) -> dict[str, int]:
    late = Count(Case(When(due_at__lt=now, then=F("document_id"))), distinct=True)
    rows = list(
        Turn.objects.filter(principal__in=viewer.all_principals)
        .values("document__direction", "document__state", "deed")
        .annotate(many=Count("document_id", distinct=True), late=late)
    )
    ours = [row for row in rows if row["document__direction"] == "in" or row["deed"] == "read"]
    return {
        "mine": sum(row["many"] for row in ours),
        "late": sum(row["late"] for row in ours),
        "coordinate": sum(row["many"] for row in ours if row["deed"] == "contribute"),
        "informed": sum(row["many"] for row in ours if row["deed"] == "read"),
        "outgoing": sum(row["many"] for row in rows) - sum(row["many"] for row in ours),
    }


def _calendar() -> WorkingDays:
    special = dict(SpecialDay.objects.values_list("day", "is_working"))
    return WorkingDays(special, time(7, 30), time(17))


def _agency() -> Agency:
    today = timezone.localdate()
    in_force = Q(valid_to=None) | Q(valid_to__gte=today)
    return Agency.objects.filter(in_force, valid_from__lte=today).order_by("-valid_from").first()


def _frame(request: HttpRequest, many: dict[str, int]) -> dict[str, Any]:
    viewer = request.viewer
    unread = Notice.objects.filter(account=viewer.account_id, read_at=None)[:100].count()
    first = [
        Item("today", "Hôm nay", "/today", "house"),
        Item("incoming", "Văn bản đến", request.path, "inbox", many["mine"], many["late"] > 0, True),
        Item("outgoing", "Văn bản đi", "/documents/outgoing", "file-text", many["outgoing"]),
        Item("registers", "Sổ văn bản", "/registers", "book"),
    ]
    return {
        "viewer": viewer,
        "lang": "vi",
        "path": request.path,
        "flash": None,
        "agency": cache.get_or_set("agency", _agency, 5),
        "menu": [first, [Item("check", "Kiểm tra văn bản", "/check", "qr-code")]],
        "bell": Item("bell", "Thông báo", "/notifications", "bell", unread, unread > 0),
        "account_links": _LINKS,
    }


_LINKS = [
    ("Tài khoản", "/account", "user"),
    ("Phiên đăng nhập", "/account/sessions", "laptop"),
    ("Xác thực hai lớp", "/account/second-factor", "shield-check"),
    ("Khoá ký số", "/account/signing-key", "key-round"),
    ("Uỷ quyền", "/account/delegations", "users"),
]
