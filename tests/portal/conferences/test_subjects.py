"""A subject that is a state secret is noticed; meetings about protecting secrets, density and passwords are not."""

import unicodedata

import pytest

from portal.conferences.subjects import speaks_of_secrets

SECRET = [
    "Họp về kế hoạch tối mật",
    "TUYỆT MẬT: phương án 12",
    "Phương án phòng thủ (Mật)",
    "Thảo luận tài liệu mật của tỉnh",
    "Nội dung mật, chỉ Ban Giám đốc",
    "Trao đổi bí mật nhà nước về tuyến đường quốc phòng",
    "Hội nghị mật",
    "Văn bản có độ mật",
]
PLAIN = [
    "Giao ban tuần 47",
    "Tập huấn Luật Bảo vệ bí mật nhà nước",
    "Phổ biến quy chế bảo vệ bí mật nhà nước năm 2026",
    "Mật độ giao thông tại các nút",
    "Đổi mật khẩu hệ thống",
    "Bảo mật thông tin cá nhân",
    "Kế hoạch mật độ xây dựng",
    "Hội nghị mật mã",
    "Thân mật gặp mặt cuối năm",
]


@pytest.mark.parametrize("subject", SECRET)
def test_a_secret_subject_is_noticed(subject: str) -> None:
    assert speaks_of_secrets(subject)
    assert speaks_of_secrets(unicodedata.normalize("NFD", subject).upper())


@pytest.mark.parametrize("subject", PLAIN)
def test_a_plain_subject_passes(subject: str) -> None:
    assert not speaks_of_secrets(subject)
