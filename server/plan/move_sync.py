"""Triggers that keep a column and the one it moves to in step, whichever of the two tables is written.

What a trigger writes into the other table fires the trigger there. A setting that lasts no longer than that write
stops it, for comparing values alone would not: where several rows belong to one, what old code writes into one of them
would reach the others. Nesting as ``pg_trigger_depth()`` counts it would also stop what an application's own triggers
write. Where a row comes to belong to another, the side that has no value takes the other's; where both have one, each
keeps it, as no trigger can tell which version of the code moved the row.
"""

from dataclasses import dataclass

from server.model.catalog import Column, Table
from server.model.names import QualifiedName, identifier
from server.plan.context import Context
from server.plan.moves import Move
from server.plan.sync_triggers import end_commands, same, set_flag, sync_commands


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    table: Table
    column: Column
    join: tuple[Column, ...]
    function: QualifiedName


_EVENTS = ("BEFORE INSERT OR UPDATE", "AFTER INSERT OR UPDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSync:
    """The triggers of one move."""

    move: Move
    flag: str
    forward: QualifiedName
    backward: QualifiedName

    @classmethod
    def of(cls, context: Context, move: Move) -> "MoveSync":
        """The triggers under the names this plan gives them."""
        table, column = move.source.name, move.source_column.name
        return cls(
            move=move,
            flag=f"migration_planner.moves_{context.tag}_{move.statement}",
            forward=context.helper(table, column, "moves"),
            backward=context.helper(table, column, "moves_back"),
        )

    def make(self) -> tuple[str, ...]:
        """The triggers of both tables, to be run one by one, so that no two tables are locked at once."""
        one, other = self._sides()
        return tuple(
            command
            for own, partner in ((one, other), (other, one))
            for command in sync_commands(own.function, own.table.name, self._body(own, partner), self.flag, *_EVENTS)
        )

    def end(self) -> tuple[str, ...]:
        """Removes them."""
        return tuple(
            command
            for side in reversed(self._sides())
            for command in end_commands(side.function, side.table.name, *_EVENTS)
        )

    def joined(self, source: str, target: str) -> str:
        """The condition that a row of the source and one of the target, called so, belong together."""
        return " AND ".join(
            f"{source}.{identifier(one.name)} = {target}.{identifier(other.name)}" for one, other in self.move.join
        )

    def _sides(self) -> tuple[_Side, _Side]:
        move = self.move
        ones, others = zip(*move.join, strict=True)
        return (
            _Side(table=move.source, column=move.source_column, join=ones, function=self.forward),
            _Side(table=move.target, column=move.target_column, join=others, function=self.backward),
        )

    def _body(self, own: _Side, partner: _Side) -> str:
        mine, its = f"NEW.{identifier(own.column.name)}", f"other.{identifier(partner.column.name)}"
        belongs = " AND ".join(
            f"other.{identifier(its_key.name)} = NEW.{identifier(my_key.name)}"
            for my_key, its_key in zip(own.join, partner.join, strict=True)
        )
        lacks = f"{mine} IS NULL"
        if own.column.default is not None:
            # code that does not know the column leaves it to its default
            lacks += f" OR TG_OP = 'INSERT' AND {mine}::text IS NOT DISTINCT FROM ({own.column.default})::text"
        takes = f" AND {mine} IS NOT NULL" if refuses_null(partner.column) else ""
        stayed = " AND ".join(same(key.name) for key in own.join)
        waits = ""
        if partner.table.oid == self.move.target.oid:
            # a batch that read this row before fills them at this moment, also where the new value is none
            waits = f"    PERFORM FROM {partner.table.name.sql} AS other WHERE {belongs} FOR NO KEY UPDATE;\n"
        return f"""
#variable_conflict use_column
<<sync>>
DECLARE
    moved boolean := TG_OP = 'INSERT' OR NOT ({stayed});
    written boolean := TG_OP = 'INSERT' OR NOT ({same(own.column.name)});
    theirs record;
BEGIN
    IF TG_WHEN = 'BEFORE' THEN
        IF moved AND ({lacks}) THEN
            SELECT {its} AS value INTO theirs FROM {partner.table.name.sql} AS other
            WHERE {belongs} AND {its} IS NOT NULL LIMIT 1;
            IF FOUND THEN
                {mine} := theirs.value;
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (moved OR written) OR TG_OP = 'INSERT' AND {mine} IS NULL THEN
        RETURN NULL;
    END IF;
    {set_flag(self.flag, on=True)};
{waits}    UPDATE {partner.table.name.sql} AS other SET {identifier(partner.column.name)} = {mine}
    WHERE {belongs} AND {its}::text IS DISTINCT FROM {mine}::text AND (sync.written OR {its} IS NULL){takes};
    {set_flag(self.flag, on=False)};
    RETURN NULL;
END """


def refuses_null(column: Column) -> bool:
    """Whether a column takes no null until it is dropped; one without a default has to, for code that leaves it out."""
    return column.not_null and column.default is not None
