"""Every sentence that a person can meet is in the English catalog too, with the same places for values."""

import re
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "planhub" / "translations"
CATALOG = FOLDER / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "lazy_gettext": None}
PLACES = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{n\}")


def sentences() -> set[str]:
    """Every Thai sentence marked for translation in code and templates; a template that is no Jinja fails."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, strip_comment_tags=True)
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


def catalog() -> Catalog:
    with CATALOG.open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english() -> None:
    words = catalog()
    missing = sorted(text for text in sentences() if not (words.get(text) and words.get(text).string))
    assert not missing, (
        f"{len(missing)} sentences without English: run bin/translations. Such as {missing[:5]}"
    )


def test_no_english_for_sentences_that_are_gone() -> None:
    gone = {str(message.id) for message in catalog() if message.id} - sentences()
    assert not gone, f"run bin/translations: {sorted(gone)[:5]}"


def test_values_keep_their_places() -> None:
    for message in catalog():
        if message.id and message.string:
            theirs = sorted(PLACES.findall(str(message.string)))
            assert sorted(PLACES.findall(str(message.id))) == theirs, message.id


def test_nothing_is_only_guessed() -> None:
    assert not [message.id for message in catalog() if message.id and message.fuzzy]


def test_english_is_english() -> None:
    thai = re.compile(r"[฀-๿]")
    # examples of what to type, proper names and forms' own names stay Thai
    strays = [
        str(m.id) for m in catalog() if m.id and len(thai.findall(str(m.string))) > 0.5 * len(str(m.string))
    ]
    assert not strays, strays[:5]
