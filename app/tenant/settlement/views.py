"""The reporting views of the database, as SQLAlchemy tables.

They are reflected at their first use in a process, so that this code can't disagree with them.
"""

from threading import Lock
from typing import Final

from sqlalchemy import Connection, MetaData, Table

_metadata: Final = MetaData()
_reflecting: Final = Lock()


def view(connection: Connection, name: str, schema: str = "settlement") -> Table:
    """Return a view of the database by name."""
    known = _metadata.tables.get(f"{schema}.{name}")
    if known is not None:
        return known
    with _reflecting:
        return Table(name, _metadata, schema=schema, autoload_with=connection, resolve_fks=False)
