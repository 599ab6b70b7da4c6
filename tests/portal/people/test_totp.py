"""One-time codes and recovery codes."""

from datetime import UTC, datetime, timedelta

from portal.people.totp import (
    enrolment_uri,
    hash_recovery_code,
    matching_step,
    new_recovery_codes,
    new_secret,
)

# RFC 6238, appendix B: the ASCII secret "12345678901234567890"; the last six of the eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_the_codes_are_those_of_the_standard():
    for seconds, code in RFC_CODES.items():
        assert matching_step(RFC_SECRET, code, at(seconds)) == seconds // 30


def test_a_clock_may_be_off_by_one_step_and_no_more():
    steps = [
        matching_step(RFC_SECRET, "005924", at(1234567890) + timedelta(seconds=30 * late))
        for late in (-2, -1, 0, 1, 2)
    ]
    assert [step is not None for step in steps] == [False, True, True, True, False]


def test_a_code_works_once():
    step = matching_step(RFC_SECRET, "287082", at(59))
    assert matching_step(RFC_SECRET, "287082", at(59), after_step=step) is None


def test_blanks_are_passed_over_and_nonsense_is_wrong():
    assert matching_step(RFC_SECRET, "287 082", at(59)) == 1
    assert matching_step(RFC_SECRET, "mã số", at(59)) is None


def test_secrets_and_recovery_codes_are_fresh_each_time():
    assert len({new_secret() for _ in range(50)}) == 50
    assert len(set(new_recovery_codes(10))) == 10


def test_a_recovery_code_may_be_typed_with_or_without_dashes():
    code = new_recovery_codes(1)[0]
    assert hash_recovery_code(code) == hash_recovery_code(code.replace("-", " ").upper())


def test_the_address_for_the_app_names_issuer_and_login():
    uri = enrolment_uri(RFC_SECRET, "thu.lt", "Cổng Công vụ")
    assert uri.startswith("otpauth://totp/C%E1%BB%95ng%20C%C3%B4ng%20v%E1%BB%A5:thu.lt?secret=")
