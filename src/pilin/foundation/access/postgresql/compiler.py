"""Compilers that tell the connection whose query they execute. Those that write tell nothing: a deed decides."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler


class _Asking:
    """Executes a query in the name of whoever asks it."""

    query: Any
    connection: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        with self.connection.asking(self.query):
            return super().execute_sql(*args, **kwargs)  # type: ignore[misc]


class SQLCompiler(_Asking, compiler.SQLCompiler):
    """Reads."""


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Adds."""


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    """Removes."""


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    """Changes."""


class SQLAggregateCompiler(_Asking, compiler.SQLAggregateCompiler):
    """Counts."""
