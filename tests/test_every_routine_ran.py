"""Last of a whole run: no routine is there that no test executes."""

from __future__ import annotations

from tests import execution
from tests.clone import Clone


def test_every_routine_was_executed(deployed: Clone, template: str) -> None:
    with deployed.superuser() as connection:
        home, content = deployed.environment["MINDGARDEN_HOME"], template.removeprefix("template_")
        execution.keep(connection, home, content)
        missing = execution.never_executed(connection, home, content)
    assert not missing, f"routines that no test executes: {', '.join(missing)}"
