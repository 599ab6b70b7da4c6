"""The documents room's screens, one file per noun; no SQL and no decisions here."""

from portal.documents.pages import (
    approval,
    boxes,
    check,
    drafting,
    files,
    mandates,
    number_books,
    reading,
    register,
    registers,
    sealing,
    signatures,
    today,
    work,
)
from portal.kit.i18n import _

ROUTERS = [
    today.home_router,
    today.router,
    register.router,
    boxes.router,
    reading.router,
    files.router,
    signatures.router,
    work.router,
    drafting.router,
    approval.router,
    registers.router,
    check.router,
    sealing.router,
    sealing.admitted_router,
    number_books.router,
    mandates.router,
]


def _number_books() -> str:
    return _("Sổ văn bản")


def _mandates() -> str:
    return _("Thẩm quyền ký")


# (name in the viewer's language, address, icon) for the administrator's menu.
ADMIN_LINKS = [(_number_books, "/admin/number-books", "book"), (_mandates, "/admin/mandates", "signature")]
