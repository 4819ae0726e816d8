"""Checks that let PostgreSQL attach a partition without a look at its rows, or at those of the default partition."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import Catalog, Table
from server.model.names import QualifiedName
from server.model.plan import Check
from server.plan.context import Context
from server.plan.ddl import add_constraint, drop_constraint, validate
from server.plan.fragment import NOTHING, PlacedStep, StepMaker, in_transaction, one_by_one
from server.plan.offenders import breaking
from server.plan.rules import BRIEF, WRITES_PASS


def parents_above(catalog: Catalog, table: Table) -> list[Table]:
    """The partitioned tables it belongs to, the nearest first."""
    found: list[Table] = []
    while parents := catalog.parents_of(table):
        table = parents[0]
        found.append(table)
    return found


def may_be_proved(context: Context, catalog: Catalog, table: Table) -> bool:
    """Whether a check can say which rows belong into the partition, as it is in that catalog."""
    condition = context.partition_conditions.get(table.oid)
    above = parents_above(catalog, table)
    return (
        condition is not None
        and bool(condition.whole)
        and table.kind == "table"
        and not any(map(_hashes, above))
        and not any(context.is_moved_aside(each) for each in (table, *above))
    )


def _hashes(table: Table) -> bool:
    # Their condition names the partitioned table by its OID, which is another one in each database.
    return (table.partition_key or "").startswith("HASH ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A check that stands only until PostgreSQL has seen that it holds."""

    part: str
    table: QualifiedName
    name: str
    condition: str
    what: str

    def steps(self, maker: StepMaker) -> Iterator[PlacedStep]:
        """Added without a look at the rows, then validated."""
        table, name = self.table, self.name
        yield maker.step(
            f"check {self.part}",
            phase="expand",
            title=f"Add a check to {table}, not proved yet: {self.what}",
            reason="NOT VALID: no row is read while the table is locked.",
            up=in_transaction(add_constraint(table, name, f"{self.clause} NOT VALID"), claim=BRIEF),
            down=in_transaction(drop_constraint(table, name), claim=BRIEF),
        )
        yield maker.step(
            f"prove {self.part}",
            phase="expand",
            title=f"Prove that {self.what}",
            reason="VALIDATE reads the table while reads and writes go on.",
            up=one_by_one(validate(table, name), claim=WRITES_PASS),
            down=NOTHING,
        )

    @property
    def clause(self) -> str:
        """The check as a constraint is written."""
        return f"CHECK ({self.condition})"

    @property
    def broken(self) -> Check:
        """That no row is in the way."""
        message = f"it does not hold that {self.what}: move or mend those rows first"
        return breaking(self.table, self.condition).check(message)


def proofs_of(context: Context, table: Table, parent: Table, default: Table | None) -> list[Proof]:
    """That the rows belong into the partition, and that none of the default partition does, if there is one."""
    condition, scratch = context.partition_conditions[table.oid], context.scratch("belongs", table.name.name)
    belongs = f"every row belongs into {parent.name}"
    proofs = [Proof(part="rows", table=table.name, name=scratch, condition=condition.whole, what=belongs)]
    if default is not None:
        none = f"no row of the default partition belongs into {table.name}"
        negated = f"NOT ({condition.own})"
        proofs.append(Proof(part="default", table=default.name, name=scratch, condition=negated, what=none))
    return proofs


def default_partition(catalog: Catalog, parent: Table) -> Table | None:
    """The partition for rows that belong into no other, if there is one."""
    return next((each for each in catalog.partitions_of(parent) if each.partition_bound == "DEFAULT"), None)
