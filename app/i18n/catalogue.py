"""The gettext catalogues, read from their .po files: no compiled file to forget.

A text that the requested language lacks is shown in Korean, then as its English message id.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["ko", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
DEFAULT_LANGUAGE: Final[Language] = "ko"

_FOLDER = Path(__file__).parent


def as_language(text: str | None) -> Language | None:
    """Return the language of this name, or None if the interface doesn't have it."""
    return next((language for language in LANGUAGES if language == text), None)


def catalogue_file(language: Language) -> Path:
    """Return where the texts of a language are kept."""
    return _FOLDER / language / "LC_MESSAGES" / "messages.po"


@cache
def translations(language: Language) -> gettext.GNUTranslations:
    """Return the texts of a language, with Korean behind them."""
    compiled = BytesIO()
    with catalogue_file(language).open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    texts = gettext.GNUTranslations(compiled)
    if language != DEFAULT_LANGUAGE:
        texts.add_fallback(translations(DEFAULT_LANGUAGE))
    return texts
