"""`/account/signing-key` in a browser: bringing a key, what is refused, and that colleagues see nothing of it."""

import pytest

from portal.kit.database import fetch
from portal.seeds.pki import PASSPHRASE
from tests.portal.signing.conftest import png

HOME = "/account/signing-key"
pytestmark = pytest.mark.usefixtures("trusting")


async def bring(browser, key: bytes, passphrase: str = PASSPHRASE, picture: bytes = b"", token: str = ""):
    """Send the form as a browser does: token, files and fields in the order of the page."""
    await browser.get(HOME)
    parts = [
        ("_csrf", (None, token or browser.token)),
        ("key", ("khoá.p12", key, "application/x-pkcs12")),
        ("passphrase", (None, passphrase)),
        ("picture", ("chữ ký.png", picture or png(), "image/png")),
    ]
    return await browser.http.post(HOME, files=parts)


async def test_a_key_is_brought_and_shown(browse, cast, pki):
    viet = await browse(cast.viet)
    assert "Bạn chưa có khoá ký số" in (await viet.get(HOME)).text
    answer = await bring(viet, pki.key_file("viet.tq"))
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    shown = (await viet.get(HOME)).text
    assert "Đã thêm khoá ký số" in shown
    assert "Demo Issuing CA" in shown
    assert "Còn 109" in shown  # three years, in days


@pytest.mark.parametrize(
    ("login", "passphrase", "said"),
    [
        ("viet.tq", "sai", "Mật khẩu của khóa ký không đúng"),
        ("viet.tq", "", "Nhập mật khẩu của khoá ký"),
        ("minh.p", PASSPHRASE, "không phải tên của người"),
        ("revoked", PASSPHRASE, "đã bị thu hồi"),
        ("expired", PASSPHRASE, "đã hết hạn"),
    ],
)
async def test_what_could_not_sign_is_refused_in_words(browse, cast, pki, login, passphrase, said):
    viet = await browse(cast.viet)
    answer = await bring(viet, pki.key_file(login), passphrase)
    assert answer.status_code == 422
    assert said in answer.text
    assert await fetch("select id from signing_key") == []


@pytest.mark.parametrize(("field", "content"), [("key", b"\x30" * 66_000), ("picture", b"\x89PNG" * 200_000)])
async def test_what_is_too_large_is_refused(browse, cast, pki, field, content):
    files = {"key": pki.key_file("viet.tq"), "picture": png()} | {field: content}
    answer = await bring(await browse(cast.viet), files["key"], picture=files["picture"])
    assert answer.status_code == 422
    assert "Tệp lớn quá" in answer.text


async def test_without_our_token_nothing_is_read(browse, cast, pki):
    answer = await bring(await browse(cast.viet), pki.key_file("viet.tq"), token="x" * 40)
    assert answer.status_code == 403
    assert await fetch("select id from signing_key") == []


async def test_nobody_signed_in_is_led_to_the_door(browse):
    answer = await (await browse(None)).get(HOME)
    assert answer.status_code in (303, 401)


@pytest.mark.usefixtures("keys")
async def test_a_colleagues_key_is_not_there(browse, cast):
    key_id = (await fetch("select id from signing_key where account_id = ?", cast.viet.account_id))[0]["id"]
    for stranger in (cast.xa, cast.minh, cast.tri):
        browser = await browse(stranger)
        assert (await browser.get(f"{HOME}/{key_id}/picture")).status_code == 404
        for deed in ("check", "removal", "passphrase"):
            fields = {"old": PASSPHRASE, "new": "mới và dài", "again": "mới và dài"}
            assert (await browser.send(f"{HOME}/{key_id}/{deed}", **fields)).status_code == 404


@pytest.mark.usefixtures("keys")
async def test_the_owner_looks_after_it(browse, cast):
    viet = await browse(cast.viet)
    key_id = (await fetch("select id from signing_key where account_id = ?", cast.viet.account_id))[0]["id"]
    assert (await viet.get(f"{HOME}/{key_id}/picture")).headers["content-type"] == "image/png"
    wrong = {"old": "sai", "new": "mới và dài", "again": "mới và dài"}
    assert (await viet.send(f"{HOME}/{key_id}/passphrase", **wrong)).status_code == 422
    assert (await viet.send(f"{HOME}/{key_id}/passphrase", **wrong | {"old": PASSPHRASE})).status_code == 303
    assert (await viet.send(f"{HOME}/{key_id}/check")).status_code == 303
    assert (await viet.send(f"{HOME}/{key_id}/removal")).status_code == 303
    assert "Bạn chưa có khoá ký số" in (await viet.get(HOME)).text
