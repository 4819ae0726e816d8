"""The transactions a change brings along: its own BEGIN and COMMIT."""

from collections.abc import Iterator, Sequence

from server.errors import ForbiddenStatement
from server.grammar import Node, body_of, enum_name, kind_of
from server.model.change import Change
from server.model.plan import Hazard

_SET = "TRANSACTION"
_NAMES = {
    "TRANS_STMT_BEGIN": "BEGIN",
    "TRANS_STMT_START": "START TRANSACTION",
    "TRANS_STMT_COMMIT": "COMMIT",
    "TRANS_STMT_ROLLBACK": "ROLLBACK",
    "TRANS_STMT_SAVEPOINT": "SAVEPOINT",
    "TRANS_STMT_RELEASE": "RELEASE SAVEPOINT",
    "TRANS_STMT_ROLLBACK_TO": "ROLLBACK TO SAVEPOINT",
    "TRANS_STMT_PREPARE": "PREPARE TRANSACTION",
    "TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED",
    "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED",
    _SET: "SET TRANSACTION",
}
_BEGIN = frozenset(["TRANS_STMT_BEGIN", "TRANS_STMT_START"])
_TAKE_BACK = frozenset(["TRANS_STMT_ROLLBACK", "TRANS_STMT_ROLLBACK_TO"])
_OF_TWO_PHASES = frozenset(["TRANS_STMT_PREPARE", "TRANS_STMT_COMMIT_PREPARED", "TRANS_STMT_ROLLBACK_PREPARED"])
_NO_COMMIT = "no COMMIT follows, so that nothing of it would stay; write COMMIT, or leave it out"
_NO_BEGIN = "no BEGIN stands before it; leave it out, or write BEGIN"
_ROLLBACK = "it takes back what stands before it; leave out both"
_PREPARED = "it leaves a transaction open beyond its session; leave it out"


def boundaries(statements: Sequence[tuple[Node, int]]) -> frozenset[int]:
    """Positions of the statements that only begin, divide and end transactions.

    Args:
        statements: Each with its line.

    Raises:
        ForbiddenStatement: They do not belong together, or take something back.
    """
    return frozenset(_boundaries(statements))


def hazard_of_transactions(change: Change, *, avoided: bool) -> tuple[Hazard, ...]:
    """What it means that a change brings its own BEGIN and COMMIT; nothing when it does not.

    Args:
        change: As it was read.
        avoided: Whether there is a plan, whose transactions are its own.
    """
    if not change.verbatim:
        return ()
    return (
        Hazard(
            code="own-transactions",
            object=change.name,
            effect="The change has its own BEGIN and COMMIT: run as written, it holds each lock until COMMIT.",
            remedy="The plan sets its own boundaries. Run as written too, the change reached the same schema.",
            source="https://www.postgresql.org/docs/18/explicit-locking.html",
            avoided=avoided,
        ),
    )


def _boundaries(statements: Sequence[tuple[Node, int]]) -> Iterator[int]:
    begun: tuple[str, int] | None = None
    for position, (node, line) in enumerate(statements):
        kind = _kind(node)
        if not kind:
            continue
        if reason := _fault(kind, begun):
            raise ForbiddenStatement(statement=_NAMES[kind], line=line, reason=reason)
        if kind in _BEGIN:
            begun = _NAMES[kind], line
        elif kind == "TRANS_STMT_COMMIT" and not body_of(node).chain:
            begun = None
        yield position
    if begun is not None:
        raise ForbiddenStatement(statement=begun[0], line=begun[1], reason=_NO_COMMIT)


def _kind(node: Node) -> str:
    """Name of a statement that is about transactions alone; empty for others."""
    if kind_of(node) == "transaction_stmt":
        return enum_name(body_of(node), "kind")
    if kind_of(node) == "variable_set_stmt" and body_of(node).name == _SET:
        return _SET
    return ""


def _fault(kind: str, begun: tuple[str, int] | None) -> str:
    if kind in _TAKE_BACK:
        return _ROLLBACK
    if kind in _OF_TWO_PHASES:
        return _PREPARED
    if kind in _BEGIN:
        return f"{begun[0]} at line {begun[1]} has no COMMIT before it" if begun else ""
    return "" if begun else _NO_BEGIN
