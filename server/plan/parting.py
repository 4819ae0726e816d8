"""Taking a partition off its table and putting it back, both while reads and writes go on."""

from dataclasses import dataclass

from server.model.catalog import Table
from server.model.names import QualifiedName, identifier, literal
from server.model.plan import Claim, Script
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    alter,
    constraint_is,
    drop_constraint,
    if_exists,
    one_statement,
    unless_exists,
    validate,
)
from server.plan.fragment import in_transaction, one_by_one
from server.plan.partition_proof import Proof
from server.plan.rules import BRIEF

_PATH = "migration_planner.search_path"
"""A setting of the session that keeps its search path meanwhile."""


def partition_is(table: QualifiedName, parent: QualifiedName) -> str:
    """A query that finds a row when the table is a partition of the other, also when that is about to end."""
    return (
        f"SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = pg_catalog.to_regclass({literal(table.sql)}) "
        f"AND inhparent = pg_catalog.to_regclass({literal(parent.sql)})"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A partition and the table it is one of."""

    context: Context
    table: Table
    parent: Table
    has_default: bool
    """Whether that has a default partition, be it this one."""

    @property
    def is_concurrent(self) -> bool:
        """Whether DETACH PARTITION … CONCURRENTLY can do it: since 14, and not where there is a default partition.

        https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION
        """
        version = self.context.before.server_version
        # a name of the system's would be found in its schema when it is not to be found
        return version >= 140000 and not self.has_default and not self.parent.name.name.startswith("pg_")

    def apart(self, *, scans: bool = False) -> Script:
        """A script after which it is no partition.

        Args:
            scans: Whether PostgreSQL reads tables that refer to the partitioned table.
        """
        claim = Claim(lock=BRIEF.lock, scans=scans)
        table, parent = self.table.name, self.parent.name
        if not self.is_concurrent:
            detach = alter(parent, f"DETACH PARTITION {table.sql}")
            return in_transaction(if_exists(partition_is(table, parent), detach), claim=claim)
        # It knows no IF EXISTS of its own: that of ALTER TABLE finds the table only while it has the partition.
        path = f"{identifier(parent.schema)}, pg_catalog, pg_temp"
        found = f"CASE WHEN EXISTS ({partition_is(table, parent)}) THEN {literal(path)} ELSE 'pg_catalog' END"
        return one_by_one(
            RESERVE_SCHEMA,
            if_exists(partition_is(table, parent), self._remember()),
            *self._finalize(),
            one_statement(
                f"PERFORM pg_catalog.set_config('{_PATH}', pg_catalog.current_setting('search_path'), false)",
                f"PERFORM pg_catalog.set_config('search_path', {found}, false)",
            ),
            f"ALTER TABLE IF EXISTS {identifier(parent.name)} DETACH PARTITION {table.sql} CONCURRENTLY",
            one_statement(
                f"PERFORM pg_catalog.set_config('search_path', pg_catalog.current_setting('{_PATH}'), false)"
            ),
            *self._tidy(),
            claim=claim,
        )

    def together(self, proofs: list[Proof]) -> Script:
        """A script after which it is a partition again; without proofs its rows are read under a full lock."""
        table, parent = self.table.name, self.parent.name
        attached = partition_is(table, parent)
        added = (
            unless_exists(
                f"{attached} UNION ALL {constraint_is(proof.table, proof.name)}",
                alter(proof.table, f"ADD CONSTRAINT {identifier(proof.name)} {proof.clause} NOT VALID"),
            )
            for proof in proofs
        )
        proved = (
            if_exists(constraint_is(proof.table, proof.name), validate(proof.table, proof.name)) for proof in proofs
        )
        attach = alter(parent, f"ATTACH PARTITION {table.sql} {self.table.partition_bound}")
        return Script(
            commands=(
                *((*self._finalize(), *self._tidy()) if self.is_concurrent else ()),
                *added,
                *proved,
                unless_exists(attached, attach),
                *(drop_constraint(proof.table, proof.name) for proof in proofs),
            ),
            transactional=False,
            claim=BRIEF if proofs else Claim(lock=BRIEF.lock, scans=True),
            before=tuple(proof.broken for proof in proofs),
        )

    def _finalize(self) -> tuple[str, ...]:
        """Ends what was cut off, or gave up waiting, between the two transactions of DETACH … CONCURRENTLY."""
        table, parent = self.table.name, self.parent.name
        pending = f"{partition_is(table, parent)} AND inhdetachpending"
        return (if_exists(pending, alter(parent, f"DETACH PARTITION {table.sql} FINALIZE")),)

    @property
    def _known(self) -> QualifiedName:
        return self.context.helper(self.table.name, "constraints")

    def _remember(self) -> str:
        return (
            f"CREATE TABLE IF NOT EXISTS {self._known.sql} AS SELECT oid AS known FROM pg_catalog.pg_constraint "
            f"WHERE conrelid = {literal(self.table.name.sql)}::pg_catalog.regclass"
        )

    def _tidy(self) -> tuple[str, ...]:
        """Drops the check that only DETACH … CONCURRENTLY leaves behind: it says which rows belonged there."""
        table, known = self.table.name, self._known
        command = literal(f"ALTER TABLE {table.sql.replace('%', '%%')} DROP CONSTRAINT %I")
        drop = (
            f"EXECUTE (SELECT pg_catalog.string_agg(pg_catalog.format({command}, conname), '; ') "
            f"FROM pg_catalog.pg_constraint WHERE {_is_left_behind(table, known)})"
        )
        return (
            if_exists(
                f"SELECT WHERE pg_catalog.to_regclass({literal(known.sql)}) IS NOT NULL",
                f"IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE {_is_left_behind(table, known)}) THEN {drop}; "
                "END IF",
                f"DROP TABLE {known.sql}",
            ),
            RELEASE_SCHEMA,
        )


def _is_left_behind(table: QualifiedName, known: QualifiedName) -> str:
    return (
        f"conrelid = pg_catalog.to_regclass({literal(table.sql)}) AND contype = 'c' "
        f"AND oid NOT IN (SELECT known FROM {known.sql})"
    )
