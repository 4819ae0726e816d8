"""One table's rows kept in another of the same columns: copied in batches, kept in step by triggers, compared.

A copied row is locked FOR SHARE until it is there: whoever changes it afterwards finds the copy and changes that too,
so that no deleted row comes back and no newer value is overwritten. A transaction that reads as of its beginning
(REPEATABLE READ, SERIALIZABLE) may not see the copy; the trigger then makes PostgreSQL say that it cannot be
serialised, as it says where two such transactions change one row
(https://www.postgresql.org/docs/18/transaction-iso.html#XACT-REPEATABLE-READ).
"""

from dataclasses import dataclass

from server.model.catalog import Column
from server.model.names import QualifiedName, dollar_quoted, identifier, identifiers, literal
from server.model.policy import Policy
from server.plan.batches import Batches, key_range
from server.plan.rescue import rescue_deleted, rescue_rows
from server.plan.sync_triggers import last_trigger

ANY_ROW = "true"
_REREAD = "('repeatable read', 'serializable')"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCopy:
    """A table with rows and the one they are copied to."""

    source: QualifiedName
    copy: QualifiedName
    columns: tuple[str, ...]
    """Columns that are carried over: all but generated ones."""
    match: tuple[str, ...]
    """Columns that tell rows apart in both; none takes nulls."""
    fits: str
    """Condition of rows that the copy takes, over the names of columns."""
    name: QualifiedName
    """Of the function, and of the triggers with it."""
    is_shared: bool = False
    """Whether others write the copy too: what batches remove from it is kept as JSON."""

    @property
    def _trigger(self) -> str:
        # fires last, after triggers that may change the row once more
        return last_trigger(self.name)

    @property
    def counterpart(self) -> str:
        """A query that finds the copy of a row named ``source``."""
        return f"SELECT FROM {self.copy.sql} AS copy WHERE {self._same('source', 'copy')}"

    @property
    def triggers(self) -> tuple[str, str]:
        """Names, as SQL, of the triggers on the source."""
        return (self._trigger, self._truncation)

    @property
    def _truncation(self) -> str:
        return identifier("zt" + self.name.name[-60:])

    def start(self, *, strictly: bool = False, rescuing: bool = False) -> tuple[str, ...]:
        """From here on every write to the source is done to the copy too.

        Args:
            strictly: Whether a row fails that is like another which the copy holds, in what the copy has unique.
            rescuing: Whether what others wrote into the copy is kept as JSON before it goes.
        """
        body = _BODY.format(
            copy=self.copy.sql,
            columns=identifiers(self.columns),
            was=self._values("OLD"),
            now=self._values("NEW"),
            is_old=self._is("OLD"),
            is_new=self._is("NEW"),
            fits=self.fits,
            reread=_REREAD,
            keep_old=self._keep(f"{self._is('OLD')} AND {self._differ('OLD', 'copy')}") if rescuing else "",
            keep_new=self._keep(self._is("NEW")) if rescuing else "",
            refusal=_REFUSAL.format(copy=self.copy.sql, columns=identifiers(self.columns), now=self._values("NEW"))
            if strictly
            else "",
        )
        on = self.source.sql
        return (
            f"CREATE OR REPLACE FUNCTION {self.name.sql}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            f"SET search_path = pg_catalog, pg_temp AS {dollar_quoted(body)}",
            f"REVOKE ALL ON FUNCTION {self.name.sql}() FROM PUBLIC",
            f"CREATE OR REPLACE TRIGGER {self._trigger} AFTER INSERT OR UPDATE OR DELETE ON {on} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name.sql}()",
            f"CREATE OR REPLACE TRIGGER {self._truncation} AFTER TRUNCATE ON {on} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name.sql}()",
        )

    def stop(self) -> tuple[str, ...]:
        """Ends that, in one transaction."""
        return (
            # of a partitioned table, DROP TRIGGER locks the partitions first, and whoever writes locks the table first
            f"LOCK TABLE {self.source.sql} IN ACCESS EXCLUSIVE MODE",
            f"DROP TRIGGER IF EXISTS {self._trigger} ON {self.source.sql}",
            f"DROP TRIGGER IF EXISTS {self._truncation} ON {self.source.sql}",
            f"DROP FUNCTION IF EXISTS {self.name.sql}()",
        )

    def fill(self, name: QualifiedName, key: tuple[Column, ...], *, policy: Policy, needed: str = "") -> Batches:
        """Brings over rows that are missing, and anew those that differ.

        Args:
            key: The source's own key.
            needed: Nothing is done unless this query finds a row.
        """
        listed = identifiers(self.columns)
        locked = f"SELECT {listed} FROM {self.source.sql} WHERE {key_range(key)} AND ({self.fits}) FOR SHARE"
        stale = (
            f"WITH source AS MATERIALIZED ({locked})\nDELETE FROM {self.copy.sql} AS copy USING source "
            f"WHERE {self._same('source', 'copy')} AND {self._differ('source', 'copy')}"
        )
        missing = f"INSERT INTO {self.copy.sql} ({listed}) OVERRIDING SYSTEM VALUE\n{locked} ON CONFLICT DO NOTHING"
        return Batches(
            name=name,
            table=self.source,
            key=key,
            work=(_repeated(_ROW_BY_ROW + self._removing(stale)), _repeated(missing)),
            policy=policy,
            portions=0,
            needed=needed,
            begins_small=True,
        )

    def weed(self, name: QualifiedName, key: tuple[Column, ...], *, policy: Policy, needed: str = "") -> Batches:
        """Removes copies of rows that are no longer there, as those of partitions that were dropped, or that differ.

        To end before rows are filled in: a copy that differs may hold a unique value that another row has now.

        Args:
            key: The copy's own key.
            needed: Nothing is done unless this query finds a row.
        """
        gone = (
            f"DELETE FROM {self.copy.sql} AS copy WHERE {key_range(key, 'copy')}\n"
            f"  AND NOT EXISTS (SELECT FROM {self.source.sql} AS source WHERE {self._same('source', 'copy')}\n"
            f"    AND NOT {self._differ('source', 'copy')})"
        )
        work = (_ROW_BY_ROW + self._removing(gone),)
        return Batches(name=name, table=self.copy, key=key, work=work, policy=policy, portions=0, needed=needed)

    def compare(self, *, when: str, remedy: str) -> str:
        """A block that fails unless both hold the same rows; it reads both, and nobody waits.

        Args:
            when: A query; nothing is compared unless it finds a row.
            remedy: What to do about it.
        """
        listed = identifiers(self.columns)
        rows = f"SELECT {listed} FROM {self.source.sql} WHERE {self.fits}"
        first = identifier(self.match[0])
        unlike = (
            f"SELECT FROM ({rows}) AS source FULL JOIN {self.copy.sql} AS copy ON {self._same('source', 'copy')} "
            f"WHERE source.{first} IS NULL OR copy.{first} IS NULL OR {self._differ('source', 'copy')}"
        )
        return refuse_if_any(when, unlike, f"rows of {self.source} and {self.copy} differ: {remedy}")

    def _keep(self, condition: str) -> str:
        return f"{rescue_rows(self.copy, condition, alias='copy')};\n        "

    def _removing(self, delete: str) -> str:
        return rescue_deleted(self.copy, delete, alias="copy") if self.is_shared else delete

    def _values(self, row: str) -> str:
        return ", ".join(f"{row}.{identifier(column)}" for column in self.columns)

    def _is(self, row: str) -> str:
        return " AND ".join(f"copy.{identifier(column)} = {row}.{identifier(column)}" for column in self.match)

    def _same(self, one: str, other: str) -> str:
        return " AND ".join(f"{one}.{identifier(column)} = {other}.{identifier(column)}" for column in self.match)

    def _differ(self, one: str, other: str) -> str:
        # as text, since not every type can be compared
        return f"(ROW({self._values(one)})::text IS DISTINCT FROM ROW({self._values(other)})::text)"


_ROW_BY_ROW = "".join(
    f"PERFORM pg_catalog.set_config('{name}', 'off', true);\n"
    for name in ("enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_bitmapscan")
)
"""Until the batch ends, a row is found by its key: planned while a table is empty, it would be read for each batch."""


def _repeated(command: str) -> str:
    """The command, done again when one of its rows moves to another partition meanwhile, which cannot be locked."""
    # indented, a line break within a name or a string would be followed by blanks
    return (
        f"LOOP\n    BEGIN\n        {command};\n        EXIT;\n"
        "    EXCEPTION WHEN serialization_failure THEN\n        NULL;\n    END;\nEND LOOP"
    )


def refuse_if_any(when: str, rows: str, message: str) -> str:
    """A block that fails with the message if the second query finds a row; unless the first does, nobody asks it.

    What is inside is looked up only then: its tables may be gone by that time.
    """
    return "DO " + dollar_quoted(
        f"\nBEGIN\n    IF EXISTS ({when}) THEN\n        IF EXISTS ({rows}) THEN\n"
        f"            RAISE EXCEPTION '%', {literal(message)};\n        END IF;\n    END IF;\nEND "
    )


_BODY = """
#variable_conflict use_column
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {copy};
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        {keep_old}DELETE FROM {copy} AS copy WHERE {is_old};
        -- in a transaction that reads as of its beginning, a copy made since is there unseen: this is refused then
        IF NOT FOUND AND current_setting('transaction_isolation') IN {reread}
           AND EXISTS (SELECT FROM (SELECT OLD.*) AS fitting WHERE {fits}) THEN
            INSERT INTO {copy} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({was}) ON CONFLICT DO NOTHING;
            DELETE FROM {copy} AS copy WHERE {is_old};
        END IF;
    END IF;
    -- a row that the copy does not take is no reason to refuse it here: the change stops before it takes over
    IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM (SELECT NEW.*) AS fitting WHERE {fits}) THEN
        {keep_new}DELETE FROM {copy} AS copy WHERE {is_new};
        INSERT INTO {copy} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({now}) ON CONFLICT DO NOTHING;{refusal}
    END IF;
    RETURN NULL;
END """

_REFUSAL = """
        IF NOT FOUND THEN
            INSERT INTO {copy} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({now});
        END IF;"""
"""Says which rule the row breaks."""
