"""What stands on a column, and its like on the column that replaces it, under names that leave room for each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from server.model.catalog import Catalog, Index, Table
from server.model.names import QualifiedName, identifier
from server.plan.context import Context
from server.plan.ddl import drop_index, if_exists, index_comment, relation_is
from server.plan.partitions import attachment, built_alone, built_concurrently, index_name

Tail = Callable[[Index], str]
"""An index's definition from USING on, over the column that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A constraint of the column, and the names its copy on the new column and its original go by."""

    name: str
    made: str
    """Name of the copy until the swap."""
    kept: str
    """Name of the original after the swap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTwin:
    """An index of the column and its copy, with those of the partitions."""

    table: Table
    """Whose index it is."""
    before: Index
    after: Index | None
    """What it becomes, which may have another name in a partition; None if it goes."""
    made: str
    """Name of the copy until the swap."""
    kept: str
    """Name of the original after the swap."""
    parts: "tuple[IndexTwin, ...]" = ()
    """Of the partitions, each with those below it."""

    @property
    def becomes(self) -> Index:
        """What the copy is; before where nothing else is known."""
        return self.after if self.after is not None else self.before

    @property
    def is_partitioned(self) -> bool:
        """Whether the index is one of a partitioned table, which is built without its parts."""
        return self.table.kind == "partitioned table"

    def alone(self, tail: Tail, *, kept: bool = False) -> tuple[str, ...]:
        """Commands that make the copy, or the original under its kept name, in each partitioned table alone."""
        whole = (each for each in self._all() if each.is_partitioned)
        return tuple(
            built_alone(each.table, index, tail=tail(index)) for each in whole for index in (each._made(kept),)
        )

    def built(self, tail: Tail, *, kept: bool = False) -> tuple[str, ...]:
        """Commands that build it wherever rows are, each outside of a transaction."""
        leaves = (each for each in self._all() if not each.is_partitioned)
        return tuple(
            command
            for each in leaves
            for index in (each._made(kept),)
            for command in built_concurrently(each.table, index, tail=tail(index))
        )

    def attached(self, *, kept: bool = False) -> tuple[str, ...]:
        """Commands that make those of the partitions parts of it."""
        return tuple(
            attachment((part.table, replace(part._made(kept), partition_of=each._qualified(each._made(kept).name).sql)))
            for each in self._all()
            for part in each.parts
        )

    def drop_built(self) -> tuple[str, ...]:
        """Removes copies that stand alone."""
        leaves = (each for each in self._all() if not each.is_partitioned)
        return tuple(drop_index(each.table.name.schema, each.made, concurrently=True) for each in leaves)

    def drop_attached(self) -> str:
        """Removes the copy with its parts."""
        return drop_index(self.table.name.schema, self.made, concurrently=False)

    def put_away(self) -> tuple[str, ...]:
        """The originals give up their names."""
        return tuple(each._rename(each.before.name, each.kept) for each in self._all())

    def take(self) -> tuple[str, ...]:
        """The copies take over the names they shall have."""
        taking = ((each, each.after) for each in self._all())
        commands = (
            command
            for each, after in taking
            if after is not None
            for command in (each._rename(each.made, after.name), each._described(after))
        )
        return tuple(filter(None, commands))

    def step_back(self) -> tuple[str, ...]:
        """The copies give the names up again, and what is said of them."""
        commands = (
            command
            for each in self._all()
            if (after := each.after) is not None
            for command in (each._undescribed(after), each._rename(after.name, each.made))
        )
        return tuple(filter(None, commands))

    def come_back(self) -> tuple[str, ...]:
        """The originals have their names again."""
        commands = (
            command
            for each in self._all()
            for command in (each._rename(each.kept, each.before.name), each._described(each.before))
        )
        return tuple(filter(None, commands))

    def _all(self) -> "Iterator[IndexTwin]":
        for part in self.parts:
            yield from part._all()
        yield self

    def _made(self, kept: bool) -> Index:
        if kept:
            return replace(self.before, name=self.kept, comment=None)
        return replace(self.becomes, name=self.made, comment=None)

    def _qualified(self, name: str) -> QualifiedName:
        return QualifiedName(schema=self.table.name.schema, name=name)

    @property
    def _is_part(self) -> bool:
        """Whether it may go with its partition while the plan waits for its next file."""
        return self.before.partition_of is not None

    def _rename(self, old: str, new: str) -> str:
        there = "IF EXISTS " if self._is_part else ""
        return f"ALTER INDEX {there}{self._qualified(old).sql} RENAME TO {identifier(new)}"

    def _described(self, index: Index) -> str:
        return self._if_there(index, index_comment(self.table.name.schema, index))

    def _undescribed(self, index: Index) -> str:
        name = self._qualified(index.name).sql
        return self._if_there(index, "" if index.comment is None else f"COMMENT ON INDEX {name} IS NULL")

    def _if_there(self, index: Index, command: str) -> str:
        if not command or not self._is_part:
            return command
        return if_exists(relation_is(self._qualified(index.name)), command)


def plan_twin(context: Context, table: Table, before: Index, after: Index | None) -> IndexTwin:
    """The names of everything the copy of an index needs, also in the partitions of its table."""
    above = None if after is None else index_name(table, after)
    parts = _parts(context.before, index_name(table, before))
    becomes = {} if above is None else {t.oid: index for t, index in _parts(context.after, above)}
    return IndexTwin(
        table=table,
        before=before,
        after=after,
        made=context.scratch(before.name, "new"),
        kept=context.scratch(before.name, "old"),
        parts=tuple(plan_twin(context, owner, index, becomes.get(owner.oid)) for owner, index in parts),
    )


def _parts(catalog: Catalog, parent: QualifiedName) -> list[tuple[Table, Index]]:
    """The indexes that are attached to it, by the names of their tables."""
    found = [(catalog.tables[i.table_oid], i) for i in catalog.indexes.values() if i.partition_of == parent.sql]
    return sorted(found, key=lambda each: each[0].name)
