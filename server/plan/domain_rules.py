"""Constraints of domains, and the columns they hold to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import PG_TYPE, Address, Catalog, Column, Other
from server.model.names import literal, parse_names
from server.model.operation import ChangeOther
from server.plan.ddl import if_exists, unless_exists

UNPROVED = " NOT VALID"
_RULES = ("domain constraint", "domain not null")


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRule:
    """A constraint of a domain, and the columns that are held to it."""

    domain: str
    """As SQL."""
    name: str
    """As SQL; empty for NOT NULL."""
    check: str
    """``CHECK (…)``; empty for NOT NULL."""
    columns: tuple[tuple[str, Column], ...]
    """With their tables, as SQL; of partitions, the table at the top."""

    @property
    def path(self) -> str:
        """How steps and hazards call it."""
        return f"{self.domain}.{self.name}" if self.name else f"NOT NULL of {self.domain}"

    @property
    def exists(self) -> str:
        """A query that finds a row when the constraint is there."""
        return (
            f"SELECT FROM pg_catalog.pg_constraint WHERE contypid = pg_catalog.to_regtype({literal(self.domain)}) "
            f"AND conname = {literal(parse_names(self.name)[0])}"
        )

    @property
    def expression(self) -> str:
        """The condition over VALUE."""
        return self.check.removeprefix("CHECK ") if self.check else "VALUE IS NOT NULL"

    def add(self) -> str:
        """Adds it without reading a table, unless it is there."""
        return unless_exists(
            self.exists, f"ALTER DOMAIN {self.domain} ADD CONSTRAINT {self.name} {self.check}{UNPROVED}"
        )

    def validate(self) -> str:
        """Proves it."""
        return f"ALTER DOMAIN {self.domain} VALIDATE CONSTRAINT {self.name}"

    def rename(self, other: "DomainRule") -> str:
        """Gives it another's name, if it is there."""
        return if_exists(self.exists, f"ALTER DOMAIN {self.domain} RENAME CONSTRAINT {self.name} TO {other.name}")

    def drop(self) -> str:
        """Takes it away."""
        return f"ALTER DOMAIN {self.domain} DROP CONSTRAINT IF EXISTS {self.name}"


def domain_rule(catalog: Catalog, operation: ChangeOther) -> DomainRule | None:
    """The rule that an operation is about; None when it is about no rule of a domain that was there before.

    Args:
        catalog: The schema before the change.
    """
    if operation.kind not in _RULES:
        return None
    domain = _domain_of(catalog, operation)
    if domain is None:
        return None
    columns = tuple(_columns(catalog, _over(catalog, domain)))
    if operation.kind == "domain not null":
        return DomainRule(domain=domain.identity, name="", check="", columns=columns)
    name = operation.identity.removesuffix(f" on {domain.identity}")
    text = (operation.after or operation.before or "").removesuffix(UNPROVED)
    check = text.removeprefix(f"ALTER DOMAIN {domain.identity} ADD CONSTRAINT {name} ")
    return DomainRule(domain=domain.identity, name=name, check=check, columns=columns)


def has_rules(catalog: Catalog, domain_oid: int) -> bool:
    """Whether a domain has constraints or takes no nulls, by itself or by a domain that it is over."""
    ruled = {other.part_of for other in catalog.others.values() if other.kind in _RULES}
    domains = _domains(catalog)
    found: set[Address] = set()
    waiting = [(PG_TYPE, domain_oid, 0)]
    while waiting:
        address = waiting.pop()
        found.add(address)
        bases = {edge.target for edge in catalog.edges.get(address, ())} & domains
        waiting += bases - found
    return not ruled.isdisjoint(found)


def _domains(catalog: Catalog) -> set[Address]:
    return {other.address for other in catalog.others.values() if other.kind == "domain"}


def _domain_of(catalog: Catalog, operation: ChangeOther) -> Other | None:
    """The domain of a constraint; its identity ends with that of the domain, which is all of it for NOT NULL."""
    for other in catalog.others.values():
        if other.kind == "domain" and operation.identity in (other.identity, _name_on(operation, other)):
            return other
    return None


def _name_on(operation: ChangeOther, domain: Other) -> str:
    """The identity, if that is one of a constraint of the domain."""
    text = operation.after or operation.before or ""
    owned = text.startswith(f"ALTER DOMAIN {domain.identity} ADD CONSTRAINT ")
    return operation.identity if owned and operation.identity.endswith(f" on {domain.identity}") else ""


def _over(catalog: Catalog, domain: Other) -> set[int]:
    """OIDs of the domain and of those over it."""
    domains = _domains(catalog)
    found, waiting = {domain.address[1]}, [domain.address]
    while waiting:
        target = waiting.pop()
        for source, edges in catalog.edges.items():
            if source in domains and source[1] not in found and any(edge.target == target for edge in edges):
                found.add(source[1])
                waiting.append(source)
    return found


def _columns(catalog: Catalog, domains: set[int]) -> Iterator[tuple[str, Column]]:
    for column in sorted(catalog.columns.values(), key=lambda each: each.key):
        table = catalog.tables[column.table_oid]
        ordinary = table.kind != "foreign table" and table.partition_of is None
        if ordinary and column.type_kind == "domain" and not column.is_array and column.type_oid in domains:
            yield table.name.sql, column
