"""Values: dates with precision and quantities, as columns of a table.

Owns      DateSpan, date_span_columns, MoneyField, CurrencyField, ComparatorField, UidField
Stands on nothing
Uses      engine.base
Never     keeps rows of its own
"""
