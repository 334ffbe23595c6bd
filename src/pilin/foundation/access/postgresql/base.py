"""The connection: before each statement, and in one message with it, it says who asks.

``set_config(…, true)`` lasts until the end of the transaction, and a message of two statements is a transaction of its own
where none is open. So nothing is left on a connection that the next request, or another client of a pooler, would take over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from pilin.foundation.access.asking import NAMES, settings_for
from pilin.foundation.access.postgresql.operations import DatabaseOperations

UNTOLD = re.compile(  # reads no row of a table, and some of it may stand in no message with another
    r"\s*(SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|CREATE|ALTER|DROP|COMMENT|VACUUM|ANALYZE|REINDEX|LOCK)\b", re.IGNORECASE
)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that says who asks."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._query: Any = None  # whose statement is being executed
        self.execute_wrappers.append(self._tell)

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            raise ImproperlyConfigured("server_side_binding sends statements one by one: row security needs two in one")
        return params

    @contextmanager
    def asking(self, query: Any) -> Iterator[None]:
        """Execute the statements of this query as asked by whom it names."""
        before, self._query = self._query, query
        try:
            yield
        finally:
            self._query = before

    def _tell(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not isinstance(sql, str) or UNTOLD.match(sql):
            return execute(sql, params, many, context)
        cursor = context["cursor"].cursor
        if many or getattr(cursor, "name", None):  # a message of their own; a cursor that outlives it is filled at once
            return self._told_before(execute, sql, params, many, context)
        told = _telling(self._query)
        result = execute((told if params is None else told.replace("%", "%%")) + sql, params, many, context)
        cursor.nextset()  # past the answer to the telling
        return result

    def _told_before(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        lasting = bool(self.connection.autocommit)  # where no transaction is open, what is told for one is gone at once
        with self.wrap_database_errors:
            self.connection.execute(_telling(self._query, lasting=lasting))
        try:
            return execute(sql, params, many, context)
        finally:
            if lasting:
                self.connection.execute(FORGOTTEN)


def _telling(query: Any, *, lasting: bool = False) -> str:
    """Return the statement that tells the database who asks."""
    until = "false" if lasting else "true"
    told = (
        f"set_config('{name}', '{value.replace(chr(39), chr(39) * 2)}', {until})" for name, value in settings_for(query)
    )
    return f"SELECT {', '.join(told)}; "


FORGOTTEN = "SELECT " + ", ".join(f"set_config('{name}', '', false)" for name in NAMES)
