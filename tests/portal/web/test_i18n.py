"""Which language a person is answered in."""

import pytest

from portal.kit.i18n import _, use_translations
from portal.web.i18n import choose_locale, speak, translations_for
from tests.portal.web.conftest import ask


@pytest.mark.parametrize(
    ("wanted", "browser", "spoken"),
    [
        ("en", "vi", "en"),
        (None, "en-GB,en;q=0.9,vi;q=0.5", "en"),
        (None, "fr-FR,vi;q=0.8,en;q=0.7", "vi"),
        (None, "fr", "vi"),
        (None, "", "vi"),
        ("xx", "en", "en"),
        (None, ";;,=,ế", "vi"),
    ],
)
def test_own_choice_then_the_browser_then_the_setting(wanted, browser, spoken):
    assert choose_locale(wanted, browser) == spoken


def test_the_setting_speaks_where_nobody_says(settle):
    settle(locale="en")
    assert choose_locale(None, "fr") == "en"


def test_vietnamese_speaks_as_written_and_english_from_the_catalogue():
    assert translations_for("vi").gettext("Đăng nhập") == "Đăng nhập"
    assert translations_for("en").gettext("Đăng nhập") == "Sign in"


def test_a_language_without_a_catalogue_speaks_as_written():
    assert translations_for("../../etc").gettext("Đăng nhập") == "Đăng nhập"


def test_the_catalogue_is_read_once():
    assert translations_for("en") is translations_for("en")


def test_speaking_lasts_for_the_request():
    speak("en")
    assert _("Đăng nhập") == "Sign in"
    use_translations(translations_for("vi"))
    assert _("Đăng nhập") == "Đăng nhập"


async def test_a_page_says_in_which_language_it_is(portal, data, cast):
    english = await ask(portal, "/login", accept_language="en")
    assert b'<html lang="en"' in english.body and b"Sign in" in english.body
    assert b'<html lang="vi"' in (await ask(portal, "/login")).body
