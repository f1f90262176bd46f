"""Toss Payments' settlement query: GET /v1/settlements, page by page, until a page is empty."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import requests

from app.failure import BadInput, EnvironmentProblem
from app.settings import settings

LARGEST_PAGE = 5000
DATE_TYPES = ("soldDate", "paidOutDate")
# What may pass by itself: too many requests, an internal error, a gateway that is overloaded.
_PASSING = (429, 500, 502, 503, 504)


class TossSettlements:
    """Reads settlement rows; retries what passes by itself and gives up on everything else.

    Numbers stay text, as they were sent: SQL reads money.
    """

    def __init__(
        self,
        base_url: str,
        secret_key: str,
        *,
        attempts: int = 5,
        timeout: float = 30.0,
        pause: Callable[[int], None] | None = None,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/settlements"
        self._session = requests.Session()
        self._session.auth = (secret_key, "")
        self._attempts = attempts
        self._timeout = timeout
        self._pause = pause or (lambda attempt: time.sleep(min(2**attempt, 30)))

    def rows(
        self, first: date, last: date, *, date_type: str = "soldDate", page_size: int = 1000
    ) -> Iterator[Any]:
        """Every row of these days. A row that moved over a page's edge meanwhile may come twice."""
        page = 1
        while found := self._page(first, last, date_type, page, page_size):
            yield from found
            page += 1

    def _page(
        self, first: date, last: date, date_type: str, page: int, page_size: int
    ) -> list[Any]:
        wanted = {
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "dateType": date_type,
            "page": str(page),
            "size": str(page_size),
        }
        trouble = ""
        for attempt in range(self._attempts):
            if attempt:
                self._pause(attempt)
            try:
                answer = self._session.get(self._url, params=wanted, timeout=self._timeout)
            except requests.RequestException as problem:
                trouble = f"{type(problem).__name__}: {problem}"
                continue
            if answer.status_code in _PASSING:
                trouble = f"HTTP {answer.status_code} {_fault(answer)}"
                continue
            if answer.status_code != 200:
                raise BadInput(
                    f"Toss refused the settlement query: HTTP {answer.status_code}",
                    detail=_fault(answer),
                    hint="Check MINDGARDEN_TOSS_SECRET_KEY and the days asked for.",
                )
            try:
                found = read_rows(answer.content)
            except ValueError as problem:
                trouble = f"half an answer: {problem}"
                continue
            return found
        raise EnvironmentProblem(
            f"Toss gave no settlement rows: page {page}, after {self._attempts} attempts",
            detail=trouble,
            hint="Nothing was recorded; fetch the same days again later.",
        )


def read_rows(content: bytes) -> list[Any]:
    """The elements of a JSON array with its numbers as text; ValueError if it is none, or not whole."""
    found = json.loads(content.decode("utf-8-sig"), parse_int=str, parse_float=str)
    if not isinstance(found, list):
        raise ValueError(f"a JSON array is expected, not {type(found).__name__}")
    return found


def configured(**options: Any) -> TossSettlements:
    """The adapter as the settings say."""
    known = settings()
    if known.toss_url is None or known.toss_secret_key is None:
        raise BadInput(
            "Toss Payments is not set up",
            hint="Set MINDGARDEN_TOSS_URL (https://api.tosspayments.com) and MINDGARDEN_TOSS_SECRET_KEY.",
        )
    return TossSettlements(known.toss_url, known.toss_secret_key.get_secret_value(), **options)


def _fault(answer: requests.Response) -> str:
    try:
        body = answer.json()
        return f"{body['code']}: {body['message']}"
    except (ValueError, KeyError, TypeError):
        return answer.text[:200]
