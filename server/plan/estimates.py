"""What statistics of the target tell of rows that a decision is about, in words that say it is an estimate.

Numbers have one digit that counts: they are no more precise, and a plan must not be another one after each ANALYZE.
"""

from collections.abc import Sequence

from server.model.catalog import Column, Table
from server.model.statistics import ColumnStatistics
from server.plan.context import Context


def rows_of(context: Context, table: Table) -> str:
    """About how many rows the table has; empty when that is not known."""
    known = context.before.tables.get(table.oid)
    if known is None or known.rows_estimate < 0:
        return ""
    return f"estimate: {_about(known.rows_estimate)} rows in {known.name}"


def nulls_of(context: Context, table: Table, column: Column) -> str:
    """About how many rows have no value in the column, by ``pg_stats.null_frac``."""
    rows = rows_of(context, table)
    seen = _statistics(context, table, column)
    if seen is None:
        return f"{rows}; how many have no value is not known: the column was not analysed" if rows else ""
    share = f"null_frac {_digit(seen.null_frac)}" if seen.null_frac else "null_frac 0: ANALYZE saw none"
    if not rows:
        return f"estimate: {share}"
    return f"{rows}, {share}, so {_about(context.before.tables[table.oid].rows_estimate * seen.null_frac)} without"


def distinct_of(context: Context, table: Table, columns: Sequence[Column]) -> str:
    """Whether values repeat in the columns, by ``pg_stats.n_distinct``."""
    rows = rows_of(context, table)
    seen = [_statistics(context, table, column) for column in columns]
    known = [each for each in seen if each is not None]
    if any(each.n_distinct == -1 for each in known):
        return f"{rows or 'estimate'}; n_distinct -1: ANALYZE saw no value twice"
    if len(columns) != 1 or not known:
        return f"{rows}; how many agree in all of these columns is not known" if rows else ""
    count = known[0].n_distinct
    if count >= 0:
        return f"{rows or 'estimate'}; n_distinct: {_about(count)} different values"
    return f"{rows or 'estimate'}; n_distinct {_digit(count)}: so many different values a row"


def _statistics(context: Context, table: Table, column: Column) -> ColumnStatistics | None:
    known = context.before.tables.get(table.oid)
    if context.statistics is None or known is None or column.key not in context.before.columns:
        return None
    name = context.before.columns[column.key].name
    found = [each for each in context.statistics.columns if each.relation == known.name and each.column == name]
    # of a table with others below it, what was seen in all of them
    return max(found, key=lambda each: each.inherited, default=None)


def _digit(number: float) -> str:
    return f"{number:.1g}"


def _about(number: float) -> str:
    return f"about {float(_digit(number)):,.0f}"
