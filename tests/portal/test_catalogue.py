"""Every text that the interface says is in both catalogues, whole, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import app.identity
import app.tenant
from app.i18n import LANGUAGES, Language, translations
from app.i18n.catalogue import catalogue_file

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACE = re.compile(r"%\((\w+)\)s")
HANGUL = re.compile(r"[가-힣]")

Message = tuple[str | None, str | tuple[str, ...]]


def _said() -> set[Message]:
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}
    return {
        (context, message)
        for package in (app.tenant, app.identity)
        for _file, _line, message, _comments, context in extract_from_dir(
            Path(str(package.__file__)).parent,
            METHODS,
            options,
            keywords=KEYWORDS,  # type: ignore[arg-type]
        )
    }


def _catalogue(language: Language) -> Catalog:
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_is_said_and_no_more(language: Language) -> None:
    kept = {(m.context, tuple(m.id) if m.pluralizable else m.id) for m in _catalogue(language)}
    kept.discard((None, ""))
    said = _said()
    assert said - kept == set()
    assert kept - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written_and_keeps_its_places(language: Language) -> None:
    for message in _catalogue(language):
        if not message.id:
            continue
        texts = message.string if message.pluralizable else (message.string,)
        ids = message.id if message.pluralizable else (message.id,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id
        for text in texts:
            assert set(PLACE.findall(text)) == set(PLACE.findall(ids[-1])), message.id


def test_korean_is_korean_and_english_has_none() -> None:
    for message in _catalogue("ko"):
        texts = message.string if message.pluralizable else (message.string,)
        if message.id:
            assert HANGUL.search("".join(texts)), message.id
    for message in _catalogue("en"):
        texts = message.string if message.pluralizable else (message.string,)
        if message.id:
            assert not HANGUL.search("".join(texts)), message.id


def test_what_english_lacks_is_said_in_korean() -> None:
    english = translations("en")
    assert english._fallback is translations("ko")  # type: ignore[attr-defined]
