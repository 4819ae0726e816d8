"""Dangers for rows."""

from server.model.plan import Hazard


def triggers_fire(table: str, triggers: tuple[str, ...]) -> Hazard:
    """User triggers run for every row a backfill touches."""
    return Hazard(
        code="triggers-fire-on-backfill",
        object=table,
        effect=f"The backfill's updates fire {', '.join(triggers)} for every row, as an application's update would.",
        remedy="Check what these triggers do (timestamps, audit rows, notifications) before running migrate.",
        source="https://www.postgresql.org/docs/18/trigger-definition.html",
        avoided=False,
    )


def nulls_present(column: str) -> Hazard:
    """SET NOT NULL on a column that holds nulls."""
    return Hazard(
        code="nulls-present",
        object=column,
        effect="The step fails if a row has no value.",
        remedy="A check before it counts such rows and says which decision fills them.",
        source="https://www.postgresql.org/docs/18/sql-altertable.html",
        avoided=True,
    )


def duplicates_present(table: str, columns: str) -> Hazard:
    """A unique index over rows that are not."""
    return Hazard(
        code="duplicates-present",
        object=table,
        effect=f"The unique index on {columns} cannot be built while two rows agree in it.",
        remedy="A check before it stops with a clear message; merge or remove the duplicates first.",
        source="https://www.postgresql.org/docs/18/sql-createindex.html",
        avoided=False,
    )


def rows_violate(table: str, constraint: str) -> Hazard:
    """Validating a constraint that rows break."""
    return Hazard(
        code="rows-violate-constraint",
        object=table,
        effect=f"Validating {constraint} fails if an existing row breaks it; new rows are held to it before that.",
        remedy="A check before it stops with a clear message; mend the rows first.",
        source="https://www.postgresql.org/docs/18/sql-altertable.html",
        avoided=False,
    )


def conflicts_present(table: str, constraint: str) -> Hazard:
    """An exclusion constraint over rows that conflict."""
    return Hazard(
        code="rows-violate-constraint",
        object=table,
        effect=f"Rows that conflict under {constraint} cannot both stay.",
        remedy="They are not copied, and the step after the copying stops and says how to find them; mend or delete "
        "them first.",
        source="https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION",
        avoided=False,
    )


def conversion_fails(column: str, expression: str) -> Hazard:
    """A value that the new type does not take."""
    return Hazard(
        code="conversion-fails",
        object=column,
        effect=f"A row whose value {expression} cannot convert stops the backfill, and writes of such values.",
        remedy="Run the conversion as a SELECT on a replica first; give a USING expression that maps odd values.",
        source="https://www.postgresql.org/docs/18/sql-altertable.html",
        avoided=False,
    )


def not_repeatable(table: str) -> Hazard:
    """A data statement that does its work twice when run twice."""
    return Hazard(
        code="data-statement-not-repeatable",
        object=table,
        effect="Run a second time after an interruption, the statement may do its work twice.",
        remedy="It runs in one transaction: either all of it happened or nothing. Look before running it again.",
        source="the statement as written",
        avoided=False,
    )


def rows_written_since(table: str, *, avoided: bool = False) -> Hazard:
    """Rows that an UPDATE would have changed, written after it ran."""
    by_hand = (
        "Deploy code that writes them as they shall be before migrate; after it, run the UPDATE's condition as a "
        "SELECT: it must find nothing."
    )
    return Hazard(
        code="rows-written-since",
        object=table,
        effect="Rows that old code writes after this step are not brought in line with it.",
        remedy="From expand until contract a trigger does so for writes that leave its columns alone."
        if avoided
        else by_hand,
        source="https://www.postgresql.org/docs/18/transaction-iso.html",
        avoided=avoided,
    )


def rows_not_copied(table: str) -> Hazard:
    """Rows that an INSERT would have read, written after it ran."""
    return Hazard(
        code="rows-written-since",
        object=table,
        effect="What old code writes after this step to what the INSERT reads is not copied.",
        remedy="Deploy code that writes both before migrate; before contract compare the rows it read with those it "
        "added, and add or mend what differs.",
        source="https://www.postgresql.org/docs/18/transaction-iso.html",
        avoided=False,
    )


def rows_left_behind(table: str) -> Hazard:
    """Rows that are written to a table while its rows are copied into the one that takes its place."""
    return Hazard(
        code="rows-written-since",
        object=table,
        effect="It runs as written: rows that are written after they were copied, and before the old table goes, are "
        "lost with it, and nothing tells.",
        remedy="Keep everybody from writing to it from before the first file until after the last one, or remove what "
        "stands in the way of copying it in step.",
        source="observed on the shadow: copying and dropping are statements of their own",
        avoided=False,
    )


def sequence_ends_early(sequence: str, column: str, type_name: str) -> Hazard:
    """A sequence that stops where the old type stopped."""
    return Hazard(
        code="sequence-ends-early",
        object=column,
        effect=f"Sequence {sequence} that counts it still is one of {type_name}: inserts fail when it reaches its end.",
        remedy=f"Add ALTER SEQUENCE {sequence} AS bigint to the change: it changes only the catalog.",
        source="https://www.postgresql.org/docs/18/sql-altersequence.html",
        avoided=False,
    )


def rows_inserted_at_once(source: str, target: str, query: str) -> Hazard:
    """Rows that belong together and come from two transactions, neither of which sees the other's."""
    return Hazard(
        code="rows-written-since",
        object=source,
        effect=f"While triggers keep {source} and {target} in step, two transactions that insert rows which belong "
        "together at the same moment do not see each other's row: one of the two columns stays without the value.",
        remedy="A foreign key between the two would rule it out. Else look for such rows before contract, and set the "
        f"column that lacks the value: {query}",
        source="https://www.postgresql.org/docs/18/transaction-iso.html#XACT-READ-COMMITTED",
        avoided=False,
    )


def values_stay_behind(source: str, column: str, query: str) -> Hazard:
    """Values that stay in the row they were moved to when old code deletes the row they came from, or moves it."""
    return Hazard(
        code="rows-written-since",
        object=column,
        effect=f"A value stays where it is while triggers keep the tables in step, though old code deletes the row "
        f"of {source} it came from, or a row comes to belong to another; one that comes with none takes the other's: "
        "no trigger can tell which version of the code wrote.",
        remedy=f"Before contract look for values that no row of {source} they belong to has, and clear or set those "
        f"that new code did not write: {query}",
        source="https://www.postgresql.org/docs/18/trigger-definition.html",
        avoided=False,
    )


def fits_no_partition(table: str) -> Hazard:
    """Rows that a partitioned table has no place for."""
    return Hazard(
        code="rows-violate-constraint",
        object=table,
        effect="Rows for which there is no partition, or that have a null where none may be, have no place afterwards.",
        remedy="A check before the first step finds those that are there; those written since stop the last phase. "
        "Add a DEFAULT partition to the change to take them all.",
        source="https://www.postgresql.org/docs/18/ddl-partitioning.html",
        avoided=True,
    )


def needs_room_twice(table: str) -> Hazard:
    """A table that is copied while it stays."""
    return Hazard(
        code="disk-head-room",
        object=table,
        effect="Until the old table is dropped, rows and indexes are there twice; all of them are written to WAL.",
        remedy="Compare its pg_total_relation_size with the free space of server and replicas.",
        source="https://www.postgresql.org/docs/18/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE",
        avoided=False,
    )


def parents_not_truncated(table: str, parents: tuple[str, ...]) -> Hazard:
    """A table whose copy has its foreign keys too."""
    return Hazard(
        code="code-must-keep-new-rule",
        object=table,
        effect=f"From expand on TRUNCATE of {', '.join(parents)} fails, also with {table}: the copy refers to it.",
        remedy="Until contract ended, let code that truncates do so with CASCADE, which then empties the copy too.",
        source="https://www.postgresql.org/docs/18/sql-truncate.html",
        avoided=False,
    )


def lacks_of_replaced(table: str, what: tuple[str, ...]) -> Hazard:
    """What a table had that is not made again for the one in its place."""
    return Hazard(
        code="silent-drop",
        object=table,
        effect=f"The table that takes its place lacks {', '.join(what)}.",
        remedy="Add to the change what the new table shall have too; a unique key of a partitioned table must hold the "
        "columns of its partition key.",
        source="https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS",
        avoided=False,
    )
