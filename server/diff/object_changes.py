"""Enums, sequences, functions and comments of two schemas, paired by name."""

from collections.abc import Iterator

from server.diff.column_changes import becomes_identity
from server.diff.definitions import owner_of, sequence_options
from server.model.catalog import Catalog, Enum, Function, Sequence, Table, View
from server.model.names import QualifiedName, identifier, literal

_ALWAYS = ("CONSTRAINT", "INDEX", "TRIGGER", "VIEW", "MATERIALIZED")
"""Kinds that may have been made again, which loses the comment; to set it once more changes nothing."""


def add_enum_values(before: Catalog, desired: Catalog) -> Iterator[str]:
    """New enums, and new labels of those that are there."""
    ones = {enum.name: enum for enum in before.enums.values()}
    for other in sorted(desired.enums.values(), key=lambda enum: enum.oid):
        one = ones.get(other.name)
        if one is None:
            yield f"CREATE TYPE {other.name} AS ENUM ({', '.join(literal(label).strip() for label in other.labels)})"
        else:
            yield from _new_labels(one, other)


def _new_labels(one: Enum, other: Enum) -> Iterator[str]:
    previous = ""
    for position, label in enumerate(other.labels):
        if label not in one.labels:
            place = f" AFTER {literal(previous).strip()}" if position else ""
            if not position and one.labels:
                place = f" BEFORE {literal(one.labels[0]).strip()}"
            yield f"ALTER TYPE {other.name} ADD VALUE {literal(label).strip()}{place}"
        previous = label


def sequence_statements(before: Catalog, desired: Catalog) -> Iterator[str]:
    """New sequences, and those that count in another way."""
    ones = _sequences(before)
    for name, other in sorted(_sequences(desired).items()):
        one = ones.get(name)
        command = f"SEQUENCE {name} AS {other.type} {sequence_options(other)}"
        if one is None:
            yield f"CREATE {command}"
        elif (one.type, sequence_options(one)) != (other.type, sequence_options(other)):
            yield f"ALTER {command}"


def own_sequences(before: Catalog, desired: Catalog) -> Iterator[str]:
    """Ties sequences to their columns, and lets those of identity columns count as desired."""
    ones = _sequences(before)
    for name, other in sorted(_sequences(desired).items()):
        owner = owner_of(desired, other)
        if owner != (owner_of(before, ones[name]) if name in ones else None):
            yield f"ALTER SEQUENCE {name} OWNED BY " + (f"{owner[0]}.{identifier(owner[1])}" if owner else "NONE")
    counting = {owner_of(before, one): one for one in before.sequences.values() if one.identity}
    for other in desired.sequences.values():
        same = counting.get(owner_of(desired, other)) if other.identity else None
        if same and sequence_options(same) != sequence_options(other):
            yield f"ALTER SEQUENCE {same.name} {sequence_options(other)}"


def _sequences(catalog: Catalog) -> dict[QualifiedName, Sequence]:
    return {sequence.name: sequence for sequence in catalog.sequences.values() if not sequence.identity}


def function_statements(before: Catalog, desired: Catalog, *, early: bool) -> Iterator[str]:
    """New and changed functions: early those that tables mention, which must be there first."""
    ones = {_signature(function): function for function in before.functions.values()}
    texts = [column.default or "" for column in desired.columns.values()]
    texts += [constraint.definition for constraint in desired.constraints.values()]
    texts += [index.body for index in desired.indexes.values()]
    for other in sorted(desired.functions.values(), key=lambda function: function.oid):
        one = ones.get(_signature(other))
        mentioned = any(identifier(other.name.name) in text for text in texts)
        if mentioned == early and (one is None or one.definition != other.definition):
            yield other.definition.strip()


def _signature(function: Function) -> str:
    return f"{'PROCEDURE' if function.procedure else 'FUNCTION'} {function.name}({function.arguments})"


def drop_objects(before: Catalog, desired: Catalog) -> Iterator[str]:
    """Functions, sequences and enums that go."""
    signatures = {_signature(function) for function in desired.functions.values()}
    for function in sorted(before.functions.values(), key=lambda function: -function.oid):
        if _signature(function) not in signatures:
            yield f"DROP {_signature(function)}"
    with_identity = becomes_identity(before, desired)
    for name, sequence in sorted(_sequences(before).items()):
        if (
            name not in _sequences(desired)
            and sequence.oid not in with_identity
            and _owner_stays(before, desired, sequence)
        ):
            yield f"DROP SEQUENCE {name}"
    names = {enum.name for enum in desired.enums.values()}
    for enum in before.enums.values():
        if enum.name not in names:
            yield f"DROP TYPE {enum.name}"


def _owner_stays(before: Catalog, desired: Catalog, sequence: Sequence) -> bool:
    owner = owner_of(before, sequence)
    if owner is None:
        return True
    table = desired.table_named(owner[0])
    return table is not None and desired.column_named(table.oid, owner[1]) is not None


def comment_statements(before: Catalog, desired: Catalog, *, made_again: bool) -> list[str]:
    """Comments that differ, and those of objects that may have been made again."""
    ones, others = dict(_comments(before)), dict(_comments(desired))
    return [
        f"COMMENT ON {what} IS " + (literal(text).strip() if text is not None else "NULL")
        for what, text in sorted(others.items())
        if text != ones.get(what) or (made_again and text is not None and what.startswith(_ALWAYS))
    ]


def _comments(catalog: Catalog) -> Iterator[tuple[str, str | None]]:
    relations: dict[int, Table | View] = {**catalog.tables, **catalog.views}
    for table in catalog.tables.values():
        yield f"TABLE {table.name}", table.comment
    for view in catalog.views.values():
        yield f"{'MATERIALIZED ' if view.materialized else ''}VIEW {view.name}", view.comment
    for column in catalog.columns.values():
        yield f"COLUMN {catalog.tables[column.table_oid].name}.{identifier(column.name)}", column.comment
    for constraint in catalog.constraints.values():
        yield f"CONSTRAINT {identifier(constraint.name)} ON {relations[constraint.table_oid].name}", constraint.comment
    for trigger in catalog.triggers.values():
        yield f"TRIGGER {identifier(trigger.name)} ON {relations[trigger.table_oid].name}", trigger.comment
    for index in catalog.indexes.values():
        schema = relations[index.table_oid].name.schema
        yield f"INDEX {QualifiedName(schema=schema, name=index.name)}", index.comment
    for sequence in catalog.sequences.values():
        yield f"SEQUENCE {sequence.name}", sequence.comment
    for enum in catalog.enums.values():
        yield f"TYPE {enum.name}", enum.comment
    for function in catalog.functions.values():
        yield _signature(function), function.comment
