"""Dangers for the code that uses the schema while it changes."""

from server.model.names import literal
from server.model.plan import Hazard


def old_name_lives_on(table: str, what: str) -> Hazard:
    """A view keeps the old name alive until contract."""
    return Hazard(
        code="rename-breaks-code",
        object=table,
        effect=f"Code that still uses {what} fails the moment it is renamed.",
        remedy="Both names work from expand until contract, through a view that takes writes.",
        source="https://www.postgresql.org/docs/18/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS",
        avoided=True,
    )


def rename_at_once(obj: str) -> Hazard:
    """A rename without anything that keeps the old name alive."""
    return Hazard(
        code="rename-breaks-code",
        object=obj,
        effect="Code that still uses the old name fails the moment it is renamed.",
        remedy="Rename in a change of its own, which keeps both names alive, or stop the code while it runs.",
        source="observed on the shadow: the old name is gone afterwards",
        avoided=False,
    )


def view_is_not_a_table(table: str) -> Hazard:
    """What a view in a table's place does not do."""
    return Hazard(
        code="view-in-place-of-table",
        object=table,
        effect="Until contract a view stands under this name: TRUNCATE, COPY … FROM, LOCK, CREATE INDEX, foreign keys "
        "to it and ON CONFLICT ON CONSTRAINT do not work through it.",
        remedy="Use the table's other name for these, or keep the time between expand and contract short.",
        source="https://www.postgresql.org/docs/18/sql-createview.html",
        avoided=False,
    )


def code_must_stop_using(obj: str) -> Hazard:
    """A removal that code must be ready for."""
    return Hazard(
        code="removal-breaks-code",
        object=obj,
        effect="Code that still reads or writes it fails when contract runs.",
        remedy="Deploy code that does without it before contract, and wait until no old process is left.",
        source="observed on the shadow: it is gone afterwards",
        avoided=False,
    )


def partition_leaves(partition: str, table: str) -> Hazard:
    """A partitioned table without rows it had."""
    return Hazard(
        code="partition-leaves",
        object=partition,
        effect=f"Queries on {table} find its rows no more, and new rows that would belong there are refused, or go to "
        "the default partition.",
        remedy="Deploy code that does without them before contract, and wait until no old process is left.",
        source="https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE",
        avoided=False,
    )


def labels_go(enum: str, labels: str) -> Hazard:
    """Labels of an enum that no longer are."""
    return Hazard(
        code="removal-breaks-code",
        object=enum,
        effect=f"Code that still writes {labels}, or compares with it, fails when contract runs.",
        remedy="Deploy code that does without it before contract: until then it can be written, and contract does not "
        "begin while a row holds it, unless the change or a decision says what such rows get.",
        source="observed on the shadow: it is gone afterwards",
        avoided=False,
    )


def shape_changes(obj: str, what: str) -> Hazard:
    """What code reads changes at one moment for old and new code."""
    return Hazard(
        code="shape-changes-at-once",
        object=obj,
        effect=f"Old code that relies on {what} fails when contract runs, and new code until then.",
        remedy="Deploy code that copes with both before contract, or give the new one a name of its own first.",
        source="observed on the shadow: it has another shape afterwards",
        avoided=False,
    )


def sessions_know_the_old_type(enum: str) -> Hazard:
    """A type that prepared statements and functions have read, and that another takes the place of."""
    return Hazard(
        code="cached-plans",
        object=enum,
        effect="A session that prepared a statement with a parameter of the type, or called a function with a variable "
        "of it, fails from the swap until it prepares again or reconnects, with 'operator does not exist' or the like.",
        remedy="Let the application reconnect right after the swap, or give parameters as text: $1::text::status.",
        source="observed on PostgreSQL 18; https://www.postgresql.org/docs/18/sql-prepare.html",
        avoided=False,
    )


def row_security_changes(table: str) -> Hazard:
    """Other rows are seen than before."""
    return Hazard(
        code="row-security-changes",
        object=table,
        effect="From this step on, all but the owner and roles that bypass row security see and write the rows the "
        "policies let them: code that does not set what these ask for misses rows, or is refused.",
        remedy="Deploy code that sets it before contract, and try each role with SET ROLE first.",
        source="https://www.postgresql.org/docs/18/ddl-rowsecurity.html",
        avoided=False,
    )


def labels_come_late(enum: str, labels: str) -> Hazard:
    """Labels that only the type has which takes over."""
    return Hazard(
        code="labels-come-late",
        object=enum,
        effect=f"{labels} can be written from contract on: until then columns have the old type, which has not got it.",
        remedy="Deploy code that writes it after contract, or add it by ALTER TYPE … ADD VALUE in a change before.",
        source="https://www.postgresql.org/docs/18/sql-altertype.html",
        avoided=False,
    )


def labels_move(enum: str) -> Hazard:
    """Labels in another order."""
    return Hazard(
        code="label-order-changes",
        object=enum,
        effect="Its labels stand in another order: from contract on, sorting and comparing by it give other results.",
        remedy="Look for ORDER BY, <, >, min and max over its columns before contract.",
        source="https://www.postgresql.org/docs/18/datatype-enum.html#DATATYPE-ENUM-ORDERING",
        avoided=False,
    )


def labels_renamed(enum: str, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Hazard, ...]:
    """Labels with another name, which code knows by one of the two; nothing where labels are added."""
    return tuple(
        Hazard(
            code="rename-breaks-code",
            object=f"label {literal(old).strip()} of {enum}",
            effect=f"It is {literal(new).strip()} for everybody at once: code that writes the old label, or compares "
            "with it, fails from then on, and code that does so with the new one fails before.",
            remedy="Deploy code that compares as text and knows both before contract; or add the new label, change "
            "the rows and take the old one away, each in a change of its own.",
            source="https://www.postgresql.org/docs/18/sql-altertype.html",
            avoided=False,
        )
        for old, new in zip(before, after, strict=False)
        if old != new and len(before) == len(after)
    )


def code_must_keep_rule(obj: str) -> Hazard:
    """A rule that writes of old code may break."""
    return Hazard(
        code="code-must-keep-new-rule",
        object=obj,
        effect="From this step on, writes that break it fail, also those of old code.",
        remedy="Deploy code that keeps it before contract.",
        source="https://www.postgresql.org/docs/18/ddl-constraints.html",
        avoided=False,
    )


def column_order(table: str, column: str) -> Hazard:
    """A column that ends at another place."""
    return Hazard(
        code="column-order",
        object=table,
        effect=f"{column} stands last afterwards: SELECT * and INSERT without a column list see another order.",
        remedy="Name columns in queries; PostgreSQL cannot move a column.",
        source="https://wiki.postgresql.org/wiki/Alter_column_position",
        avoided=False,
    )
