"""Names of entities in the graph: the same thing has the same name in every record, whatever its identifier holds."""

import hashlib

from server.model.names import identifier
from server.model.plan import Plan
from server.model.subject import Subject, dotted_path

ENDED_AS = "ended_as"
SHOWN_DIGITS = 12
"""Of a plan's identity in names."""


def migration(plan: Plan) -> str:
    """Such as ``migration:3f2a9c01b7de``."""
    return f"migration:{plan.identity[:SHOWN_DIGITS]}"


def phase(plan: Plan, name: str) -> str:
    """Such as ``phase:3f2a9c01b7de/expand``."""
    return f"phase:{plan.identity[:SHOWN_DIGITS]}/{name}"


def run(plan: Plan, moment: str, name: str) -> str:
    """Such as ``run:3f2a9c01b7de/expand 2026-11-23T17:00:00Z``; the name is a phase, or empty for the whole plan."""
    return f"run:{plan.identity[:SHOWN_DIGITS]}/{f'{name} ' if name else ''}{moment}"


def incident(plan: Plan, moment: str, name: str) -> str:
    """What went wrong in the run of that name."""
    return incident_of(run(plan, moment, name))


def incident_of(run_name: str) -> str:
    """What went wrong in a run, by the run's entity."""
    return f"incident:{run_name.removeprefix('run:')}"


def database(name: str) -> str:
    """Such as ``database:shop``; that of a file is quoted: ``database:"shop.sql"``."""
    return f"database:{identifier(name)}"


def environment(label: str) -> str:
    """Such as ``environment:production``."""
    return f"environment:{identifier(label)}"


def subject(database_name: str, told: Subject) -> str:
    """Such as ``column:shop.public.products.price``."""
    return named(told.kind, database_name, told.path)


def named(kind: str, database_name: str, path: tuple[str, ...]) -> str:
    """A schema, a table or a part of it by the path of its names."""
    return f"{kind}:{dotted_path((database_name, *path))}"


def table(database_name: str, sql: str) -> str:
    """A table by its name as SQL, such as ``table:shop.public.products``."""
    return f"table:{identifier(database_name)}.{sql}"


def table_sql(database_name: str, entity: str) -> str:
    """The name as SQL of a table of this database by its entity."""
    return entity.removeprefix(f"table:{identifier(database_name)}.")


def lesson(database_name: str, strategy_name: str) -> str:
    """Such as ``lesson:shop/set_not_null``."""
    return f"lesson:{identifier(database_name)}/{strategy_name}"


def strategy(name: str) -> str:
    return f"strategy:{name}"


def hazard(code: str) -> str:
    return f"hazard:{code}"


def service(name: str) -> str:
    return f"service:{name}"


def owner(name: str) -> str:
    return f"owner:{name}"


def outcome(status: str) -> str:
    return f"outcome:{status}"


def query(sql: str) -> str:
    """A statement of application code by the hash of its text."""
    return f"query:{hashlib.sha256(sql.encode('utf-8', 'surrogatepass')).hexdigest()[:SHOWN_DIGITS]}"


def digest(*facts: object) -> str:
    """16 digits that stand for facts."""
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
