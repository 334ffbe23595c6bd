"""A query as tantivy has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import tantivy
from tantivy import FieldType, Occur

from pilin.foundation.search.enums import Kind, Match
from pilin.foundation.search.query import AnyOf, Between, Either, Filter, NoneOf, Query, bounds
from pilin.foundation.search.schema import Schema
from pilin.foundation.search.tokens import Word

ID, MARK = "_id", "_mark"
THE_MARK = (
    "\x00mark"  # the id of the one document that is none: it keeps the mark, so that a commit has both or neither
)
SOUND_WEIGHS = 0.5  # of what the same word weighs as it is written: pinyin is the vaguer question

Clause = tuple[Occur, tantivy.Query]


def sound_field(name: str) -> str:
    """Return where the pinyin of a text stands; no field of a schema may be called so."""
    return f"{name}__sound"


Frequency = Callable[[str, str], int]  # how many documents have a token in a field


def built(
    engine: tantivy.Schema, schema: Schema, query: Query, asked: Sequence[Word], frequency: Frequency, many: float
) -> tantivy.Query:
    """Return the whole question. Filters score nothing; what keeps the mark never meets it.

    What more documents than ``many`` have tells nothing apart; see :class:`Match <pilin.foundation.search.enums.Match>`.
    """
    clauses: list[Clause] = []
    if asked:
        clauses.append((Occur.Must, _words(engine, schema, query, asked, frequency, many)))
    for wanted in query.filters:
        if isinstance(wanted, NoneOf):
            clauses.append((Occur.MustNot, _filter(engine, schema, wanted)))
        else:
            clauses.append((Occur.Must, tantivy.Query.const_score_query(_filter(engine, schema, wanted), 0.0)))
    if not any(occur == Occur.Must for occur, _clause in clauses):
        clauses.append((Occur.Must, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)))
        clauses.append((Occur.MustNot, tantivy.Query.term_query(engine, ID, THE_MARK, "basic")))
    for preference in query.preferences:
        liked = _filter(engine, schema, preference.filter)
        clauses.append((Occur.Should, tantivy.Query.const_score_query(liked, preference.weight)))
    return clauses[0][1] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)


def with_number(engine: tantivy.Schema, wanted: tantivy.Query, name: str, value: float | None = None) -> tantivy.Query:
    """Return the question for what has a number in a field, or this one."""
    told = tantivy.Query.exists_query(name)
    if value is not None:
        told = tantivy.Query.range_query(engine, name, FieldType.Float, lower_bound=value, upper_bound=value)
    return tantivy.Query.boolean_query([(Occur.Must, wanted), (Occur.Must, told)])


def _words(
    engine: tantivy.Schema, schema: Schema, query: Query, asked: Sequence[Word], frequency: Frequency, many: float
) -> tantivy.Query:
    """Return the words: each in one of the fields, or all of them beside one another, which the engine skips through faster."""
    weights = query.fields or {one.name: 1.0 for one in schema.texts}
    if query.match == Match.ANY:
        fields = _fields_of_words(weights, asked, frequency, many)
        groups = [_one_word(engine, schema, weights, word, names) for word, names in zip(asked, fields, strict=True)]
        return _any(list(chain.from_iterable(groups)))
    groups = [_one_word(engine, schema, weights, word, list(weights)) for word in asked]
    whole = [group[0] if len(group) == 1 else _any(group) for group in groups]
    return whole[0] if len(whole) == 1 else tantivy.Query.boolean_query([(Occur.Must, clause) for clause in whole])


def _fields_of_words(
    weights: Mapping[str, float], asked: Sequence[Word], frequency: Frequency, many: float
) -> list[list[str]]:
    """Return in which fields each word is looked for: not where too many have it, while another word tells more."""
    have = [{name: frequency(name, word.token) for name in weights} for word in asked]
    if not any(0 < max(of.values()) <= many for of in have):
        return [list(weights) for _word in asked]
    return [[name for name in weights if of[name] <= many] for of in have]


def _any(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, clause) for clause in clauses])


def _one_word(
    engine: tantivy.Schema, schema: Schema, weights: Mapping[str, float], word: Word, names: Sequence[str]
) -> list[tantivy.Query]:
    """Return one word in each of these fields as it is written, and by its sound wherever texts are heard."""
    clauses = [_weighed(_term(engine, name, word.token), weights[name]) for name in names]
    for name, weight in weights.items() if word.sounds else ():
        told = schema.field(name)
        if told is not None and told.by_sound:
            heard = [_term(engine, sound_field(name), sound) for sound in word.sounds]
            whole = heard[0] if len(heard) == 1 else tantivy.Query.boolean_query([(Occur.Must, one) for one in heard])
            clauses.append(_weighed(whole, weight * SOUND_WEIGHS))
    return clauses


def _weighed(clause: tantivy.Query, weight: float) -> tantivy.Query:
    return clause if weight == 1 else tantivy.Query.boost_query(clause, weight)


def _term(engine: tantivy.Schema, name: str, token: str) -> tantivy.Query:
    return tantivy.Query.term_query(engine, name, token, "freq")


def _filter(engine: tantivy.Schema, schema: Schema, wanted: Filter) -> tantivy.Query:
    if isinstance(wanted, (AnyOf, NoneOf)):
        values = list(dict.fromkeys(wanted.values))
        if len(values) == 1:
            return tantivy.Query.term_query(engine, wanted.field, values[0], "basic")
        return tantivy.Query.term_set_query(engine, wanted.field, values)
    if isinstance(wanted, Between):
        return _range(engine, schema, wanted)
    if isinstance(wanted, Either):
        told = [(Occur.Should, _alone(engine, schema, one)) for one in wanted.filters]
        return tantivy.Query.boolean_query(told) if told else tantivy.Query.empty_query()
    return _all_of(engine, schema, wanted.filters)


def _alone(engine: tantivy.Schema, schema: Schema, wanted: Filter) -> tantivy.Query:
    """Return a filter that finds something by itself: what only leaves out is taken from everything."""
    return _all_of(engine, schema, (wanted,)) if isinstance(wanted, NoneOf) else _filter(engine, schema, wanted)


def _all_of(engine: tantivy.Schema, schema: Schema, filters: Sequence[Filter]) -> tantivy.Query:
    told = [(Occur.MustNot if isinstance(one, NoneOf) else Occur.Must, _filter(engine, schema, one)) for one in filters]
    if all(occur == Occur.MustNot for occur, _query in told):
        told.append((Occur.Must, tantivy.Query.all_query()))
        told.append((Occur.MustNot, tantivy.Query.term_query(engine, ID, THE_MARK, "basic")))
    return tantivy.Query.boolean_query(told)


def _range(engine: tantivy.Schema, schema: Schema, wanted: Between) -> tantivy.Query:
    least, most = bounds(schema, wanted)
    told = schema.field(wanted.field)
    kind = FieldType.Float if told is not None and told.kind == Kind.NUMBER else FieldType.Integer
    if least is None and most is None:
        return tantivy.Query.exists_query(wanted.field)
    if least is not None and most is not None and least > most:
        return tantivy.Query.empty_query()
    return tantivy.Query.range_query(engine, wanted.field, kind, lower_bound=least, upper_bound=most)
