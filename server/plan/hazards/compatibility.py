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
