"""What must not be there when a plan begins, so that it overwrites nothing of another plan's or of the user's."""

from server.model.catalog import Table
from server.model.names import QualifiedName, identifier, literal
from server.model.plan import Check, PhaseName
from server.plan.ddl import column_is, relation_is, table_is
from server.plan.fragment import PlacedCheck


def archive_is_new(archive: QualifiedName, phase: PhaseName) -> PlacedCheck:
    """That an archive made in a later phase is not there yet: what it held would be taken for this plan's."""
    return PlacedCheck(
        phase=phase, check=Check(condition=f"NOT EXISTS ({relation_is(archive)})", message=_left(archive))
    )


def archive_is_new_or_in_step(archive: QualifiedName, table: QualifiedName, column: str) -> PlacedCheck:
    """The same of an archive that may be made in the first phase: begun by this plan it has its trigger's function."""
    begun = f"pg_catalog.to_regprocedure({literal(f'{archive.sql}()')}) IS NOT NULL"
    condition = f"NOT EXISTS ({relation_is(archive)}) OR {begun} OR NOT EXISTS ({column_is(table, column)})"
    return PlacedCheck(phase=None, check=Check(condition=condition, message=_left(archive)))


def column_is_new_or_in_step(table: QualifiedName, column: str, function: QualifiedName) -> PlacedCheck:
    """That a helper column is not there, or with the function that keeps it in step."""
    begun = f"pg_catalog.to_regprocedure({literal(f'{function.sql}()')}) IS NOT NULL"
    return PlacedCheck(
        phase=None,
        check=Check(
            condition=f"NOT EXISTS ({column_is(table, column)}) OR {begun}",
            message=f"column {table}.{identifier(column)} is there already and is not of this plan: rename or drop it",
        ),
    )


def aside_is_free(table: Table, aside: QualifiedName) -> PlacedCheck:
    """That nothing has the name by which the table steps aside, unless it stepped aside already."""
    return PlacedCheck(
        phase=None,
        check=Check(
            condition=f"NOT EXISTS ({relation_is(aside)}) OR NOT EXISTS ({table_is(table.name)})",
            message=f"{aside} is there already: finish or undo the plan that moved a table of that name aside, or "
            "drop it when its rows are no longer needed; then run this file again",
        ),
    )


def _left(archive: QualifiedName) -> str:
    return (
        f"{archive} is there already, left by an earlier plan of the same change or made by somebody else: "
        f"DROP TABLE {archive} when its rows are no longer needed, then run this file again"
    )
