"""One column that is filled in batches."""

from dataclasses import dataclass

from server.model.catalog import Catalog, Column
from server.model.names import QualifiedName, identifier, tokens
from server.model.plan import Script
from server.model.policy import Policy
from server.plan.batches import Batches, key_range, round_share
from server.plan.rules import WRITES_PASS


def asks_once(value: str, *catalogs: Catalog) -> bool:
    """Whether it matters how often and in which order a value is computed, or whether nobody knows.

    The next number of a sequence is used up; what a function of the user's does is its own affair; and DEFAULT is no
    expression.
    """
    words = {word for token in tokens(value) for word in (token, token.lower())}
    own = {identifier(function.name.name) for catalog in catalogs for function in catalog.functions.values()}
    return not words.isdisjoint({"nextval", "default"} | own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A value for each row that has none in one column."""

    path: str
    """Of the column, as titles say it."""
    name: QualifiedName
    """Of the procedure, and of the table of its progress."""
    table: QualifiedName
    key: tuple[Column, ...]
    """By which batches go; empty: by pages."""
    column: str
    """Its name."""
    value: str
    """An expression over the row; empty where a trigger sets the value of each row that is written, or leaves it null.

    Which rows it leaves, nobody can ask beforehand: they are written once, so not in rounds.
    """
    policy: Policy
    portions: int
    tried: tuple[str, ...]
    """Commands that fail at once where the value is no SQL."""
    asked_once: bool = False
    """Whether each row is to be asked for its value once and in its order, see ``asks_once``."""
    left: str = ""
    """A query that must find no row at the end."""
    needed: str = ""
    """Nothing is done when this query is given and finds no row."""

    @property
    def lacking(self) -> str:
        """The condition of rows without a value."""
        return f"{identifier(self.column)} IS NULL"

    @property
    def in_rounds(self) -> bool:
        """Whether batches may be written in rounds, which keep no order and ask twice for each value."""
        return bool(self.value) and not self.asked_once

    @property
    def given(self) -> str:
        """The condition of rows for which there is a value, so that none is written again and again for nothing.

        Not as IS NOT NULL, which asks it of each field of a row.
        """
        return f"({self.value}) IS DISTINCT FROM NULL" if self.in_rounds else "true"

    @property
    def assignment(self) -> str:
        """What gives them one."""
        return f"{identifier(self.column)} = ({self.value or 'NULL'})"

    def update(self) -> str:
        """The command for one batch."""
        return (
            f"UPDATE {self.table.sql} SET {self.assignment} "
            f"WHERE {key_range(self.key)} AND {round_share()} AND {self.lacking} AND {self.given}"
        )

    def scripts(self, work: tuple[str, ...] = (), tried: tuple[str, ...] = ()) -> tuple[Script, Script]:
        """Up and down; of other commands for the same rows where these are given."""
        batches = self._batches(work or (self.update(),))
        up = Script(commands=(*(tried or self.tried), *batches.commands()), transactional=False, claim=WRITES_PASS)
        return up, Script(commands=batches.forget(), transactional=False)

    def _batches(self, work: tuple[str, ...]) -> Batches:
        return Batches(
            name=self.name,
            table=self.table,
            key=self.key,
            work=work,
            policy=self.policy,
            portions=self.portions,
            in_rounds=self.in_rounds,
            left=self.left,
            needed=self.needed,
        )
