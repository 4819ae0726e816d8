"""The database to be changed, as every reply names it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which database a statement is about; holds no secret."""

    database: str
    """Name in the configuration, or path of the schema file."""
    version: str
    """PostgreSQL of the target, such as ``18.4``; of the shadow when the target is a schema file."""
    environment: str
    """Label such as ``production``; ``unlabelled`` when none is configured."""
    fingerprint: str
    """Hash of the target's schema, hexadecimal."""
    rehearsed_on: str = ""
    """Version of the shadow where it is of another major than the target: locks and syntax may differ."""
    source: str
    """``live database`` or ``schema files``."""
