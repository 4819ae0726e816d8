"""What a random schema consists of, as far as statements must know it."""

from dataclasses import dataclass, field

from server.model.names import identifier
from tests.random_ddl.values import FAMILIES


class NotNow(Exception):
    """The model holds nothing this kind of statement could be about."""


@dataclass(eq=False)
class Thing:
    """Anything that has a name; it is gone when its owner or something it uses is dropped."""

    kind: str
    name: str
    schema: str = ""
    owner: "Thing | None" = None
    uses: "list[Thing]" = field(default_factory=list)
    arguments: str = ""
    """Of a function, as DROP wants them."""
    labels: list[str] = field(default_factory=list)
    """Of an enum; the attributes of a composite type; the columns of a view."""
    base: str = "text"
    """Of a domain, range or function: the type it stands for or returns."""
    text: str = ""
    """What must be repeated to make it again."""
    role: str = ""
    """Who owns it, when that is somebody else."""

    @property
    def sql(self) -> str:
        """Its name, with its schema where it has one of its own."""
        return f"{identifier(self.schema)}.{identifier(self.name)}" if self.schema else identifier(self.name)

    @property
    def address(self) -> str:
        """How COMMENT ON and most of DROP and ALTER name it."""
        word = self.kind.upper()
        match self.kind:
            case "constraint" | "trigger" | "policy" | "rule" if self.owner is not None:
                on = f"DOMAIN {self.owner.sql}" if self.owner.kind == "domain" else self.owner.sql
                return f"{word} {self.sql} ON {on}"
            case "column" if self.owner is not None:
                return f"COLUMN {self.owner.sql}.{self.sql}"
            case "function" | "procedure" | "aggregate":
                return f"{word} {self.sql}({self.arguments})"
            case "enum" | "composite" | "range":
                return f"TYPE {self.sql}"
            case _:
                return f"{word} {self.sql}"


@dataclass(eq=False)
class Column(Thing):
    """A column; ``base`` is a built-in type unless ``of`` is a type somebody made."""

    of: Thing | None = None
    generated: bool = False
    identity: bool = False
    not_null: bool = False
    default: bool = False
    inherited: bool = False
    refers: "Table | None" = None

    @property
    def type(self) -> str:
        """As SQL."""
        return self.of.sql if self.of else self.base

    @property
    def family(self) -> str:
        """Which values and expressions fit."""
        if self.of is None:
            return FAMILIES.get(self.base, "other")
        return FAMILIES.get(self.of.base, "other") if self.of.kind == "domain" else self.of.kind

    @property
    def plain(self) -> bool:
        """Whether nothing but its values is its own business."""
        return not (self.generated or self.identity or self.inherited)


@dataclass(eq=False)
class Table(Thing):
    """A table; ``by`` is the partitioning of a partitioned one, ``bound`` the part another holds or held."""

    key: list[Column] = field(default_factory=list)
    by: str = ""
    parent: "Table | None" = None
    bound: str = ""
    unlogged: bool = False
    inherits: bool = False
    secured: bool = False
    rows: int = 0
