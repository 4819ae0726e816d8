"""Triggers that keep a table and the one that takes some of its columns in step, whichever of the two is written.

A row that is inserted without a value in these columns gets no row in the new table: code that knows the new table
inserts that row itself, and it must not be there already.
"""

from dataclasses import dataclass

from server.model.names import QualifiedName, identifier, identifiers
from server.plan.context import Context
from server.plan.splits import Split
from server.plan.sync_triggers import end_commands, same, set_flag, sync_commands


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSync:
    """The triggers of one split."""

    split: Split
    flag: str
    forward: QualifiedName
    backward: QualifiedName

    @classmethod
    def of(cls, context: Context, split: Split) -> "SplitSync":
        """The triggers under the names this plan gives them."""
        source, target = split.source.name, split.target.name.name
        return cls(
            split=split,
            flag=f"migration_planner.splits_{context.tag}_{split.statement}",
            forward=context.helper(source, target, "splits"),
            backward=context.helper(source, target, "splits_back"),
        )

    def make(self) -> tuple[str, ...]:
        """The triggers of both tables, to be run one by one, so that no two tables are locked at once."""
        source, target = self.split.source.name, self.split.target.name
        return (
            *sync_commands(self.forward, source, self._forward(), self.flag, *_SOURCE),
            *sync_commands(self.backward, target, self._backward(), self.flag, *_TARGET),
        )

    def end(self) -> tuple[str, ...]:
        """Removes them."""
        source, target = self.split.source.name, self.split.target.name
        return (*end_commands(self.backward, target, *_TARGET), *end_commands(self.forward, source, *_SOURCE))

    def insert(self, values: str) -> str:
        """The beginning of an INSERT into the new table of what the rest of it gives, once a row."""
        others = identifiers([other.name for _, other in (*self.split.join, *self.split.columns)])
        return f"INSERT INTO {self.split.target.name.sql} AS other ({others}) {values}\nON CONFLICT ({self._key()})"

    def joined(self, source: str, target: str) -> str:
        """The condition that a row of the source and one of the target, called so, belong together."""
        return " AND ".join(
            f"{target}.{identifier(other.name)} = {source}.{identifier(one.name)}" for one, other in self.split.join
        )

    def _key(self) -> str:
        return identifiers([other.name for _, other in self.split.join])

    def _forward(self) -> str:
        split, target = self.split, self.split.target.name.sql
        stayed = " AND ".join(same(one.name) for one, _ in split.join)
        kept = " AND ".join(same(one.name) for one, _ in split.columns)
        empty = " AND ".join(f"NEW.{identifier(one.name)} IS NULL" for one, _ in split.columns)
        values = ", ".join(f"NEW.{identifier(one.name)}" for one, _ in (*split.join, *split.columns))
        assigned = ", ".join(f"{n} = EXCLUDED.{n}" for n in (identifier(other.name) for _, other in split.columns))
        differs = " OR ".join(
            f"other.{n}::text IS DISTINCT FROM EXCLUDED.{n}::text"
            for n in (identifier(other.name) for _, other in split.columns)
        )
        write = f"{self.insert(f'VALUES ({values})')} DO UPDATE SET {assigned} WHERE {differs};"
        if split.only_filled:
            gone = f"DELETE FROM {target} AS other WHERE {self.joined('NEW', 'other')};"
            write = f"IF {empty} THEN\n        {gone}\n    ELSE\n        {write}\n    END IF;"
        moves = "false" if split.follows_key else f"NOT ({stayed})"
        return f"""
#variable_conflict use_column
BEGIN
    IF TG_WHEN = 'BEFORE' THEN
        -- before the row itself, to which a foreign key may refer
        IF TG_OP = 'DELETE' OR {moves} THEN
            {set_flag(self.flag, on=True)};
            DELETE FROM {target} AS other WHERE {self.joined("OLD", "other")};
            {set_flag(self.flag, on=False)};
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND {empty} OR TG_OP = 'UPDATE' AND {stayed} AND {kept} THEN
        RETURN NULL;
    END IF;
    {set_flag(self.flag, on=True)};
    {write}
    {set_flag(self.flag, on=False)};
    RETURN NULL;
END """

    def _backward(self) -> str:
        split, source = self.split, self.split.source.name.sql
        pairs = [(identifier(one.name), identifier(other.name)) for one, other in split.columns]
        emptied = ", ".join(f"{one} = NULL" for one, _ in pairs)
        assigned = ", ".join(f"{one} = NEW.{other}" for one, other in pairs)
        differs = " OR ".join(f"one.{one}::text IS DISTINCT FROM NEW.{other}::text" for one, other in pairs)
        stayed = " AND ".join(same(other.name) for _, other in split.join)
        return f"""
#variable_conflict use_column
BEGIN
    {set_flag(self.flag, on=True)};
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND NOT ({stayed}) THEN
        UPDATE {source} AS one SET {emptied} WHERE {self.joined("one", "OLD")};
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE {source} AS one SET {assigned} WHERE {self.joined("one", "NEW")} AND ({differs});
    END IF;
    {set_flag(self.flag, on=False)};
    RETURN NULL;
END """


_SOURCE = ("BEFORE UPDATE OR DELETE", "AFTER INSERT OR UPDATE")
_TARGET = ("AFTER INSERT OR UPDATE OR DELETE",)
