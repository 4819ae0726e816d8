"""Names under which an enum and the one that takes its place live side by side."""

from dataclasses import dataclass, replace

from server.model.catalog import PG_TYPE, RESERVED_SCHEMA, Column, Enum
from server.model.names import QualifiedName, identifier, literal, with_type_renamed
from server.plan.context import Context
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, create_object, drop_object, if_exists


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSwap:
    """Two enums, of which the new one takes over the name as well where both are called alike.

    Both stay in schemas an application may use: its writes run triggers that name them.
    """

    before: Enum
    after: Enum
    made: QualifiedName
    """Of the new type until the swap."""
    kept: QualifiedName
    """Of the old type from the swap until nothing uses it."""
    put_away: QualifiedName
    """Of the old type in the end: archives of its values need it."""
    settings: tuple[str, ...]
    """Statements that give the new type its owner and privileges, by its name in the end."""

    def before_swap(self, definition: str) -> str:
        """A definition over the old type as one over the new type, until the swap."""
        return with_type_renamed(definition, self.before.name, self.made)

    def after_swap(self, definition: str) -> str:
        """A definition over the old type, as it must be written after the swap."""
        return with_type_renamed(definition, self.before.name, self.kept)

    def new_column(self, column: Column) -> Column:
        """The column with the new type as that is called until the swap."""
        return replace(column, type=with_type_renamed(column.type, self.after.name, self.made))

    def old_column(self, column: Column) -> Column:
        """The column with the old type as that is called after the swap."""
        return replace(column, type=self.after_swap(column.type))

    def create(self) -> tuple[str, ...]:
        """The new type, with its owner and privileges, under the name it has until the swap."""
        settings = (with_type_renamed(command, self.after.name, self.made) for command in self.settings)
        return (*create_object(replace(self.after, name=self.made), None), *settings)

    def drop(self) -> str:
        """Removes the new type where it has not taken over."""
        return drop_object(replace(self.after, name=self.made), None)

    def take(self) -> tuple[str, ...]:
        """The new type takes the name of the old one."""
        if self.made == self.after.name:
            return ()
        return (_rename(self.before.name, self.kept), _rename(self.made, self.after.name))

    def give_back(self) -> tuple[str, ...]:
        """Undoes it."""
        if self.made == self.after.name:
            return ()
        return (_rename(self.after.name, self.made), _rename(self.kept, self.before.name))

    def put_old_away(self) -> tuple[str, ...]:
        """The old type out of sight."""
        return (RESERVE_SCHEMA, _moved(self.kept, self.put_away))

    def bring_old_back(self) -> tuple[str, ...]:
        """Undoes it."""
        return (_moved(self.put_away, self.kept), RELEASE_SCHEMA)


def plan_type_swap(context: Context, before: Enum, after: Enum) -> TypeSwap:
    """The names, which differ from those in the end only where both types are called alike."""
    name = before.name
    old = replace(name, name=context.scratch(name.name, "old"))
    alike = before.name == after.name
    return TypeSwap(
        before=before,
        after=after,
        made=replace(name, name=context.scratch(name.name, "new")) if alike else after.name,
        kept=old if alike else name,
        settings=tuple(
            command
            for other in context.after.others.values()
            if other.part_of == (PG_TYPE, after.oid, 0) and other.kind != "comment"
            for command in other.definition
        ),
        put_away=replace(old, schema=RESERVED_SCHEMA),
    )


def _rename(old: QualifiedName, new: QualifiedName) -> str:
    return f"ALTER TYPE {old.sql} RENAME TO {identifier(new.name)}"


def _moved(old: QualifiedName, new: QualifiedName) -> str:
    there = f"SELECT WHERE pg_catalog.to_regtype({literal(old.sql)}) IS NOT NULL"
    renamed = replace(old, name=new.name)
    rename = () if renamed == old else (_rename(old, renamed),)
    return if_exists(there, *rename, f"ALTER TYPE {renamed.sql} SET SCHEMA {identifier(new.schema)}")
