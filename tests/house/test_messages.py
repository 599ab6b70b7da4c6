"""Every sentence is said in English too, with the same blanks to fill."""

import re

from tests.house.messages import ENGLISH, english, is_said, sentences
from tests.house.plan import html_files, python_files, shown

BLANK = re.compile(r"%\((\w+)\)[sd]")
SENTENCES = [each for each in sentences() if each.id]


def forms(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)


def blanks(words: str | tuple[str, ...]) -> set[str]:
    return {blank for form in forms(words) for blank in BLANK.findall(form)}


def test_the_product_speaks():
    assert SENTENCES


def test_nobody_says_nothing():
    empty = re.compile(r"""(?<!\w)(?:_|gettext)\(\s*(["'])\1\s*\)""")
    saying = [
        each
        for each in (*python_files("portal"), *html_files())
        if empty.search(each.read_text(encoding="utf-8"))
    ]
    assert not saying, (
        f"{[shown(each) for each in saying]}: in a catalogue the empty sentence means the catalogue's head."
    )


def test_every_sentence_has_its_english():
    said = english()
    silent = [
        (each.id, each.locations[0][0])
        for each in SENTENCES
        if not (m := said.get(each.id)) or not is_said(m)
    ]
    listed = "\n".join(f"  {where}: {words}" for words, where in silent[:20])
    assert not silent, (
        f"{len(silent)} sentences have no English. Run `./run messages`, then fill in the empty msgstr of "
        f"{ENGLISH.name}:\n{listed}"
    )


def test_the_english_fills_the_same_blanks():
    uneven = [
        str(each.id)
        for each in english()
        if each.id and is_said(each) and blanks(each.id) != blanks(each.string)
    ]
    assert not uneven, (
        f"{ENGLISH.name}: the msgstr must use exactly the %(blanks)s of its msgid: {uneven[:10]}"
    )


def test_nothing_is_kept_that_nobody_says():
    spoken = {forms(each.id)[0] for each in SENTENCES}
    unused = [forms(each.id)[0] for each in english() if each.id and forms(each.id)[0] not in spoken]
    assert not unused, f"Run `./run messages`: the code no longer says {unused[:10]}."
