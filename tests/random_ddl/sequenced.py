"""A seed as a schema and a sequence of statements that change it."""

from contextlib import suppress
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.random_ddl import (  # noqa: F401 (each registers its kinds of statement)
    any_object,
    columns,
    constraints,
    heirs,
    indexes,
    made_types,
    numbering,
    rarities,
    rights,
    routines,
    rows,
    tables,
    triggers,
    views,
)
from tests.random_ddl.rows import insert
from tests.random_ddl.things import NotNow
from tests.random_ddl.world import KINDS, World

MOST_CHANGES = 8


@dataclass(frozen=True)
class Sequenced:
    """What a seed stands for."""

    seed: int
    schema: tuple[str, ...]
    change: tuple[str, ...]
    kinds: tuple[str, ...]
    """Of each statement, first the schema's and then the change's."""


_FIRST = ("create_enum", "create_domain", "create_composite", "create_function", "create_function", "create_sequence")
_LATER = """
    create_index create_index create_index create_view create_view create_materialized_view create_trigger
    create_trigger attach_index create_policy create_statistics add_check add_unique add_foreign_key comment comment
    grant grant add_generated_column create_rule create_publication create_function_over_table default_privileges
    create_extension change_owner change_identity change_column_facts add_exclusion switch_trigger create_child
    create_range create_aggregate create_rarity replace_view create_typed_table identify_replicas_by_index
    change_table_facts
""".split()


def sequence_of(seed: int) -> Sequenced:
    """Everything a seed stands for."""
    world = World(seed)
    for name in ("create_schema",) * world.random.randint(0, 2):
        world.say_kind(name)
    for name in world.random.choices(_FIRST, k=world.random.randint(1, 5)):
        world.say_kind(name)
    for _ in range(world.random.randint(2, 5)):
        world.say_kind("create_partitioned_table" if world.chance(0.2) else "create_table")
        table = world.tables()[-1]
        while table.parent:
            table = table.parent
        world.now = "insert_rows"
        with suppress(NotNow):
            insert(world, table, world.random.randint(3, 5))
    for name in world.random.choices(_LATER, k=world.random.randint(3, 16)):
        world.say_kind(name)
    size = len(world.said)
    _change(world)
    end = size + MOST_CHANGES
    return Sequenced(seed, tuple(world.said[:size]), tuple(world.said[size:end]), tuple(world.kinds[:end]))


def _change(world: World) -> None:
    """One to eight statements; only some sequences rename what holds rows, as no comparison by name can tell."""
    renaming = world.chance(0.2)
    # In an order that does not depend on which module was imported first.
    names = [name for name, (_, renames, _) in sorted(KINDS.items()) if renaming or not renames]
    weights = [KINDS[name][0] for name in names]
    wanted = len(world.said) + world.random.randint(1, MOST_CHANGES)
    for _ in range(1000):
        if len(world.said) >= wanted:
            return
        (name,) = world.random.choices(names, weights)
        world.say_kind(name)


def sequences() -> st.SearchStrategy[Sequenced]:
    """Sequences for hypothesis, which shrinks them to a small seed and a short prefix of its change."""

    def cut(seed: int, length: int) -> Sequenced:
        made = sequence_of(seed)
        change = made.change[:length]
        return Sequenced(seed, made.schema, change, made.kinds[: len(made.schema) + len(change)])

    return st.builds(cut, st.integers(0, 2**32 - 1), st.integers(1, MOST_CHANGES))
