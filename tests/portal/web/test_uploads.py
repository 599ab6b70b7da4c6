"""A multipart form read as a stream: wherever the network cuts it, the same parts come out."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.errors import Forbidden, Invalid
from portal.web.security import csrf_token
from portal.web.uploads import UploadForm
from tests.portal.web.conftest import request_of, request_with_body

BOUNDARY = "ranh-giới-thử".encode().hex()
KIND = f"multipart/form-data; boundary={BOUNDARY}"
VISITOR = {"cookie": f"congvu_visitor={'v' * 24}"}


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    return f"--{BOUNDARY}\r\nContent-Disposition: {named}\r\n\r\n".encode() + content + b"\r\n"


def token() -> bytes:
    return part("_csrf", csrf_token(request_of(**VISITOR)).encode())


END = f"--{BOUNDARY}--\r\n".encode()


async def parts_of(body: bytes, *, chunk: int = 0, kind: str = KIND, **headers: str):
    form = UploadForm(request_with_body(body, kind, chunk=chunk, **VISITOR, **headers))
    files = [
        (each.field, each.name, b"".join([some async for some in each.chunks])) async for each in form.files()
    ]
    return files, form.form


async def test_fields_and_files_come_in_their_order(data):
    body = token() + part("note", "Kính gửi".encode()) + part("file", b"%PDF-1.7", "thư.pdf") + END
    files, form = await parts_of(body)
    assert files == [("file", "thư.pdf", b"%PDF-1.7")]
    assert form["note"] == "Kính gửi"


@given(st.integers(1, 400), st.binary(max_size=200))
async def test_wherever_the_network_cuts_it(chunk, content):
    body = token() + part("file", content, "a.pdf") + part("file", b"\r\n--" + content, "b.pdf") + END
    files, _form = await parts_of(body, chunk=chunk)
    assert files == [("file", "a.pdf", content), ("file", "b.pdf", b"\r\n--" + content)]


async def test_a_file_before_the_token_is_refused_unread(data):
    with pytest.raises(Forbidden):
        await parts_of(part("file", b"%PDF", "a.pdf") + token() + END)


async def test_a_form_without_the_token_is_refused_even_without_a_file(data):
    with pytest.raises(Forbidden):
        await parts_of(part("note", b"x") + END)


async def test_a_script_brings_it_in_a_header(data):
    files, _form = await parts_of(
        part("file", b"x", "a.pdf") + END, x_csrf_token=csrf_token(request_of(**VISITOR))
    )
    assert files == [("file", "a.pdf", b"x")]


async def test_no_chosen_file_is_no_file(data):
    assert (await parts_of(token() + part("file", b"", "") + END))[0] == []


async def test_an_empty_file_is_a_file(data):
    assert (await parts_of(token() + part("file", b"", "a.pdf") + END))[0] == [("file", "a.pdf", b"")]


@pytest.mark.parametrize("cut", [1, 10, 60])
async def test_what_was_broken_off_is_refused(data, cut):
    with pytest.raises(Invalid, match="ngắt"):
        await parts_of((token() + part("file", b"x" * 100, "a.pdf") + END)[: -cut - len(END)])


@pytest.mark.parametrize("kind", ["multipart/form-data", "text/plain", "", "multipart/form-data; boundary="])
async def test_what_is_no_such_form_is_refused(data, kind):
    with pytest.raises(Invalid):
        await parts_of(token() + END, kind=kind)


async def test_a_huge_field_is_refused(data):
    with pytest.raises(Invalid):
        await parts_of(token() + part("note", b"x" * 200_001) + END)


async def test_many_large_fields_together_are_refused(data):
    with pytest.raises(Invalid):
        await parts_of(token() + part("note", b"x" * 190_000) * 20 + END)


async def test_too_many_parts_are_refused(data):
    with pytest.raises(Invalid):
        await parts_of(token() + part("note", b"") * 201 + END)


async def test_a_file_larger_than_the_setting_is_refused_as_too_large(data, settle):
    settle(upload_limit_mb=1)
    body = token() + part("file", b"x" * (2 * 2**20), "a.pdf") + END
    with pytest.raises(Invalid, match="lớn hơn mức cho phép .1 MB."):
        await parts_of(body, chunk=65_536)


@given(st.binary(max_size=300))
async def test_no_bytes_make_it_stumble(noise):
    with pytest.raises((Invalid, Forbidden)):
        await parts_of(f"--{BOUNDARY}\r\n".encode() + noise)


async def test_memory_stays_flat_however_much_comes(data):
    body = token() + part("file", bytes(20 * 2**20), "a.pdf") + END
    form = UploadForm(request_with_body(body, KIND, chunk=65_536, **VISITOR))
    tracemalloc.start()
    async for each in form.files():
        async for _some in each.chunks:
            pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * 2**20
