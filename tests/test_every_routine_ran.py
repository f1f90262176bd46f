"""After a whole run: no routine is there that no test executes."""

from __future__ import annotations

from tests import clone as cloning
from tests import execution
from tests.clone import Clone


def test_every_routine_was_executed(server_environment: dict[str, str], deployed: Clone) -> None:
    for name in cloning.LIVE:  # clones that whole folders share are still there
        cloning.keep_executed(server_environment, name)
    home, content = server_environment["MINDGARDEN_HOME"], cloning.content_hash()
    with deployed.superuser() as connection:
        missing = execution.never_executed(connection, home, content)
    assert not missing, f"routines that no test executes: {', '.join(missing)}"
