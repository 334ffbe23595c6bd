"""Questions to the database that are asked again and again of other rows: put into SQL once, then only filled in.

Who may read what stays in the statement, which is made anew for every standing, and the second belt is told who asks as
with any other query (see ``asking.py``): only the keys of the rows asked for change.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet

ROOMS = 16, 64, 256, 1_024  # so many keys a statement has room for; the last key stands in for those that are not there
MOST_KEPT = 128  # statements a thread
STANDS_IN = 0xF << 124  # keys of no row, in whose places the keys asked for are put
_kept = threading.local()


class _Statement:
    """One question in SQL, with the places of its keys. It belongs to one connection, hence to one thread."""

    def __init__(self, rows: QuerySet[Any, Any], keys: Sequence[UUID]) -> None:
        self.connection = connections[rows.db]
        self._compiler: Any = rows.query.get_compiler(connection=self.connection)
        self._sql, params = self._compiler.as_sql()
        self._params = list(params)
        self._adapt = rows.model._meta.pk.get_db_prep_value
        places = {self._adapt(key, self.connection, prepared=False): at for at, key in enumerate(keys)}
        self._places = [
            (at, places[value]) for at, value in enumerate(self._params) if _is_key(value) and value in places
        ]

    def asked(self, keys: Sequence[UUID]) -> list[Any]:
        """Return the rows of these keys."""
        params = list(self._params)
        told = [self._adapt(key, self.connection, prepared=False) for key in keys]
        for place, at in self._places:
            params[place] = told[at]
        self._compiler.as_sql = lambda *_args, **_more: (self._sql, tuple(params))
        return list(self._compiler.results_iter(tuple_expected=True))


def _is_key(value: Any) -> bool:
    return isinstance(value, (str, UUID))


def rows_of(name: Hashable, rows: Callable[[Sequence[UUID]], QuerySet[Any, Any]], keys: Sequence[UUID]) -> list[Any]:
    """Return what a question of values answers for these keys, as a list of tuples.

    Parameters
    ----------
    name : hashable
        What the question depends on beside the keys, the standing that asks above all: two questions of one name, asked at
        one place in the code, must differ in their keys alone.
    rows : callable
        Returns the question, a ``values_list``, for some keys; asked only where the name is new.
    keys : sequence of UUID
        Beyond 1,024 the question is asked as it is.
    """
    room = next((room for room in ROOMS if room >= len(keys)), None)
    if not keys:
        return []
    if room is None:
        return list(rows(keys))
    return _statement((*_place(rows), name, room), lambda: rows(_stand_in(room)), _stand_in(room)).asked(
        [*keys, *[keys[-1]] * (room - len(keys))]
    )


def rows_again(name: Hashable, rows: Callable[[], QuerySet[Any, Any]]) -> list[Any]:
    """Return what a question of values answers by now, as a list of tuples; see :func:`rows_of`."""
    return _statement((*_place(rows), name, 0), rows, ()).asked(())


def _place(rows: Any) -> tuple[str, str]:
    """Return where a question is written: names need to differ there alone, not over the whole house."""
    return rows.__module__, rows.__qualname__


@cache
def _stand_in(room: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=STANDS_IN + at) for at in range(room))


def _statement(name: Hashable, rows: Callable[[], QuerySet[Any, Any]], keys: Sequence[UUID]) -> _Statement:
    kept: OrderedDict[Hashable, _Statement] = _kept.__dict__.setdefault("statements", OrderedDict())
    found = kept.pop(name, None)
    if found is None or found.connection is not connections[found.connection.alias]:
        found = _Statement(rows(), keys)
    kept[name] = found
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    return found
