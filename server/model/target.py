"""The database to be changed: as every reply names it, and what is known of it beside its schema."""

from dataclasses import dataclass, field

from server.model.names import QualifiedName

UNLABELLED = "unlabelled"
"""Environment of a database that is given none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which database a statement is about; holds no secret."""

    database: str
    """Name in the configuration, or path of the schema file."""
    version: str
    """PostgreSQL of the target, such as ``18.4``; of the shadow when the target is a schema file."""
    environment: str
    """Label such as ``production``; ``UNLABELLED`` when none is configured."""
    fingerprint: str
    """Hash of the target's schema, hexadecimal."""
    rehearsed_on: str = ""
    """Version of the shadow where it is of another major than the target: locks and syntax may differ."""
    source: str
    """``live database``, ``schema files``, or ``snapshot of`` and when it was taken."""

    @property
    def label(self) -> str:
        """The environment; empty when none is configured."""
        return "" if self.environment == UNLABELLED else self.environment


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSize:
    """How big a table is; rows_estimate is reltuples (-1: never analysed), size_bytes includes indexes and TOAST."""

    table: QualifiedName
    rows_estimate: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTable:
    """A table that one publication sends, for itself or with all of its schema or database."""

    table: QualifiedName
    columns: tuple[str, ...]
    """Of its column list; empty: all, whichever they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """What a live database sends to others by logical replication, and what it gets."""

    sent: tuple[SentTable, ...] = ()
    received: tuple[QualifiedName, ...] = ()
    """Tables that a subscription fills."""


NOT_REPLICATED = Replication()
"""As far as is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """What planning needs of a target; holds no row and no secret."""

    schema: str = field(repr=False)
    """``pg_dump --schema-only`` without publications, subscriptions; equal schemas, equal text."""
    server_version: int
    """As ``server_version_num``, such as 180004."""
    version: str
    """Such as ``18.4``."""
    sizes: tuple[TableSize, ...]
