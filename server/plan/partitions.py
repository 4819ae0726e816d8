"""Indexes of a partitioned table, and how those of its partitions are built and attached one by one."""

from server.model.catalog import Catalog, Index, Table
from server.model.lock import LockMode
from server.model.names import QualifiedName, identifier
from server.model.plan import Claim
from server.plan.ddl import create_index, drop_invalid_index, index_comment, index_tail
from server.plan.statistics import statistics_of

INDEX_ALONE = Claim(lock=LockMode.SHARE)
INDEX_ATTACHED = Claim(lock=LockMode.ACCESS_SHARE)


def indexes_below(catalog: Catalog, parent: QualifiedName) -> list[tuple[Table, Index]]:
    """The indexes of the partitions, those of partitions of partitions before the one they belong to."""
    found: list[tuple[Table, Index]] = []
    children = [index for index in catalog.indexes.values() if index.partition_of == parent.sql]
    for index in sorted(children, key=lambda child: child.oid):
        table = catalog.tables[index.table_oid]
        found += [*indexes_below(catalog, index_name(table, index)), (table, index)]
    return found


def index_name(table: Table, index: Index) -> QualifiedName:
    """The index with its schema, which is its table's."""
    return QualifiedName(schema=table.name.schema, name=index.name)


def built_alone(table: Table, index: Index, *, tail: str = "") -> str:
    """CREATE INDEX for a partitioned table without its partitions, unless it is there."""
    unique = "UNIQUE " if index.unique else ""
    name = identifier(index.name)
    return f"CREATE {unique}INDEX IF NOT EXISTS {name} ON ONLY {table.name.sql} {tail or index_tail(index)}"


def built_concurrently(table: Table, index: Index, *, tail: str = "") -> tuple[str, ...]:
    """Commands that build it, each outside of a transaction, also after an earlier try was cut off."""
    commands = (
        drop_invalid_index(table.name.schema, index.name),
        create_index(index, table.name, tail=tail, concurrently=True),
        index_comment(table.name.schema, index),
        *statistics_of(index, table.name),
    )
    return tuple(filter(None, commands))


def attachment(part: tuple[Table, Index]) -> str:
    """ALTER INDEX that attaches a partition's index to its parent's; nothing happens when it is attached."""
    table, index = part
    return f"ALTER INDEX {index.partition_of} ATTACH PARTITION {index_name(table, index).sql}"
