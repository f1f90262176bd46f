"""The reporting views of the database, as SQLAlchemy tables.

They are reflected at their first use in a process, so that this code can't disagree with them.
"""

from threading import Lock
from typing import Final

from sqlalchemy import Connection, MetaData, Table

_reflected: Final[dict[tuple[str, str], Table]] = {}
_reflecting: Final = Lock()


def view(connection: Connection, name: str, schema: str = "settlement") -> Table:
    """Return a view of the database by name.

    A table stands in its MetaData before its columns are known, so that another thread could meet
    it half made: each is kept here only once it is whole.
    """
    key = (schema, name)
    if key not in _reflected:
        with _reflecting:
            if key not in _reflected:
                _reflected[key] = Table(
                    name, MetaData(), schema=schema, autoload_with=connection, resolve_fks=False
                )
    return _reflected[key]
