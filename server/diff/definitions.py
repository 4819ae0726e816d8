"""Objects of a catalog as the SQL that makes them."""

from server.model.catalog import Catalog, Column, Constraint, Index, Sequence, Table, View
from server.model.names import QualifiedName, identifier, literal

IDENTITIES = {"always": "ALWAYS", "by default": "BY DEFAULT"}


def column_definition(catalog: Catalog, column: Column) -> str:
    """Name, type and everything that belongs in CREATE TABLE or ADD COLUMN."""
    parts = [identifier(column.name), type_of(column)]
    if column.generated:
        parts.append(f"GENERATED ALWAYS AS ({column.default}) {column.generated.upper()}")
    elif column.identity:
        parts.append(identity_of(catalog, column))
    elif column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if column.not_null:
        parts.append("NOT NULL")
    return " ".join(parts)


def type_of(column: Column) -> str:
    """Type with the collation, if it has another than the type's own."""
    return f"{column.type} COLLATE {column.collation}" if column.collation else column.type


def identity_of(catalog: Catalog, column: Column) -> str:
    """GENERATED ... AS IDENTITY with the options of its sequence."""
    sequence = next((s for s in catalog.sequences.values() if s.identity and s.owned_by == column.key), None)
    options = f" (SEQUENCE NAME {sequence.name} {sequence_options(sequence)})" if sequence else ""
    return f"GENERATED {IDENTITIES[column.identity]} AS IDENTITY{options}"


def sequence_options(sequence: Sequence) -> str:
    """How a sequence counts."""
    cycle = "CYCLE" if sequence.cycle else "NO CYCLE"
    return (
        f"START WITH {sequence.start} INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} "
        f"MAXVALUE {sequence.maximum} CACHE {sequence.cache} {cycle}"
    )


def create_table(catalog: Catalog, table: Table) -> str:
    """CREATE TABLE with every constraint that can stand in it; the others are ``later_constraints``."""
    unlogged = "UNLOGGED " if table.persistence == "unlogged" else ""
    head = f"CREATE {unlogged}TABLE {table.name}"
    if table.partition_of is not None:
        body = f" PARTITION OF {table.partition_of} {table.partition_bound}"
    else:
        lines = [column_definition(catalog, column) for column in catalog.columns_of(table.oid)]
        lines += [constraint_clause(c) for c in catalog.constraints_of(table.oid) if _inside(table, c)]
        body = " (" + ", ".join(lines) + ")"
    partitioned = f" PARTITION BY {table.partition_key}" if table.partition_key else ""
    options = f" WITH ({', '.join(map(option, table.options))})" if table.options else ""
    return head + body + partitioned + options


def later_constraints(catalog: Catalog, table: Table) -> list[Constraint]:
    """Constraints of a new table that are added once it is there; foreign keys are not among them."""
    return [c for c in own_constraints(catalog, table) if c.kind != "foreign key" and not _inside(table, c)]


def own_constraints(catalog: Catalog, table: Table) -> list[Constraint]:
    """Constraints somebody wrote, not those a parent or a trigger brought."""
    return [c for c in catalog.constraints_of(table.oid) if not c.inherited and c.kind != "trigger"]


def _inside(table: Table, constraint: Constraint) -> bool:
    plain = constraint.kind in {"primary key", "unique", "check", "exclusion"} and not constraint.inherited
    return plain and constraint.validated and table.partition_of is None


def constraint_clause(constraint: Constraint) -> str:
    """CONSTRAINT with its name and definition."""
    unproved = " NOT VALID" if constraint.enforced and not constraint.validated else ""
    return f"CONSTRAINT {identifier(constraint.name)} {constraint.definition}{unproved}"


def create_index(index: Index) -> str:
    """CREATE INDEX; on a partitioned table for its partitions as well, which PostgreSQL prints as ``ON ONLY``."""
    body = index.body.replace("ON ONLY ", "ON ", 1) if index.body.startswith("ON ONLY ") else index.body
    return f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {identifier(index.name)} {body}"


def create_view(view: View, *, replace: bool = False) -> str:
    """CREATE VIEW, or CREATE OR REPLACE VIEW, with the options it has."""
    options = f" WITH ({', '.join(map(option, view.options))})" if view.options else ""
    kind = "MATERIALIZED VIEW" if view.materialized else "VIEW"
    return f"CREATE {'OR REPLACE ' if replace else ''}{kind} {view.name}{options} AS {view.definition.strip()}"


def option(text: str) -> str:
    """A storage option as SQL; the catalog keeps ``name=value``."""
    name, _, value = text.partition("=")
    return f"{name} = {literal(value).strip()}"


def owner_of(catalog: Catalog, sequence: Sequence) -> tuple[QualifiedName, str] | None:
    """Table and column a sequence goes with."""
    if sequence.owned_by is None or sequence.owned_by not in catalog.columns:
        return None
    return catalog.tables[sequence.owned_by[0]].name, catalog.columns[sequence.owned_by].name
