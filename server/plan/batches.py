"""Work on many rows as a procedure that commits after each batch, steps aside for others, and goes on where it stopped.

A procedure may COMMIT only when it is called outside a transaction block (PostgreSQL 11 and newer,
https://www.postgresql.org/docs/18/plpgsql-transactions.html), and VACUUM cannot run in one: so it is called for a
portion of the table at a time, and what a portion leaves behind is used again by the next.
"""

from dataclasses import dataclass

from server.model.catalog import Column
from server.model.names import QualifiedName, dollar_quoted, identifier, identifiers, literal
from server.model.policy import Policy
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, vacuum

_BLOCK = "migration_planner_batch"
"""The label by which work names the variables of its procedure: a table of that name would come first."""
_LEAST_ROWS = 100_000
"""Of a portion."""
_ROWS_A_PAGE = 50
_VACUUM_PAUSE_MS = 2
"""After so many pages as autovacuum reads and writes before it pauses that long (PostgreSQL 12 and newer)."""
_ROUNDS = (11, 20, 29, 37, 45, 52, 58, 64)
"""Of 64 rows, how many are written when each round of a batch has ended. A row that grows by a tenth needs that much
more room than its former version gave back, so each round takes a little less than the one before."""


def key_range(key: tuple[Column, ...], alias: str = "") -> str:
    """The condition that holds for the rows of one batch; without a key, for those of its pages."""
    prefix = f"{alias}." if alias else ""
    if not key:
        return f"{prefix}ctid >= {_BLOCK}.first_page AND {prefix}ctid < {_BLOCK}.next_page"
    columns = "(" + ", ".join(prefix + identifier(column.name) for column in key) + ")"
    return f"{columns} >= {_variables('first', key)} AND {columns} <= {_variables('last', key)}"


def round_share(alias: str = "") -> str:
    """The condition that holds for the rows that the round of a batch writes; in the last one, for all.

    By the row's place in its page, so that each page gives up its rows in equal shares: the versions that one round
    leaves behind are dead when the next begins, which finds room for its rows in the same page and so has nothing to
    write into the indexes (HOT, https://www.postgresql.org/docs/18/storage-hot.html). Work with this condition must
    leave alone what it has written: a row's new version has another place, and may be met again.
    """
    place = f"{alias}.ctid" if alias else "ctid"
    return f"(pg_catalog.get_byte(pg_catalog.tidsend({place}), 5) * 37 & 63) < {_BLOCK}.share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """Commands, each of which holds ``key_range``, run for one batch of rows after another.

    How far they came stands in a table beside the procedure, written in the same transaction as the batch.
    """

    name: QualifiedName
    """Of the procedure and of its table of progress, in the reserved schema."""
    table: QualifiedName
    key: tuple[Column, ...]
    """Empty: batches are ranges of pages, the fastest way, and a row that somebody else moves meanwhile may be missed
    where no trigger does the work for it."""
    work: tuple[str, ...]
    policy: Policy
    portions: int = 1
    """Calls, with a VACUUM after each; 0 for work that leaves no dead rows in the table."""
    opposite: tuple[QualifiedName, ...] = ()
    """Batches of the other direction: what they reached means nothing any more."""
    left: str = ""
    """A query that must find no row at the end, where nobody can write such rows any more."""
    needed: str = ""
    """Nothing is done when this query is given and finds no row."""
    in_rounds: bool = False
    """Whether the work holds ``round_share``: a batch is then several transactions."""
    begins_small: bool = False
    """Whether nobody knows what a row costs, as one that is written into every kind of index: batches grow then."""

    def commands(self) -> tuple[str, ...]:
        """All of it, to be run one by one; what an earlier run did is not done again."""
        calls: list[str] = []
        for number in range(1, max(self.portions, 1) + 1):
            share = "1" if number >= self.portions else f"1.0 / {self.portions}"
            calls.append(f"CALL {self.name.sql}({share})")
            if self.portions:
                calls.append(vacuum(self.table, last=number == self.portions))
        if self.portions and self.policy.batch_pause_ms:
            # it runs at full speed otherwise, unlike that of autovacuum
            calls = [f"SET vacuum_cost_delay = {_VACUUM_PAUSE_MS}", *calls, "RESET vacuum_cost_delay"]
        first = f"INSERT INTO {self.name.sql} DEFAULT VALUES ON CONFLICT DO NOTHING"
        others = (c for name in self.opposite for c in _forget(name))
        return (RESERVE_SCHEMA, *others, self._progress(), first, self._procedure(), *calls, *self.forget())

    def forget(self) -> tuple[str, ...]:
        """Removes the procedure and what is known of its progress: the next run begins anew."""
        return (*_forget(self.name), RELEASE_SCHEMA)

    def _progress(self) -> str:
        # nobody knows how many rows stand in a page
        size = self._least if self.begins_small or not self.key else self._most
        kept = [f"last_{number} {_nullable(column) or column.type}" for number, column in enumerate(self.key, start=1)]
        columns = ", ".join(kept or ["next_page tid"])
        return (
            f"CREATE TABLE IF NOT EXISTS {self.name.sql} (only_row boolean PRIMARY KEY DEFAULT true, {columns}, "
            f"rows_written bigint DEFAULT 0, batch_size bigint DEFAULT {size}, "
            "started_at timestamptz DEFAULT pg_catalog.clock_timestamp(), updated_at timestamptz)"
        )

    def _procedure(self) -> str:
        body = _BODY.format(
            declared=self._declared(),
            unless=f"    IF NOT EXISTS ({self.needed}) THEN\n        RETURN;\n    END IF;\n" if self.needed else "",
            resume=self._by_key() if self.key else self._by_page(),
            bounds=self._last_of_key() if self.key else self._last_of_pages(),
            work="".join(_one(command) for command in self.work),
            progress=self.name.sql,
            ending=self._ending(),
            reached=self._reached(),
            shares=_array(_ROUNDS if self.in_rounds else _ROUNDS[-1:]),
            why=_WHY_ROUNDS if self.in_rounds else "",
            before=_STAYED.format(files=_files(self.table)) if self.in_rounds else "",
            after=_STAYING.format(files=_files(self.table), all=_array(_ROUNDS[-1:])) if self.in_rounds else "",
            following=self._following(),
            block=_BLOCK,
            files=_files(self.table),
            most=self._most,
            narrow="" if self.key else _NARROW.format(rows=self.policy.batch_rows),
            smallest=self._least,
            blind=literal(_BLIND),
            busy=literal(_BUSY.format(table=self.table)),
            milliseconds=self.policy.batch_ms,
            crowded=_CROWDED if self.policy.batch_pause_ms else "",
            pause=_PAUSE.format(seconds=self.policy.batch_pause_ms / 1000) if self.policy.batch_pause_ms else "",
            lag=self.policy.replica_lag_mb * 1024 * 1024,
            portion=_LEAST_ROWS,
        )
        return f"CREATE OR REPLACE PROCEDURE {self.name.sql}(portion numeric) LANGUAGE plpgsql AS " + dollar_quoted(
            body
        )

    def _ending(self) -> str:
        if not self.left:
            return ""
        message = literal(f"rows of {self.table} are left that have no value yet: run this file again")
        return (
            f"    IF portion = 1 AND EXISTS ({self.left}) THEN\n        RAISE EXCEPTION '%', {message};\n    END IF;\n"
        )

    @property
    def _least(self) -> int:
        return max(self._most // 100, 1)

    @property
    def _most(self) -> int:
        rows = self.policy.batch_rows
        return rows if self.key else max(rows // _ROWS_A_PAGE, 1)

    def _declared(self) -> str:
        if not self.key:
            return "    first_page tid;\n    next_page tid;\n    pages bigint;\n"
        return "".join(
            f"    {end}_{number} {_nullable(column) or self._type(column)};\n"
            for number, column in enumerate(self.key, start=1)
            for end in ("first", "last")
        )

    def _type(self, column: Column) -> str:
        # where nothing may have to be done, the table may be gone
        return column.type if self.needed else f"{self.table.sql}.{identifier(column.name)}%TYPE"

    def _by_key(self) -> str:
        listed, first = self._listed(), _names("first", self.key)
        last = _variables("last", self.key)
        columns = f"({listed})"
        known = _names("last", self.key)
        return (
            f"    SELECT {known}, batch_size, updated_at INTO {known}, size, seen FROM {self.name.sql};\n"
            f"    IF {_BLOCK}.last_1 IS NOT NULL THEN\n"
            f"        SELECT {listed} INTO {first} FROM {self.table.sql} WHERE {columns} > {last} "
            f"ORDER BY {listed} LIMIT 1;\n"
            f"    ELSE\n"
            f"        SELECT {listed} INTO {first} FROM {self.table.sql} ORDER BY {listed} LIMIT 1;\n"
            f"    END IF;\n"
            "    more := FOUND;\n"
        )

    def _by_page(self) -> str:
        return (
            f"    SELECT next_page, batch_size, updated_at INTO next_page, size, seen FROM {self.name.sql};\n"
            "    first_page := coalesce(next_page, '(0,0)');\n"
            "    -- pages that are added from here on hold rows that are written anew\n"
            "    SELECT max(pg_catalog.pg_relation_size(relid)) / current_setting('block_size')::bigint INTO pages\n"
            f"    FROM {_files(self.table)} AS file (relid);\n"
            "    more := first_page < format('(%s,0)', pages)::tid;\n"
        )

    def _last_of_key(self) -> str:
        listed = self._listed()
        descending = ", ".join(f"{identifier(column.name)} DESC" for column in self.key)
        return (
            f"        SELECT {listed} INTO {_names('last', self.key)}\n"
            f"        FROM (SELECT {listed} FROM {self.table.sql} "
            f"WHERE ({listed}) >= {_variables('first', self.key)}\n"
            f"              ORDER BY {listed} LIMIT {_BLOCK}.size) AS chosen\n"
            f"        ORDER BY {descending} LIMIT 1;\n"
        )

    def _last_of_pages(self) -> str:
        return f"        next_page := format('(%s,0)', (first_page::text::point)[0]::bigint + {_BLOCK}.size)::tid;\n"

    def _reached(self) -> str:
        places = ["next_page"] if not self.key else [f"last_{number}" for number, _ in enumerate(self.key, start=1)]
        return ", ".join(
            f"{place} = CASE WHEN share = {_ROUNDS[-1]} THEN {_BLOCK}.{place} ELSE {place} END"
            if self.in_rounds
            else f"{place} = {_BLOCK}.{place}"
            for place in places
        )

    def _following(self) -> str:
        if not self.key:
            return "        first_page := next_page;\n        more := first_page < format('(%s,0)', pages)::tid;\n"
        listed = self._listed()
        return (
            f"        SELECT {listed} INTO {_names('first', self.key)} FROM {self.table.sql} "
            f"WHERE ({listed}) > {_variables('last', self.key)} ORDER BY {listed} LIMIT 1;\n"
            "        more := FOUND;\n"
        )

    def _listed(self) -> str:
        return identifiers([column.name for column in self.key])


_BELOW_DOMAINS = frozenset(
    [
        "int2",
        "int4",
        "int8",
        "numeric",
        "text",
        "varchar",
        "bpchar",
        "uuid",
        "date",
        "timestamp",
        "timestamptz",
        "bytea",
    ]
)
_BUSY = "another session goes on with this work on {table}: wait until it has ended, then run this file again"
"""One whose client was killed works on until it meets the one that was started after it."""

_BLIND = "there are replicas whose lag this role may not see, and nothing waits for them: GRANT pg_monitor to it"

_PAUSE = """\
            PERFORM pg_catalog.pg_sleep({seconds} / pg_catalog.cardinality(shares));
            COMMIT;
"""

_CROWDED = """\
        -- a batch that took twice the time a row had taken before competes with others for the machine
        IF spent > 2 * best * greatest(total, 1) THEN
            PERFORM pg_catalog.pg_sleep(spent);
            COMMIT;
        END IF;
"""

_WHY_ROUNDS = """\
        -- of 64 rows on a page, so many are written when each round ends; what it leaves behind makes room for the next
"""

_STAYED = """\
        stayed := (SELECT sum(pg_catalog.pg_stat_get_xact_tuples_hot_updated(relid)) FROM {files} AS file (relid));
"""

_STAYING = """\
        stayed := (SELECT sum(pg_catalog.pg_stat_get_xact_tuples_hot_updated(relid)) FROM {files} AS file (relid))
            - stayed;
        -- an old transaction keeps dead rows where they are, an index on the column leaves no row in its page
        IF stayed < total / 5 THEN
            shares := {all};
        END IF;
"""

_NARROW = """\
        change := least(change, {rows}.0 / greatest(total, 1));
"""

_BODY = """
#variable_conflict use_column
<<{block}>>
DECLARE
{declared}    size bigint;
    shares bigint[] := {shares};
    share bigint;
    seen timestamptz;
    more boolean;
    done bigint := 0;
    written bigint;
    total bigint;
    stayed bigint;
    affected bigint;
    enough bigint;
    begun timestamptz;
    took double precision;
    longest double precision;
    spent double precision;
    best double precision;
    waited boolean;
    change double precision;
BEGIN
{unless}{resume}    SELECT greatest(sum(greatest(c.reltuples, 0)) * portion, {portion})::bigint INTO enough
    FROM {files} AS file (relid) JOIN pg_catalog.pg_class AS c ON c.oid = file.relid
    -- what ANALYZE says of a partitioned table it says of its partitions too
    WHERE c.relkind <> 'p';
    IF EXISTS (SELECT FROM pg_catalog.pg_stat_replication WHERE state IS NULL) THEN
        RAISE WARNING '%', {blind};
    END IF;
    WHILE more LOOP
        total := 0;
        longest := 0;
        spent := 0;
        waited := false;
{before}{bounds}{why}        FOREACH share IN ARRAY shares LOOP
            begun := pg_catalog.clock_timestamp();
            written := 0;
            -- a crash may undo the last batches, and with each what is known of its progress
            PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
            PERFORM FROM {progress} WHERE updated_at IS NOT DISTINCT FROM {block}.seen FOR UPDATE;
            IF NOT FOUND THEN
                RAISE EXCEPTION '%', {busy};
            END IF;
{work}            UPDATE {progress} SET {reached}, rows_written = rows_written + {block}.written,
                batch_size = {block}.size, updated_at = pg_catalog.clock_timestamp()
                RETURNING updated_at INTO seen;
            -- whoever waits for a row or for the table waits for this batch
            waited := waited OR EXISTS (SELECT FROM pg_catalog.pg_locks WHERE NOT granted
                AND (transactionid = pg_catalog.pg_current_xact_id_if_assigned()::xid
                     OR relation IN (SELECT relid FROM {files} AS file (relid))));
            COMMIT;
            took := extract(epoch FROM pg_catalog.clock_timestamp() - begun);
            longest := greatest(longest, took);
            spent := spent + took;
            total := total + written;
{pause}        END LOOP;
{after}        done := done + total;
        best := least(best, spent / greatest(total, 1));
        change := CASE WHEN waited THEN 0.5 ELSE {milliseconds} / 1000.0 / greatest(longest, 0.001) END;
{narrow}        size := least(greatest((size * least(greatest(change, 0.5), 1.5))::bigint, {smallest}), {most});
        EXIT WHEN portion < 1 AND done >= enough;
{following}        EXIT WHEN NOT more;
{crowded}        WHILE EXISTS (SELECT FROM pg_catalog.pg_stat_replication WHERE NOT pg_catalog.pg_is_in_recovery()
                      AND pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn) > {lag}) LOOP
            PERFORM pg_catalog.pg_sleep(0.5);
            COMMIT;
        END LOOP;
    END LOOP;
{ending}END """


def _nullable(column: Column) -> str:
    """The type below a domain, which may not take the null that stands for no row yet; empty for any other type."""
    plain = column.type_kind == "domain" and column.base_type in _BELOW_DOMAINS
    return f"pg_catalog.{identifier(column.base_type)}" if plain else ""


def _forget(name: QualifiedName) -> tuple[str, str]:
    return (f"DROP PROCEDURE IF EXISTS {name.sql}(numeric)", f"DROP TABLE IF EXISTS {name.sql}")


def _files(table: QualifiedName) -> str:
    own = f"{literal(table.sql)}::pg_catalog.regclass::oid"
    return (
        f"(WITH RECURSIVE tree (relid) AS (SELECT {own} UNION SELECT i.inhrelid FROM tree "
        "JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.relid) SELECT relid FROM tree)"
    )


def _one(command: str) -> str:
    # a line break may stand in a string or a name: what follows it must not be moved
    return (
        f"            {command};\n            GET DIAGNOSTICS affected = ROW_COUNT;\n"
        "            written := written + affected;\n"
    )


def _array(shares: tuple[int, ...]) -> str:
    return f"ARRAY[{', '.join(str(share) for share in shares)}]"


def _names(end: str, key: tuple[Column, ...]) -> str:
    return ", ".join(f"{end}_{number}" for number, _ in enumerate(key, start=1))


def _variables(end: str, key: tuple[Column, ...]) -> str:
    return "(" + ", ".join(f"{_BLOCK}.{end}_{number}" for number, _ in enumerate(key, start=1)) + ")"
