"""From a schema to the one desired in its place: renames as decided first, then what else differs by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from server.diff.by_name import statements_towards
from server.diff.renames.candidates import (
    Counterpart,
    leaving_attributes,
    leaving_columns,
    leaving_labels,
    leaving_schemas,
    leaving_sequences,
    leaving_tables,
)
from server.diff.renames.decisions import RenameDecisions
from server.diff.renames.harmless import harmless_renames, harmless_type_renames
from server.diff.renames.new_names import NewNames, with_names
from server.diff.renames.statements import renaming_statements
from server.diff.replaced_tables import ReplacedTable, replaced_tables
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.names import QualifiedName, identifier
from server.model.plan import Decision
from server.model.rename import PossibleRename
from server.postgres.direct_run import schema_after
from server.postgres.shadow import Shadow
from server.postgres.template import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a schema is reached from another, as far as that is decided."""

    statements: tuple[str, ...] = ()
    """None of them while something is asked."""
    asked: tuple[PossibleRename, ...] = ()
    unknown: tuple[str, ...] = ()
    """Keys of decisions that name nothing that goes, or nothing yet."""
    taken: tuple[Decision, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Renames carried out one after the other, each on a fresh copy with all before it."""

    shadow: Shadow
    template: Template
    catalog: Catalog
    done: list[str] = field(default_factory=list)

    async def rename(self, names: NewNames) -> None:
        if names != NewNames():
            await self.run(renaming_statements(self.catalog, with_names(self.catalog, names)))

    async def run(self, more: Sequence[str]) -> None:
        if more:
            self.done += more
            try:
                self.catalog = await schema_after(self.shadow, self.template, self.done)
            except ChangeError as error:
                raise ChangeError(
                    f"a rename does not run on the shadow: {error}; plan it as an SQL change instead"
                ) from error


async def way_towards(
    shadow: Shadow,
    template: Template,
    desired: Catalog,
    *,
    decisions: Mapping[str, str],
    seen: Callable[[Catalog], Catalog] = lambda catalog: catalog,
) -> Way:
    """The statements that lead from the template's schema to the desired one, or what must be decided before.

    Args:
        shadow: Where the template is, and where renames are tried.
        template: The schema to start from.
        desired: The schema to reach, read on the same shadow.
        decisions: Answers to what may be renamed; others are left alone.
        seen: What of the schema counts; the desired one holds no more.

    Raises:
        InvalidArgument: A decision about a rename names nothing that goes, or nothing that comes.
        ChangeError: PostgreSQL refuses a rename, or a table would have to be made anew, which loses its rows.
    """
    target = await shadow.catalog(template)
    walk = _Walk(shadow=shadow, template=template, catalog=target)
    taking = RenameDecisions(given=decisions)
    schemas = taking.renames(leaving_schemas(target, desired))
    await walk.run(
        [
            f"ALTER SCHEMA {identifier(target.schemas[oid])} RENAME TO {identifier(str(name))}"
            for (oid,), name in sorted(schemas.items())
        ]
    )
    await walk.rename(harmless_type_renames(walk.catalog, desired))
    await walk.rename(_decided(walk.catalog, desired, target, taking))
    if taking.asked:
        return Way(asked=tuple(taking.asked), unknown=taking.unknown())
    taking.refuse_unknown()
    await walk.rename(harmless_renames(walk.catalog, desired))
    replaced = replaced_tables(walk.catalog, desired)
    rest = await _replacing(walk, replaced, desired, seen) if replaced else ()
    return Way(
        statements=(*walk.done, *(rest or statements_towards(seen(walk.catalog), desired))),
        taken=tuple(taking.taken),
    )


async def _replacing(
    walk: _Walk, replaced: Sequence[ReplacedTable], desired: Catalog, seen: Callable[[Catalog], Catalog]
) -> tuple[str, ...]:
    """What puts other tables in the place of some, with their rows, and does the rest; nothing where it cannot be."""
    aside = [statement for table in replaced for statement in table.aside]
    drops = [table.drop for table in replaced]
    try:
        without = await schema_after(walk.shadow, walk.template, [*walk.done, *aside, *drops])
        made = statements_towards(seen(without), desired)
    except ChangeError:
        # something else stands on one of them
        return ()
    return (*aside, *made, *(table.copy for table in replaced), *drops)


def _decided(before: Catalog, desired: Catalog, target: Catalog, taking: RenameDecisions) -> NewNames:
    excuse = _comes_with(taking.asked.copy())
    tables = taking.renames(leaving_tables(before, desired, target, taking.given), excuse)
    sequences = taking.renames(leaving_sequences(before, desired, target), excuse)
    names = {oid: name for (oid,), name in tables.items() if isinstance(name, QualifiedName)}
    columns = taking.renames(leaving_columns(before, desired, target, names))
    labels = taking.renames(leaving_labels(before, desired, target))
    attributes = taking.renames(leaving_attributes(before, desired, target))
    return NewNames(
        tables=names,
        sequences={oid: name for (oid,), name in sequences.items() if isinstance(name, QualifiedName)},
        columns={(oid, number): str(name) for (oid, number), name in columns.items()},
        attributes={(catalog, oid, number): str(name) for (catalog, oid, number), name in attributes.items()},
        labels={oid: str(name) for (_, oid), name in labels.items()},
    )


def _comes_with(asked: list[PossibleRename]) -> Callable[[Counterpart], bool]:
    """Whether something lies in a schema that may be another's new name, so that it would come along."""
    schemas = {candidate.answer for rename in asked for candidate in rename.candidates}
    return lambda other: isinstance(other.name, QualifiedName) and identifier(other.name.schema) in schemas
