"""The bytes of a document: its file, its pages as pictures, their words, what came along, and its versions."""

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from portal.documents.queries import document as reads
from portal.documents.queries.document import document_for
from portal.documents.queries.versions import versions
from portal.files.previews import page_image, page_words
from portal.files.serve import file_response, image_response
from portal.files.store import StoredFile, file_facts
from portal.kit.errors import NotFound
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment


async def _file_of(request: Request, document_id: int) -> StoredFile:
    document = await document_for(viewer_of(request), document_id)
    if document.file_id is None:
        raise NotFound
    return await file_facts(document.file_id)


@get("/documents/{document_id:int}/file")
async def download(request: Request, document_id: FromPath[int]) -> Response:
    """The file as it is, whole or in ranges."""
    return file_response(request, await _file_of(request, document_id), download=True)


@get("/documents/{document_id:int}/pages/{number:int}")
async def page_picture(request: Request, document_id: FromPath[int], number: FromPath[int]) -> Response:
    """A page as a picture."""
    return image_response(request, await page_image(await _file_of(request, document_id), number))


@get("/documents/{document_id:int}/pages/{number:int}/words")
async def words(request: Request, document_id: FromPath[int], number: FromPath[int]) -> Response:
    """The words of a page with their places, to be laid over its picture."""
    found = await page_words(await _file_of(request, document_id), number)
    return await fragment(
        request,
        "documents/_words.html",
        back=f"/documents/{document_id}",
        document_id=document_id,
        number=number,
        words=found,
    )


@get("/documents/{document_id:int}/attachments/{attachment_id:int}")
async def attachment(request: Request, document_id: FromPath[int], attachment_id: FromPath[int]) -> Response:
    """A further file of the document."""
    await document_for(viewer_of(request), document_id)
    file_id = await reads.attached_file(document_id, attachment_id)
    return file_response(request, await file_facts(file_id), download=True)


@get("/documents/{document_id:int}/versions/{number:int}/file")
async def version_file(request: Request, document_id: FromPath[int], number: FromPath[int]) -> Response:
    """The laid-out page of a kept version."""
    viewer = viewer_of(request)
    await document_for(viewer, document_id)
    version = next((each for each in await versions(viewer, document_id) if each.number == number), None)
    if version is None or version.file_id is None:
        raise NotFound
    return file_response(request, await file_facts(version.file_id))


router = Router("", route_handlers=[download, page_picture, words, attachment, version_file], guards=[staff])
