"""Primary key, foreign keys and sequence of a column that another of a wider type replaces while both are written."""

from dataclasses import dataclass

from server.model.catalog import Catalog, Column, Constraint, Index, Sequence, Table
from server.model.names import QualifiedName, identifier, identifiers, literal
from server.model.operation import DropConstraint
from server.plan.context import Context
from server.plan.ddl import (
    add_constraint,
    alter,
    constraint_comment,
    constraint_is,
    create_index,
    drop_constraint,
    drop_invalid_index,
    identity_clause,
    if_exists,
    validate,
)

_COUNTED = "migration_planner.counted"
"""Setting that carries what a sequence reached to the one that follows it, within a transaction."""
_WIDTHS = {"int2": 2, "int4": 4, "int8": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key from or to the column, and the names its likes on the new and on the old column go by."""

    owner: QualifiedName
    constraint: Constraint
    made: str
    made_definition: str
    kept: str
    kept_definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySwap:
    """What makes a column a key, or refers to it as one."""

    table: Table
    primary: Constraint | None
    primary_index: Index | None
    made: str
    """Name of the unique index on the new column until it becomes that of the primary key."""
    kept: str
    """The same for the old column on the way back."""
    foreign: tuple[ForeignKey, ...]
    counted_before: Sequence | None
    """Sequence of an identity column as it was."""
    counted_after: Sequence | None
    owned: tuple[Sequence, ...]
    """Sequences that belong to the column without being an identity's."""

    def build(self, name: str, tail: str) -> tuple[str, ...]:
        """A unique index like the primary key's, concurrently; nothing without one."""
        if self.primary_index is None:
            return ()
        table = self.table.name
        return (
            drop_invalid_index(table.schema, name),
            create_index(self.primary_index, table, name=name, tail=tail, concurrently=True),
        )

    def refer(self, *, back: bool) -> tuple[str, ...]:
        """Foreign keys like those that are there, on the new column or on the old one, proved without blocking."""
        commands: list[str] = []
        for key in self.foreign:
            name, text = (key.kept, key.kept_definition) if back else (key.made, key.made_definition)
            commands.append(add_constraint(key.owner, name, f"{text} NOT VALID"))
            if key.constraint.validated:
                commands.append(validate(key.owner, name))
        return tuple(commands)

    def forget(self) -> tuple[str, ...]:
        """Removes the foreign keys on the new column."""
        return tuple(drop_constraint(key.owner, key.made) for key in self.foreign)

    def let_go(self) -> tuple[str, ...]:
        """The keys of the column that is put away, foreign keys first: they need the primary key."""
        keys = [drop_constraint(key.owner, key.constraint.name) for key in self.foreign]
        if self.primary is not None:
            keys.append(drop_constraint(self.table.name, self.primary.name))
        return tuple(keys)

    def take(self, *, back: bool) -> tuple[str, ...]:
        """The keys of the column that takes over, under the names they always had."""
        table, commands = self.table.name, []
        if self.primary is not None:
            index = identifier(self.kept if back else self.made)
            name = identifier(self.primary.name)
            commands += [
                alter(table, f"ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {index}"),
                constraint_comment(table, self.primary),
            ]
        for key in self.foreign:
            made = key.kept if back else key.made
            rename = f"RENAME CONSTRAINT {identifier(made)} TO {identifier(key.constraint.name)}"
            commands += [
                if_exists(constraint_is(key.owner, made), alter(key.owner, rename)),
                constraint_comment(key.owner, key.constraint),
            ]
        return tuple(command for command in commands if command)

    def stop_counting(self, put_away: str, *, back: bool) -> tuple[str, ...]:
        """Ends the identity of the column that is put away, with its sequence; for a block of PL/pgSQL."""
        now = self.counted_after if back else self.counted_before
        if now is None:
            return ()
        return (
            f"PERFORM pg_catalog.set_config({literal(_COUNTED)}, concat_ws(' ', last_value, is_called), true) "
            f"FROM {now.name.sql}",
            alter(self.table.name, f"ALTER COLUMN {identifier(put_away)} DROP IDENTITY"),
        )

    def count_on(self, column: Column, *, back: bool) -> tuple[str, ...]:
        """Lets the column that takes over count from where the other one was."""
        table, own = self.table.name, identifier(column.name)
        commands = [f"ALTER SEQUENCE {each.name.sql} OWNED BY {table.sql}.{own}" for each in self.owned]
        then = self.counted_before if back else self.counted_after
        if then is not None:
            reached = f"pg_catalog.current_setting({literal(_COUNTED)})"
            commands += [
                alter(table, f"ALTER COLUMN {own} ADD {identity_clause(column, then)}"),
                f"PERFORM pg_catalog.setval({literal(then.name.sql)}, split_part({reached}, ' ', 1)::bigint, "
                f"split_part({reached}, ' ', 2)::boolean)",
            ]
        return tuple(commands)


def plan_keys(context: Context, table: Table, before: Column, after: Column, *, new: str, old: str) -> KeySwap:
    """What the column's keys are replaced by; the foreign keys must be such that ``can_be_rewritten``."""
    catalog = context.before
    base = (table.name.name, before.name)
    primary = next(
        (
            each
            for each in catalog.constraints_of(table.oid)
            if each.kind == "primary key" and before.number in each.columns
        ),
        None,
    )

    def foreign(constraint: Constraint) -> ForeignKey:
        owner = catalog.tables[constraint.table_oid].name
        return ForeignKey(
            owner=owner,
            constraint=constraint,
            made=context.scratch(*base, constraint.name, "new"),
            made_definition=_definition(catalog, constraint, before, new),
            kept=context.scratch(*base, constraint.name, "old"),
            kept_definition=_definition(catalog, constraint, before, old),
        )

    counted = catalog.identity_sequences.get(before.key)
    return KeySwap(
        table=table,
        primary=primary,
        primary_index=catalog.indexes[primary.index_oid] if primary else None,
        made=context.scratch(*base, "new_key"),
        kept=context.scratch(*base, "old_key"),
        foreign=tuple(map(foreign, lasting_foreign_keys(context, before))),
        counted_before=counted,
        counted_after=context.after.identity_sequences.get(after.key),
        owned=tuple(s for s in catalog.sequences.values() if s.owned_by == before.key and not s.identity),
    )


def widens(before: Column, after: Column) -> bool:
    """Whether every old value is a new one, and every new one that fits gives the old one back."""
    widths = [0 if c.is_array or c.type_kind != "base" else _WIDTHS.get(c.base_type, 0) for c in (before, after)]
    return 0 < widths[0] < widths[1]


def fits(column: Column, value: str) -> str:
    """The condition that a value is one of the integer type of the column."""
    most = 1 << (8 * _WIDTHS[column.base_type] - 1)
    return f"{value} BETWEEN {-most} AND {most - 1}"


def lasting_foreign_keys(context: Context, column: Column) -> list[Constraint]:
    """Foreign keys from and to the column, without those that are gone before rows are written that they forbid."""
    dropped = [each for each in context.operations if isinstance(each, DropConstraint)]
    gone = {each.before.oid for each in dropped if context.writes_after(each)}
    return [each for each in foreign_keys(context.before, column) if each.oid not in gone]


def foreign_keys(catalog: Catalog, column: Column) -> list[Constraint]:
    """Foreign keys from and to the column, by table and name."""
    found = [
        each
        for each in catalog.constraints.values()
        if each.kind == "foreign key"
        and (
            (each.table_oid == column.table_oid and column.number in each.columns)
            or (each.referenced_table_oid == column.table_oid and column.number in each.referenced_columns)
        )
    ]
    return sorted(found, key=lambda each: (catalog.tables[each.table_oid].name, each.name))


def can_be_rewritten(catalog: Catalog, constraint: Constraint) -> bool:
    """Whether a foreign key can be made anew with other columns, not valid at first."""
    ordinary = all(
        catalog.tables[oid].kind == "table" and catalog.tables[oid].partition_of is None
        for oid in (constraint.table_oid, constraint.referenced_table_oid)
    )
    head = _head(catalog, constraint, {})
    # SET NULL (…) names columns once more
    plain = constraint.definition.startswith(head) and "(" not in constraint.definition[len(head) :]
    return ordinary and constraint.enforced and plain


def _definition(catalog: Catalog, constraint: Constraint, column: Column, name: str) -> str:
    tail = constraint.definition[len(_head(catalog, constraint, {})) :]
    return _head(catalog, constraint, {column.key: name}) + tail


def _head(catalog: Catalog, constraint: Constraint, names: dict[tuple[int, int], str]) -> str:
    def listed(table: int, numbers: tuple[int, ...]) -> str:
        columns = [catalog.columns[table, number] for number in numbers]
        return identifiers([names.get(column.key, column.name) for column in columns])

    own = listed(constraint.table_oid, constraint.columns)
    referenced = catalog.tables[constraint.referenced_table_oid].name
    others = listed(constraint.referenced_table_oid, constraint.referenced_columns)
    return f"FOREIGN KEY ({own}) REFERENCES {referenced.sql}({others})"
