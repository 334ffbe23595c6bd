"""Where Django finds the compilers below."""

from __future__ import annotations

from django.db.backends.postgresql import operations


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's, with compilers that hand the query on to the connection."""

    compiler_module = "pilin.foundation.access.postgresql.compiler"
