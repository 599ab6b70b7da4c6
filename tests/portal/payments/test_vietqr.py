"""VietQR: the vectors of NAPAS and of public tests, written and read, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.kit.errors import Invalid
from portal.payments.references import plain
from portal.payments.vietqr import Transfer, Unreadable, checksum, problems, read, write

CARD = Transfer("970403", "9704031101234567", is_card=True)
ACCOUNT = Transfer("970416", "257678859")
VECTORS = {
    "A1": (
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
        replace(CARD, is_one_use=False),
    ),
    "A2": (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang63042E2E",
        Transfer("970403", "0011012345678", 180_000, "NPS6869", "thanh toan don hang"),
    ),
    "A3": (
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang6304A203",
        replace(CARD, amount=180_000, bill="NPS6869", purpose="thanh toan don hang"),
    ),
    "B1": (
        "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
        replace(ACCOUNT, is_one_use=False),
    ),
    "B2": (
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN"
        "62150811Chuyen tien630453E6",
        replace(ACCOUNT, amount=10_000, purpose="Chuyen tien"),
    ),
    "B3": (
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN"
        "62150811Chuyen tien6304BBB8",
        replace(ACCOUNT, amount=1_000, purpose="Chuyen tien"),
    ),
    "B4": (
        "00020101021238540010A00000072701240006970436011098895593570208QRIBFTTA53037045405100005802VN"
        "62320828day la noi dung chuyen khoan6304EEF5",
        Transfer("970436", "9889559357", 10_000, purpose="day la noi dung chuyen khoan"),
    ),
    "C1": (
        "00020101021138540010A00000072701240006970422011003523509170208QRIBFTTA53037045802VN630479db",
        Transfer("970422", "0352350917", is_one_use=False),
    ),
    "D1": (
        "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA530370454061350005802VN"
        "62180814HS 200408-00016304AD59",
        Transfer("970436", "0011001234567", 135_000, purpose="HS 200408-0001"),
    ),
}
letters = some.characters(min_codepoint=0x20, max_codepoint=0x7E)
transfers = some.builds(
    Transfer,
    bank=some.from_regex(r"[0-9]{6}", fullmatch=True),
    number=some.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    amount=some.none() | some.integers(1, 10**13 - 1),
    bill=some.text(letters, max_size=25).map(plain),
    purpose=some.text(letters, max_size=25).map(plain),
    is_card=some.booleans(),
    is_one_use=some.booleans(),
    name=some.text(letters, max_size=25).map(plain),
    city=some.text(letters, max_size=15).map(plain),
    category=some.sampled_from(["", "9399"]),
)


def resealed(body: str) -> str:
    """A text with a CRC of its own, so that only what stands before it is wrong."""
    return f"{body}6304{checksum(body + '6304'):04X}"


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_is_read(name: str) -> None:
    text, transfer = VECTORS[name]
    assert read(text) == transfer


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_is_written_letter_by_letter(name: str) -> None:
    text, transfer = VECTORS[name]
    assert write(transfer, longest_purpose=28) == text[:-4] + text[-4:].upper()


@given(transfers)
def test_what_is_written_is_read_again(transfer: Transfer) -> None:
    assert read(write(transfer)) == transfer


def test_the_checksum_is_the_published_one() -> None:
    assert checksum("123456789") == 0x29B1


def test_diacritics_go_and_a_long_purpose_is_cut() -> None:
    shown = read(write(replace(ACCOUNT, purpose="HS20040800017 Nộp lệ phí đổi giấy phép", city="Đà Nẵng")))
    assert (shown.purpose, shown.city) == ("HS20040800017 Nop le phi", "Da Nang")


def test_a_sticker_on_the_desk_may_have_an_amount() -> None:
    sticker = replace(ACCOUNT, amount=135_000, is_one_use=False)
    assert write(sticker)[6:12] == "010211" and read(write(sticker)) == sticker


@given(transfers, some.data())
def test_no_code_with_one_wrong_letter_is_read(transfer: Transfer, data: some.DataObject) -> None:
    text = write(transfer)
    place = data.draw(some.integers(0, len(text) - 1))
    other = data.draw(letters.filter(lambda each: each.upper() != text[place].upper()))
    with pytest.raises(Unreadable):
        read(text[:place] + other + text[place + 1 :])


@given(some.text(max_size=60), some.booleans())
def test_anything_may_be_scanned(text: str, is_sealed: bool) -> None:
    with pytest.raises(Unreadable):
        read(resealed(text) if is_sealed else text)


def test_a_wrong_checksum_is_refused() -> None:
    with pytest.raises(Unreadable, match="CRC"):
        read(VECTORS["B3"][0][:-4] + "BBB5")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("38530010", "38540010"),  # the account's length, one too many
        ("0109257", "0110257"),  # an inner length
        ("62150811", "62150812"),  # runs out of its element
        ("0811Chuyen", "08x1Chuyen"),  # no number
        ("5303704", "5303840"),  # dollars
        ("5802VN", "5802LA"),
        ("A000000727", "A000000728"),  # not NAPAS
        ("QRIBFTTA", "QRPUSH00"),  # another service
        ("54041000", "54041,00"),
        ("0006970416", "000697041x"),
        ("5303704", "53037045303704"),  # twice
    ],
)
def test_a_wrong_length_or_another_countrys_code_is_refused(right: str, wrong: str) -> None:
    body = VECTORS["B3"][0][:-8]
    assert right in body
    with pytest.raises(Unreadable):
        read(resealed(body.replace(right, wrong, 1)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bank", "97041"),
        ("bank", "٩٧٠٤١٦"),
        ("number", ""),
        ("number", "1" * 20),
        ("number", "12 34"),
        ("amount", 0),
        ("amount", -1),
        ("amount", 10**13),
        ("bill", "1" * 26),
        ("category", "12"),
    ],
)
def test_what_no_code_can_say_is_refused_by_field(field: str, value: object) -> None:
    transfer = replace(ACCOUNT, **{field: value})  # type: ignore[arg-type]
    assert set(problems(transfer)) == {field}
    with pytest.raises(Invalid):
        write(transfer)


def test_a_purpose_longer_than_an_element_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        write(replace(ACCOUNT, purpose="a" * 120), longest_purpose=120)
    assert set(refused.value.problems) == {"purpose"}
