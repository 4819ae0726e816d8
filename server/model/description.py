"""One sentence for each operation, for plans, replies and documents."""

from server.model import operation as op
from server.model.catalog import Column, Constraint, Enum, Function, Index, Sequence, Table, Trigger, View
from server.model.names import QualifiedName, identifier, identifiers, literal
from server.model.operation import Operation, Standalone

_ROWS = {
    "insert": "insert rows into",
    "update": "update rows of",
    "delete": "delete rows of",
    "merge": "merge rows into",
    "truncate": "delete all rows of",
    "copy": "copy rows into",
}


def describe(operation: Operation) -> str:
    """What the operation does, such as ``add column public.products.brand_id bigint``."""
    match operation:
        case op.CreateTable(after=after, columns=columns):
            return f"create table {after.name} with {_count(len(columns), 'column')}"
        case op.DropTable(before=before):
            return f"drop table {before.name}"
        case op.RenameTable(before=before, after=after):
            return f"rename table {before.name} to {after.name}"
        case op.ChangeTable():
            return _changed_table(operation)
        case op.ChangeRows(table=table, rows=rows):
            target = table.name if table else _written(rows.schema, rows.table)
            columns_set = f", setting {identifiers(rows.set_columns)}" if rows.set_columns else ""
            return f"{_ROWS[rows.verb]} {target}{columns_set}"
        case op.ChangeOther():
            return _other(operation)
        case op.CreateObject() | op.DropObject() | op.ChangeObject():
            return _object(operation)
        case op.CreateIndex() | op.DropIndex() | op.RenameIndex():
            return _index(operation)
        case (
            op.AddColumn()
            | op.DropColumn()
            | op.RenameColumn()
            | op.ChangeColumnType()
            | op.SetNotNull()
            | op.DropNotNull()
            | op.ChangeDefault()
            | op.ChangeColumn()
        ):
            return _column(operation)
        case _:
            return _constraint(operation)


def _written(schema: str, table: str) -> str:
    return str(QualifiedName(schema=schema, name=table)) if schema else identifier(table)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _changed_table(operation: op.ChangeTable) -> str:
    before, after = operation.before, operation.after
    if set(operation.aspects) != {"partition_of", "partition_bound"}:
        return f"change {_words(operation.aspects)} of table {after.name}"
    if after.partition_of is None:
        return f"detach partition {after.name} from {before.partition_of}"
    return f"attach {after.name} to {after.partition_of} as its partition {after.partition_bound}"


def _words(aspects: tuple[str, ...]) -> str:
    return ", ".join(aspect.replace("_", " ") for aspect in aspects)


def _of(table: Table, column: Column) -> str:
    return f"{table.name}.{identifier(column.name)}"


def _column(
    operation: op.AddColumn
    | op.DropColumn
    | op.RenameColumn
    | op.ChangeColumnType
    | op.SetNotNull
    | op.DropNotNull
    | op.ChangeDefault
    | op.ChangeColumn,
) -> str:
    table = operation.table
    match operation:
        case op.AddColumn(after=after):
            return f"add column {_of(table, after)} {after.type}{_modifiers(after)}"
        case op.DropColumn(before=before, replaced=replaced):
            reason = " (a new column takes its name)" if replaced else ""
            return f"drop column {_of(table, before)}{_taken_along(operation)}{reason}"
        case op.RenameColumn(before=before, after=after):
            return f"rename column {_of(table, before)} to {identifier(after.name)}"
        case op.ChangeColumnType(before=before, after=after, using=using):
            kinds = (_type(before), _type(after))
            how = f" using {using}" if using else ""
            return f"change type of column {_of(table, after)} from {kinds[0]} to {kinds[1]}{how}"
        case op.SetNotNull(after=after):
            return f"set column {_of(table, after)} not null"
        case op.DropNotNull(after=after):
            return f"let column {_of(table, after)} take nulls"
        case op.ChangeDefault(before=before, after=after):
            was = f" (was {before.default})" if before.default is not None else ""
            if after.default is None:
                return f"drop default of column {_of(table, after)}{was}"
            return f"set default of column {_of(table, after)} to {after.default}{was}"
        case op.ChangeColumn(after=after, aspects=aspects):
            return f"change {_words(aspects)} of column {_of(table, after)}"


def _type(column: Column) -> str:
    return f"{column.type} collate {column.collation}" if column.collation else column.type


def _modifiers(column: Column) -> str:
    parts = [" not null"] if column.not_null else []
    if column.generated:
        parts.append(f" generated always as ({column.default}) {column.generated}")
    elif column.identity:
        parts.append(f" generated {column.identity} as identity")
    elif column.default is not None:
        parts.append(f" default {column.default}")
    return "".join(parts)


def _taken_along(operation: op.DropColumn) -> str:
    names = [
        *(f"constraint {identifier(constraint.name)}" for constraint in operation.constraints),
        *(f"index {identifier(index.name)}" for index in operation.indexes if not index.constraint_oid),
    ]
    return f" with {', '.join(names)}" if names else ""


def _index(operation: op.CreateIndex | op.DropIndex | op.RenameIndex) -> str:
    schema = operation.table.name.schema

    def name(index: Index) -> str:
        return str(QualifiedName(schema=schema, name=index.name))

    match operation:
        case op.CreateIndex(after=after):
            return f"create {'unique ' if after.unique else ''}index {identifier(after.name)} {_lowered(after.body)}"
        case op.DropIndex(before=before):
            return f"drop index {name(before)} on {operation.table.name}"
        case op.RenameIndex(before=before, after=after):
            return f"rename index {name(before)} to {identifier(after.name)}"


def _lowered(body: str) -> str:
    return "on" + body.removeprefix("ON")


def _constraint(
    operation: op.AddForeignKey
    | op.AddCheck
    | op.AddUnique
    | op.AddExclusion
    | op.DropConstraint
    | op.RenameConstraint
    | op.ValidateConstraint
    | op.ChangeConstraint,
) -> str:
    table = operation.table.name
    match operation:
        case op.DropConstraint(before=before):
            return f"drop {_named(before)} of {table}"
        case op.RenameConstraint(before=before, after=after):
            return f"rename {_named(before)} of {table} to {identifier(after.name)}"
        case op.ValidateConstraint(after=after):
            return f"validate {_named(after)} of {table}"
        case op.ChangeConstraint(after=after):
            return f"change {_named(after)} of {table}"
        case op.AddForeignKey(referenced=referenced, after=after):
            columns, others = identifiers(operation.columns), identifiers(operation.referenced_columns)
            return f"add {_named(after)} from {table} ({columns}) to {referenced.name} ({others}){_unproved(after)}"
        case op.AddUnique(after=after):
            return f"add {_named(after)} on {table} ({identifiers(operation.columns)})"
        case op.AddCheck(after=after) | op.AddExclusion(after=after):
            return f"add {_named(after)} on {table}: {after.definition}{_unproved(after)}"


def _named(constraint: Constraint) -> str:
    kind = constraint.kind if constraint.kind in {"primary key", "foreign key"} else f"{constraint.kind} constraint"
    return f"{kind} {identifier(constraint.name)}"


def _unproved(constraint: Constraint) -> str:
    return "" if constraint.validated else ", not validated"


def _object(operation: op.CreateObject | op.DropObject | op.ChangeObject) -> str:
    on = f" on {operation.table.name}" if operation.table else ""
    match operation:
        case op.CreateObject(after=after):
            return f"create {_standalone(after)}{on}"
        case op.DropObject(before=before):
            return f"drop {_standalone(before)}{on}"
        case op.ChangeObject(before=Enum() as before, after=Enum() as after) if before.labels != after.labels:
            renamed = f", renamed to {_name(after)}" if before.name != after.name else ""
            return f"{_labels(before, after)} {_standalone(before)}{renamed}"
        case op.ChangeObject(before=before, after=after) if before.name != after.name:
            return f"rename {_standalone(before)}{on} to {_name(after)}"
        case op.ChangeObject(after=after):
            return f"change {_standalone(after)}{on}"


def _labels(before: Enum, after: Enum) -> str:
    """What becomes of the labels, which a rename lets keep their identity."""
    known = dict(zip(before.label_oids, before.labels, strict=True))
    added, renamed = [], []
    for oid, label in zip(after.label_oids, after.labels, strict=True):
        if oid not in known:
            added.append(literal(label).strip())
        elif known[oid] != label:
            renamed.append(f"{literal(known[oid]).strip()} to {literal(label).strip()}")
    if renamed:
        also = f" and add {', '.join(added)}" if added else ""
        return f"rename {', '.join(renamed)}{also} in"
    return f"add {', '.join(added)} to" if added else "change the labels of"


def _name(item: Standalone) -> str:
    return identifier(item.name) if isinstance(item, Trigger) else item.name.sql


def _standalone(item: Standalone) -> str:
    match item:
        case Sequence():
            return f"sequence {_name(item)}"
        case View(materialized=materialized):
            return f"{'materialized ' if materialized else ''}view {_name(item)}"
        case Enum():
            return f"enum {_name(item)}"
        case Function(procedure=procedure, arguments=arguments):
            return f"{'procedure' if procedure else 'function'} {_name(item)}({arguments})"
        case Trigger():
            return f"trigger {_name(item)}"


def _other(operation: op.ChangeOther) -> str:
    what = f"{operation.kind} {operation.identity}"
    if operation.before is None:
        return f"create {what}"
    return f"drop {what}" if operation.after is None else f"change {what}"
