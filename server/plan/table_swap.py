"""Two tables that change places by name, and back: commands in pairs, each with the one that undoes it."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import PG_CLASS, RESERVED_SCHEMA, Catalog, Constraint, Sequence, Table, Trigger, View
from server.model.names import QualifiedName, identifier, literal, parse_qualified
from server.plan.context import Context
from server.plan.ddl import add_constraint, alter, create_object, drop_constraint, drop_object
from server.plan.ownership import give, only_planned
from server.plan.table_replacement import Replacement

_STATES = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
"""pg_trigger.tgenabled of triggers that fire, and the action of ALTER TABLE that makes them so."""

Pair = tuple[str, str]
"""A command and its opposite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSwap:
    """The tables of one replacement and what moves with them."""

    context: Context
    replacement: Replacement

    @property
    def _before(self) -> Catalog:
        return self.replacement.shapes.before

    @property
    def _after(self) -> Catalog:
        return self.replacement.shapes.after

    @property
    def name(self) -> QualifiedName:
        """What code calls the table before and after."""
        return self.replacement.before.name

    @property
    def made(self) -> QualifiedName:
        """The new table until the swap."""
        return within(self.replacement.after.name)

    @property
    def aside(self) -> QualifiedName:
        """The old one after it."""
        kept = self.replacement.kept
        return kept.name if kept is not None else self._put_away(self.replacement.before)

    def pairs(self) -> list[Pair]:
        """The swap, command by command; undone it is the opposites from last to first."""
        return [
            *(("", command) for command in self._views()),
            *((drop, add) for drop, add in self._referring()),
            *self._counters(),
            *self.leaving(),
            *self._new_moves(),
            *self._passed_on(new=True),
            *self._new_triggers(),
            *((add, drop) for drop, add in self._referring()),
            *((command, "") for command in self._views()),
        ]

    def referring(self) -> tuple[tuple[Table, Constraint], ...]:
        """Foreign keys of other tables to this one, with their tables in the order in which these are locked."""
        return tuple(referring(self._before, self.replacement.before))

    def ahead(self) -> tuple[str, ...]:
        """Commands that lock what goes with the table, in the order in which whoever uses it locks it.

        To stay in its schema changes nothing of a view, and is the one command that locks it and not its tables.
        """
        views = views_over(self._before, self.replacement.before)
        tables = dict.fromkeys(other.name.sql for other, _ in self.referring())
        return (
            *(f"ALTER VIEW {view.name.sql} SET SCHEMA {identifier(view.name.schema)}" for view in views),
            *(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE" for name in tables),
        )

    def _views(self) -> Iterator[str]:
        """Views made again over the table that has the name by then."""
        for view in views_over(self._before, self.replacement.before):
            yield from (command.rstrip("; \n") for command in create_object(view, None))

    def _referring(self) -> Iterator[Pair]:
        """What ends other tables' foreign keys to the table that has the name, and what begins them anew."""
        for other, key in self.referring():
            add = add_constraint(other.name, key.name, f"{key.definition} NOT VALID")
            yield drop_constraint(other.name, key.name), add

    def given(self) -> Iterator[str]:
        """Statements of a block that give the new table to whom the one in use belongs, whoever runs them."""
        after = self._after
        for table in self.replacement.shapes.new:
            yield give("TABLE", within(table.name), self.name)
            for name in _statistics(after, table):
                yield give("STATISTICS", within(name), self.name)
            yield only_planned(after, "TABLE", table.oid, within(table.name), table.name)
            for _, sequence in self._sequences(after, table):
                if sequence.oid not in self._before.sequences:
                    yield only_planned(after, "SEQUENCE", sequence.oid, within(sequence.name), sequence.name)

    def given_back(self) -> Iterator[str]:
        """The same of the old one, where it was dropped and is made again."""
        before = self._before
        for table in self.replacement.shapes.old:
            aside = self._put_away(table)
            yield give("TABLE", aside, self.name)
            for name in _statistics(before, table):
                yield give("STATISTICS", self._scratch(name, RESERVED_SCHEMA), self.name)
            yield only_planned(before, "TABLE", table.oid, aside, table.name)
            for _, sequence in self._sequences(before, table):
                if sequence.oid not in self._after.sequences:
                    made = self._scratch(sequence.name, RESERVED_SCHEMA)
                    yield only_planned(before, "SEQUENCE", sequence.oid, made, sequence.name)

    def leaving(self) -> list[Pair]:
        """The part that puts the old table away."""
        return [*self._passed_on(new=False), *self._references(), *self._triggers(), *self._old_moves()]

    def references(self) -> tuple[Constraint, ...]:
        """Foreign keys of the old table, which end with the swap unless it is kept."""
        if self.replacement.kept is not None:
            return ()
        constraints = self._before.constraints_of(self.replacement.before.oid)
        return tuple(c for c in constraints if c.kind == "foreign key" and not c.inherited)

    def asleep(self) -> tuple[str, ...]:
        """The triggers of an old table that stays, at rest under its new name."""
        return tuple(resting for resting, _ in self._kept_triggers())

    def woken(self) -> tuple[str, ...]:
        """The same as they were."""
        return tuple(awake for _, awake in self._kept_triggers())

    def _kept_triggers(self) -> list[Pair]:
        kept = self.replacement.kept
        return [] if kept is None else [_rest(kept.name, trigger) for trigger in self._firing(kept)]

    def _triggers(self) -> Iterator[Pair]:
        """The old table's own triggers at rest: what they do, those of the new one do from the swap on."""
        for table in self.replacement.shapes.old:
            yield from (_rest(table.name, trigger) for trigger in self._firing(table))

    def _firing(self, table: Table) -> list[Trigger]:
        return [trigger for trigger in self._before.triggers_of(table.oid) if trigger.enabled in _STATES]

    # ---- parts

    def _counters(self) -> Iterator[Pair]:
        """New sequences go on where those of the same columns stand."""
        for column, sequence in self._sequences(self._after, self.replacement.after):
            if sequence.oid in self._before.sequences:
                continue
            for name, other in self._sequences(self._before, self.replacement.before):
                if name == column:
                    new, old = within(sequence.name), other.name
                    yield _counted(new, old), _counted(old, new)

    def _sequences(self, catalog: Catalog, table: Table) -> Iterator[tuple[str, Sequence]]:
        for sequence in sorted(catalog.sequences.values(), key=lambda each: each.name):
            if sequence.owned_by is not None and sequence.owned_by[0] == table.oid:
                yield catalog.columns[sequence.owned_by].name, sequence

    def _passed_on(self, *, new: bool) -> Iterator[Pair]:
        """Sequences that stay and belong to the other table afterwards: one must be where its table is."""
        before, after = self._before, self._after
        for column, sequence in self._sequences(before, self.replacement.before):
            later = after.sequences.get(sequence.oid)
            if later is None or sequence.identity or later.owned_by == sequence.owned_by:
                continue
            letting_go = f"ALTER SEQUENCE {sequence.name.sql} OWNED BY NONE"
            if not new:
                yield letting_go, f"ALTER SEQUENCE {sequence.name.sql} OWNED BY {self.name.sql}.{identifier(column)}"
            elif later.owned_by is not None:
                owner = identifier(after.columns[later.owned_by].name)
                yield f"ALTER SEQUENCE {sequence.name.sql} OWNED BY {self.name.sql}.{owner}", letting_go

    def _references(self) -> Iterator[Pair]:
        for key in self.references():
            back = add_constraint(self.name, key.name, f"{key.definition} NOT VALID")
            yield drop_constraint(self.name, key.name), back

    def _old_moves(self) -> Iterator[Pair]:
        kept = self.replacement.kept
        if kept is not None:
            yield from self._kept_names(kept)
            yield from _renamed("TABLE", self.name, kept.name)
            return
        before = self._before
        for table in self.replacement.shapes.old:
            for name in _statistics(before, table):
                yield from _renamed("STATISTICS", name, self._scratch(name, RESERVED_SCHEMA))
            # what moves along with its table must not meet what has its name there
            for index in before.indexes_of(table.oid):
                name = QualifiedName(schema=table.name.schema, name=index.name)
                yield from _renamed("INDEX", name, self._scratch(name, name.schema))
            for _, sequence in self._sequences(before, table):
                if sequence.oid not in self._after.sequences:
                    yield from _renamed("SEQUENCE", sequence.name, self._scratch(sequence.name, sequence.name.schema))
            yield from _renamed("TABLE", table.name, self._put_away(table))

    def _kept_names(self, kept: Table) -> Iterator[Pair]:
        before, after = self._before, self._after
        for index in before.indexes_of(kept.oid):
            name = QualifiedName(schema=self.name.schema, name=index.name)
            yield from _renamed("INDEX", name, QualifiedName(schema=name.schema, name=after.indexes[index.oid].name))
        for constraint in before.constraints_of(kept.oid):
            later = after.constraints[constraint.oid]
            if not constraint.index_oid and later.name != constraint.name:
                one, other = identifier(constraint.name), identifier(later.name)
                yield (
                    alter(self.name, f"RENAME CONSTRAINT {one} TO {other}"),
                    alter(self.name, f"RENAME CONSTRAINT {other} TO {one}"),
                )

    def _new_moves(self) -> Iterator[Pair]:
        for table in self.replacement.shapes.new:
            yield from _renamed("TABLE", within(table.name), table.name)
            for name in _statistics(self._after, table):
                yield from _renamed("STATISTICS", within(name), name)

    def _new_triggers(self) -> Iterator[Pair]:
        for table in self.replacement.shapes.new:
            for trigger in self._after.triggers_of(table.oid):
                first, *others = create_object(trigger, table)
                yield first, drop_object(trigger, table)
                yield from ((other, "") for other in others)

    def _scratch(self, name: QualifiedName, schema: str) -> QualifiedName:
        return QualifiedName(schema=schema, name=self.context.scratch(name.schema, name.name, "old"))

    def _put_away(self, table: Table) -> QualifiedName:
        return self.context.aside(table.name)


def within(name: QualifiedName) -> QualifiedName:
    """The object of that name while it is in the reserved schema."""
    return QualifiedName(schema=RESERVED_SCHEMA, name=name.name)


def referring(catalog: Catalog, table: Table) -> Iterator[tuple[Table, Constraint]]:
    """Foreign keys of other tables to a table; those of partitions go with their parent's."""
    keys = (
        (catalog.tables[key.table_oid], key)
        for key in catalog.constraints.values()
        if key.kind == "foreign key" and key.referenced_table_oid == table.oid != key.table_oid and not key.inherited
    )
    yield from sorted(keys, key=lambda pair: (pair[0].name, pair[1].name))


def views_over(catalog: Catalog, table: Table) -> list[View]:
    """Views that read a table."""
    oids = {dependency.oid for dependency in catalog.dependencies if dependency.table_oid == table.oid}
    return sorted((view for oid, view in catalog.views.items() if oid in oids), key=lambda view: view.name)


def move_to(schema: str, catalog: Catalog, tables: tuple[Table, ...]) -> Iterator[str]:
    """Commands that move tables, with their statistics objects, into a schema."""
    for table in tables:
        yield f"ALTER TABLE {table.name.sql} SET SCHEMA {identifier(schema)}"
        for name in _statistics(catalog, table):
            yield f"ALTER STATISTICS {name.sql} SET SCHEMA {identifier(schema)}"


def _statistics(catalog: Catalog, table: Table) -> list[QualifiedName]:
    whole = (PG_CLASS, table.oid, 0)
    found = (o for o in catalog.others.values() if o.kind == "statistics object" and o.part_of == whole)
    return sorted(parse_qualified(other.identity) for other in found)


def _renamed(kind: str, one: QualifiedName, other: QualifiedName) -> Iterator[Pair]:
    """The object moved and renamed; its name changes where it comes from, as long as it is alone there."""
    if one.name != other.name:
        here = QualifiedName(schema=one.schema, name=other.name)
        yield (
            f"ALTER {kind} {one.sql} RENAME TO {identifier(other.name)}",
            f"ALTER {kind} {here.sql} RENAME TO {identifier(one.name)}",
        )
    if one.schema != other.schema:
        here = QualifiedName(schema=one.schema, name=other.name)
        yield (
            f"ALTER {kind} {here.sql} SET SCHEMA {identifier(other.schema)}",
            f"ALTER {kind} {other.sql} SET SCHEMA {identifier(one.schema)}",
        )


def _counted(sequence: QualifiedName, by: QualifiedName) -> str:
    return f"PERFORM pg_catalog.setval({_regclass(sequence)}, last_value, is_called) FROM {by.sql}"


def _regclass(name: QualifiedName) -> str:
    return f"{literal(name.sql)}::pg_catalog.regclass"


def _rest(table: QualifiedName, trigger: Trigger) -> Pair:
    own = identifier(trigger.name)
    return alter(table, f"DISABLE TRIGGER {own}"), alter(table, f"{_STATES[trigger.enabled]} TRIGGER {own}")
