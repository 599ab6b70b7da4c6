"""`/admin/number-books`: the books that give numbers, for the administrator."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import forms, types
from portal.documents.actions import books as actions
from portal.documents.queries import books as queries
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect

_KEPT = ("name", "direction", "type_names", "sort")


@get("/admin/number-books")
async def show_books(request: Request) -> Response[Any]:
    """Every book with its last number, and the form for another."""
    return await _books_page(request)


@post("/admin/number-books", status_code=200)
async def create_book(request: Request) -> Response[Any]:
    """Open a book."""
    form = await read_form(request)
    try:
        await actions.create_book(viewer_of(request), forms.book(form))
    except Invalid as error:
        return await _books_page(request, form, error.problems)
    return redirect("/admin/number-books", toast=_("Đã mở sổ."))


@get("/admin/number-books/{book_id:int}")
async def show_book(request: Request, book_id: FromPath[int]) -> Response[Any]:
    """One book, to be changed or closed."""
    return await _book_page(request, book_id)


@post("/admin/number-books/{book_id:int}", status_code=200)
async def change_book(request: Request, book_id: FromPath[int]) -> Response[Any]:
    """Change it."""
    form = await read_form(request)
    try:
        await actions.change_book(viewer_of(request), book_id, forms.book(form))
    except Invalid as error:
        return await _book_page(request, book_id, form, error.problems)
    return redirect("/admin/number-books", toast=_("Đã sửa sổ."))


async def _books_page(
    request: Request, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    return await page(
        request,
        "documents/admin/number-books.html",
        status=422 if problems else 200,
        books=await queries.all_books(viewer_of(request)),
        types=types.OUTGOING,
        values=values or FormData(),
        problems=problems or {},
    )


async def _book_page(
    request: Request, book_id: int, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    book = await queries.book(viewer_of(request), book_id)
    days = [(name, _typed(getattr(book, name))) for name in ("valid_from", "valid_to")]
    kept = [(name, str(getattr(book, name))) for name in _KEPT]
    return await page(
        request,
        "documents/admin/number-book.html",
        status=422 if problems else 200,
        book=book,
        types=types.OUTGOING,
        values=values or FormData([*kept, *days]),
        problems=problems or {},
    )


def _typed(day: Any) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


router = Router(
    "", route_handlers=[show_books, create_book, show_book, change_book], guards=[role("administrator")]
)
