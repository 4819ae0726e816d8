"""Keys of pieces that other pieces refer to."""

from server.diff.piece import Key
from server.model.catalog import Catalog, Column, Constraint, Index, Table
from server.model.names import QualifiedName, column_path, identifier


def table_key(name: QualifiedName) -> Key:
    """Of a table."""
    return ("table", name.sql)


def column_key(table: Table, column: Column) -> Key:
    """Of a column."""
    return ("column", column_path(table.name, column.name))


def not_null_key(table: Table, column: Column) -> Key:
    """Of a column's NOT NULL."""
    return ("not null", column_path(table.name, column.name))


def partition_key(table: Table) -> Key:
    """Of a table's being a partition."""
    return ("partition", table.name.sql)


def typed_key(table: Table) -> Key:
    """Of a table's being of a composite type."""
    return ("typed table", table.name.sql)


def constraint_key(table: Table, constraint: Constraint) -> Key:
    """Of a constraint of a table."""
    return ("constraint", f"{identifier(constraint.name)} on {table.name.sql}")


def index_key(catalog: Catalog, index: Index) -> Key:
    """Of an index, or of the constraint whose index it is."""
    constraint = catalog.constraints.get(index.constraint_oid)
    if constraint is not None:
        return constraint_key(catalog.tables[constraint.table_oid], constraint)
    return ("index", index_name(catalog, index).sql)


def index_name(catalog: Catalog, index: Index) -> QualifiedName:
    """Qualified name of an index, which lives in the schema of its table or materialized view."""
    relation = catalog.tables.get(index.table_oid) or catalog.views[index.table_oid]
    return QualifiedName(schema=relation.name.schema, name=index.name)


def tie_key(catalog: Catalog, table: Table) -> Key | None:
    """Of what makes the table a partition, one of a type, or an heir of its first parent."""
    if table.partition_of is not None:
        return partition_key(table)
    if table.of_type is not None:
        return typed_key(table)
    parents = catalog.parents_of(table)
    return ("inheritance", f"{table.name} from {parents[0].name}") if parents else None


def without_its_index(catalog: Catalog, table: Table, index: Index) -> tuple[Key, ...]:
    """Of being a partition, of those that have no part of an index of their parent: to be made one would build it."""
    name = index_name(catalog, index).sql
    return tuple(
        partition_key(partition)
        for partition in catalog.partitions_of(table)
        if all(its.partition_of != name for its in catalog.indexes_of(partition.oid))
    )


def after_attaching(table: Table, index: Index) -> tuple[Key, ...]:
    """Of being a partition, for an index of its own: one as good as the parent's would be taken for its part."""
    return (partition_key(table),) if table.partition_of is not None and index.partition_of is None else ()


def only(catalog: Catalog, table: Table) -> str:
    """``ONLY``, where a command would else reach other tables too."""
    return "ONLY " if table.kind == "partitioned table" or table.oid in catalog.parent_oids else ""
