"""Keeping new columns in step with what code that does not know them writes, from expand until contract."""

from server.model.catalog import Table
from server.model.names import dollar_quoted, identifier
from server.model.operation import ChangeRows
from server.plan.context import Context
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA
from server.plan.fragment import PlacedStep, Rank, StepMaker, in_transaction
from server.plan.rules import BRIEF
from server.plan.sync_triggers import last_trigger, same


def may_be_kept_in_step(context: Context, operation: ChangeRows) -> bool:
    """Whether an UPDATE fills columns that this change adds from other columns of the same row.

    They have no default: whether code wrote the default's value or did not know the column, nobody could tell.
    """
    rows, table = operation.rows, operation.table
    if table is None or table.kind != "table" or table.partition_of is not None or context.is_moved_aside(table):
        return False
    # in the change's end a source may be gone
    new = {column.name: column for column in context.after.columns_of(table.oid)}
    there = {column.name for column in context.before.columns_of(table.oid)}
    return (
        operation.new_columns_only
        and bool(rows.assignments)
        and all(column in new and new[column].default is None for column in rows.set_columns)
        and bool(there.intersection(rows.sources))
        and not rows.reads_what_it_sets
    )


def sync_steps(
    context: Context, maker: StepMaker, operation: ChangeRows, table: Table
) -> tuple[PlacedStep, PlacedStep]:
    """The trigger that fills the columns on every write that does not, and its end in contract."""
    name = context.helper(table.name, f"in_step_{operation.statement}")
    trigger = last_trigger(name)
    body = _body(context, operation, table)
    make = (
        RESERVE_SCHEMA,
        # what the UPDATE names is found by the path of whoever runs the file, not of the application
        f"CREATE OR REPLACE FUNCTION {name.sql}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT "
        f"AS {dollar_quoted(body)}",
        f"CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table.name.sql} "
        f"FOR EACH ROW EXECUTE FUNCTION {name.sql}()",
    )
    end = (
        f"DROP TRIGGER IF EXISTS {trigger} ON {table.name.sql}",
        f"DROP FUNCTION IF EXISTS {name.sql}()",
        RELEASE_SCHEMA,
    )
    columns = ", ".join(identifier(column) for column in operation.rows.set_columns)
    return (
        maker.step(
            "keep_in_step",
            phase="expand",
            rank=Rank.LATE_ADDITIONS,
            title=f"Let a trigger fill {columns} of {table.name} when code that does not know them writes",
            reason="Rows that old code writes until contract are as the UPDATE would leave them.",
            up=in_transaction(*make, claim=BRIEF),
            down=in_transaction(*end, claim=BRIEF),
        ),
        maker.step(
            "end_step",
            phase="contract",
            rank=Rank.EARLY_REMOVALS,
            title=f"End the trigger that fills {columns} of {table.name}",
            reason="All code writes them itself by now.",
            up=in_transaction(*end, claim=BRIEF),
            down=in_transaction(*make, claim=BRIEF),
        ),
    )


def _body(context: Context, operation: ChangeRows, table: Table) -> str:
    rows = operation.rows
    there = {column.name for column in context.before.columns_of(table.oid)}
    values = ", ".join(f"({text}) AS value_{number}" for number, (_, text) in enumerate(rows.assignments, start=1))
    where = f" WHERE {rows.condition_sql}" if rows.condition_sql else ""
    unchanged = " AND ".join(same(column) for column in rows.sources if column in there)
    filled = "".join(
        f"    IF NEW.{identifier(column)} IS NULL OR TG_OP = 'UPDATE' AND {same(column)} THEN\n"
        f"        NEW.{identifier(column)} := computed.value_{number};\n    END IF;\n"
        for number, (column, _) in enumerate(rows.assignments, start=1)
    )
    return (
        "\n#variable_conflict use_column\nDECLARE\n    computed record;\nBEGIN\n"
        f"    IF TG_OP = 'UPDATE' AND {unchanged} THEN\n        RETURN NEW;\n    END IF;\n"
        "    BEGIN\n"
        f"        SELECT {values} INTO computed FROM (SELECT NEW.*) AS {identifier(rows.alias)}{where};\n"
        # a value that only the new column cannot hold is no reason to refuse what old code writes
        "    EXCEPTION WHEN data_exception THEN\n        RETURN NEW;\n    END;\n"
        "    IF NOT FOUND THEN\n        RETURN NEW;\n    END IF;\n"
        f"{filled}    RETURN NEW;\nEND "
    )
