"""A schema and the one desired in its place into the SQL that leads from one to the other, paired by name."""

from dataclasses import replace

from server.diff.actions import Actions, plan_actions
from server.diff.assembly import assemble
from server.diff.graph import Graph
from server.diff.narrowing import narrowed
from server.diff.piece import Key
from server.errors import ChangeError
from server.model.catalog import Catalog


def statements_towards(before: Catalog, desired: Catalog) -> tuple[str, ...]:
    """Statements without semicolons, in an order in which they can be run one by one, each committed by itself.

    Both catalogs must come from servers of the same version, as texts are compared as printed. Objects are paired by
    name: what has another name is removed and made anew, so renames are asked for and carried out before.

    Raises:
        ChangeError: A table would have to be made anew, which loses its rows.
    """
    return statements_between(*narrowed(before, desired))


def statements_between(before: Catalog, desired: Catalog) -> tuple[str, ...]:
    """As ``statements_towards``, told by looking at all of both catalogs.

    Raises:
        ChangeError: A table would have to be made anew, which loses its rows.
    """
    taken = before.given_not_null_names - desired.given_not_null_names
    ones, others = assemble(before), assemble(replace(desired, taken_not_null_names=taken) if taken else desired)
    actions = plan_actions(ones, others, desired.server_version)
    graph, remade = Graph(ones, others, actions), frozenset[Key]()
    while stuck := graph.stuck():
        remade |= stuck
        actions = plan_actions(ones, others, desired.server_version, remade=remade)
        graph = Graph(ones, others, actions)
    _refuse_losses(actions)
    return tuple(graph.statements())


def _refuse_losses(actions: Actions) -> None:
    if actions.lost:
        named = ", ".join(" ".join(key) for key in sorted(actions.lost))
        raise ChangeError(
            f"{named} differs in what PostgreSQL cannot change in place (its kind, partition key or server, or the "
            "order of columns that its type prescribes): made anew it would lose its rows. Plan it as an SQL change "
            "that says what becomes of them"
        )
