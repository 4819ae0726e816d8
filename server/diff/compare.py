"""Two catalogs of one database into the operations between them."""

from collections.abc import Sequence
from itertools import chain

from server.diff.columns import column_operations
from server.diff.comparison import Comparison, retyped_tables
from server.diff.constraints import constraint_operations
from server.diff.indexes import index_operations
from server.diff.order import in_order, without_mirrors
from server.diff.others import other_operations
from server.diff.renames.by_identity import find_renames
from server.diff.rows import row_operations
from server.diff.standalone import standalone_operations
from server.diff.tables import table_operations
from server.model.catalog import Catalog
from server.model.change import Change
from server.model.operation import Operation


def find_operations(
    before: Catalog, after: Catalog, change: Change, *, snapshots: Sequence[Catalog] = ()
) -> tuple[Operation, ...]:
    """What really differs, compared by identity, in an order in which it can be carried out.

    Args:
        before: The catalog before the change.
        after: The catalog of the same database after it.
        change: The statements; they tell USING expressions and which rows were written.
        snapshots: The catalog after each statement, the last one equal to ``after``. Without them the number of an
            operation is known only when there is one statement, and 0 otherwise.
    """
    comparison = Comparison(
        before=before,
        after=after,
        change=change,
        snapshots=tuple(snapshots),
        renames=find_renames(before, after),
        retyped=retyped_tables(before, after),
    )
    found = chain(
        table_operations(comparison),
        column_operations(comparison),
        constraint_operations(comparison),
        index_operations(comparison),
        standalone_operations(comparison),
        other_operations(comparison),
        row_operations(comparison),
    )
    return in_order(without_mirrors(list(found), after), after)
