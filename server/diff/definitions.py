"""Objects of a catalog as the SQL that makes them."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as Many
from dataclasses import replace

from server.model.catalog import (
    NAMED_NOT_NULL_SINCE,
    PG_ATTRDEF,
    PG_PROC,
    PG_TYPE,
    Catalog,
    Column,
    Constraint,
    Index,
    Sequence,
    Table,
    View,
)
from server.model.names import QualifiedName, chosen_name, identifier, literal

IDENTITIES = {"always": "ALWAYS", "by default": "BY DEFAULT"}


def column_definition(catalog: Catalog, column: Column) -> str:
    """Name, type and everything that belongs in ADD COLUMN."""
    return " ".join(_column(column, _rules(catalog, column, with_default=True)))


def _column(column: Column, rules: Iterable[str]) -> Iterator[str]:
    yield from (identifier(column.name), type_of(column), *_server_options(column), *rules)


def _rules(catalog: Catalog, column: Column, *, with_default: bool) -> Iterator[str]:
    """What follows name and type: how its values come about, and whether there must be one."""
    if column.generated:
        yield f"GENERATED ALWAYS AS ({column.default}) {column.generated.upper()}"
    elif counts_by_itself(catalog, column):
        yield identity_of(catalog, column)
    elif column.default is not None and with_default:
        yield f"DEFAULT {column.default}"
    if column.not_null:
        yield _not_null(catalog, column)


def _not_null(catalog: Catalog, column: Column, *, of_table: bool = False) -> str:
    """The rule as it stands in the column's own definition, or in its table's."""
    name = stated_not_null_name(catalog, column)
    named = f"CONSTRAINT {identifier(name)} " if name else ""
    rule = f"{named}NOT NULL {identifier(column.name)}" if of_table else f"{named}NOT NULL"
    return f"{rule} NO INHERIT" if column.not_null_no_inherit else rule


def counts_by_itself(catalog: Catalog, column: Column) -> bool:
    """Whether the column is an identity column of its own.

    From PostgreSQL 17 on a partition shares the identity of its parent,
    https://www.postgresql.org/docs/17/ddl-identity-columns.html
    """
    shared = catalog.server_version >= 170000 and catalog.tables[column.table_oid].partition_of is not None
    return bool(column.identity) and not shared


def _server_options(column: Column) -> Iterator[str]:
    if column.server_options:
        yield f"OPTIONS ({', '.join(map(server_option, column.server_options))})"


def server_option(text: str) -> str:
    """An option of a foreign table or its column as SQL; the catalog keeps ``name=value``."""
    name, _, value = text.partition("=")
    return f"{identifier(name)} {literal(value).strip()}"


def type_of(column: Column) -> str:
    """Type with the collation, if it has another than the type's own."""
    return f"{column.type} COLLATE {column.collation}" if column.collation else column.type


def not_null_name(table: Table, column: Column) -> str:
    """Name of the column's NOT NULL constraint (18 and newer)."""
    return column.not_null_name or chosen_name(table.name.name, column.name, "not_null")


def stated_not_null_name(catalog: Catalog, column: Column) -> str:
    """The same, empty where PostgreSQL chooses it: it would choose another if some other constraint had taken it."""
    name = not_null_name(catalog.tables[column.table_oid], column)
    return name if column.not_null_name or name in catalog.given_not_null_names else ""


def identity_of(catalog: Catalog, column: Column) -> str:
    """GENERATED ... AS IDENTITY with the options of its sequence."""
    sequence = catalog.identity_sequences.get(column.key)
    options = f" (SEQUENCE NAME {sequence.name} {sequence_options(sequence)})" if sequence else ""
    return f"GENERATED {IDENTITIES[column.identity]} AS IDENTITY{options}"


def identity_type(catalog: Catalog, column: Column) -> Iterator[str]:
    """What gives the sequence of an identity column another type than the column's, which its definition cannot."""
    sequence = catalog.identity_sequences.get(column.key) if counts_by_itself(catalog, column) else None
    if sequence is not None and sequence.type != column.type and column.type_kind == "base":
        yield f"ALTER SEQUENCE {sequence.name} AS {sequence.type} {sequence_options(sequence)}"


def sequence_options(sequence: Sequence) -> str:
    """How a sequence counts."""
    cycle = "CYCLE" if sequence.cycle else "NO CYCLE"
    return (
        f"START WITH {sequence.start} INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} "
        f"MAXVALUE {sequence.maximum} CACHE {sequence.cache} {cycle}"
    )


def create_table(catalog: Catalog, table: Table) -> str:
    """CREATE TABLE with its columns; a partition is made apart and attached later, as ``pg_dump`` does.

    A partition must bring the checks of its parent along.
    """
    columns = catalog.columns_of(table.oid)
    own = [column for column in columns if is_written(table, column) and not comes_later(catalog, column)]
    if table.of_type is not None:
        body = _typed_columns(catalog, own)
    else:
        lines = [" ".join(_column(column, _rules_at_first(catalog, column))) for column in own]
        lines += [
            _not_null(catalog, column, of_table=True) for column in columns if states_not_null_apart(catalog, column)
        ]
        if table.partition_of is not None:
            constraints = catalog.constraints_of(table.oid)
            lines += [
                constraint_clause(each) for each in constraints if each.kind == "check" and is_stated(table, each)
            ]
        body = f" ({', '.join(lines)})"
    what = {"permanent": "TABLE", "unlogged": "UNLOGGED TABLE", "temporary": "TEMPORARY TABLE"}[table.persistence]
    parts = [
        f"CREATE {'FOREIGN TABLE' if table.kind == 'foreign table' else what} {table.name}",
        f" OF {table.of_type}" if table.of_type is not None else "",
        body,
        f" INHERITS ({', '.join(table.inherits)})" if table.inherits else "",
        f" PARTITION BY {table.partition_key}" if table.partition_key else "",
        f" WITH ({', '.join(map(option, table.options))})" if table.options else "",
        f" SERVER {identifier(table.server)}" if table.server is not None else "",
        f" OPTIONS ({', '.join(map(server_option, table.server_options))})" if table.server_options else "",
    ]
    return "".join(parts)


def demanding_parents(catalog: Catalog, column: Column) -> Iterator[tuple[Table, Column]]:
    """The parents, and their columns, whose NOT NULL a new heir gets with the column."""
    for parent in catalog.parents_of(catalog.tables[column.table_oid]):
        its = catalog.column_named(parent.oid, column.name)
        if its is not None and its.not_null and not its.not_null_no_inherit:
            yield parent, its


def is_written(table: Table, column: Column) -> bool:
    """Whether the table's own CREATE TABLE states the column."""
    return column.local or table.partition_of is not None


def states_not_null_apart(catalog: Catalog, column: Column) -> bool:
    """Whether CREATE TABLE states the rule of a column that the parent alone brings (18 and newer).

    Added later it would find the parent's in its place, and could not have a name of its own.
    """
    own = column.not_null and not column.not_null_inherited and catalog.server_version >= NAMED_NOT_NULL_SINCE
    return own and not is_written(catalog.tables[column.table_oid], column) and not comes_later(catalog, column)


def is_stated(table: Table, check: Constraint) -> bool:
    """Whether the table's creation makes a check that its parent has; CREATE TABLE would take it for proved."""
    unproved = check.enforced and not check.validated
    return check.inherited and not (unproved and table.partition_of is not None)


def comes_later(catalog: Catalog, column: Column) -> bool:
    """Whether the column holds rows of a view or table, which may in turn stand on the column's table."""
    return column.type_kind == "composite" and (PG_TYPE, column.type_oid, 0) not in catalog.other_addresses


def default_comes_later(catalog: Catalog, column: Column) -> bool:
    """Whether the default calls a function that users made, which may in turn stand on the column's table.

    Or whether an heir would get different ones of its parents, which its CREATE TABLE refuses.
    """
    edges = catalog.edges.get((PG_ATTRDEF, column.default_oid, 0), ())
    called = any(edge.target[0] == PG_PROC for edge in edges)
    return not column.generated and (called or bool(undecided_heirs(catalog, column)))


def undecided_heirs(catalog: Catalog, column: Column) -> list[Table]:
    """Heirs to which another parent brings the column with another default."""
    table = catalog.tables[column.table_oid]
    return [heir for heir in catalog.heirs_of(table) if _defaults(catalog, heir, column.name) - {column.default}]


def _defaults(catalog: Catalog, heir: Table, name: str) -> set[str]:
    columns = (catalog.column_named(parent.oid, name) for parent in catalog.parents_of(heir))
    return {column.default for column in columns if column is not None and column.default is not None}


def _rules_at_first(catalog: Catalog, column: Column) -> Iterator[str]:
    """What CREATE TABLE says of a column after its type; what only a parent demands comes from there."""
    table = catalog.tables[column.table_oid]
    if column.not_null_inherited and table.partition_of is None and list(demanding_parents(catalog, column)):
        column = replace(column, not_null=False)
    return _rules(catalog, column, with_default=not default_comes_later(catalog, column))


def _typed_columns(catalog: Catalog, columns: Many[Column]) -> str:
    rules = [(column, " ".join(_rules_at_first(catalog, column))) for column in columns]
    lines = [f"{identifier(column.name)} WITH OPTIONS {text}" for column, text in rules if text]
    return f" ({', '.join(lines)})" if lines else ""


def constraint_clause(constraint: Constraint) -> str:
    """CONSTRAINT with its name and definition."""
    unproved = " NOT VALID" if constraint.enforced and not constraint.validated else ""
    return f"CONSTRAINT {identifier(constraint.name)} {constraint.definition}{unproved}"


def create_index(index: Index) -> str:
    """CREATE INDEX; on a partitioned table ``ON ONLY``, to which those of the partitions are attached."""
    return f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {identifier(index.name)} {index.body}"


def create_view(view: View, *, replace: bool = False) -> str:
    """CREATE VIEW, or CREATE OR REPLACE VIEW, with the options it has."""
    options = f" WITH ({', '.join(map(option, view.options))})" if view.options else ""
    kind = "MATERIALIZED VIEW" if view.materialized else "VIEW"
    text = f"CREATE {'OR REPLACE ' if replace else ''}{kind} {view.name}{options} AS {view.definition.strip()}"
    return text if view.populated else f"{text} WITH NO DATA"


def option(text: str) -> str:
    """A storage option as SQL; the catalog keeps ``name=value``."""
    name, _, value = text.partition("=")
    return f"{option_name(name)} = {literal(value).strip()}"


def option_name(name: str) -> str:
    """The name of a storage option, which for a TOAST table has two parts."""
    return ".".join(identifier(part) for part in name.split("."))


def values_of(options: Many[str]) -> Mapping[str, str]:
    """Options by name."""
    return {name: value for name, _, value in (text.partition("=") for text in options)}


def owner_of(catalog: Catalog, sequence: Sequence) -> tuple[QualifiedName, str] | None:
    """Table and column a sequence goes with."""
    if sequence.owned_by is None or sequence.owned_by not in catalog.columns:
        return None
    return catalog.tables[sequence.owned_by[0]].name, catalog.columns[sequence.owned_by].name
