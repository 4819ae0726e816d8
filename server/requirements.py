"""What made-up rows must be like, so that a rehearsal fails for the plan's faults and not for theirs."""

from collections.abc import Iterator

from server.model.catalog import ColumnKey, Table
from server.model.labels import keeps_labels
from server.model.names import identifier, literal
from server.model.operation import (
    AddCheck,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeOther,
    CreateIndex,
    SetNotNull,
)
from server.plan.domain_rules import domain_rule
from server.plan.table_replacement import Replacement, find_replacements
from server.postgres.partition_condition import attached_partitions, parted_partitions
from server.postgres.population import Profile, Requirements
from server.postgres.row_candidates import with_value
from server.study import Study


def requirements_of(studied: Study, *, fills_nulls: bool) -> Requirements:
    """What rows must satisfy for the change to be possible at all, and what the target's are like.

    Args:
        fills_nulls: Whether what is rehearsed gives a value to rows without one before it forbids nulls.
    """
    before = studied.before.columns
    not_null, unique, checks, references, castable = set(), [], [], [], []
    for operation in studied.operations:
        match operation:
            case SetNotNull(after=column) if not fills_nulls and column.key in before:
                not_null.add(column.key)
            case AddUnique(table=table, index=index) | CreateIndex(table=table, after=index) if index.unique:
                keys = tuple((table.oid, number) for number in index.columns)
                if all(key in before for key in keys):
                    unique.append(keys)
                    if "NULLS NOT DISTINCT" in index.body:
                        not_null.update(keys)
            case AddCheck(table=table, after=constraint) if constraint.expression:
                checks.append((table.oid, constraint.expression))
            case AddForeignKey(table=table, after=constraint):
                pairs = (
                    tuple((table.oid, number) for number in constraint.columns),
                    tuple((constraint.referenced_table_oid, number) for number in constraint.referenced_columns),
                )
                if all(key in before for keys in pairs for key in keys):
                    references.append(pairs)
            case ChangeColumnType(before=column, after=after) if column.base_type in ("text", "varchar", "bpchar"):
                castable.append((column.key, after.type))
            case _:
                pass
    around = (studied.run.before, studied.run.after)
    attached = [_of_partition(studied, table.oid) for table in attached_partitions(*around)]
    checks += [check for table in parted_partitions(*around) for check in _of_parted(studied, table)]
    replaced = find_replacements(studied.before, studied.run.after, studied.operations, studied.run.partition_coverage)
    attached += [_of_replaced(each) for each in replaced]
    return Requirements(
        profiles=_profiles(studied),
        not_null=frozenset(not_null).union(*(each.not_null for each in attached)),
        unique=(*unique, *_excluded(studied), *(keys for each in attached for keys in each.unique)),
        checks=(
            *checks,
            *_checks_by_type(studied),
            *(check for each in attached for check in each.checks),
        ),
        references=(*references, *(pairs for each in attached for pairs in each.references)),
        castable=tuple(castable),
    )


def _excluded(studied: Study) -> Iterator[tuple[ColumnKey, ...]]:
    """Columns in which no two rows may conflict; made-up ones that differ do not."""
    for operation in studied.operations:
        if isinstance(operation, AddExclusion):
            keys = tuple((operation.table.oid, number) for number in operation.after.columns if number)
            if all(key in studied.before.columns for key in keys):
                yield keys


def _kept_labels(studied: Study) -> Iterator[tuple[int, str]]:
    """The condition that a column holds labels of the enum it changes to, where USING keeps them."""
    for operation in studied.operations:
        if not isinstance(operation, ChangeColumnType) or operation.before.type_kind != "enum":
            continue
        column, enum = operation.before, studied.run.after.enums.get(operation.after.type_oid)
        if enum is not None and keeps_labels(operation.using or "", column.name):
            labels, own = ", ".join(literal(label).strip() for label in enum.labels), identifier(column.name)
            holds = f"{own}::text[] <@ ARRAY[{labels}]" if column.is_array else f"{own}::text IN ({labels})"
            yield column.table_oid, holds


def _checks_by_type(studied: Study) -> Iterator[tuple[int, str]]:
    """The condition that columns hold what their enum or domain will allow."""
    yield from _kept_labels(studied)
    for operation in studied.operations:
        if isinstance(operation, ChangeOther) and operation.after is not None:
            rule = domain_rule(studied.before, operation)
            if rule is not None:
                yield from ((column.table_oid, with_value(rule.expression, column.name)) for _, column in rule.columns)


def _profiles(studied: Study) -> dict[ColumnKey, Profile]:
    """What the target's statistics say of its columns; of inheritance they are those of the whole."""
    statistics = studied.ground.statistics
    if statistics is None:
        return {}
    catalog, rows = studied.run.before, {each.relation: each.rows for each in statistics.relations}
    oids = {table.name: table.oid for table in catalog.tables.values()}
    found: dict[ColumnKey, Profile] = {}
    for each in sorted(statistics.columns, key=lambda column: column.inherited):
        oid = oids.get(each.relation)
        column = catalog.column_named(oid, each.column) if oid and isinstance(each.column, str) else None
        if column is None:
            continue
        count = each.n_distinct if each.n_distinct >= 0 else -each.n_distinct * rows.get(each.relation, 0)
        found[column.key] = Profile(
            null_fraction=each.null_frac,
            distinct=0 if each.n_distinct == -1 else max(round(count), 1),
            width=each.avg_width,
        )
    return found


def _of_parted(studied: Study, table: Table) -> list[tuple[int, str]]:
    """That a partition holds no row where others could refer to it, since then it cannot be detached."""
    before, top, above = studied.run.before, table, {table.oid}
    while parents := before.parents_of(top):
        top = parents[0]
        above.add(top.oid)
    condition = studied.run.partition_conditions[table.oid]
    referred = any(constraint.referenced_table_oid in above for constraint in before.constraints.values())
    # Rows of partitions are made for the table at the top, and go where they belong.
    return [(top.oid, f"NOT ({condition.whole})")] if referred and condition.whole else []


def _of_replaced(replacement: Replacement) -> Requirements:
    """What the rows of a table must satisfy to fit into the one that takes its place."""
    table, new, shapes = replacement.before, replacement.after, replacement.shapes
    numbers = {column.name: column.number for column in shapes.before.columns_of(table.oid)}
    coverage = shapes.coverage if shapes.coverage not in ("", "true") else ""
    names = [
        [shapes.after.columns[new.oid, number].name for number in index.columns]
        for index in shapes.after.indexes_of(new.oid)
        if index.unique and all(index.columns) and not index.predicate
    ]
    return Requirements(
        not_null=frozenset((table.oid, numbers[name]) for name in shapes.required),
        unique=tuple(
            tuple((table.oid, numbers[name]) for name in columns)
            for columns in names
            if all(name in numbers for name in columns)
        ),
        checks=((table.oid, coverage),) if coverage else (),
    )


def _of_partition(studied: Study, oid: int) -> Requirements:
    """What the rows of a table that becomes a partition must satisfy, and of those that have no place in it then."""
    before, after = studied.run.before, studied.run.after
    top = table = after.tables[oid]
    while parents := after.parents_of(top):
        top = parents[0]
    condition = studied.run.partition_conditions[oid]
    new = [each for each in after.constraints_of(oid) if each.oid not in before.constraints]
    return Requirements(
        unique=tuple(
            tuple((oid, number) for number in each.columns)
            for each in after.indexes_of(oid)
            if each.unique and each.oid not in before.indexes and all(each.columns)
        ),
        # Rows of partitions are made for the table at the top, and go where they belong.
        checks=((oid, condition.whole), (top.oid, f"NOT ({condition.whole})")) if condition.whole else (),
        references=tuple(
            (
                tuple((table.oid, number) for number in each.columns),
                tuple((each.referenced_table_oid, number) for number in each.referenced_columns),
            )
            for each in new
            if each.kind == "foreign key"
        ),
    )
