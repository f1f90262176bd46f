"""Languages of the interface: catalogues, money and dates as each language writes them."""

from app.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Language, as_language, translations

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "Language", "as_language", "translations"]
