"""A schema that was loaded, and who owns what of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Who owns what, told apart from a schema."""

    roles: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    """Each gives an object, named with its schema, to one of the roles; what is not there is passed over."""


NO_OWNERS = Owners()
"""Nothing is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A schema loaded once, to be cloned often; an equal schema gives an equal template."""

    schema: str = field(repr=False)
    key: str
    omitted: tuple[str, ...] = ()
    """Line and first words of statements the shadow left out, such as event triggers; shown with each rehearsal."""
    stand_ins: tuple[str, ...] = ()
    """What on the shadow is not as in the target, such as a type of an extension that it has not; a line each."""
    stand_in_types: tuple[str, ...] = ()
    """Types, spelled with their schemas, that are not what they are called."""
    named_owners: tuple[str, ...] = ()
    """Roles that the schema gives objects to."""
    owners: Owners
    """Of what the schema tells no owner of."""

    @property
    def differs(self) -> tuple[str, ...]:
        """What on the shadow is not as in the target, a line each, for replies."""
        return (*self.stand_ins, *(f"left out: {each}" for each in self.omitted))

    @property
    def database(self) -> str:
        """Name of its database on the shadow."""
        return f"t_{self.key}"
