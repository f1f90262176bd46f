"""Every dependency stands in LICENSE.md, and none is under a licence that would bind the platform."""

from __future__ import annotations

from tests.lint import licences

# Tools that are run and never linked or shipped may be under any licence.
ONLY_RUN = {"pglast"}


def test_dependencies_do_not_bind_the_platform() -> None:
    bound = {
        name: found
        for name in licences.locked()
        if name not in ONLY_RUN
        and ("GPL" in (found := licences.licence_of(name)))
        and "LGPL" not in found
        and "MPL" not in found
    }
    assert not bound


def test_table_is_up_to_date() -> None:
    assert licences.PAGE.read_text() == licences.page(), "run: make docs"
