"""When two rows conflict under an exclusion constraint, read from its definition as PostgreSQL prints it."""

from server.grammar import Node, deparsed_expression, of_table, statement
from server.model.catalog import Constraint
from server.model.names import QualifiedName, identifier
from server.plan.offenders import Offenders


def conflicting(table: QualifiedName, constraint: Constraint) -> Offenders:
    """Rows that conflict with another one.

    Without an equality among its operators that compares every row with every other.
    """
    other = f"SELECT FROM {table.sql} AS other WHERE other.ctid <> one.ctid AND {conflict(constraint, 'one', 'other')}"
    return Offenders(found=f"FROM {table.sql} AS one WHERE EXISTS ({other})", shown="one.*")


def conflict(constraint: Constraint, one: str, other: str) -> str:
    """The condition under which rows by these names conflict."""
    tree = statement(f"ALTER TABLE any_table ADD {constraint.definition}")
    node = getattr(tree.alter_table_stmt.cmds[0].alter_table_cmd, "def").constraint
    terms = []
    for exclusion in node.exclusions:
        element, operator = (item for item in exclusion.list.items)
        left, right = (_key(element.index_elem, row) for row in (one, other))
        terms.append(f"{left} {_operator(operator)} {right}")
    if node.HasField("where_clause"):
        terms += [f"({deparsed_expression(of_table(node.where_clause, row))})" for row in (one, other)]
    return " AND ".join(terms)


def _key(element: Node, row: str) -> str:
    name = f"{row}.{identifier(element.name)}" if element.name else ""
    text = name or f"({deparsed_expression(of_table(element.expr, row))})"
    collation = ".".join(identifier(part.string.sval) for part in element.collation)
    return f"{text} COLLATE {collation}" if collation else text


def _operator(node: Node) -> str:
    *schema, sign = (item.string.sval for item in node.list.items)
    return f"OPERATOR({'.'.join((*map(identifier, schema), sign))})" if schema else str(sign)
