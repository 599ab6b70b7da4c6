"""The public check: no script needed, and light enough for an old phone on a slow network."""

import re

from playwright.async_api import Response

from tests.browser.conftest import Meet
from tests.browser.person import PHONE

MOST_BYTES = 100_000


async def test_the_check_page_needs_no_script_and_is_light(meet: Meet) -> None:
    thu = await meet("thu.lt")
    await thu.open("/documents/7")
    path = re.search(r'"(/check/[\w-]+)"', await thu.page.content())[1]
    issued = await (await thu.page.context.request.get(thu.address + "/documents/7/file")).body()

    stranger = await meet("", PHONE, java_script_enabled=False)
    answers: list[Response] = []
    stranger.page.on("response", lambda answer: answers.append(answer))
    await stranger.open(path)
    for words in ("01/SGTVT-QLVT", "Trần Quốc Việt", "Đang có trong sổ văn bản đi"):
        await stranger.sees(words, "main")
    assert "Cử cán bộ đầu mối" not in await stranger.page.inner_text("body")
    sizes = {answer.url: (await answer.request.sizes())["responseBodySize"] for answer in answers}
    light = sum(size for url, size in sizes.items() if not url.endswith(".woff2"))
    assert light < MOST_BYTES, f"{light} bytes: {sizes}"

    for content, verdict in ((issued, "Nguyên vẹn."), (issued + b"\n% more", "Không phải bản đã ban hành.")):
        file = {"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": content}
        await stranger.page.set_input_files("[name=file]", file)
        await stranger.press("So sánh")
        await stranger.sees(verdict, "main")
