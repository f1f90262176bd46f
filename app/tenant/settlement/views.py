"""The reporting views of the database, as SQLAlchemy tables.

They are reflected at their first use in a process, so that this code can't disagree with them.
"""

from threading import Lock
from typing import Final

from sqlalchemy import Connection, FromClause, MetaData, Table, select

# What a transaction's rules hide (app.tenant.settlement.hidden); an option of its connection.
HIDDEN_STATEMENTS: Final = "hidden_statements"
_reflected: Final[dict[tuple[str, str], Table]] = {}
_reflecting: Final = Lock()


def view(connection: Connection, name: str, schema: str = "settlement") -> FromClause:
    """Return a view of the database by name, without what rules hide in this transaction.

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
    table = _reflected[key]
    hidden = connection.get_execution_options().get(HIDDEN_STATEMENTS)
    if hidden and "statement_id" in table.c:
        return select(table).where(table.c.statement_id.not_in(hidden)).subquery(name)
    return table
