"""Conditions that a thing is in a database as a catalog has it, or is not there."""

import hashlib

from server.model.catalog import Catalog, Column, Constraint, Enum, Function, Index, Sequence, Table, Trigger, View
from server.model.names import QualifiedName, literal
from server.plan.ddl import column_is, constraint_is

Value = Table | Column | Constraint | Index | View | Sequence | Enum | Function | Trigger

FIRST_OF_USERS = 16384
"""FirstNormalObjectId in PostgreSQL's access/transam.h, all versions: below are its own, printed alike by any path."""
_KINDS = {"table": "r", "partitioned table": "p", "foreign table": "f"}
_PERSISTENCES = {"permanent": "p", "unlogged": "u", "temporary": "t"}

_IN_SCHEMAS = "JOIN pg_catalog.pg_namespace AS n ON n.oid"
_OTHERS = {
    "policy": (
        "pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid "
        f"{_IN_SCHEMAS} = c.relnamespace WHERE pg_catalog.format('%I on %I.%I', p.polname, n.nspname, c.relname)"
    ),
    "domain": (
        f"pg_catalog.pg_type AS t {_IN_SCHEMAS} = t.typnamespace "
        "WHERE t.typtype = 'd' AND pg_catalog.format('%I.%I', n.nspname, t.typname)"
    ),
    "domain not null": (
        f"pg_catalog.pg_type AS t {_IN_SCHEMAS} = t.typnamespace "
        "WHERE t.typtype = 'd' AND t.typnotnull AND pg_catalog.format('%I.%I', n.nspname, t.typname)"
    ),
    "domain constraint": (
        "pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_type AS t ON t.oid = k.contypid "
        f"{_IN_SCHEMAS} = t.typnamespace WHERE pg_catalog.format('%I on %I.%I', k.conname, n.nspname, t.typname)"
    ),
    "extension": "pg_catalog.pg_extension AS e WHERE pg_catalog.quote_ident(e.extname)",
}
"""Where things of these kinds are found by their identity."""


def other_condition(kind: str, identity: str, *, there: bool) -> str:
    """That something known by its identity only is there or not; empty for kinds that are not looked for."""
    source = _OTHERS.get(kind)
    return f"{'' if there else 'NOT '}EXISTS (SELECT FROM {source} = {literal(identity)})" if source else ""


def there_condition(catalog: Catalog, value: Value) -> str:
    """That it is there as it is in the catalog; empty when what it is on is not known."""
    match value:
        case Table():
            return _table(value)
        case Column():
            on = catalog.tables.get(value.table_oid)
            return _column(on.name, value) if on else ""
        case Constraint():
            on = catalog.tables.get(value.table_oid)
            return _constraint(on.name, value) if on else ""
        case Index():
            return _index(_relation(catalog, value.table_oid), value)
        case View():
            return _view(value)
        case Sequence():
            return _sequence(value)
        case Enum():
            return (
                f"ARRAY(SELECT enumlabel::text FROM pg_catalog.pg_enum WHERE enumtypid = {_type(value.name.sql)} "
                f"ORDER BY enumsortorder) = {_array(value.labels)}"
            )
        case Function():
            found = f"pg_catalog.to_regprocedure({literal(_signature(value))})"
            return f"{_hash(f'pg_catalog.pg_get_functiondef({found})')} = {_hashed(value.definition)}"
        case Trigger():
            on_relation = _relation(catalog, value.table_oid)
            return (
                f"EXISTS ({_trigger_is(on_relation, value)} AND tgenabled = {literal(value.enabled)} "
                f"AND pg_catalog.pg_get_triggerdef(oid) = {literal(value.definition)})"
            )


def gone_condition(catalog: Catalog, other: Catalog, value: Value) -> str:
    """That nothing has the name it has in the other catalog; empty when what it was on is gone too."""
    match value:
        case Table() | View() | Sequence():
            return f"pg_catalog.to_regclass({literal(value.name.sql)}) IS NULL"
        case Index():
            name = QualifiedName(schema=_relation(other, value.table_oid).schema, name=value.name)
            return f"pg_catalog.to_regclass({literal(name.sql)}) IS NULL"
        case Enum():
            return f"{_type(value.name.sql)} IS NULL"
        case Function():
            return f"pg_catalog.to_regprocedure({literal(_signature(value))}) IS NULL"
        case Column() | Constraint() | Trigger():
            if value.table_oid not in catalog.tables and value.table_oid not in catalog.views:
                return ""
            on = _relation(catalog, value.table_oid)
            if isinstance(value, Trigger):
                return f"NOT EXISTS ({_trigger_is(on, value)})"
            is_there = column_is if isinstance(value, Column) else constraint_is
            return f"NOT EXISTS ({is_there(on, value.name)})"


def _table(table: Table) -> str:
    terms = [
        f"relkind = {literal(_KINDS[table.kind])}",
        f"relpersistence = {literal(_PERSISTENCES[table.persistence])}",
        f"relrowsecurity = {_flag(table.row_security)}",
        f"relreplident = {literal(table.replica_identity)}",
        _options(table.options),
        f"relispartition = {_flag(table.partition_of is not None)}",
    ]
    if table.partition_bound is not None:
        terms.append(f"pg_catalog.pg_get_expr(relpartbound, oid) = {literal(table.partition_bound)}")
    if table.partition_key is not None:
        terms.append(f"pg_catalog.pg_get_partkeydef(oid) = {literal(table.partition_key)}")
    return f"EXISTS ({_class_is(table.name)} AND {' AND '.join(terms)})"


def _column(table: QualifiedName, column: Column) -> str:
    default = "NULL" if column.default is None else literal(column.default)
    own = column.type_oid < FIRST_OF_USERS
    terms = [
        f"pg_catalog.format_type(atttypid, atttypmod) = {literal(column.type)}"
        if own
        else f"atttypid = {_type(column.type)}",
        f"attnotnull = {_flag(column.not_null)}",
        f"attidentity = {literal({'': '', 'always': 'a', 'by default': 'd'}[column.identity])}",
        "(SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef WHERE adrelid = attrelid "
        f"AND adnum = attnum) IS NOT DISTINCT FROM {default}",
    ]
    return f"EXISTS ({column_is(table, column.name)} AND {' AND '.join(terms)})"


def _constraint(table: QualifiedName, constraint: Constraint) -> str:
    definition = literal(constraint.definition)
    # what follows says whether it is validated
    printed = f"pg_catalog.starts_with(pg_catalog.pg_get_constraintdef(oid), {definition})"
    there = constraint_is(table, constraint.name)
    return f"EXISTS ({there} AND convalidated = {_flag(constraint.validated)} AND {printed})"


def _index(on: QualifiedName, index: Index) -> str:
    name = QualifiedName(schema=on.schema, name=index.name)
    body = literal(index.body)
    return (
        "EXISTS (SELECT FROM pg_catalog.pg_index "
        f"WHERE indexrelid = pg_catalog.to_regclass({literal(name.sql)}) AND indisvalid = {_flag(index.valid)} "
        f"AND indisunique = {_flag(index.unique)} "
        f"AND pg_catalog.right(pg_catalog.pg_get_indexdef(indexrelid), pg_catalog.length({body})) = {body})"
    )


def _view(view: View) -> str:
    printed = "pg_catalog.rtrim(pg_catalog.pg_get_viewdef(oid), ';')"
    return (
        f"EXISTS ({_class_is(view.name)} AND relkind = {literal('m' if view.materialized else 'v')} "
        f"AND {_options(view.options)} AND {_hash(printed)} = {_hashed(view.definition)})"
    )


def _sequence(sequence: Sequence) -> str:
    numbers = (sequence.start, sequence.increment, sequence.minimum, sequence.maximum, sequence.cache)
    oid = f"pg_catalog.to_regclass({literal(sequence.name.sql)})"
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_sequence WHERE seqrelid = {oid} "
        f"AND seqtypid = {_type(sequence.type)} AND (seqstart, seqincrement, seqmin, seqmax, seqcache) = "
        f"({', '.join(map(str, numbers))}) AND seqcycle = {_flag(sequence.cycle)})"
    )


def _class_is(name: QualifiedName) -> str:
    return f"SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal(name.sql)})"


def _trigger_is(on: QualifiedName, trigger: Trigger) -> str:
    return (
        f"SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = pg_catalog.to_regclass({literal(on.sql)}) "
        f"AND tgname = {literal(trigger.name)}"
    )


def _options(options: tuple[str, ...]) -> str:
    own = tuple(sorted(option for option in options if not option.startswith("toast.")))
    return f'ARRAY(SELECT o FROM pg_catalog.unnest(reloptions) AS o ORDER BY o COLLATE "C") = {_array(own)}'


def _relation(catalog: Catalog, oid: int) -> QualifiedName:
    on = catalog.tables.get(oid)
    return on.name if on is not None else catalog.views[oid].name


def _signature(function: Function) -> str:
    return f"{function.name.sql}({function.argument_types})"


def _type(name: str) -> str:
    return f"pg_catalog.to_regtype({literal(name)})"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _array(texts: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(literal(each).strip() for each in texts)}]::text[]"


def _hash(expression: str) -> str:
    return f"pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({expression}, 'UTF8')), 'hex')"


def _hashed(text: str) -> str:
    return literal(hashlib.sha256(text.encode()).hexdigest())
