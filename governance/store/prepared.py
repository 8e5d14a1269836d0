"""Statements of a press: compiled once, then given to the driver as they are.

SQLAlchemy looks at a statement each time it runs, which takes longer than running one of these.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Change = Callable[[Any], Any]


class Prepared:
    """One statement. `build` makes it for `sqlite` or `postgresql`; its values are given by the names of its binds.

    `columns`: those that an INSERT fills. No list of values may stand in it: `IN` has as many binds as it has values.
    """

    def __init__(self, build: Callable[[str], ClauseElement], columns: Collection[str] | None = None) -> None:
        self._build = build
        self._columns = None if columns is None else list(columns)
        self._ready: dict[Dialect, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row, with a name for each column; None where there is none."""
        return self._of(connection).run(connection, values)[0]

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it, and return how many rows it wrote."""
        return self._of(connection).run(connection, values)[1]

    def _of(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        if dialect not in self._ready:
            self._ready[dialect] = _Compiled(self._build(dialect.name), self._columns, dialect)
        return self._ready[dialect]


class _Compiled:
    def __init__(self, statement: ClauseElement, columns: list[str] | None, dialect: Dialect) -> None:
        made = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=columns))
        self._sql, self._order = str(made), made.positiontup
        changes = cast(dict[str, Change], made._bind_processors)
        fixed = dict(made.construct_params(_check=False))
        for column in made.insert_prefetch:
            fixed[column.key] = cast(ScalarElementColumnDefault, column.default).arg
        self._given = {name: changes.get(name) for name, value in fixed.items() if made.binds[name].required}
        self._fixed = {
            name: changes[name](value) if name in changes else value
            for name, value in fixed.items()
            if name not in self._given
        }
        cells = made._result_columns
        self._row = namedtuple("Row", [cell.keyname for cell in cells]) if cells else None
        reads = [cell.type.dialect_impl(dialect).result_processor(dialect, None) for cell in cells]
        self._reads = [(at, read) for at, read in enumerate(reads) if read]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, int]:
        found = dict(self._fixed)
        for name, change in self._given.items():
            value = values[name]
            found[name] = change(value) if change else value
        given: Any = tuple(found[name] for name in self._order) if self._order is not None else found
        cursor = connection.connection.cursor()
        try:
            for told in connection.dispatch.before_cursor_execute:  # whoever listens hears of these too
                told(connection, cursor, self._sql, given, None, False)
            cursor.execute(self._sql, given)
            return (self._read(cursor.fetchone()) if self._row is not None else None), cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(self._sql, None, error, connection.dialect.loaded_dbapi.Error) from error
        finally:
            cursor.close()

    def _read(self, row: Any) -> Any:
        if row is None or self._row is None:
            return None
        cells = list(row)
        for at, read in self._reads:
            cells[at] = read(cells[at])
        return self._row(*cells)
