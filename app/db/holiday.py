"""Fills core.holiday with Korea's public holidays, as the `holidays` package of this release knows them."""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import version

from app.db.connection import connect

YEARS = range(2010, 2041)


def public_holidays() -> list[tuple[date, str, str]]:
    """Day, Korean name, English name."""
    import holidays

    korean = holidays.country_holidays("KR", years=YEARS, language="ko")
    english = holidays.country_holidays("KR", years=YEARS, language="en_US")
    return [(day, name, english.get(day) or name) for day, name in sorted(korean.items())]


def fill() -> int:
    """Record the holidays if this release of the package hasn't yet; return how many rows changed."""
    mark = f"{version('holidays')} {YEARS.start}-{YEARS.stop - 1}"
    with connect("mg_migrator") as connection:
        connection.execute("SET LOCAL ROLE mg_owner")
        known = connection.execute(
            "SELECT release FROM migration.source WHERE name = 'holidays'"
        ).fetchone()
        is_there = connection.execute(
            "SELECT pg_catalog.to_regproc('core.record_holidays')"
        ).fetchone()
        if (known and known[0] == mark) or not is_there or is_there[0] is None:
            return 0
        days = [
            {"holiday_on": day.isoformat(), "name_ko": name_ko, "name_en": name_en}
            for day, name_ko, name_en in public_holidays()
        ]
        row = connection.execute(
            "SELECT core.record_holidays(%s::jsonb)", (json.dumps(days),)
        ).fetchone()
        connection.execute(
            "INSERT INTO migration.source (name, release) VALUES ('holidays', %s)"
            " ON CONFLICT (name) DO UPDATE SET release = excluded.release",
            (mark,),
        )
        changed = row[0] if row else 0
        return changed if isinstance(changed, int) else len(days)
