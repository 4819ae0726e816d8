"""What exists in a random schema, and the statements said so far."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from server.model.names import identifier, literal
from tests.random_ddl.things import Column, NotNow, Table, Thing
from tests.random_ddl.values import HOSTILE, PLAIN, TEXTS

_Kind = Callable[["World"], None]
_T = TypeVar("_T")
KINDS: dict[str, tuple[int, bool, _Kind]] = {}
"""Weight, whether it renames what holds rows, and what says the statements."""


def kind(weight: int, *, renames: bool = False) -> Callable[[_Kind], _Kind]:
    """Register a kind of statement under its function's name."""

    def register(function: _Kind) -> _Kind:
        KINDS[function.__name__] = (weight, renames, function)
        return function

    return register


class World:
    """What exists, and the statements said so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.things: list[Thing] = [Thing("schema", "public")]
        self.said: list[str] = []
        self.kinds: list[str] = []
        self.now = ""
        self.hostile = self.random.choice((0.1, 0.35, 0.8))

    # Drawing

    def pick(self, choices: Sequence[_T]) -> _T:
        """One of them."""
        if not choices:
            raise NotNow
        return self.random.choice(choices)

    def some(self, choices: Sequence[_T], most: int) -> list[_T]:
        """One or more of them, in a random order."""
        if not choices:
            raise NotNow
        return self.random.sample(choices, self.random.randint(1, min(most, len(choices))))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def fresh(self, within: str = "") -> str:
        """A name nothing has in the schema; without one, a name nothing has anywhere."""
        # A key's index has the key's name.
        taken = {t.name for t in self.things if not within or t.schema == within or t.kind == "constraint"}
        pool = HOSTILE if self.chance(self.hostile) else PLAIN
        free = [name for name in pool if name not in taken]
        return self.random.choice(free) if free else f"{self.random.choice(PLAIN)}_{self.random.randint(10, 9999)}"

    def text(self) -> str:
        """A string constant."""
        return literal(self.random.choice(TEXTS)).strip()

    def schema(self) -> str:
        """Name of a schema, mostly public."""
        return "public" if self.chance(0.6) else self.pick(self.of("schema")).name

    # Looking

    def of(self, *kinds: str) -> list[Thing]:
        """Everything of these kinds."""
        return [thing for thing in self.things if thing.kind in kinds]

    def tables(self, *, whole: bool = False) -> list[Table]:
        """All tables; ``whole``: those that are no partition or child and have neither."""
        found = [thing for thing in self.things if isinstance(thing, Table)]
        if not whole:
            return found
        parents = [table.parent for table in found]
        return [table for table in found if not (table.parent or table.by or table in parents)]

    def table(self, *, whole: bool = False) -> Table:
        """Any table."""
        return self.pick(self.tables(whole=whole))

    def columns(self, table: Thing) -> list[Column]:
        """Of one table, in order."""
        return [thing for thing in self.things if isinstance(thing, Column) and thing.owner is table]

    def column(self, table: Thing, *families: str, free: bool = False) -> Column:
        """A column of the table; ``free``: neither inherited nor generated, nor an identity or in a partition's key."""
        found = [c for c in self.columns(table) if not families or c.family in families]
        if free:
            found = [c for c in found if c.plain and not (isinstance(table, Table) and table.by and c in table.key)]
        return self.pick(found)

    def owned(self, owner: Thing, *kinds: str) -> list[Thing]:
        """What belongs to it."""
        return [thing for thing in self.things if thing.owner is owner and thing.kind in kinds]

    def children(self, table: Table) -> list[Table]:
        """Partitions and children."""
        return [other for other in self.tables() if other.parent is table]

    def dependents(self, thing: Thing) -> list[Thing]:
        """What goes with it, itself first."""
        found = [thing]
        for each in found:
            found += [
                other
                for other in self.things
                if other not in found and (other.owner is each or each in other.uses or getattr(other, "of", 0) is each)
            ]
            if isinstance(each, Table) and each.by:
                found += [child for child in self.children(each) if child not in found]
            if isinstance(each, Column) and isinstance(each.owner, Table):
                for child in self.children(each.owner):
                    found += [c for c in self.columns(child) if c.name == each.name and c.inherited and c not in found]
        return found

    def pinned(self, column: Column) -> bool:
        """Whether PostgreSQL refuses another type because of what is written with it."""
        kinds = ("view", "materialized view", "rule", "policy", "trigger", "column", "publication", "function")
        return any(thing.kind in kinds for thing in self.dependents(column)[1:])

    # Saying

    def say(self, sql: str, *made: Thing) -> None:
        """One more statement, and what it makes."""
        self.said.append(sql)
        self.kinds.append(self.now)
        self.things += made

    def move(self, thing: Thing, schema: str) -> None:
        """Into another schema, with its indexes.

        Of what is somebody's who may not create where it is, only a superuser could restore a dump.
        """
        if thing.role:
            self.say(f"GRANT CREATE, USAGE ON SCHEMA {identifier(schema)} TO {thing.role}")
        self.say(f"ALTER {thing.address} SET SCHEMA {identifier(schema)}")
        thing.schema = schema
        for index in self.owned(thing, "index"):
            index.schema = schema

    def forget(self, thing: Thing) -> None:
        """It and what goes with it is gone."""
        gone = self.dependents(thing)
        self.things = [other for other in self.things if other not in gone]

    def cascade(self, thing: Thing) -> str:
        """The word, where the drop needs it."""
        own = ("index", "constraint", "statistics", "default")
        alien = [
            other
            for other in self.dependents(thing)[1:]
            if not (other.owner is thing or (other.owner is not None and other.owner.owner is thing))
            and not (thing.kind == "column" and other.kind in own and other.owner is thing.owner)
            and not (isinstance(other, Table) and thing.kind == "table")
        ]
        return " CASCADE" if alien or self.chance(0.1) else ""

    def say_kind(self, name: str) -> bool:
        """Whether something of that kind could be said."""
        self.now = name
        before = len(self.said)
        try:
            KINDS[name][2](self)
        except NotNow:
            return len(self.said) > before
        return True
