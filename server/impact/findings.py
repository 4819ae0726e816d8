"""What in a schema costs time, will fail one day, or protects less than it seems to."""

from collections.abc import Iterator
from itertools import chain, combinations

from server.model.catalog import Catalog, Constraint, Index, Sequence, Table
from server.model.inspection import SchemaFinding
from server.model.names import QualifiedName, derived, identifier, identifiers

_NEARLY_USED_UP = 0.5
_TELLING_READS = 1_000
"""Reads of a table's indexes from which on an index that was not read once says something."""
_INTEGER_LIMITS = {"int2": 32_767, "int4": 2_147_483_647}


def find_problems(catalog: Catalog) -> tuple[SchemaFinding, ...]:
    """Everything worth acting on, table by table in order of their names.

    What statistics would have to say (an index that is never used) is left out where they are not known.
    """
    tables = sorted(catalog.tables.values(), key=lambda table: table.name)
    of_tables = (_of_table(table, catalog) for table in tables)
    return tuple(chain(chain.from_iterable(of_tables), _standalone_sequences(catalog)))


def _of_table(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    yield from _no_primary_key(table, catalog)
    yield from _unindexed_foreign_keys(table, catalog)
    yield from _not_valid(table, catalog)
    yield from _invalid_indexes(table, catalog)
    yield from _overlapping_indexes(table, catalog)
    yield from _unused_indexes(table, catalog)
    yield from _keys_near_their_end(table, catalog)


def _no_primary_key(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    if table.kind == "foreign table" or table.partition_of:
        return
    if not any(constraint.kind == "primary key" for constraint in catalog.constraints_of(table.oid)):
        yield SchemaFinding(
            code="no-primary-key",
            object=table.name.sql,
            text=f"{table.name.sql} has no primary key: rows cannot be told apart, and logical replication cannot "
            "copy updates and deletes.",
            remedy="Give it a primary key over a column that is unique and not null.",
            sql="",
        )


def _unindexed_foreign_keys(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    for constraint in catalog.constraints_of(table.oid):
        if constraint.kind != "foreign key" or constraint.inherited or _indexed(constraint, catalog):
            continue
        names = _column_names(table, constraint.columns, catalog)
        # CONCURRENTLY is refused on a partitioned table.
        online = "" if table.kind == "partitioned table" else " CONCURRENTLY"
        index = identifier(derived(table.name.name, *names, "idx"))
        yield SchemaFinding(
            code="foreign-key-without-index",
            object=_member(table, constraint.name),
            text=f"No index of {table.name.sql} begins with {identifiers(names)}: each delete or key update in the "
            "referenced table reads this table from end to end.",
            remedy="Create an index over the referencing columns.",
            sql=f"CREATE INDEX{online} {index} ON {table.name.sql} ({identifiers(names)});",
        )


def _indexed(constraint: Constraint, catalog: Catalog) -> bool:
    width = len(constraint.columns)
    return any(
        index.valid and index.predicate is None and set(index.columns[:width]) == set(constraint.columns)
        for index in catalog.indexes_of(constraint.table_oid)
    )


def _not_valid(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    for constraint in catalog.constraints_of(table.oid):
        if constraint.enforced and not constraint.validated:
            name = identifier(constraint.name)
            yield SchemaFinding(
                code="constraint-not-validated",
                object=_member(table, constraint.name),
                text=f"The {constraint.kind} constraint {name} is NOT VALID: rows written before it were never "
                "checked, and one that breaks it fails at its next update.",
                remedy="Validate it; reads and writes go on meanwhile.",
                sql=f"ALTER TABLE {table.name.sql} VALIDATE CONSTRAINT {name};",
            )


def _invalid_indexes(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    for index in catalog.indexes_of(table.oid):
        # The index of a partitioned table is invalid until every partition has its own.
        if not index.valid and table.kind != "partitioned table":
            yield SchemaFinding(
                code="invalid-index",
                object=_index_name(table, index),
                text=f"The index {identifier(index.name)} is invalid: a concurrent build failed. Queries ignore it, "
                "every write still pays for it.",
                remedy="Rebuild it, or drop it when it is not wanted.",
                sql=f"REINDEX INDEX CONCURRENTLY {_index_name(table, index)};",
            )


def _overlapping_indexes(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    indexes = [index for index in catalog.indexes_of(table.oid) if index.valid and not index.partition_of]
    referenced = {constraint.index_oid for constraint in catalog.constraints.values()}
    dropped: set[int] = set()
    for pair in combinations(indexes, 2):
        # The one that backs a constraint or decides uniqueness stays; else the first by name.
        kept, spare = sorted(pair, key=lambda index: (index.constraint_oid == 0, not index.unique))
        if spare.oid in referenced or spare.oid in dropped or kept.oid in dropped:
            continue
        if _same(kept, spare) and _droppable(spare):
            dropped.add(spare.oid)
            yield _drop(table, spare, "duplicate-index", f"does the same as {identifier(kept.name)}")
    remaining = [index for index in indexes if index.oid not in dropped]
    for spare in remaining:
        wider = next((index for index in remaining if _covers(index, spare)), None)
        if wider:
            yield _drop(table, spare, "redundant-index", f"is a prefix of {identifier(wider.name)}")


def _same(one: Index, other: Index) -> bool:
    return one.body == other.body and (one.unique or not other.unique)


def _droppable(index: Index) -> bool:
    return not (index.constraint_oid or index.primary or index.replica_identity)


def _covers(wider: Index, spare: Index) -> bool:
    """Whether a plain btree index answers everything the spare one does; judged on bodies without options."""
    if not _droppable(spare) or spare.unique or spare.included_columns or len(spare.columns) >= len(wider.columns):
        return False
    plain = all(index.method == "btree" and not index.has_expressions for index in (wider, spare))
    # Bodies tell direction, operator class, collation and predicate apart; only a list that goes on may differ.
    return plain and wider.predicate is None and wider.body.startswith(spare.body.removesuffix(")") + ",")


def _unused_indexes(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    reads = sum(max(index.scans, 0) for index in catalog.indexes_of(table.oid))
    if reads < _TELLING_READS:
        return
    why = f"has not been read since statistics were last reset, while others of the table were {reads:,} times"
    for index in catalog.indexes_of(table.oid):
        if index.scans == 0 and not index.unique and _droppable(index) and not index.partition_of:
            yield _drop(table, index, "unused-index", why)


def _drop(table: Table, index: Index, code: str, why: str) -> SchemaFinding:
    name = _index_name(table, index)
    online = "" if table.kind == "partitioned table" else " CONCURRENTLY"
    return SchemaFinding(
        code=code,
        object=name,
        text=f"The index {identifier(index.name)} of {table.name.sql} {why}; every write pays for it.",
        remedy="Drop it, after checking that no replica reads it.",
        sql=f"DROP INDEX{online} {name};",
    )


def _keys_near_their_end(table: Table, catalog: Catalog) -> Iterator[SchemaFinding]:
    primary = {
        number
        for constraint in catalog.constraints_of(table.oid)
        if constraint.kind == "primary key"
        for number in constraint.columns
    }
    for sequence in _sequences(catalog):
        if sequence.owned_by is None or sequence.owned_by[0] != table.oid:
            continue
        column = catalog.columns.get(sequence.owned_by)
        limit = _INTEGER_LIMITS.get(column.base_type, sequence.maximum) if column else sequence.maximum
        if column and column.number in primary and limit <= sequence.maximum and _is_near(sequence, limit):
            yield SchemaFinding(
                code="primary-key-near-its-end",
                object=f"{table.name.sql}.{identifier(column.name)}",
                text=f"{column.type} ends at {limit}, and {sequence.name.sql} stands at {sequence.last_value} "
                f"({_share(sequence, limit)} %). When it is reached every insert fails.",
                remedy="Widen the key to bigint while there is time; plan it, because the plain statement rewrites "
                "the table and those that reference it.",
                sql="",
            )
        elif _is_near(sequence, min(limit, sequence.maximum)):
            yield _sequence_finding(sequence, min(limit, sequence.maximum))


def _standalone_sequences(catalog: Catalog) -> Iterator[SchemaFinding]:
    for sequence in _sequences(catalog):
        if sequence.owned_by is None and _is_near(sequence, sequence.maximum):
            yield _sequence_finding(sequence, sequence.maximum)


def _sequence_finding(sequence: Sequence, limit: int) -> SchemaFinding:
    return SchemaFinding(
        code="sequence-near-its-end",
        object=sequence.name.sql,
        text=f"{sequence.name.sql} stands at {sequence.last_value} of {limit} ({_share(sequence, limit)} %). "
        "At its end nextval fails.",
        remedy="Give it a larger type and maximum, and the columns it feeds too.",
        sql="",
    )


def _is_near(sequence: Sequence, limit: int) -> bool:
    if sequence.last_value is None or sequence.cycle or sequence.increment < 0:
        return False
    return sequence.last_value > limit * _NEARLY_USED_UP


def _share(sequence: Sequence, limit: int) -> int:
    return (sequence.last_value or 0) * 100 // limit


def _sequences(catalog: Catalog) -> list[Sequence]:
    return sorted(catalog.sequences.values(), key=lambda sequence: sequence.name)


def _column_names(table: Table, numbers: tuple[int, ...], catalog: Catalog) -> list[str]:
    return [catalog.columns[table.oid, number].name for number in numbers]


def _member(table: Table, name: str) -> str:
    return f"{table.name.sql}.{identifier(name)}"


def _index_name(table: Table, index: Index) -> str:
    """An index lives in the schema of its table."""
    return QualifiedName(schema=table.name.schema, name=index.name).sql
