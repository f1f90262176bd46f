"""The printed statement: both parties, pages counted, the hash of its content."""

from __future__ import annotations

import io

import pypdf
import pytest

from app.reports import Locale, content_hash, pdf_file, render
from tests.reports.conftest import Settled, ids


def _pages(settled: Settled, locale: Locale = "ko") -> list[str]:
    with settled.auditor() as connection:
        data = b"".join(render(connection, *ids(settled.statement("won")), "pdf", locale).chunks)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_parties_with_their_business_numbers(
    settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINDGARDEN_HQ_BUSINESS_NUMBER", "215-87-12341")
    monkeypatch.setenv("MINDGARDEN_HQ_NAME_KO", "주식회사 정원")
    first = _pages(settled)[0]
    for text in ("주식회사 정원", "215-87-12341", "=원화 상점", "124-81-00998", "세종대로 110"):
        assert text in first, text


def test_every_page_has_its_number_and_the_hash(settled: Settled) -> None:
    of = settled.statement("won")
    with settled.auditor() as connection:
        expected = content_hash(connection, *ids(of))
    pages = _pages(settled)
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text
        assert expected in "".join(text.split())


def test_english_for_who_asks(settled: Settled) -> None:
    first = _pages(settled, "en")[0]
    for text in ("Settlement statement", "Won Shop", "Business no.", "How the payout was made up"):
        assert text in first, text


def test_paper_is_a4_and_the_document_is_tagged(settled: Settled) -> None:
    with settled.auditor() as connection:
        data = b"".join(render(connection, *ids(settled.statement("won")), "pdf").chunks)
    reader = pypdf.PdfReader(io.BytesIO(data))
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "ko"


def test_texts_of_a_tenant_are_no_markup(settled: Settled) -> None:
    with settled.auditor() as connection:
        html = pdf_file.html(connection, settled.statement("below"), "ko")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_nothing_is_loaded_from_outside() -> None:
    with pytest.raises(ValueError, match="nothing from outside"):
        pdf_file._refuse("http://example.invalid/pixel.png")
