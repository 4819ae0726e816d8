"""What waits for itself."""

from collections import defaultdict
from collections.abc import Mapping, Set

from server.diff.deeds import Node


def in_circles(nodes: Set[Node], later: Mapping[Node, Set[Node]]) -> set[Node]:
    """Nodes that wait for one another, and those between two such circles.

    Args:
        nodes: Those to look at.
        later: What waits for each.
    """
    earlier: dict[Node, set[Node]] = defaultdict(set)
    for node, others in later.items():
        for other in others:
            earlier[other].add(node)
    return _without_ends(_without_ends(nodes, earlier), later)


def _without_ends(nodes: Set[Node], nexts: Mapping[Node, Set[Node]]) -> set[Node]:
    """The nodes from which one can go on forever."""
    left, leading_to = set(nodes), defaultdict(set)
    for node in nodes:
        for other in nexts.get(node, ()):
            leading_to[other].add(node)
    ways = {node: len(left & nexts.get(node, set())) for node in left}
    ends = [node for node, count in ways.items() if count == 0]
    while ends:
        end = ends.pop()
        left.discard(end)
        for node in leading_to[end]:
            ways[node] -= 1
            if ways[node] == 0:
                ends.append(node)
    return left
