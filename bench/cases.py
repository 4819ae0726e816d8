"""What is measured: the changes an agent asks for, and how long it may wait for each answer."""

from dataclasses import dataclass
from pathlib import Path

SCHEMA = Path(__file__).parents[1] / "server" / "demo" / "shop" / "schema.sql"
DATABASE = "shop"
ROWS = 300

START_SECONDS = 2.0
CALL_SECONDS = 1.0
REHEARSAL_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A change of the schema."""

    name: str
    sql: str
    answer: str = ""
    """To every question its plan asks; empty when it asks none."""


CASES = (
    Case(name="add column", sql="ALTER TABLE products ADD COLUMN origin varchar(255)"),
    Case(name="set not null", sql="ALTER TABLE products ALTER COLUMN sku SET NOT NULL", answer="'unknown'"),
    Case(
        name="add foreign key",
        sql="ALTER TABLE processing_issues ADD CONSTRAINT issues_of_job"
        " FOREIGN KEY (job_id) REFERENCES processing_jobs (id) ON DELETE CASCADE",
    ),
    Case(name="rename column", sql="ALTER TABLE products RENAME COLUMN brand TO manufacturer"),
    Case(name="change type", sql="ALTER TABLE products ALTER COLUMN stock TYPE bigint"),
)
