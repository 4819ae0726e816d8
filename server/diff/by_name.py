"""A schema and the one desired in its place into the SQL that leads from one to the other, paired by name."""

from server.diff.column_changes import column_statements, drop_identities
from server.diff.constraint_changes import Constraints
from server.diff.definitions import create_table, option
from server.diff.index_changes import Indexes
from server.diff.indexed import indexed
from server.diff.object_changes import (
    add_enum_values,
    comment_statements,
    drop_objects,
    function_statements,
    own_sequences,
    sequence_statements,
)
from server.diff.other_changes import create_policies, drop_others
from server.diff.refusals import refuse_unclear
from server.diff.view_changes import Views
from server.model.catalog import Catalog, Table
from server.model.names import identifier

_REPLICA_IDENTITIES = {"d": "DEFAULT", "f": "FULL", "n": "NOTHING"}


def statements_towards(before: Catalog, desired: Catalog) -> tuple[str, ...]:
    """Statements without semicolons, in an order in which they can be run one by one, each committed by itself.

    Both catalogs must come from servers of the same version, as texts are compared as printed. The caller runs the
    statements on a copy of ``before`` and compares the fingerprint of the result with that of ``desired``: what these
    statements do not carry over, such as a new column's own storage, shows there.

    Raises:
        ChangeError: Something may have been renamed, or differs in a way that cannot be written.
    """
    before, desired = indexed(before), indexed(desired)
    refuse_unclear(before, desired)
    views = Views(before, desired)
    constraints = Constraints(before, desired)
    indexes = Indexes(before, desired, views.remade)
    statements = (
        *_schemas(before, desired),
        *drop_others(before, desired, early=True),
        *views.drop(),
        *constraints.drop(),
        *indexes.drop(),
        *add_enum_values(before, desired),
        *drop_identities(before, desired),
        *sequence_statements(before, desired),
        *function_statements(before, desired, early=True),
        *_create_tables(before, desired),
        *column_statements(before, desired),
        *own_sequences(before, desired),
        *constraints.add(),
        *function_statements(before, desired, early=False),
        *views.create(),
        *indexes.create(),
        *constraints.add_foreign_keys(),
        *views.create_triggers(),
        *_table_facts(before, desired),
        *create_policies(before, desired),
        *_drop_tables(before, desired),
        *drop_objects(before, desired),
        *drop_others(before, desired, early=False),
        *_drop_schemas(before, desired),
    )
    return (*statements, *comment_statements(before, desired, made_again=bool(statements)))


def _schemas(before: Catalog, desired: Catalog) -> list[str]:
    new = set(desired.schemas.values()) - set(before.schemas.values())
    return [f"CREATE SCHEMA {identifier(name)}" for name in sorted(new)]


def _drop_schemas(before: Catalog, desired: Catalog) -> list[str]:
    lost = set(before.schemas.values()) - set(desired.schemas.values())
    return [f"DROP SCHEMA {identifier(name)}" for name in sorted(lost)]


def _create_tables(before: Catalog, desired: Catalog) -> list[str]:
    new = [table for table in desired.tables.values() if before.table_named(table.name) is None]
    # A partition may be older than the table it was attached to.
    new.sort(key=lambda table: (table.partition_of is not None, table.oid))
    return [create_table(desired, table) for table in new]


def _drop_tables(before: Catalog, desired: Catalog) -> list[str]:
    lost = [table for table in before.tables.values() if desired.table_named(table.name) is None]
    lost.sort(key=lambda table: (table.partition_of is None, -table.oid))
    return [f"DROP TABLE {table.name}" for table in lost]


def _table_facts(before: Catalog, desired: Catalog) -> list[str]:
    changes = []
    for table in sorted(desired.tables.values(), key=lambda table: table.oid):
        one = before.table_named(table.name)
        actions = [*_row_security(one, table), *_replica_identity(desired, one, table)]
        if one is not None:
            actions += [*_options(one, table), *_persistence(one, table)]
        changes += [f"ALTER TABLE {table.name} {action}" for action in actions]
    return changes


def _row_security(before: Table | None, desired: Table) -> list[str]:
    if (before is not None and before.row_security) == desired.row_security:
        return []
    return [f"{'ENABLE' if desired.row_security else 'DISABLE'} ROW LEVEL SECURITY"]


def _replica_identity(catalog: Catalog, before: Table | None, desired: Table) -> list[str]:
    if (before.replica_identity if before else "d") == desired.replica_identity:
        return []
    index = next((index for index in catalog.indexes_of(desired.oid) if index.replica_identity), None)
    what = f"USING INDEX {identifier(index.name)}" if index else _REPLICA_IDENTITIES[desired.replica_identity]
    return [f"REPLICA IDENTITY {what}"]


def _options(before: Table, desired: Table) -> list[str]:
    names = {text.partition("=")[0] for text in desired.options}
    new = [option(text) for text in desired.options if text not in before.options]
    lost = [name for name in (text.partition("=")[0] for text in before.options) if name not in names]
    return [*([f"SET ({', '.join(new)})"] if new else []), *([f"RESET ({', '.join(lost)})"] if lost else [])]


def _persistence(before: Table, desired: Table) -> list[str]:
    if before.persistence == desired.persistence:
        return []
    return ["SET UNLOGGED" if desired.persistence == "unlogged" else "SET LOGGED"]
