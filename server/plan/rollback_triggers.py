"""What to watch while a plan runs and until contract: thresholds for this plan's tables, each with its query."""

from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName, literal
from server.model.plan import Gauge, Phase
from server.plan.concerned import concerned
from server.plan.context import Context
from server.plan.gauges import measured, of_each_backfill, watched

_OLD_SECONDS = 300
_STALLED_SECONDS = 600
_LONGEST_HOURS = 24
_DEAD_PER_CENT = 50
_DEAD_ROWS = 10_000
_LAGS = 2
"""Times what a backfill waits for: beyond it, waiting does not help."""
_NAMED = 5


def rollback_triggers(context: Context, phases: tuple[Phase, ...]) -> tuple[Gauge, ...]:
    """Those that fit the plan: about locks always, about long work where there is some."""
    tables = concerned(context)
    found: list[Gauge] = [_lock_waits(context, tables), _old_transactions(tables)] if tables else []
    scripts = [script for phase in phases for step in phase.steps for script in (step.up, step.down)]
    if tables and any(script.commands and not script.transactional for script in scripts):
        found += [
            _invalid_indexes(tables),
            _dead_rows(tables),
            _stalled(),
            _time_left(tables),
            _replica_lag(context),
        ]
    if tables and len(phases) > 1:
        found.append(_disabled(tables))
    return (*found, _errors())


def _named(tables: tuple[QualifiedName, ...]) -> str:
    more = f" and {len(tables) - _NAMED} more" if len(tables) > _NAMED else ""
    return ", ".join(name.sql for name in tables[:_NAMED]) + more


def _lock_waits(context: Context, tables: tuple[QualifiedName, ...]) -> Gauge:
    wait_ms = context.policy.lock_timeout_ms
    return Gauge(
        key="lock-waits",
        watches=f"Sessions that have a lock on {_named(tables)}, or wait for one, and wait longer than {wait_ms} ms",
        query=measured(
            "pg_catalog.count(DISTINCT waiting.pid)",
            source=(
                "\n    FROM pg_catalog.pg_locks AS waiting JOIN pg_catalog.pg_locks AS held USING (pid)\n"
                f"    WHERE NOT waiting.granted AND held.relation IN ({watched(tables)})\n"
                "    AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())\n"
                f"    AND waiting.waitstart < pg_catalog.clock_timestamp() - interval '{wait_ms} ms'"
            ),
            threshold=0,
        ),
        then="Stop the file: no step of it makes others wait that long. pg_blocking_pids(pid) tells who does.",
    )


def _old_transactions(tables: tuple[QualifiedName, ...]) -> Gauge:
    return Gauge(
        key="old-transactions",
        watches=f"Transactions older than {_OLD_SECONDS} s that hold a lock on {_named(tables)}: each step waits for "
        "them, and so do CREATE INDEX CONCURRENTLY and vacuum",
        query=measured(
            "pg_catalog.count(DISTINCT a.pid)",
            source=(
                "\n    FROM pg_catalog.pg_stat_activity AS a JOIN pg_catalog.pg_locks AS held USING (pid)\n"
                f"    WHERE held.granted AND held.relation IN ({watched(tables)})\n"
                "    AND a.datname = current_database() AND a.pid <> pg_catalog.pg_backend_pid()\n"
                f"    AND a.xact_start < pg_catalog.clock_timestamp() - interval '{_OLD_SECONDS} s'"
            ),
            threshold=0,
        ),
        then="Wait, or end them with pg_terminate_backend(pid) if whoever runs them agrees, before the next file.",
    )


def _invalid_indexes(tables: tuple[QualifiedName, ...]) -> Gauge:
    return Gauge(
        key="invalid-indexes",
        watches=f"Indexes of {_named(tables)} that are invalid and that nobody builds now: writes pay for them, and no "
        "query uses them",
        query=measured(
            "pg_catalog.count(*)",
            source=(
                "\n    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid\n"
                f"    WHERE i.indrelid IN ({watched(tables)})\n"
                "    AND c.relkind = 'i' AND NOT i.indisvalid AND NOT EXISTS (SELECT FROM "
                "pg_catalog.pg_stat_progress_create_index AS p\n    WHERE p.index_relid = i.indexrelid)"
            ),
            threshold=0,
        ),
        then="Run the file again: it drops what an interrupted build left and builds it anew. Twice in vain: go back.",
    )


def _dead_rows(tables: tuple[QualifiedName, ...]) -> Gauge:
    return Gauge(
        key="dead-rows",
        watches=f"Dead rows in per cent of the live ones, the worst of {_named(tables)}, above {_DEAD_ROWS:,} rows",
        query=measured(
            "max(100.0 * n_dead_tup / greatest(n_live_tup, 1))",
            source=(
                "\n    FROM pg_catalog.pg_stat_all_tables\n"
                f"    WHERE relid IN ({watched(tables)}) AND n_dead_tup > {_DEAD_ROWS}"
            ),
            threshold=_DEAD_PER_CENT,
        ),
        then="Stop the file and look what holds back vacuum (old-transactions); go on when they are gone.",
    )


def _stalled() -> Gauge:
    age = "SELECT extract(epoch FROM clock_timestamp() - coalesce(updated_at, started_at))"
    return Gauge(
        key="backfill-stalled",
        watches="Seconds since the last batch of the backfill that is under way, the slowest one",
        query=measured(of_each_backfill(age), threshold=_STALLED_SECONDS),
        then="See whether the file still runs, and whether it waits for a lock or a replica. Run it again if not.",
    )


def _time_left(tables: tuple[QualifiedName, ...]) -> Gauge:
    rows = (
        "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0) FROM pg_catalog.pg_class AS c "
        f"WHERE c.relkind = 'r' AND c.oid IN ({watched(tables)})"
    )
    left = (
        f"SELECT greatest(({rows}) - rows_written, 0) "
        "* extract(epoch FROM coalesce(updated_at, started_at) - started_at) / nullif(rows_written, 0) / 3600"
    )
    return Gauge(
        key="backfill-hours-left",
        watches=f"Hours the backfill still needs at the rate it had so far, at most (estimate, by the rows of "
        f"{_named(tables)})",
        query=measured(of_each_backfill(left), threshold=_LONGEST_HOURS),
        then="Stop the file, raise batch_rows or lower batch_pause_ms in the policy, generate again; or let it run on.",
    )


def _replica_lag(context: Context) -> Gauge:
    limit_mb = _LAGS * context.policy.replica_lag_mb
    lag = "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn) / 1048576"
    return Gauge(
        key="replica-lag",
        watches=f"MB that the slowest replica has yet to replay; backfills wait at {context.policy.replica_lag_mb} MB",
        query=measured(
            f"CASE WHEN pg_catalog.pg_is_in_recovery() THEN NULL ELSE (SELECT max({lag})\n"
            "    FROM pg_catalog.pg_stat_replication) END",
            threshold=limit_mb,
        ),
        then="Stop the file until the replica has caught up: reads from it are that far behind.",
    )


def _disabled(tables: tuple[QualifiedName, ...]) -> Gauge:
    return Gauge(
        key="sync-disabled",
        watches=f"Triggers of the plan on {_named(tables)} that are disabled, so that old and new shape part",
        query=measured(
            "pg_catalog.count(*)",
            source=(
                "\n    FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid\n"
                "    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace\n"
                f"    WHERE n.nspname = {literal(RESERVED_SCHEMA)} AND t.tgenabled IN ('D', 'R')\n"
                f"    AND t.tgrelid IN ({watched(tables)})"
            ),
            threshold=0,
        ),
        then="Go back to before the phase that made them and start again: what was written meanwhile was not carried.",
    )


def _errors() -> Gauge:
    return Gauge(
        key="errors-and-latency",
        watches="Error rate and latency of the services that use the tables: yours to measure, against the hour before",
        query="",
        then="Go back when errors appear that were not there before, or latency is 10 % worse.",
    )
