"""Names and commands around a column that another of a different type replaces while both are written."""

from dataclasses import dataclass, replace

from server.model.catalog import PG_CLASS, Column, Constraint, Index, Other, Table
from server.model.names import QualifiedName, dollar_quoted, identifier, with_renamed
from server.model.operation import DropConstraint, DropIndex
from server.model.plan import Check
from server.plan.context import Context
from server.plan.ddl import (
    alter,
    column_clause,
    column_comment,
    column_settings,
    constraint_comment,
    constraint_is,
    if_exists,
    index_tail,
    set_default,
)
from server.plan.key_swap import KeySwap, plan_keys, widens
from server.plan.rules import guarded_rename_column
from server.plan.sync_triggers import last_trigger
from server.plan.twins import IndexTwin, Twin, plan_twin
from server.plan.type_swap import TypeSwap

UNFIT = "data_exception OR integrity_constraint_violation OR syntax_error OR internal_error"
"""What is raised for a value that a type does not take; the second by a domain, the others by hstore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSwap:
    """One column, the one that replaces it, and what stands on it."""

    table: Table
    before: Column
    after: Column
    using: str | None
    """Over the columns as they were, until the swap."""
    using_since: str | None
    """The same after the swap, when a type may have another name."""
    types: TypeSwap | None
    """Where an enum takes another's place, and a value that only the old one has must not stop anybody at first."""
    exact: bool
    """Whether each new value is the text of an old one, and no two old ones become the same."""
    before_last_look: tuple[Check, ...]
    """Told before values that the new type does not take are refused."""
    new: str
    """Name of the new column until the swap."""
    old: str
    """Name of the old column after the swap."""
    forward: QualifiedName
    """Function and trigger that keep the new column in step before the swap."""
    backward: QualifiedName
    """The same for the old column after the swap."""
    indexes: tuple[IndexTwin, ...]
    uniques: tuple[tuple[Constraint, Index, Twin], ...]
    checks: tuple[tuple[Constraint, Constraint, Twin], ...]
    """Each with the one it becomes."""
    keys: KeySwap
    privileges: tuple[Other, ...]
    """On the column itself."""
    disturbed: bool
    """Whether triggers of the user's may change what an UPDATE of another column leaves alone."""
    not_null: str
    """Name of the scratch check that proves the column has no null."""
    old_not_null: str
    """Name of the scratch check that proves it of the old column on the way back."""

    @property
    def own(self) -> str:
        """The column's name as SQL."""
        return identifier(self.before.name)

    @property
    def expression(self) -> str:
        """The new value over the columns as they were."""
        return self.using if self.using is not None else self.own

    @property
    def reverse(self) -> str:
        """The old value out of the new one; assigned, so that a value that does not fit is an error, never cut."""
        return self._reversed(self.own)

    def _reversed(self, value: str) -> str:
        if self.before.type_oid == self.after.type_oid and self.before.is_array == self.after.is_array:
            return value
        if self.after.base_type == "numeric" and not self.after.is_array:
            # an integer is not written with a fraction, be it zero
            value = f"pg_catalog.trim_scale({value})"
        return f"{value}::text::{self.before.type}"

    @property
    def widens(self) -> bool:
        """Whether an integer becomes a wider one."""
        return self.using is None and widens(self.before, self.after)

    @property
    def gives_back(self) -> bool:
        """Whether every old value can be had from the new one, so that nothing has to be kept."""
        return self.widens or self.exact

    @property
    def moves_rows(self) -> bool:
        """Whether an UPDATE may move a row to another partition, and no trigger changes it on its way."""
        return self.table.kind == "partitioned table" and not self.disturbed

    @property
    def unfilled(self) -> str:
        """A query for rows whose new column lacks a value."""
        table, new = self.table.name.sql, identifier(self.new)
        return f"SELECT FROM {table} WHERE {new} IS NULL AND ({self.expression}) IS NOT NULL"

    def add_column(self, name: QualifiedName) -> tuple[str, ...]:
        """The new column with the trigger that fills it on every write."""
        clause = column_clause(replace(self.after, identity=""), name=self.new, default=False, not_null=False)
        settings = column_settings(name, replace(self.after, name=self.new))
        return (alter(name, f"ADD COLUMN IF NOT EXISTS {clause}"), *settings, *self.keep_new_in_step(name))

    def keep_new_in_step(self, name: QualifiedName, *, strict: bool = False) -> tuple[str, ...]:
        """The trigger that fills the new column; where an enum goes, only a strict one refuses what has no label."""
        new = f"NEW.{identifier(self.new)}"
        fill = f"SELECT {self.expression} INTO {new} FROM (SELECT NEW.*) AS {identifier(self.table.name.name)};\n"
        if self.types is not None and not strict:
            fill = f"BEGIN\n        {fill}    EXCEPTION WHEN {UNFIT} THEN\n        {new} := NULL;\n    END;\n"
        # the backfill gives a value to a row that has none: firing for it would find the same value once more
        fires = "" if self.disturbed else f"WHEN (NOT (OLD.{identifier(self.new)} IS NULL) OR {new} IS NULL) "
        return self._triggers(self.forward, name, f"\nBEGIN\n    {fill}    RETURN NEW;\nEND ", update_when=fires)

    def keep_old_in_step(self) -> tuple[str, ...]:
        """The trigger that goes on filling the old column; a value that does not fit leaves it null."""
        old = f"NEW.{identifier(self.old)}"
        reverse = self._reversed(f"NEW.{self.own}")
        # the old value may be more exact than the new one gives: it stays until that one changes
        same = f"TG_OP = 'UPDATE' AND NEW.{self.own}::text IS NOT DISTINCT FROM OLD.{self.own}::text"
        # a row that an UPDATE moves to another partition is inserted there with its old value
        moved = f" OR TG_OP = 'INSERT' AND {old} IS NOT NULL" if self.moves_rows else ""
        body = (
            f"\nBEGIN\n    IF {same}{moved} THEN\n        RETURN NEW;\n    END IF;\n"
            f"    BEGIN\n        {old} := {reverse};\n"
            f"    EXCEPTION WHEN {UNFIT} THEN\n        {old} := NULL;\n    END;\n    RETURN NEW;\nEND "
        )
        return self._triggers(self.backward, self.table.name, body, update_when="")

    def _triggers(self, name: QualifiedName, table: QualifiedName, body: str, *, update_when: str) -> tuple[str, ...]:
        return (
            # a USING expression finds what it names by the path of whoever runs the file, not of the application
            f"CREATE OR REPLACE FUNCTION {name.sql}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT "
            f"AS {dollar_quoted(body)}",
            # only a trigger of UPDATE alone may look at the old row in its WHEN
            *(
                f"CREATE OR REPLACE TRIGGER {last_trigger(name, event[0].lower())} BEFORE {event} ON {table.sql} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION {name.sql}()"
                for event, when in (("INSERT", ""), ("UPDATE", update_when))
            ),
        )

    def drop_triggers(self, name: QualifiedName, table: QualifiedName) -> tuple[str, ...]:
        """Ends the triggers of that function."""
        return (
            *(
                f"DROP TRIGGER IF EXISTS {last_trigger(name, event[0].lower())} ON {table.sql}"
                for event in ("INSERT", "UPDATE")
            ),
            f"DROP FUNCTION IF EXISTS {name.sql}()",
        )

    def over_new(self, index: Index) -> str:
        """The index's definition from USING on, over the new column."""
        return self.tail(index, self.new)

    def over_old(self, index: Index) -> str:
        """The same over the old column once the swap put it away."""
        return self.tail(index, self.old)

    def tail(self, index: Index, column: str) -> str:
        """The index's definition from USING on, over another column."""
        return self._over(index_tail(index), column)

    def key_tail(self, column: str) -> str:
        """The same of the primary key's index; empty when the column is not part of it."""
        index = self.keys.primary_index
        return self.tail(index, column) if index is not None else ""

    def check(self, constraint: Constraint, column: str) -> str:
        """The check's definition over another column."""
        return self._over(constraint.definition, column)

    def _over(self, definition: str, column: str) -> str:
        text = with_renamed(definition, self.before.name, column)
        if self.types is None:
            return text
        return self.types.before_swap(text) if column == self.new else self.types.after_swap(text)

    def swap(self) -> tuple[str, ...]:
        """The new column takes the old one's name, default, null rule, constraints and indexes."""
        table = self.table.name
        commands = [
            guarded_rename_column(table, self.before.name, self.old),
            guarded_rename_column(table, self.new, self.before.name),
        ]
        commands += self.keys.let_go()
        commands += self.keys.stop_counting(self.old, back=False)
        if self.before.default is not None:
            commands.append(alter(table, f"ALTER COLUMN {identifier(self.old)} DROP DEFAULT"))
        commands.append(set_default(table, self.after) if self.after.default is not None else "")
        if self.before.not_null:
            commands.append(alter(table, f"ALTER COLUMN {identifier(self.old)} DROP NOT NULL"))
        if self.after.not_null:
            commands.append(alter(table, f"ALTER COLUMN {self.own} SET NOT NULL"))
            commands.append(alter(table, f"DROP CONSTRAINT IF EXISTS {identifier(self.not_null)}"))
        commands += self.keys.count_on(self.after, back=False)
        commands += self.keys.take(back=False)
        # the copy of one in a partition may take the name of another
        commands += [command for twin in self.indexes for command in twin.put_away()]
        commands += [command for twin in self.indexes for command in twin.take()]
        for constraint, _, twin in self.uniques:
            commands.append(_rename_constraint(table, twin.name, twin.kept))
            name = identifier(twin.name)
            commands.append(alter(table, f"ADD CONSTRAINT {name} UNIQUE USING INDEX {identifier(twin.made)}"))
            commands.append(constraint_comment(table, constraint))
        for _, rule, twin in self.checks:
            commands.append(_rename_constraint(table, twin.name, twin.kept))
            commands.append(_rename_constraint(table, twin.made, twin.name))
            commands.append(constraint_comment(table, rule))
        commands.append(column_comment(table, self.after))
        commands += (command for each in self.privileges for command in each.definition)
        return tuple(command for command in commands if command)

    def swap_back(self) -> tuple[str, ...]:
        """Undoes the swap; NOT NULL of the old column is proved before."""
        table = self.table.name
        commands = [each.removal for each in self.privileges]
        # what takes the place of something has its comment for as long as it is there
        if self.after.comment is not None:
            commands.append(f"COMMENT ON COLUMN {table.sql}.{self.own} IS NULL")
        for constraint, rule, twin in self.checks:
            if rule.comment is not None:
                commands.append(f"COMMENT ON CONSTRAINT {identifier(twin.name)} ON {table.sql} IS NULL")
            commands.append(_rename_constraint(table, twin.name, twin.made))
            commands.append(_rename_constraint(table, twin.kept, twin.name))
            commands.append(constraint_comment(table, constraint))
        for constraint, _, twin in self.uniques:
            commands.append(alter(table, f"DROP CONSTRAINT IF EXISTS {identifier(twin.name)}"))
            commands.append(_rename_constraint(table, twin.kept, twin.name))
            commands.append(constraint_comment(table, constraint))
        commands += [command for twin in self.indexes for command in twin.step_back()]
        commands += [command for twin in self.indexes for command in twin.come_back()]
        commands += [
            *self.keys.let_go(),
            *self.keys.stop_counting(self.before.name, back=True),
            alter(table, f"ALTER COLUMN {self.own} DROP NOT NULL") if self.after.not_null else "",
            alter(table, f"ALTER COLUMN {self.own} DROP DEFAULT") if self.after.default is not None else "",
            guarded_rename_column(table, self.before.name, self.new),
            guarded_rename_column(table, self.old, self.before.name),
            set_default(table, self.before) if self.before.default is not None else "",
        ]
        if self.before.not_null:
            # under its final name, since PostgreSQL 18 names the constraint after the column
            commands.append(alter(table, f"ALTER COLUMN {self.own} SET NOT NULL"))
            commands.append(alter(table, f"DROP CONSTRAINT IF EXISTS {identifier(self.old_not_null)}"))
        commands += self.keys.count_on(self.before, back=True)
        commands += self.keys.take(back=True)
        # the old column may have been made again
        commands += (command for each in self.privileges for command in each.definition)
        return tuple(command for command in commands if command)


def plan_swap(
    context: Context,
    table: Table,
    before: Column,
    after: Column,
    using: str | None,
    *,
    using_since: str | None = None,
    types: TypeSwap | None = None,
    exact: bool = False,
    before_last_look: tuple[Check, ...] = (),
) -> ColumnSwap:
    """The names of everything the swap of one column needs.

    Args:
        using: The new value over the columns as they were.
        using_since: The same after the swap; None: it stays the same.
        types: Of a column whose enum goes; before and after then have the types' names of after and before the swap.
        exact: Whether each new value is the text of an old one, and no two old ones become the same.
        before_last_look: Checks before what the new type does not take is refused.
    """
    base = (table.name.name, before.name)
    catalog = context.before

    def twin(name: str) -> Twin:
        return Twin(name=name, made=context.scratch(name, "new"), kept=context.scratch(name, "old"))

    touching = [i for i in catalog.indexes_of(table.oid) if uses_column(i, before)]
    unique = {c.index_oid: c for c in catalog.constraints_of(table.oid) if c.kind == "unique"}
    gone = {o.before.oid for o in context.operations if isinstance(o, DropConstraint)}
    rules = {c.name: c for c in context.after.constraints_of(table.oid) if c.kind == "check"}
    checks = [
        c
        for c in catalog.constraints_of(table.oid)
        if c.kind == "check" and before.number in c.columns and c.oid not in gone
    ]
    return ColumnSwap(
        table=table,
        before=before,
        after=after,
        using=using,
        using_since=using_since or using,
        types=types,
        exact=exact,
        before_last_look=before_last_look,
        new=context.scratch(*base, "new"),
        old=context.scratch(*base, "old"),
        forward=context.helper(table.name, before.name, "forward"),
        backward=context.helper(table.name, before.name, "backward"),
        indexes=tuple(
            plan_twin(context, table, i, i if types else _becomes(context, i)) for i in touching if not i.constraint_oid
        ),
        uniques=tuple((unique[i.oid], i, twin(i.name)) for i in touching if i.oid in unique),
        checks=tuple((c, c if types else rules.get(c.name, c), twin(c.name)) for c in checks),
        keys=plan_keys(
            context, table, before, after, new=context.scratch(*base, "new"), old=context.scratch(*base, "old")
        ),
        privileges=tuple(
            o for o in catalog.others.values() if o.kind == "privilege" and o.address == (PG_CLASS, *before.key)
        ),
        disturbed=any(trigger.enabled != "D" for trigger in catalog.triggers_of(table.oid)),
        not_null=context.scratch(*base, "not_null"),
        old_not_null=context.scratch(*base, "old_not_null"),
    )


def _becomes(context: Context, index: Index) -> Index | None:
    """What stands under its name in the end, which may be spelled for the other type; None when it is dropped."""
    found = next((each for each in context.after.indexes_of(index.table_oid) if each.name == index.name), None)
    dropped = any(o.before.oid == index.oid for o in context.operations if isinstance(o, DropIndex))
    return found if found is not None or dropped else index


def uses_column(index: Index, column: Column) -> bool:
    """Whether the index keys on, includes, computes with or filters by the column."""
    if column.number in (*index.columns, *index.included_columns):
        return True
    return (index.has_expressions or index.predicate is not None) and (
        with_renamed(index.body, column.name, f"{column.name} ") != index.body
    )


def _rename_constraint(table: QualifiedName, old: str, new: str) -> str:
    action = f"RENAME CONSTRAINT {identifier(old)} TO {identifier(new)}"
    return if_exists(constraint_is(table, old), alter(table, action))
