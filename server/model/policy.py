"""What the user allows and prefers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits and preferences every plan keeps; all have working defaults."""

    lock_timeout_ms: int = 2000
    """How long a step waits for a lock before it gives up, and so the longest it makes others queue."""
    statement_timeout_ms: int = 60_000
    """For statements that hold a blocking lock; long work under permissive locks has none."""
    small_table_rows: int = 10_000
    """Tables known to hold at most this many rows may be scanned or rewritten under a blocking lock, unless
    that went wrong on them before."""
    batch_rows: int = 250
    """Most rows a backfill touches between two commits."""
    batch_ms: int = 200
    """A batch that took longer makes the next one smaller."""
    batch_pause_ms: int = 25
    """Pause between two batches; longer where a batch was slowed down by others."""
    replica_lag_mb: int = 64
    """A backfill waits while a replica has yet to replay more than this."""
    archive: bool = True
    """Whether data that a contract step removes is kept in the reserved schema."""
    quarantine_days: int = 0
    """Days between the last use of what contract takes away and contract; its file refuses to run earlier."""
    archive_days: int = 0
    """Days after contract for which the documents say to keep archives; 0: until somebody decides."""
    table_names: str = ".*"
    """Regular expression that the whole name of each new table matches."""
    column_names: str = ".*"
    index_names: str = ".*"
    constraint_names: str = ".*"
    refuse_names: bool = False
    """Whether a name that does not match refuses the change; else it is a hazard."""
    accepted_hazards: tuple[str, ...] = ()
    """Codes of hazards that need nobody's attention any more."""
    forbidden_hazards: tuple[str, ...] = ()
    """Codes of hazards with which no plan is made, unless the plan removes them."""
    refuse_unfinished: bool = False
    """Whether no plan is made for a table on which memory knows another to be under way; else it is a warning."""
    author: str = ""
    """For the header of files."""
    services: tuple[str, ...] = ()
    """Names of services to consider in checklists, when projects do not name them."""
